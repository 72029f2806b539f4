"""Sets of instants as sorted, disjoint, half-open intervals that do not touch."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

Interval = tuple[datetime, datetime]
Intervals = tuple[Interval, ...]
T = TypeVar("T", datetime, int)

NEVER: Intervals = ()


def union(sets: Iterable[Sequence[Interval]]) -> Intervals:
    """Return the instants in any of the sets."""
    merged: list[Interval] = []
    last: datetime | None = None
    for start, end in sorted(item for intervals in sets for item in intervals):
        if last is not None and start <= last:
            if end > last:
                merged[-1] = (merged[-1][0], end)
                last = end
        else:
            merged.append((start, end))
            last = end
    return tuple(merged)


def difference(
    first: Sequence[tuple[T, T]], second: Sequence[tuple[T, T]]
) -> tuple[tuple[T, T], ...]:
    """Return what of the first set is not in the second; instants, or minutes of a day."""
    found: list[tuple[T, T]] = []
    done = 0  # intervals of the first set before this one are over
    rest: tuple[T, T] | None = None  # what is left of the one before
    for low, high in second:
        if rest is not None and rest[1] > low:
            rest = _cut(found, rest, low, high)
            if rest is not None and rest[1] > high:
                continue
        if rest is not None and rest[1] <= low:
            found.append(rest)
            rest = None
        until = bisect_right(first, low, done, key=_end)
        found.extend(first[done:until])
        done = until
        while done < len(first) and first[done][0] < high:
            rest = _cut(found, first[done], low, high)
            done += 1
    if rest is not None:
        found.append(rest)
    found.extend(first[done:])
    return tuple(found)


def _cut(found: list[tuple[T, T]], interval: tuple[T, T], low: T, high: T) -> tuple[T, T] | None:
    """Note what of an interval lies before `low`; return what lies after `high`."""
    start, end = interval
    if start < low:
        found.append((start, min(low, end)))
    return (max(start, high), end) if end > high else None


def _end(interval: tuple[T, T]) -> T:
    return interval[1]


def complement(intervals: Sequence[Interval], within: Interval) -> Intervals:
    """Return what of `within` is not in a set that lies inside it."""
    starts = [start for start, _ in intervals]
    ends = [end for _, end in intervals]
    found = list(zip([within[0], *ends], [*starts, within[1]], strict=True))
    if found[0][0] == found[0][1]:
        del found[0]
    if found and found[-1][0] == found[-1][1]:
        del found[-1]
    return tuple(found)


def intersection(first: Sequence[Interval], second: Sequence[Interval]) -> Intervals:
    """Return the instants in both sets."""
    found: list[Interval] = []
    i = j = 0
    while i < len(first) and j < len(second):
        low = max(first[i][0], second[j][0])
        high = min(first[i][1], second[j][1])
        if low < high:
            found.append((low, high))
        if first[i][1] <= second[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def shortened(intervals: Iterable[Interval], by: timedelta) -> Intervals:
    """Return the instants after which the set goes on for longer than `by`."""
    return tuple((start, end - by) for start, end in intervals if end - by > start)


def total(intervals: Iterable[Interval]) -> timedelta:
    """Return how long the intervals are together."""
    return sum((end - start for start, end in intervals), timedelta())


def longest(intervals: Iterable[Interval]) -> Interval:
    """Return the longest interval of a set that is not empty; of equal ones the first."""
    return max(intervals, key=lambda item: item[1] - item[0])


def first_from(intervals: Sequence[Interval], at: datetime) -> datetime | None:
    """Return the first instant of the set from `at` on, or None."""
    i = bisect_right(intervals, at, key=lambda item: item[0])
    if i and intervals[i - 1][1] > at:
        return at
    return intervals[i][0] if i < len(intervals) else None
