"""Expects: records read as data would be, and what must come out of them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import assert_never

from routewright_compiler.policy import CheckKind, Example, ExampleRecord, ExpectedOutcome
from routewright_compiler.resolve.declarations import Declarations
from routewright_compiler.schema import codes
from routewright_compiler.schema.report import shown
from routewright_compiler.schema.symbols import SymbolKind
from routewright_compiler.schema.wording import TEXT_LIKE, example_of
from routewright_compiler.typecheck.literals import moment_of
from routewright_compiler.typecheck.promises import outcome_target, rule_names
from routewright_compiler.typecheck.scope import Scope
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Label
from routewright_grammar.span import Span
from routewright_runtime.graph import model
from routewright_runtime.values import EMPTY, TypeName, Value, read

_KINDS = {
    syntax.OutcomeKind.RULE: CheckKind.RULE,
    syntax.OutcomeKind.TEAM: CheckKind.TEAM,
    syntax.OutcomeKind.OWNER: CheckKind.OWNER,
    syntax.OutcomeKind.QUEUE: CheckKind.QUEUE,
    syntax.OutcomeKind.SUPPRESSED: CheckKind.SUPPRESSED,
}


def check_examples(scope: Scope, declared: Declarations) -> tuple[Example, ...]:
    """Return the checked expects, in order."""
    names = rule_names(declared)
    return tuple(
        Example(item.name.value, _records(scope, item, names), item.name.span)
        for item in declared.expects
    )


def _records(
    scope: Scope, item: syntax.Expect, names: tuple[str, ...]
) -> tuple[ExampleRecord, ...]:
    records = []
    latest: tuple[datetime, Span] | None = None
    for given in item.givens:
        record = _record(scope, given, names)
        if given.moment is not None and record.moment is not None:
            latest = _check_time(scope, record.moment, given.moment.span, latest)
        for silent in record.silents:
            for check in silent:
                if check.kind is CheckKind.ON and check.moment is not None:
                    latest = _check_time(scope, check.moment, check.span, latest)
        records.append(record)
    return tuple(records)


def _check_time(
    scope: Scope, moment: datetime, span: Span, latest: tuple[datetime, Span] | None
) -> tuple[datetime, Span]:
    if latest is None or moment >= latest[0]:
        return moment, span
    scope.report.add(
        codes.BACKWARDS_TIMES,
        span,
        "this time lies before one above it; the records of an `expect` come in order of time",
        related=(Label(latest[1], "the later time"),),
        repair="put the records in order, or write two `expect`s",
    )
    return latest


def _record(scope: Scope, given: syntax.Given, names: tuple[str, ...]) -> ExampleRecord:
    away = []
    for name in given.away:
        found = scope.symbol(name.text, name.span, (SymbolKind.REP,), "a rep")
        away += [] if found is None else [found.name]
    return ExampleRecord(
        _values(scope, given),
        None if given.moment is None else moment_of(scope, given.moment),
        tuple(away),
        _checks(scope, given.checks, names),
        tuple(_checks(scope, silent.checks, names) for silent in given.silents),
        given.span,
    )


# --- what must come out -----------------------------------------------------------------------


def _checks(
    scope: Scope, checks: tuple[syntax.ExpectCheck, ...], names: tuple[str, ...]
) -> tuple[ExpectedOutcome, ...]:
    found = [_check(scope, item, names) for item in checks]
    return tuple(item for item in found if item is not None)


def _check(
    scope: Scope, node: syntax.ExpectCheck, names: tuple[str, ...]
) -> ExpectedOutcome | None:
    match node:
        case syntax.HeldUntil():
            return _timed(scope, CheckKind.HELD_UNTIL, node.moment, node.span)
        case syntax.SlaDue():
            return _timed(scope, CheckKind.SLA_DUE, node.moment, node.span)
        case syntax.OnTime():
            return _timed(scope, CheckKind.ON, node.moment, node.span)
        case syntax.Check():
            pass
        case _:
            assert_never(node)
    kind = _KINDS[node.kind]
    if kind is CheckKind.SUPPRESSED:
        reason = node.target.value if isinstance(node.target, syntax.Text) else None
        return ExpectedOutcome(kind, node.span, reason)
    assert node.target is not None
    name, user = outcome_target(scope, node.kind, node.target, names)
    if name is None and user is None:
        return None
    return ExpectedOutcome(kind, node.span, name, user)


def _timed(scope: Scope, kind: CheckKind, moment: syntax.DateTime, span: Span) -> ExpectedOutcome:
    return ExpectedOutcome(kind, span, moment=moment_of(scope, moment))


# --- the record -------------------------------------------------------------------------------


def _values(scope: Scope, given: syntax.Given) -> Mapping[str, Value | None]:
    """Return every field's canonical value; country fields are read first, states with them."""
    raw: dict[str, tuple[syntax.GivenValue, object]] = {}
    for item in given.values:
        found = scope.symbol(item.field.text, item.field.span, (SymbolKind.FIELD,), "a field")
        field = None if found is None else scope.fields.get(found.name)
        if field is not None:
            raw[field.name] = (item, _raw(scope, item, field))
    values: dict[str, Value | None] = dict.fromkeys(scope.fields)
    order = sorted(raw, key=lambda name: scope.fields[name].country_field is not None)
    for name in order:
        item, value = raw[name]
        field = scope.fields[name]
        country = None if field.country_field is None else values.get(field.country_field)
        reading = EMPTY
        if value is not None:
            reading = read(
                field.type,
                value,
                blanks=frozenset(field.blanks),
                zone=scope.zone(item.span),
                country=country if isinstance(country, str) else None,
            )
        if reading.problem is not None:
            _report(scope, item, field, reading.problem)
        values[name] = reading.value
    return values


def _raw(scope: Scope, item: syntax.GivenValue, field: model.Field) -> object:
    """Return a written value as data would hold it; None where it is reported."""
    if item.is_list and field.type.name is not TypeName.CHOICES:
        _report(scope, item, field, f"field {shown(field.name)} holds one value, not a list")
        return None
    values = [_raw_value(scope, value, item, field) for value in item.items]
    if any(value is None for value in values):
        return None
    return values if item.is_list else values[0]


def _raw_value(
    scope: Scope, value: syntax.Expression, item: syntax.GivenValue, field: model.Field
) -> object:
    match value:
        case syntax.Text():
            return value.value
        case syntax.Path():
            return _word(scope, value, field)
        case syntax.Code():
            return value.text
        case syntax.Number():
            return _number(value, field)
        case syntax.Date():
            return value.value
        case syntax.DateTime():
            return value.value
        case syntax.Lookup():
            _report(scope, item, field, "a look-up is no value of a record")
            return None
        case _:
            assert_never(value)


def _number(value: syntax.Number, field: model.Field) -> Decimal | str | int:
    if field.type.name in TEXT_LIKE or field.type.members:
        return value.text
    whole = value.value == value.value.to_integral_value()
    return int(value.value) if whole else value.value


def _word(scope: Scope, value: syntax.Path, field: model.Field) -> str | None:
    if field.type.name is TypeName.USER:
        found = scope.symbol(value.text, value.span, (SymbolKind.REP,), "a rep")
        rep = None if found is None else scope.reps.get(found.name)
        return None if rep is None else rep.email
    return value.text


def _report(scope: Scope, item: syntax.GivenValue, field: model.Field, problem: str) -> None:
    example = example_of(field.type)
    scope.report.add(
        codes.UNREADABLE_EXAMPLE,
        item.span,
        problem,
        subject=field.name,
        repair=f"write `{field.name} {example}`" if example else "",
    )
