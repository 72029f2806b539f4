"""When a decision can come to be tried.

A rule `during office` is asked in office hours only, so nobody need be there at night; a fallback
is asked when what stands before it can fail. Whether a branch takes any record while some calendars
are open and others shut is a question about records; it is put to the exact search (`Takes`), once
for each combination that really occurs.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from routewright_compiler.analysis.coverage.intervals import (
    NEVER,
    Intervals,
    complement,
    difference,
    first_from,
    intersection,
    shortened,
    union,
)
from routewright_compiler.analysis.coverage.pools import pools_of
from routewright_compiler.analysis.coverage.presence import Presence
from routewright_runtime.calendars import elapsed
from routewright_runtime.graph.branches import Branch, GraphIndex
from routewright_runtime.graph.conditions import Condition, DuringCalendar, Negation
from routewright_runtime.graph.model import (
    Assign,
    DecisionNode,
    QueueTarget,
    RepTarget,
    Rotate,
    Suppress,
    TeamTarget,
)

Takes = Callable[[int, tuple[Condition, ...]], bool]
"""Whether the branch of that number takes a record on which all the conditions hold."""

Fails = Callable[[DecisionNode], Condition]
"""Of which records a decision can fail at all, time and rotation state aside."""


class Asking:
    """The times at which branches and decisions can be tried.

    `calendars` are those that any condition asks about.
    """

    def __init__(
        self,
        index: GraphIndex,
        branches: Sequence[Branch],
        presence: Presence,
        takes: Takes,
        fails: Fails,
        calendars: Sequence[str] = (),
    ) -> None:
        self._index = index
        self._presence = presence
        self._takes = takes
        self._fails = fails
        self._calendars = tuple(calendars)
        self._moods = _moods(presence, calendars)
        self._tried_by: dict[str, list[tuple[int, tuple[DecisionNode, ...]]]] = {}
        for number, branch in enumerate(branches):
            attempts = index.attempts(branch.decision_id)
            for place, node in enumerate(attempts):
                self._tried_by.setdefault(node.id, []).append((number, attempts[:place]))
        for tried in self._tried_by.values():
            tried.sort(key=lambda item: (len(item[1]), item[0]))

    def times(
        self, decision_id: str, within: Intervals, conditions: tuple[Condition, ...] = ()
    ) -> Intervals:
        """Return the instants of `within` at which some record comes to a decision."""
        found: Intervals = NEVER
        left = within
        for number, before in self._tried_by.get(decision_id, ()):
            more = self._times_by(number, before, left, conditions)
            if more == left:
                return within
            if more:
                found, left = union((found, more)), difference(left, more)
        return found

    def branch_at(
        self, decision_id: str, at: datetime, conditions: tuple[Condition, ...]
    ) -> int | None:
        """Return the first branch by which a record comes to a decision at a moment."""
        for number, before in self._tried_by.get(decision_id, ()):
            can_fail = all(first_from(self.failing(node), at) == at for node in before)
            asked = (*conditions, *(self._fails(node) for node in before))
            if can_fail and self._takes(number, asked):
                return number
        return None

    def mood_at(self, at: datetime) -> tuple[Condition, ...]:
        """Return what the calendars that conditions ask about say at a moment."""
        return tuple(
            is_open if self._presence.hours[is_open.calendar].is_open(at) else Negation(is_open)
            for is_open in map(DuringCalendar, self._calendars)
        )

    def _times_by(
        self,
        number: int,
        before: tuple[DecisionNode, ...],
        within: Intervals,
        conditions: tuple[Condition, ...],
    ) -> Intervals:
        for node in before:
            within = intersection(within, self.failing(node))
        if not within:
            return NEVER
        asked = (*conditions, *(self._fails(node) for node in before))
        if len(self._moods) == 1:
            return within if self._takes(number, asked) else NEVER
        parts = [
            part
            for mood, times in self._moods
            if (part := intersection(within, times)) and self._takes(number, (*asked, *mood))
        ]
        return union(parts)

    def failing(self, node: DecisionNode) -> Intervals:
        """Return when a decision can fail, whatever the record; caps may be full at any time."""
        presence = self._presence
        match node.action:
            case Suppress() | Assign(RepTarget() | QueueTarget()):
                return NEVER
            case Rotate(TeamTarget()) if not any(
                not isinstance(test.value, str) for test in node.action.where
            ):
                free = [
                    name
                    for pool in pools_of(self._index.graph, node.action)
                    for name in pool.members
                    if not presence.reps[name].caps
                ]
                nobody = complement(presence.of_pool(free) if free else NEVER, presence.within)
                if node.hold is None:
                    return nobody
                return shortened(nobody, elapsed(node.hold))
            case _:
                return presence.whole


def _moods(
    presence: Presence, calendars: Sequence[str]
) -> tuple[tuple[tuple[Condition, ...], Intervals], ...]:
    """Return the combinations of open and shut calendars that occur, each with its times."""
    found: list[tuple[tuple[Condition, ...], Intervals]] = [((), presence.whole)]
    for name in calendars:
        opened = presence.of_calendar(name)
        is_open = DuringCalendar(name)
        found = [
            (conditions, times)
            for old, old_times in found
            for conditions, times in (
                ((*old, is_open), intersection(old_times, opened)),
                ((*old, Negation(is_open)), difference(old_times, opened)),
            )
            if times
        ]
    return tuple(found)
