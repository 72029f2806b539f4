"""Follow one record through the policy and say why it went where it went.

The tests of the graph are walked as they are written, by plain evaluation; the branch found must be
the matcher's. Nothing is consumed: the decision is taken over a copy of the state.
"""

from collections.abc import Iterator, Mapping, Set
from datetime import datetime
from typing import assert_never

from routewright_runtime.decide import Router, fallback_words
from routewright_runtime.decision import Attempt, Decision, DecisionKind
from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.explain.explanation import (
    Explanation,
    PassedOver,
    Tried,
    ValueView,
)
from routewright_runtime.explain.fields import fields_behind
from routewright_runtime.explain.findings import Findings
from routewright_runtime.graph.branches import Branch
from routewright_runtime.graph.conditions import (
    AllOf,
    FieldTerm,
    LookupTerm,
    Place,
    Term,
)
from routewright_runtime.graph.model import (
    Assign,
    DecisionNode,
    EdgeKind,
    QueueTarget,
    RepTarget,
    Rotate,
    RotationMethod,
    Suppress,
    TeamTarget,
    TestKind,
    TestNode,
)
from routewright_runtime.records import ReadRecord
from routewright_runtime.sla import UserTarget
from routewright_runtime.state import OverlayState
from routewright_runtime.state.cached import CachedState
from routewright_runtime.words import Words, moment_words, quoted

LISTED = 6
_NOBODY: frozenset[str] = frozenset()


def explain(
    router: Router,
    record: Mapping[str, object],
    state: CachedState,
    at: datetime | None,
    *,
    absent: Set[str] = _NOBODY,
) -> Explanation:
    """Return the decision on a record and why; `state` is read and stays as it is."""
    read = router.read(record)
    decision = router.decide(record, OverlayState(state), at, absent=absent, record_values=read)
    evaluation = Evaluation(router.policy, read.values, at)
    words = Words(router.graph, LISTED)
    findings = Findings(evaluation, words)
    branch = router.matcher.branches[decision.branch]
    place = _place_of(router, branch)
    return Explanation(
        decision=decision,
        outcome=outcome_words(router, decision),
        file=None if place is None else place.file,
        line=None if place is None else place.line,
        matched=tuple(t for guard in branch.guards for t in findings.reasons(guard)),
        values=_values(router, branch, read, words, decision),
        passed_over=tuple(_passed_over(router, branch, evaluation, findings)),
        tried=tuple(_tried(router, branch, decision, findings)),
    )


def outcome_words(router: Router, decision: Decision) -> str:
    """Say in one line what became of a record."""
    match decision.kind:
        case DecisionKind.REP:
            team = f" (team {decision.team})" if decision.team else ""
            return f"{decision.owner} <{decision.owner_text}>{team}"
        case DecisionKind.USER:
            return f"user {decision.owner}"
        case DecisionKind.QUEUE:
            label = decision.owner_label
            shown = "" if label == decision.owner else f" {quoted(label)}"
            return f"queue {decision.owner}{shown}"
        case DecisionKind.SUPPRESSED:
            return f"suppressed: {decision.reason}"
        case DecisionKind.HELD:
            assert decision.held_from is not None
            zone = decision.held_from.tzinfo or router.policy.zone
            moment = moment_words(decision.held_from, zone)
            return f"held until {moment} for {decision.owner} <{decision.owner_text}>"
        case _:
            assert_never(decision.kind)


def _place_of(router: Router, branch: Branch) -> Place | None:
    node = router.index.nodes[branch.test_id]
    return node.place if isinstance(node, TestNode | DecisionNode) else None


