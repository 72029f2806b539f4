"""Conditions of the language to conditions of the graph, every name and type settled.

A part that does not check is reported and stands for `Constant(False)`: the policy is refused all
the same, and nothing that hangs on the part is reported again.
"""

from typing import assert_never

from routewright_compiler.schema import codes
from routewright_compiler.schema.report import shown
from routewright_compiler.schema.symbols import SymbolKind
from routewright_compiler.schema.wording import TEXT_LIKE, spelled, type_words
from routewright_compiler.typecheck.comparisons import (
    POISON,
    compare,
    in_list,
    in_range,
    left_side,
)
from routewright_compiler.typecheck.literals import member_of
from routewright_compiler.typecheck.repeated_values import has_repeated_values
from routewright_compiler.typecheck.scope import Scope
from routewright_compiler.typecheck.terms import DefinedName, TypedTerm, operand_of
from routewright_grammar import syntax
from routewright_grammar.span import Span
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Defined,
    DuringCalendar,
    HasMembers,
    IsRep,
    Known,
    MatchesPattern,
    Negation,
    OneOf,
    OutsideTest,
    TextHolds,
    TextRelation,
    TimeAmount,
    TimeUnit,
    WithinLast,
)
from routewright_runtime.patterns import PatternProblem, compile_pattern
from routewright_runtime.text import fold_inner
from routewright_runtime.values import TypeName


def condition_of(scope: Scope, node: syntax.Condition) -> Condition:
    """Return the checked condition; parentheses vanish, `and` and `or` keep their nesting."""
    match node:
        case syntax.And():
            items = tuple(condition_of(scope, item) for item in node.items)
            return AllOf(items, scope.places.of(node.span))
        case syntax.Or():
            if has_repeated_values(scope, node):
                return POISON
            items = tuple(condition_of(scope, item) for item in node.items)
            return AnyOf(items, scope.places.of(node.span))
        case syntax.Not():
            return Negation(condition_of(scope, node.item), scope.places.of(node.span))
        case syntax.Paren():
            return condition_of(scope, node.item)
        case syntax.Compare():
            return compare(scope, node)
        case syntax.InList():
            return in_list(scope, node)
        case syntax.InRange():
            return in_range(scope, node)
        case syntax.TextTest():
            return _text_test(scope, node)
        case syntax.Matches():
            return _matches(scope, node)
        case syntax.Has():
            return _has(scope, node)
        case syntax.IsKnown() | syntax.IsEmpty():
            return _is_known(scope, node)
        case syntax.IsRep():
            return _is_rep(scope, node)
        case syntax.Within():
            return _within(scope, node)
        case syntax.During():
            return _during(scope, node)
        case syntax.Outside():
            return OutsideTest(node.text.value.strip(), scope.places.of(node.span))
        case syntax.Truth():
            return _truth(scope, node)
        case _:
            assert_never(node)


def amount_of(node: syntax.Duration) -> TimeAmount:
    """Return a duration as the graph holds it."""
    return TimeAmount(node.amount, TimeUnit(node.unit.value))


def calendar_of(scope: Scope, name: syntax.Name) -> str | None:
    """Return the name of a declared calendar; None where it is reported."""
    found = scope.symbol(name.text, name.span, (SymbolKind.CALENDAR,), "a calendar")
    return None if found is None else found.name


def _term(scope: Scope, node: syntax.Expression, operator: str, span: Span) -> TypedTerm | None:
    """Return the term on the left of an operator that takes no named condition."""
    found = left_side(scope, node)
    if isinstance(found, DefinedName):
        scope.report.add(
            codes.WRONG_OPERATOR,
            span,
            f"{shown(found.name)} is a condition and takes no `{operator}`",
            subject=found.name,
            repair=f"write {shown(found.name)} or `not {found.name}`",
        )
        return None
    return found


def _refuse(scope: Scope, term: TypedTerm, span: Span, message: str, repair: str = "") -> Condition:
    scope.report.add(codes.WRONG_OPERATOR, span, message, subject=term.subject, repair=repair)
    return POISON


# --- texts ------------------------------------------------------------------------------------


def _text_test(scope: Scope, node: syntax.TextTest) -> Condition:
    term = _term(scope, node.left, node.relation, node.span)
    if term is None:
        return POISON
    if term.type is None or term.type.name not in TEXT_LIKE:
        return _refuse_text(scope, term, node)
    texts = []
    for item in node.items:
        text = _piece(fold_inner(item.value), node.relation)
        if not text:
            scope.report.add(
                codes.MALFORMED_VALUE,
                item.span,
                f"every value {node.relation} a blank text",
                subject=term.subject,
                repair=f"write the text to look for, or `{term.written} is known`",
            )
        texts.append(text)
    return TextHolds(
        term.term,
        TextRelation(node.relation.value),
        tuple(texts),
        scope.places.of(node.span),
        tuple(scope.places.of(item.span) for item in node.items),
        tuple(item.value for item in node.items),
    )


def _piece(folded: str, relation: syntax.TextRelation) -> str:
    """Return the piece to look for; values have no surrounding blanks, so ends lose theirs."""
    match relation:
        case syntax.TextRelation.STARTS_WITH:
            return folded.lstrip()
        case syntax.TextRelation.ENDS_WITH:
            return folded.rstrip()
        case syntax.TextRelation.CONTAINS:
            return folded if folded.strip() else ""


