"""Measure what tests reach of a policy, unit by unit, in the order of the policy."""

from collections.abc import Iterator, Sequence

from routewright.coverage.asked import Question, questions
from routewright.coverage.bounds import missing_sides
from routewright.coverage.units import Seen, Unit, UnitKind, Wanted, missing_words
from routewright_runtime.decide import Router
from routewright_runtime.graph.conditions import AllOf, Between, FieldTerm, Negation, Place
from routewright_runtime.graph.model import DecisionNode, StepNode, TestKind, TestNode

_OWN = frozenset({"", TestKind.REQUIRE.value})


def measured(router: Router, seen: Sequence[Seen]) -> tuple[Unit, ...]:
    """Return every unit of a policy, sorted by kind and then as the policy is written.

    Cost is the number of records times the number of conditions.
    """
    asked = tuple(questions(router, seen))
    return (
        *_rules(router, seen),
        *(_condition(question) for question in asked),
        *(unit for question in asked for unit in _bounds(router, question)),
        *_fallbacks(router, seen),
        *_steps(router, seen),
    )


def _rules(router: Router, seen: Sequence[Seen]) -> Iterator[Unit]:
    branches = router.matcher.branches
    reached = {branches[item.branch].test_id for item in seen}
    numbers = {branch.test_id: number for number, branch in enumerate(branches)}
    for node in router.graph.nodes:
        if isinstance(node, TestNode) and node.kind is not TestKind.GROUP:
            words = "require" if node.kind is TestKind.REQUIRE else f"rule `{node.name}`"
            number = numbers[node.id]
            wanted = Wanted(AllOf(branches[number].guards), "", number)
            yield _unit(UnitKind.RULE, node.place, words, () if node.id in reached else (wanted,))


def _condition(question: Question) -> Unit:
    part, condition = question.part, question.condition
    outcomes = {evaluation.holds(condition) for evaluation in question.evaluations}
    wanted = []
    if True not in outcomes:
        wanted.append(Wanted(condition, "true", part.branch, part.outer))
    if False not in outcomes:
        wanted.append(Wanted(Negation(condition), "false", part.branch, part.outer))
    return _unit(UnitKind.CONDITION, condition.place, "", tuple(wanted))


def _bounds(router: Router, question: Question) -> Iterator[Unit]:
    part, condition = question.part, question.condition
    if not isinstance(condition, Between):
        return
    term = condition.term
    field = router.policy.fields[term.field] if isinstance(term, FieldTerm) else None
    values = [v for e in question.evaluations if (v := e.value(term)) is not None]
    for lacking in missing_sides(condition, field, values):
        wanted = tuple(Wanted(side, words, part.branch, part.outer) for words, side in lacking)
        yield _unit(UnitKind.BOUND, condition.place, "", wanted)


def _unit(kind: UnitKind, place: Place | None, words: str, wanted: tuple[Wanted, ...]) -> Unit:
    return Unit(kind, place, words, missing_words(kind, wanted), wanted)


def _fallbacks(router: Router, seen: Sequence[Seen]) -> Iterator[Unit]:
    taken = {item.decision_id for item in seen}
    for node in router.graph.nodes:
        if isinstance(node, DecisionNode) and node.origin not in _OWN:
            missing = "" if node.id in taken else "no record is given by it"
            yield Unit(UnitKind.FALLBACK, node.place, f"`{node.origin}`", missing)


def _steps(router: Router, seen: Sequence[Seen]) -> Iterator[Unit]:
    taken = {step for item in seen for step in item.step_ids}
    for node in router.graph.nodes:
        if isinstance(node, StepNode):
            missing = "" if node.id in taken else "no `silent` owner comes to it"
            yield Unit(UnitKind.STEP, node.place, "", missing)
