"""Coarser intervals lose no line: each has all that may hold anywhere in it."""

from bisect import bisect_right

from hypothesis import given
from hypothesis import strategies as st

from routewright_runtime.evaluate.class_column import OrderColumn, coarser
from routewright_runtime.evaluate.order import both_ends
from routewright_runtime.graph.conditions import Between, FieldTerm, Known

MASKS = st.integers(0, 255)


@st.composite
def columns(draw: st.DrawFn) -> OrderColumn:
    cuts = sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=12)))
    intervals = draw(st.lists(MASKS, min_size=len(cuts) + 1, max_size=len(cuts) + 1))
    points = draw(st.dictionaries(st.sampled_from(cuts), MASKS, max_size=3))
    return OrderColumn(tuple(cuts), tuple(intervals), dict(points), draw(MASKS))


def mask(column: OrderColumn, value: int) -> int:
    point = column.points.get(value)
    return column.intervals[bisect_right(column.cuts, value)] if point is None else point


@given(columns(), st.integers(1, 14))
def test_no_line_is_lost(column: OrderColumn, most: int) -> None:
    found = coarser(column, most)
    assert len(found.intervals) == len(found.cuts) + 1 <= most
    assert found.empty == column.empty
    for value in range(-1, 42):
        assert mask(column, value) & ~mask(found, value) == 0


@given(columns())
def test_as_many_intervals_as_there_are_stay_what_they_are(column: OrderColumn) -> None:
    found = coarser(column, len(column.intervals))
    assert found.cuts == column.cuts
    for place, own in enumerate(column.intervals):
        point = column.points.get(column.cuts[place - 1], 0) if place else 0
        assert found.intervals[place] == own | point


def test_ranges_with_both_ends_are_compared_without_a_call() -> None:
    size = FieldTerm("size")
    assert both_ends(Between(size, 3, 5)) == (3, 5)
    assert both_ends(Between(size, None, 5)) is None
    assert both_ends(Between(size, 3, None)) is None
    assert both_ends(Between(size, 3, 5, is_low_included=False)) is None
    assert both_ends(Between(size, 3, 5, is_high_included=False)) is None
    assert both_ends(Known(size)) is None
