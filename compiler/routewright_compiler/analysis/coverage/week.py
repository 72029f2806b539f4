"""A set of instants as a week that repeats, and the days that are not like it.

A day's part of the set is a list of minutes as the clock on the wall shows them; the week that is
there most often is the usual one. A day is an exception where the set and the usual day differ as
instants, so a clock change that only moves the hands is none, and one that really leaves an hour
open is: when one of two offices changes its clocks weeks before the other.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from routewright_compiler.analysis.coverage.intervals import (
    Interval,
    Intervals,
    difference,
    intersection,
)
from routewright_runtime.calendars import local_days, zone_of
from routewright_runtime.calendars.zones import instant

Minutes = tuple[tuple[int, int], ...]
DAY_MINUTES = 1440
WHOLE_DAY: Minutes = ((0, DAY_MINUTES),)


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A day that is not like its weekday: what is in the set beside it, and what is missing."""

    day: date
    more: Minutes
    less: Minutes
    is_all: bool  # `more` is everything that the usual day leaves out


@dataclass(frozen=True, slots=True)
class Week:
    """The usual minutes of each weekday (Monday first) in a zone, and the exceptions by day."""

    zone: str
    days: tuple[Minutes, ...]
    exceptions: tuple[Exceptional, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing repeats weekly."""
        return not any(self.days)


def week_of(intervals: Intervals, zone: str, first: date, end: date, within: Intervals) -> Week:
    """Describe a set of instants over the local days `first` to before `end` (14 or more).

    What is not `within` is not compared: the first and last hours where the zone is another.
    """
    by_day = _minutes_by_day(intervals, zone_of(zone))
    usual = _usual_week(by_day, first, end)
    changes = _clock_changes(zone, first, end)
    ends = {first.toordinal(), end.toordinal() - 1}
    found: list[Exceptional] = []
    compared: dict[tuple[Minutes, Minutes], tuple[Minutes, Minutes]] = {}
    for number in range(first.toordinal(), end.toordinal()):
        pair = by_day.get(number, ()), usual[(number - 1) % 7]
        if number in changes or number in ends:
            odd = _exact_exception(intervals, zone, number, pair[1], within)
            if odd is not None:
                found.append(odd)
        elif pair[0] != pair[1]:
            differing = compared.get(pair)
            if differing is None:
                differing = compared[pair] = difference(*pair), difference(pair[1], pair[0])
            day = date.fromordinal(number)
            found.append(Exceptional(day, *differing, pair[0] == WHOLE_DAY))
    return Week(zone, usual, tuple(found))


def _usual_week(by_day: Mapping[int, Minutes], first: date, end: date) -> tuple[Minutes, ...]:
    """Return the week from Monday to Sunday that is there most often; of several, the first."""
    monday = first.toordinal() + (7 - first.weekday()) % 7
    weeks = [
        tuple(by_day.get(number + day, ()) for day in range(7))
        for number in range(monday, end.toordinal() - 6, 7)
    ]
    return Counter(weeks).most_common(1)[0][0]


def _minutes_by_day(intervals: Intervals, zone: ZoneInfo) -> dict[int, Minutes]:
    found: dict[int, Minutes] = {}
    for start, end in intervals:
        first, last = start.astimezone(zone), end.astimezone(zone)
        day, low = first.toordinal(), first.hour * 60 + first.minute
        end_day, high = last.toordinal(), last.hour * 60 + last.minute
        while day < end_day:
            found[day] = (*found.get(day, ()), (low, DAY_MINUTES))
            day, low = day + 1, 0
        if low < high:
            found[day] = (*found.get(day, ()), (low, high))
    return found


@cache
def _clock_changes(zone: str, first: date, end: date) -> frozenset[int]:
    """Return the numbers of the days that are not 24 hours long."""
    info = zone_of(zone)
    offsets = [
        datetime.fromordinal(number).replace(tzinfo=info).utcoffset()
        for number in range(first.toordinal(), end.toordinal() + 1)
    ]
    return frozenset(
        first.toordinal() + n for n in range(len(offsets) - 1) if offsets[n] != offsets[n + 1]
    )


def _exact_exception(
    intervals: Intervals, zone: str, number: int, usual: Minutes, within: Intervals
) -> Exceptional | None:
    """Compare a day with the usual one instant by instant; None where they are the same."""
    info, days = zone_of(zone), local_days(zone)
    whole = (days.start(number), days.start(number + 1))
    near = bisect_left(intervals, whole[0], key=lambda item: item[1])
    until = bisect_left(intervals, whole[1], key=lambda item: item[0])
    actual = intersection(intervals[near:until], (whole,))
    expected = intersection(_instants(usual, info, number, whole), within)
    more, less = difference(actual, expected), difference(expected, actual)
    if not more and not less:
        return None
    return Exceptional(
        date.fromordinal(number),
        _day_minutes(more, info, whole),
        _day_minutes(less, info, whole),
        bool(more) and actual == (whole,),
    )


def _instants(minutes: Minutes, zone: ZoneInfo, number: int, whole: Interval) -> Intervals:
    """Return usual minutes as instants: from the last that shows a start to the first of an end.

    What is in the set begins where an opening ends, and ends where one begins (see `zones`).
    """
    day = date.fromordinal(number)
    found = []
    for low, high in minutes:
        start = whole[0] if low == 0 else instant(zone, day, low, is_end=True)
        end = whole[1] if high == DAY_MINUTES else instant(zone, day, high)
        if start < end:
            found.append((start, end))
    return tuple(found)


def _day_minutes(intervals: Intervals, zone: ZoneInfo, whole: Interval) -> Minutes:
    found = []
    for start, end in intervals:
        low = 0 if start == whole[0] else _minute(start, zone)
        high = DAY_MINUTES if end == whole[1] else _minute(end, zone)
        found.append((low, high))
    return tuple(found)


def _minute(at: datetime, zone: ZoneInfo) -> int:
    local = at.astimezone(zone)
    return local.hour * 60 + local.minute


def runs(days: Sequence[Minutes]) -> tuple[tuple[int, int], ...]:
    """Return a week's minutes as runs over the days, in minutes from Monday 00:00.

    A run may go on past Sunday's end into the next week; a week that is all in the set is
    `((0, 10080),)`.
    """
    flat: list[tuple[int, int]] = []
    for day, minutes in enumerate(days):
        for low, high in minutes:
            low, high = low + day * DAY_MINUTES, high + day * DAY_MINUTES
            if flat and flat[-1][1] == low:
                flat[-1] = (flat[-1][0], high)
            else:
                flat.append((low, high))
    end = 7 * DAY_MINUTES
    if len(flat) > 1 and flat[0][0] == 0 and flat[-1][1] == end:
        head = flat.pop(0)
        flat[-1] = (flat[-1][0], end + head[1])
    return tuple(flat)
