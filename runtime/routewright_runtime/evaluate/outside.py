"""`outside "…"`: which of the tests that only the CRM can judge a record came to.

They are false here. A record *touches* one where deciding it came to the test: every other part of
the condition around it was looked at first and left the outcome open.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from routewright_runtime.evaluate.conditions import Evaluation, Values
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.branches import Branch
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Negation,
    OutsideTest,
)


class OutsideTests:
    """The outside tests of a policy; without any, asking costs nothing."""

    __slots__ = ("_branches", "_policy")

    def __init__(self, policy: Policy, branches: Sequence[Branch]) -> None:
        self._policy = policy
        has_any = any(holds_outside_test(condition) for condition in _conditions(policy, branches))
        self._branches = (
            tuple(tuple(outside_last(guard) for guard in branch.guards) for branch in branches)
            if has_any
            else ()
        )

    @property
    def has_any(self) -> bool:
        """Tell whether the policy has an outside test."""
        return bool(self._branches)

    def touched(self, values: Values, at: datetime | None, branch: int) -> tuple[str, ...]:
        """Return the tests that a record decided by `branch` came to, in order."""
        if not self._branches:
            return ()
        evaluation = Evaluation(self._policy, values, at)
        for guards in self._branches[: branch + 1]:
            all(evaluation.holds(guard) for guard in guards)
        return tuple(evaluation.touched)


def holds_outside_test(condition: Condition) -> bool:
    """Tell whether an outside test stands in a condition itself, not behind a name."""
    match condition:
        case OutsideTest():
            return True
        case AllOf() | AnyOf():
            return any(holds_outside_test(item) for item in condition.items)
        case Negation():
            return holds_outside_test(condition.item)
        case _:
            return False


def outside_last(condition: Condition) -> Condition:
    """Return the same condition with outside tests behind what stands beside them."""
    match condition:
        case AllOf(items):
            return AllOf(_outside_last(items))
        case AnyOf(items):
            return AnyOf(_outside_last(items))
        case Negation(item):
            return Negation(outside_last(item))
        case _:
            return condition


def _outside_last(items: tuple[Condition, ...]) -> tuple[Condition, ...]:
    return tuple(outside_last(item) for item in sorted(items, key=holds_outside_test))


def _conditions(policy: Policy, branches: Sequence[Branch]) -> Iterator[Condition]:
    for branch in branches:
        yield from branch.guards
    for definition in policy.graph.definitions:
        yield definition.condition
    for classification in policy.graph.classifications:
        yield from (line.condition for line in classification.lines)
    for score in policy.graph.scores:
        yield from (line.condition for line in score.lines)
