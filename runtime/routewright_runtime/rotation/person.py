"""A rep with everything that decides on availability, precomputed.

A member is available when inside the calendar, not away (both days included), and below every cap.
Absences and cap windows are local days of the person's zone; weeks start on Monday.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from routewright_runtime.calendars import OpenHours, local_days
from routewright_runtime.calendars.local_days import monday_of
from routewright_runtime.graph.people import Cap, CapWindow, DaySpan, Rep
from routewright_runtime.rotation.skip import Skip, SkipReason
from routewright_runtime.state import RotationState


class Person:
    """One rep; `is_steady` where nothing that is declared ever makes the rep unavailable."""

    __slots__ = (
        "_away",
        "_caps",
        "_closed",
        "absent",
        "days",
        "had_it",
        "hours",
        "is_steady",
        "name",
        "new",
        "no_weight",
        "rep",
    )

    def __init__(self, rep: Rep, hours: Mapping[str, OpenHours]) -> None:
        self.rep = rep
        self.name = rep.name
        self.days = local_days(rep.zone)
        self.hours = None if rep.calendar is None else hours[rep.calendar]
        self.absent = Skip(rep.name, SkipReason.ABSENT)
        self.had_it = Skip(rep.name, SkipReason.HAD_IT)
        self.new = Skip(rep.name, SkipReason.NEW)
        self.no_weight = Skip(rep.name, SkipReason.NO_WEIGHT)
        self._closed = Skip(rep.name, SkipReason.CLOSED, calendar=rep.calendar)
        self._away = tuple(self._absence(span) for span in rep.away)
        self._caps = tuple((cap, Skip(rep.name, SkipReason.FULL, cap=cap)) for cap in rep.caps)
        self.is_steady = self.hours is None and not self._away and not self._caps

    def obstacle(self, at: datetime | None, state: RotationState) -> Skip | None:
        """Return what makes the rep unavailable at `at` by declaration, or None.

        Without a time of decision calendars, absences and caps are left aside.
        """
        if self.is_steady or at is None:
            return None
        for start, end, skip in self._away:
            if start <= at < end:
                return skip
        if self.hours is not None and not self.hours.is_open(at):
            return self._closed
        for cap, skip in self._caps:
            if self._count(cap, at, state) >= cap.count:
                return skip
        return None

    def free_from(self, at: datetime, limit: datetime, state: RotationState) -> datetime | None:
        """Return the first moment from `at` to `limit` (included) when the rep is available."""
        while at <= limit:
            skip = self.obstacle(at, state)
            if skip is None:
                return at
            later = self._over(skip, at, limit)
            if later is None or later <= at:  # never, or past the last day of time
                return None
            at = later
        return None

    def _over(self, skip: Skip, at: datetime, limit: datetime) -> datetime | None:
        """Return the first moment after `at` at which this obstacle is gone, None for never."""
        if skip.cap is not None:
            return self._window_end(skip.cap, at)
        if skip.away is not None:
            return self.days.start(skip.away.last.toordinal() + 1)
        assert self.hours is not None
        return self.hours.next_opening(at, limit)

    def _window_end(self, cap: Cap, at: datetime) -> datetime | None:
        today = self.days.number(at)
        match cap.window:
            case CapWindow.DAY:
                return self.days.start(today + 1) if cap.count else None
            case CapWindow.WEEK:
                return self.days.start(monday_of(today) + 7) if cap.count else None
            case CapWindow.OPEN:
                return None
            case _:
                assert_never(cap.window)

    def _count(self, cap: Cap, at: datetime, state: RotationState) -> int:
        if cap.window is CapWindow.OPEN:
            return state.open_records(self.name)
        return state.given(self.name, cap.window, self.days.number(at))

    def _absence(self, span: DaySpan) -> tuple[datetime, datetime, Skip]:
        start = self.days.start(span.first.toordinal())
        end = self.days.start(span.last.toordinal() + 1)
        return start, end, Skip(self.name, SkipReason.AWAY, away=span)
