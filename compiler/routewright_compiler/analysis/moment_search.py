"""A time for a witness: one at which calendars are open or shut and ages are as they should be.

The time of the decision is free, so two dates can contradict each other only through it: a date in
March and an age of two days put the decision in March. On a line, intervals that meet pairwise have
a point in common; the search takes one interval a date and looks for a point in all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import product

from routewright_compiler.analysis.domains.age import EMPTY, AgeModel
from routewright_compiler.analysis.domains.line import Cut, LineModel
from routewright_compiler.analysis.space import set_bits
from routewright_runtime.calendars import OpenHours

# A working hour on a Tuesday, so that witnesses look ordinary; any fixed time would do.
USUAL = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
_FIRST = datetime(1, 1, 8, tzinfo=UTC)
_LAST = datetime(9999, 12, 24, tzinfo=UTC)
_COMBINATIONS = 2_000
_HALF_HOUR = timedelta(minutes=30)
_STEPS = 48 * 21
_HOURS = 24 * 548


@dataclass(frozen=True, slots=True)
class DatedTerm:
    """One date: its ages and absolute intervals, each with the classes that are allowed."""

    age: AgeModel
    age_mask: int
    line: LineModel | None
    line_mask: int
    is_day: bool


def usual_times(low: datetime, high: datetime) -> Iterator[datetime]:
    """Yield times between two others (both included), the most ordinary first."""
    start = min(max(USUAL, low), high)
    yield start
    for step in range(1, _STEPS):
        at = start + step * _HALF_HOUR
        if at > high:
            break
        yield at
    for step in range(_STEPS // 2, _HOURS):
        at = start + step * 2 * _HALF_HOUR
        if at > high:
            break
        yield at
    yield from (at for at in (low, high) if at != start)


def find_time(
    dates: Sequence[DatedTerm],
    calendars: Mapping[str, bool],
    hours: Mapping[str, OpenHours],
    zone: tzinfo,
) -> datetime | None:
    """Return a time that fits all dates and calendars, or None where none was found."""
    options = [list(_now_ranges(item, zone)) for item in dates]
    for tried, choice in enumerate(product(*options)):
        if tried > _COMBINATIONS:
            break
        low = max((r[0] for r in choice), default=_FIRST)
        high = min((r[1] for r in choice), default=_LAST)
        if low > high:
            continue
        for at in usual_times(low, high):
            if all(hours[name].is_open(at) is wanted for name, wanted in calendars.items()):
                return at
    return None


def has_any_time(dates: Sequence[DatedTerm], zone: tzinfo) -> bool:
    """Tell whether the dates leave any time of the decision at all, calendars aside."""
    return find_time(dates, {}, {}, zone) is not None


def value_at(item: DatedTerm, at: datetime, zone: tzinfo) -> date | datetime | None:
    """Return a value of the date that has its age and interval at a time; None: empty will do."""
    for age, line in product(set_bits(item.age_mask & ~1), _lines(item)):
        youngest, oldest = item.age.ages(age)
        if item.is_day:
            today = at.astimezone(zone).date()
            low = None if oldest is None else today - oldest
            high = None if youngest is None else today - youngest
            if youngest is None and oldest is not None:
                low, high = today - oldest, None
            found = _between(low, high, line)
            if found is not None:
                return date.fromordinal(found)
        else:
            first = None if oldest is None else at - oldest
            last = None if youngest is None else at - youngest
            found = _between(first, last, line)
            if found is not None:
                return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=found)
    return None


def _lines(item: DatedTerm) -> list[tuple[int | None, int | None]]:
    """Return the absolute intervals allowed, as first and last point; None: no end."""
    if item.line is None:
        return [(None, None)]
    return [_ends(*item.line.interval(n)) for n in set_bits(item.line_mask & ~1)]


def _ends(low: Cut | None, high: Cut | None) -> tuple[int | None, int | None]:
    return None if low is None else int(low[0]), None if high is None else int(high[0]) - 1


def _point(value: date | datetime) -> int:
    if isinstance(value, datetime):
        return (value - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return value.toordinal()


def _between(
    low: date | None, high: date | None, line: tuple[int | None, int | None]
) -> int | None:
    lows = [p for p in (None if low is None else _point(low), line[0]) if p is not None]
    highs = [p for p in (None if high is None else _point(high), line[1]) if p is not None]
    if lows and highs and max(lows) > min(highs):
        return None
    return min(highs) if highs else max(lows)


def _now_ranges(item: DatedTerm, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    """Yield the times of the decision that one choice of age and interval leaves."""
    if item.age_mask >> EMPTY & 1:
        yield _FIRST, _LAST
    for age, (first, last) in product(set_bits(item.age_mask & ~1), _lines(item)):
        youngest, oldest = item.age.ages(age)
        low = _shifted(first, youngest, item.is_day, zone, is_end=False)
        high = _shifted(last, oldest, item.is_day, zone, is_end=True)
        if low <= high:
            yield low, high


def _shifted(
    point: int | None, age: timedelta | None, is_day: bool, zone: tzinfo, *, is_end: bool
) -> datetime:
    if point is None or age is None:
        return _LAST if is_end else _FIRST
    try:
        if is_day:
            day = date.fromordinal(point) + age + timedelta(days=int(is_end))
            at = datetime.combine(day, time.min, zone).astimezone(UTC)
            at -= timedelta(microseconds=int(is_end))
        else:
            at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=point) + age
    except (OverflowError, ValueError):
        return _LAST if is_end else _FIRST
    return min(max(at, _FIRST), _LAST)