def _refuse_text(scope: Scope, term: TypedTerm, node: syntax.TextTest) -> Condition:
    repair = f"use `=` or `in (…)` with {type_words(term.type)}"
    if term.type is not None and term.type.name is TypeName.CHOICES:
        repair = f"write `{term.written} has {_first_member(term)}`"
    return _refuse(
        scope,
        term,
        node.span,
        f"`{node.relation}` looks into texts, but {shown(term.written)} is {type_words(term.type)}",
        repair,
    )


def _first_member(term: TypedTerm) -> str:
    has_members = term.type is not None and term.type.members
    return spelled(term.type.members[0]) if has_members and term.type else "X"


def _matches(scope: Scope, node: syntax.Matches) -> Condition:
    term = _term(scope, node.left, "matches", node.span)
    compiled = compile_pattern(node.pattern.value)
    if isinstance(compiled, PatternProblem):
        _report_pattern(scope, node.pattern, compiled)
        return POISON
    if term is None:
        return POISON
    if term.type is None or term.type.name not in TEXT_LIKE:
        return _refuse(
            scope,
            term,
            node.span,
            f"`matches` looks into texts, but {shown(term.written)} is {type_words(term.type)}",
            "use `=` or `in (…)`",
        )
    return MatchesPattern(term.term, node.pattern.value, scope.places.of(node.span))


# --- several values ---------------------------------------------------------------------------


def _has(scope: Scope, node: syntax.Has) -> Condition:
    term = _term(scope, node.left, "has", node.span)
    if term is None:
        return POISON
    if term.type is None or term.type.name is not TypeName.CHOICES:
        return _refuse(
            scope,
            term,
            node.span,
            f"`has` is for fields with several values, but {shown(term.written)} is "
            f"{type_words(term.type)}",
            f"write `{term.written} = …` or `{term.written} in (…)`",
        )
    members = [(member_of(scope, term, item), item.span) for item in node.items]
    if any(member is None for member, _ in members):
        return POISON
    return HasMembers(
        term.term,
        tuple(str(member) for member, _ in members),
        node.mode is syntax.HasMode.ALL,
        scope.places.of(node.span),
        tuple(scope.places.of(span) for _, span in members),
    )


# --- known, rep, time -------------------------------------------------------------------------


def _is_known(scope: Scope, node: syntax.IsKnown | syntax.IsEmpty) -> Condition:
    is_known = isinstance(node, syntax.IsKnown)
    term = _term(scope, node.left, "is known" if is_known else "is empty", node.span)
    if term is None:
        return POISON
    place = scope.places.of(node.span)
    known = Known(term.term, place)
    return known if is_known else Negation(known, place)


def _is_rep(scope: Scope, node: syntax.IsRep) -> Condition:
    term = _term(scope, node.left, "is rep", node.span)
    if term is None:
        return POISON
    if term.type is None or term.type.name is not TypeName.USER:
        return _refuse(
            scope,
            term,
            node.span,
            f"`is rep` asks about users, but {shown(term.written)} is {type_words(term.type)}",
            "declare the field as `user`" if term.type is not None else "",
        )
    return IsRep(term.term, scope.places.of(node.span))


def _within(scope: Scope, node: syntax.Within) -> Condition:
    term = _term(scope, node.left, "within", node.span)
    if term is None:
        return POISON
    if term.type is None or term.type.name not in (TypeName.DATE, TypeName.DATETIME):
        return _refuse(
            scope,
            term,
            node.span,
            f"`within` asks about days and times, but {shown(term.written)} is "
            f"{type_words(term.type)}",
        )
    is_short = node.duration.unit in (syntax.Unit.MINUTE, syntax.Unit.HOUR)
    if term.type.name is TypeName.DATE and is_short:
        return _refuse(
            scope,
            term,
            node.duration.span,
            f"{shown(term.written)} is a day, which is counted in days and weeks",
            "write the time in days, or declare the field as `datetime`",
        )
    return WithinLast(term.term, amount_of(node.duration), scope.places.of(node.span))


def _during(scope: Scope, node: syntax.During) -> Condition:
    name = calendar_of(scope, node.calendar)
    return POISON if name is None else DuringCalendar(name, scope.places.of(node.span))


def _truth(scope: Scope, node: syntax.Truth) -> Condition:
    place = scope.places.of(node.span)
    found = operand_of(scope, node.value)
    if found is None:
        return POISON
    if isinstance(found, DefinedName):
        return Defined(found.name, place)
    if found.type is not None and found.type.name is TypeName.BOOLEAN:
        return OneOf(found.term, (True,), place, (place,))
    scope.report.add(
        codes.NOT_A_CONDITION,
        node.span,
        f"{shown(found.written)} is {type_words(found.type)}, not a condition",
        subject=found.subject,
        repair=f"say what it must be, such as `{found.written} is known`",
    )
    return POISON


def _report_pattern(scope: Scope, node: syntax.Pattern, problem: PatternProblem) -> None:
    start = node.span.start + 1 + _written(node.value[: problem.offset])
    found = node.value[problem.offset : problem.offset + problem.length]
    span = Span(node.span.file, start, start + max(1, _written(found)))
    scope.report.add(codes.UNUSABLE_PATTERN, span, problem.message, repair=problem.help)


def _written(part: str) -> int:
    """Return how many characters a part of a pattern takes: its slashes are written `\\/`."""
    return len(part) + part.count("/")
