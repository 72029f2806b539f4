"""Differences that hang on a text of the configuration which the policy does not have.

`CONTAINS("DE:AT", Country)` may ask just what the policy asks in other words. Where a record goes
is then not known on the configuration's side: it goes to one of several lines, and only if none of
them does what the policy does is the difference one. Conditions have three values here.

    policy   country in (DE, AT) -> a                     record: country DE
    found    outside "CONTAINS(…)" -> a, always -> b      a or b: undecided
"""

from collections.abc import Hashable, Iterator
from typing import Protocol

from routewright_compiler.analysis.comparison.cases import Case
from routewright_compiler.analysis.comparison.comparison import Change, Comparison, Sighting
from routewright_compiler.analysis.comparison.sides import Side
from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Defined,
    Negation,
    OutsideTest,
)


class Key(Protocol):
    """Makes of a case what counts of it."""

    def __call__(self, case: Case) -> Hashable:
        """Return what must be the same."""
        ...


def unread_texts(
    found: Comparison,
    change: Change,
    sighting: Sighting,
    keys: tuple[Key, Key],
    unread: frozenset[str],
) -> tuple[str, ...]:
    """Return the unread texts that a difference hangs on; none where it is one in any case."""
    if not unread:
        return ()
    own, there = found.sides
    wanted = keys[0](own.case_at(change.before.number, sighting.before, sighting.at))
    touched: dict[str, None] = {}
    for number in _possible(there, sighting, unread, touched):
        if keys[1](there.case_at(number, sighting.after, sighting.at)) == wanted:
            return tuple(touched)
    return ()


def _possible(
    side: Side, sighting: Sighting, unread: frozenset[str], touched: dict[str, None]
) -> Iterator[int]:
    """Yield the lines that a record may get to, and note the unread texts met on the way."""
    truth = _Truth(side, sighting, unread, touched)
    for number, branch in enumerate(side.branches):
        holds = truth.every(branch.guards)
        if holds is not False:
            yield number
        if holds:
            return


class _Truth:
    """Truth of one side's conditions for one record: None where it hangs on an unread text."""

    def __init__(
        self, side: Side, sighting: Sighting, unread: frozenset[str], touched: dict[str, None]
    ) -> None:
        self._policy = side.policy
        self._evaluation = Evaluation(side.policy, sighting.after, sighting.at)
        self._outside = frozenset(sighting.witness.outside)
        self._unread = unread
        self._touched = touched

    def every(self, conditions: tuple[Condition, ...]) -> bool | None:
        """Tell whether all conditions hold."""
        found = [self.of(item) for item in conditions]
        if False in found:
            return False
        return None if None in found else True

    def of(self, condition: Condition) -> bool | None:
        """Tell whether a condition holds."""
        match condition:
            case OutsideTest(text):
                if text not in self._unread:
                    return text in self._outside
                self._touched.setdefault(text)
                return None
            case AllOf(items):
                return self.every(items)
            case AnyOf(items):
                return _denied(self.every(tuple(Negation(item) for item in items)))
            case Negation(item):
                return _denied(self.of(item))
            case Defined(name):
                return self.of(self._policy.definitions[name].condition)
            case _:
                return self._evaluation.holds(condition)


def _denied(value: bool | None) -> bool | None:
    return None if value is None else not value
