"""Facts, asserts and expects."""

from routewright_grammar.construct import conditions, literals, routing
from routewright_grammar.construct.reader import Reader, every, tokens, trees
from routewright_grammar.span import Span
from routewright_grammar.syntax import (
    Assert,
    Check,
    DateTime,
    Expect,
    ExpectCheck,
    Fact,
    Given,
    GivenValue,
    HeldUntil,
    Name,
    OnTime,
    OutcomeKind,
    Quantifier,
    Silent,
    SlaDue,
    Text,
)
from routewright_grammar.tree import Node, Token

OUTCOMES = {
    "outcome_rule": OutcomeKind.RULE,
    "outcome_team": OutcomeKind.TEAM,
    "outcome_owner": OutcomeKind.OWNER,
    "outcome_queue": OutcomeKind.QUEUE,
    "outcome_suppressed": OutcomeKind.SUPPRESSED,
}
CHECKS = {
    "check_rule": OutcomeKind.RULE,
    "check_team": OutcomeKind.TEAM,
    "check_owner": OutcomeKind.OWNER,
    "check_queue": OutcomeKind.QUEUE,
    "check_suppressed": OutcomeKind.SUPPRESSED,
}
TIMES = ("check_held", "check_due", "on_time")


def fact(reader: Reader, node: Node) -> Fact:
    """Read `fact "…" { C implies D }`."""
    span = reader.span(node)
    premise, conclusion = trees(node.children)
    return Fact(
        reader.string(tokens(node.children)[0]),
        conditions.condition(reader, premise),
        conditions.condition(reader, conclusion),
        reader.doc(span),
        span,
    )


def _targets(reader: Reader, node: Node) -> tuple[Name | Text, ...]:
    return tuple(
        reader.name_or_text(item) for listed in trees(node.children) for item in listed.children
    )


def assertion(reader: Reader, node: Node) -> Assert:
    """Read an `assert`."""
    span = reader.span(node)
    quantifier, outcome = trees(node.children)[-2:]
    return Assert(
        reader.string(tokens(node.children)[0]),
        routing.when(reader, node),
        Quantifier(quantifier.data),
        OUTCOMES[outcome.data],
        _targets(reader, outcome),
        reader.doc(span),
        span,
    )


def _given_value(reader: Reader, node: Node) -> GivenValue:
    field, value = node.children
    assert not isinstance(field, Token)
    span = reader.span(node)
    if not isinstance(value, Token) and value.data == "pair_list":
        items = tuple(conditions.expression(reader, item) for item in value.children)
        return GivenValue(reader.path(field), items, is_list=True, span=span)
    only = conditions.expression(reader, value)
    return GivenValue(reader.path(field), (only,), is_list=False, span=span)


def _check(reader: Reader, node: Node) -> ExpectCheck:
    span = reader.span(node)
    data = node.data
    if data in CHECKS:
        target = reader.name_or_text(node.children[0]) if node.children else None
        return Check(CHECKS[data], target, span)
    moment = literals.moment(reader, trees(node.children)[0])
    match data:
        case "check_held":
            return HeldUntil(moment, span)
        case "check_due":
            return SlaDue(moment, span)
        case _:
            return OnTime(moment, span)


def _checks(reader: Reader, node: Node) -> tuple[ExpectCheck, ...]:
    return tuple(_check(reader, item) for item in every(node, *CHECKS, *TIMES))


def _given_moment(reader: Reader, node: Node) -> DateTime | None:
    found = every(node, "given_at")
    for again in found[1:]:
        reader.report_twice("at", reader.span(found[0]), reader.span(again))
    return literals.moment(reader, trees(found[0].children)[0]) if found else None


def _given(reader: Reader, node: Node) -> Given:
    return Given(
        _given_values(reader, node),
        _given_moment(reader, node),
        tuple(
            reader.name(name)
            for away in every(node, "given_away")
            for names in trees(away.children)
            for name in trees(names.children)
        ),
        _checks(reader, node),
        tuple(Silent(_checks(reader, item), reader.span(item)) for item in every(node, "silent")),
        reader.span(node),
    )


def _given_values(reader: Reader, node: Node) -> tuple[GivenValue, ...]:
    values = tuple(_given_value(reader, item) for item in every(node, "pair"))
    first: dict[str, Span] = {}
    for value in values:
        if value.field.text in first:
            reader.report_twice(value.field.text, first[value.field.text], value.span)
        first.setdefault(value.field.text, value.span)
    return values


def expect(reader: Reader, node: Node) -> Expect:
    """Read an `expect`."""
    span = reader.span(node)
    return Expect(
        reader.string(tokens(node.children)[0]),
        tuple(_given(reader, item) for item in every(node, "given")),
        reader.doc(span),
        span,
    )
