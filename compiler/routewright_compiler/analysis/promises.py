"""Asserts, proved for every record, time, absence and rotation state, or refuted by a record.

For each branch that can take a record of the assert's condition, every owner that its attempts can
give is compared with what is promised. What breaks the promise is asked for: is there a record that
meets the condition, reaches the branch, and gets this owner?
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.owners import OwnerKind, Owners, Possible
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.reach import Reach
from routewright_compiler.policy import Promise
from routewright_grammar.syntax import OutcomeKind, Quantifier
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.branches import GraphIndex, branches
from routewright_runtime.graph.conditions import Condition
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.text import fold


@dataclass(frozen=True, slots=True)
class Refutation:
    """A record that breaks a promise: the branch that takes it, and what can come of it."""

    promise: Promise
    branch: int
    possible: Possible | None
    lead: Lead
    needed: tuple[int, ...] = ()


class Promises:
    """The verdict on every assert."""

    def __init__(self, reach: Reach, promises: Iterable[Promise]) -> None:
        self._reach = reach
        self._space: PolicySpace = reach.space
        self.refuted: list[Refutation] = []
        self.proved: list[Promise] = []
        self.undecided: list[Promise] = []
        for promise in promises:
            self._judge(promise)

    def _judge(self, promise: Promise) -> None:
        try:
            found = self._refutation(promise)
        except NotDecided:
            self.undecided.append(promise)
            return
        if found is None:
            self.proved.append(promise)
        else:
            self.refuted.append(found)

    def _refutation(self, promise: Promise) -> Refutation | None:
        space = self._space
        asked = space.encoder.formula(promise.condition)
        owners = Owners(space.policy, space.chain.index, _users(promise))
        is_open = False
        for number, branch in enumerate(space.chain.branches):
            if not space.bits[number] & self._reach.live:
                continue
            for possible in _breaking(promise, branch.rule, branch.decision_id, owners):
                condition = None if possible is None else possible.condition
                try:
                    lead = self._lead(number, asked, condition)
                except NotDecided:
                    is_open = True
                    continue
                if lead is not None:
                    return Refutation(promise, number, possible, lead)
        if is_open:
            raise NotDecided
        return None

    def _lead(self, number: int, asked: object, condition: Condition | None) -> Lead | None:
        space = self._space
        encoder = space.encoder
        items = [asked, space.formulas[number]]
        if condition is not None:
            items.append(encoder.formula(condition))
        before = space.before(number) & self._reach.live
        for box in encoder.boxes(encoder.formulas.every(items)):  # type: ignore[arg-type]
            found = space.solver.lead(box, before)
            if found is not None:
                return found[1]
        return None


def _breaking(
    promise: Promise, rule: str, decision_id: str, owners: Owners
) -> Iterator[Possible | None]:
    """Yield what breaks a promise: None where the rule itself does, whatever its outcome."""
    wants = promise.quantifier is Quantifier.ALWAYS
    if promise.kind is OutcomeKind.RULE:
        if (rule in promise.targets) is not wants:
            yield None
        return
    for possible in owners.of_decision(decision_id):
        if is_met(promise, possible) is not wants:
            yield possible


def is_met(promise: Promise, possible: Possible) -> bool:
    """Tell whether an outcome is one of those that a promise names."""
    match promise.kind:
        case OutcomeKind.TEAM:
            return possible.team in promise.targets
        case OutcomeKind.QUEUE:
            return possible.kind is OwnerKind.QUEUE and possible.name in promise.targets
        case OutcomeKind.SUPPRESSED:
            return possible.kind is OwnerKind.SUPPRESSED
        case OutcomeKind.OWNER:
            if possible.kind is OwnerKind.USER:
                return possible.name in _users(promise)
            return possible.kind is OwnerKind.REP and possible.name in promise.targets
        case OutcomeKind.RULE:
            raise AssertionError("a rule is no owner")


def _users(promise: Promise) -> tuple[str, ...]:
    return tuple(fold(user) for user in promise.users)


def promised_conditions(graph: DecisionGraph, promises: Sequence[Promise]) -> Iterator[Condition]:
    """Yield the conditions that proving these promises will ask about."""
    if not promises:
        return
    policy = Policy(graph)
    index = GraphIndex(graph)
    decisions = dict.fromkeys(branch.decision_id for branch in branches(index))
    asked: set[tuple[str, ...]] = set()
    for promise in promises:
        yield promise.condition
        users = _users(promise)
        if promise.kind is OutcomeKind.RULE or users in asked:
            continue
        asked.add(users)
        for decision in decisions:
            for possible in Owners(policy, index, users).of_decision(decision):
                yield possible.condition
