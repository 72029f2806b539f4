"""Laws of sets of instants, against sets of whole minutes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from routewright_compiler.analysis.coverage.intervals import (
    Intervals,
    complement,
    difference,
    first_from,
    intersection,
    longest,
    shortened,
    total,
    union,
)

START = datetime(2026, 3, 2, tzinfo=UTC)
SIZE = 24
Raw = list[tuple[datetime, datetime]]


def _at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


@st.composite
def _raw(draw: st.DrawFn) -> list[tuple[datetime, datetime]]:
    pairs = draw(st.lists(st.tuples(st.integers(0, SIZE), st.integers(1, 6)), max_size=5))
    return [(_at(low), _at(low + length)) for low, length in pairs]


def _minutes(intervals: Intervals | list[tuple[datetime, datetime]]) -> set[int]:
    found: set[int] = set()
    for low, high in intervals:
        first, last = ((at - START) // timedelta(minutes=1) for at in (low, high))
        found.update(range(first, last))
    return found


def _is_normal(intervals: Intervals) -> bool:
    ends = [at for interval in intervals for at in interval]
    return ends == sorted(set(ends))


@given(_raw(), _raw())
def test_operations_are_those_of_sets(first: Raw, second: Raw) -> None:
    a, b = union([first]), union([second])
    assert _minutes(a) == _minutes(first)
    assert _minutes(union([a, b])) == _minutes(a) | _minutes(b)
    assert _minutes(intersection(a, b)) == _minutes(a) & _minutes(b)
    assert _minutes(difference(a, b)) == _minutes(a) - _minutes(b)
    within = _at(0), _at(2 * SIZE)
    assert complement(a, within) == difference((within,), a)
    for found in (a, union([a, b]), intersection(a, b), difference(a, b)):
        assert _is_normal(found)


@given(_raw(), st.integers(1, 5))
def test_shortened_keeps_what_goes_on_for_longer(raw: Raw, minutes: int) -> None:
    whole = union([raw])
    inside = _minutes(whole)
    expected = {m for m in inside if all(m + n in inside for n in range(minutes + 1))}
    assert _minutes(shortened(whole, timedelta(minutes=minutes))) == expected


@given(_raw(), st.integers(0, SIZE + 8))
def test_first_from_is_the_next_instant(raw: Raw, minute: int) -> None:
    whole = union([raw])
    later = [m for m in _minutes(whole) if m >= minute]
    assert first_from(whole, _at(minute)) == (_at(min(later)) if later else None)
    assert total(whole) == timedelta(minutes=len(_minutes(whole)))


@given(_raw().filter(bool))
def test_longest_is_the_first_of_the_longest(raw: Raw) -> None:
    whole = union([raw])
    start, end = longest(whole)
    assert all(high - low < end - start for low, high in whole if low < start)
    assert all(high - low <= end - start for low, high in whole)
