"""When reps are at work: inside their calendars and not away, as exact sets of instants.

Caps do not count here: they depend on what comes, not on the hour.
"""

from collections.abc import Mapping, Sequence

from routewright_compiler.analysis.coverage.intervals import (
    NEVER,
    Interval,
    Intervals,
    difference,
    intersection,
    union,
)
from routewright_runtime.calendars import OpenHours, hours_by_name, local_days
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.graph.people import Rep


class Presence:
    """The working time of a policy's reps between two instants; each set is computed once."""

    def __init__(
        self,
        graph: DecisionGraph,
        within: Interval,
        hours: Mapping[str, OpenHours] | None = None,
    ) -> None:
        self.graph = graph
        self.within = within
        self.whole: Intervals = (within,)
        self.hours = hours_by_name(graph.calendars) if hours is None else hours
        self.reps: dict[str, Rep] = {rep.name: rep for rep in graph.reps}
        self._open: dict[str, Intervals] = {}
        self._away = {name: self._absence(rep) for name, rep in self.reps.items()}
        self._pools: dict[tuple[tuple[str, Intervals], ...], Intervals] = {}

    def of_calendar(self, name: str) -> Intervals:
        """Return the open time of a calendar."""
        found = self._open.get(name)
        if found is None:
            found = self._open[name] = tuple(self.hours[name].intervals(*self.within))
        return found

    def of_pool(self, names: Sequence[str]) -> Intervals:
        """Return when at least one of some reps is at work."""
        away: dict[str | None, Intervals] = {}
        for name in names:
            calendar = self.reps[name].calendar
            known = away.get(calendar)
            if known != NEVER:
                mine = self._away[name]
                away[calendar] = mine if known is None else intersection(known, mine)
        if away.get(None) == NEVER:
            return self.whole
        key = tuple(sorted((calendar or "", absent) for calendar, absent in away.items()))
        found = self._pools.get(key)
        if found is None:
            parts = [self._without(calendar, absent) for calendar, absent in away.items()]
            found = self._pools[key] = parts[0] if len(parts) == 1 else union(parts)
        return found

    def _without(self, calendar: str | None, absent: Intervals) -> Intervals:
        return difference(self.whole if calendar is None else self.of_calendar(calendar), absent)

    def _absence(self, rep: Rep) -> Intervals:
        if not rep.away:
            return NEVER
        days = local_days(rep.zone)
        spans = [
            (days.start(span.first.toordinal()), days.start(span.last.toordinal() + 1))
            for span in rep.away
        ]
        return intersection(union([spans]), self.whole)
