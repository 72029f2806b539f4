"""A time for a witness: one at which calendars are open or shut and ages are as they should be.

The time of the decision is free, so two dates can contradict each other only through it: a date in
March and an age of two days put the decision in March. On a line, intervals that meet pairwise have
a point in common; the search takes one interval a date and looks for a point in all of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import chain, islice, product
from math import prod

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

Range = tuple[datetime, datetime]  # both included


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
    last = (high - start) // _HALF_HOUR
    for count in chain(range(1, _STEPS), range(_STEPS, 2 * _HOURS, 2)):
        if count > last:
            break
        yield start + count * _HALF_HOUR
    yield from (at for at in (low, high) if at != start)


def find_time(
    dates: Sequence[DatedTerm],
    calendars: Mapping[str, bool],
    hours: Mapping[str, OpenHours],
    zone: tzinfo,
) -> datetime | None:
    """Return a time that fits all dates and calendars, or None where none was found."""
    for low, high in _tried_ranges([list(_now_ranges(item, zone)) for item in dates]):
        if low == high and low in (_FIRST, _LAST):
            continue  # perhaps it lies beyond the years that are tried
        for at in usual_times(low, high):
            if all(hours[name].is_open(at) is wanted for name, wanted in calendars.items()):
                return at
    return None


def has_any_time(dates: Sequence[DatedTerm], zone: tzinfo) -> bool:
    """Tell whether the dates leave any time of the decision at all, calendars aside.

    A time beyond the years that `find_time` tries counts.
    """
    return bool(_common_ranges([list(_now_ranges(item, zone)) for item in dates]))


def _tried_ranges(options: Sequence[Sequence[Range]]) -> Iterator[Range]:
    """Yield times that all dates leave, choice by choice; where those are many, all at last."""
    for choice in islice(product(*options), _COMBINATIONS):
        low = max((r[0] for r in choice), default=_FIRST)
        high = min((r[1] for r in choice), default=_LAST)
        if low <= high:
            yield low, high
    if prod(map(len, options)) > _COMBINATIONS:
        yield from _common_ranges(options)


def _common_ranges(options: Sequence[Sequence[Range]]) -> list[Range]:
    """Return all times that lie in a range of each date, as ranges apart from each other."""
    found = [(_FIRST, _LAST)]
    for ranges in options:
        pairs = product(found, _united(ranges))
        met = [(max(a[0], b[0]), min(a[1], b[1])) for a, b in pairs]
        found = [(low, high) for low, high in met if low <= high]
    return found


def _united(ranges: Iterable[Range]) -> list[Range]:
    """Return the union of some ranges, in order."""
    found: list[Range] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1]:
            first, last = found.pop()
            low, high = first, max(high, last)
        found.append((low, high))
    return found


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


def _now_ranges(item: DatedTerm, zone: tzinfo) -> Iterator[Range]:
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