def _passed_over(
    router: Router, branch: Branch, evaluation: Evaluation, findings: Findings
) -> Iterator[PassedOver]:
    """Walk the chain of tests up to the branch that decides."""
    index = router.index
    enter = index.edge("start", EdgeKind.ENTER)
    assert enter is not None
    node = index.nodes[enter.target]
    while isinstance(node, TestNode):
        match = index.edge(node.id, EdgeKind.MATCH)
        other = index.edge(node.id, EdgeKind.ELSE)
        assert match is not None and match.guard is not None and other is not None
        if evaluation.holds(match.guard):
            if node.kind is not TestKind.GROUP:
                assert node.id == branch.test_id, "the matcher and plain evaluation disagree"
                return
            node = index.nodes[match.target]
            continue
        place = node.place
        yield PassedOver(
            node.kind,
            node.name,
            node.groups,
            findings.first_failure(match.guard),
            None if place is None else place.file,
            None if place is None else place.line,
        )
        node = index.nodes[other.target]
    assert node.id == branch.test_id, "the matcher and plain evaluation disagree"


def _values(
    router: Router, branch: Branch, read: ReadRecord, words: Words, decision: Decision
) -> tuple[ValueView, ...]:
    terms = [term for attempt in decision.attempts for term in _terms_of(attempt.node)]
    used = fields_behind(router.policy, AllOf(branch.guards), terms)
    problems = {item.field: item.reason for item in read.unread}
    return tuple(
        ValueView(
            name,
            words.value(FieldTerm(name), read.values[name]),
            read.source_of(name),
            problems.get(name),
        )
        for name in router.policy.fields
        if name in used or name in problems
    )


def _terms_of(node: DecisionNode) -> Iterator[Term]:
    action = node.action
    if isinstance(action, Suppress):
        return
    if not isinstance(action.target, RepTarget | QueueTarget | TeamTarget):
        yield action.target
    if isinstance(action, Rotate):
        yield from (test.value for test in action.where if not isinstance(test.value, str))


def _tried(
    router: Router, branch: Branch, decision: Decision, findings: Findings
) -> Iterator[Tried]:
    attempts = router.index.attempts(branch.decision_id)
    words = Words(router.graph)
    for position, attempt in enumerate(decision.attempts):
        pick = attempt.pick
        passed = () if pick is None else (*pick.lacking, *pick.skipped)
        skipped = tuple(f"{skip.rep}: {skip.words}" for skip in passed)
        yield Tried(
            action_words(attempt.node, words),
            _result(attempt, decision, findings),
            fallback_words(branch, attempts, position),
            skipped,
            attempt.table_row,
        )


def action_words(node: DecisionNode, words: Words) -> str:
    """Return a decision as it is written: `rotate dach by weight`."""
    match node.action:
        case Assign(target):
            return f"assign {_target_words(target, words)}"
        case Suppress(reason):
            return f"suppress {quoted(reason)}"
        case Rotate(target, method, where):
            by = "" if method is RotationMethod.TURN else f" by {method}"
            asked = " and ".join(
                f"{t.skill} {t.value if isinstance(t.value, str) else words.term(t.value)}"
                for t in where
            )
            return f"rotate {_target_words(target, words)}{by}{' where ' if asked else ''}{asked}"
        case _:
            assert_never(node.action)


def _target_words(target: RepTarget | QueueTarget | TeamTarget | Term, words: Words) -> str:
    if isinstance(target, RepTarget | QueueTarget | TeamTarget):
        return target.name
    return words.term(target)


def _result(attempt: Attempt, decision: Decision, findings: Findings) -> str:
    target = None if isinstance(attempt.node.action, Suppress) else attempt.node.action.target
    named = ""
    if target is not None and not isinstance(target, RepTarget | QueueTarget | TeamTarget):
        named = f"{'the cell' if isinstance(target, LookupTerm) else target_name(target)} "
        named += f"says {findings.value_words(target)}: "
    if not attempt.is_carried_out:
        return f"{named}nobody is available" if attempt.team else f"{named}nobody to give it to"
    match attempt.owner:
        case None:
            return "suppressed"
        case RepTarget(name) if decision.held_from is not None:
            return f"{named}{name}, who is there first"
        case RepTarget(name) | UserTarget(name) | QueueTarget(name):
            return f"{named}{name}"


def target_name(term: Term) -> str:
    """Return how a term that is no look-up is called."""
    return term.field if isinstance(term, FieldTerm) else "the value"
