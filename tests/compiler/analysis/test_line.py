"""Intervals of numbers and times: each has a value that lies in it, short where there is room."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import floor
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.analysis.graphs import AMOUNT, SIZE
from routewright_compiler.analysis.domains.line import Cut, LineModel, inner_point
from routewright_compiler.analysis.formula import Formulas, holds_at
from routewright_compiler.analysis.space import Space
from routewright_runtime.graph.conditions import Between, Condition, FieldTerm, Known, OneOf
from routewright_runtime.values import TypeName, Value, ValueType

TRIED = settings(max_examples=150, deadline=None)
TENTHS = st.integers(-40, 40).map(lambda n: Decimal(n) / 10)
CUTS = st.tuples(TENTHS, st.integers(0, 1))


@TRIED
@given(CUTS, CUTS)
def test_a_point_between_two_cuts_is_whole_where_it_can_be(one: Cut, other: Cut) -> None:
    low, high = sorted((one, other))
    if low == high:
        return
    point = inner_point(low, high)
    assert low <= (point, 0) < high
    first = low[0] if not low[1] else floor(low[0]) + 1
    if floor(first) == first and (first, 0) < high:
        assert point == first
    assert len(Decimal(point).as_tuple().digits) <= 3


@TRIED
@given(CUTS)
def test_a_point_beside_one_cut(cut: Cut) -> None:
    above, below = inner_point(cut, None), inner_point(None, cut)
    assert cut <= (above, 0)
    assert above - cut[0] <= 1
    assert (below, 0) < cut
    assert below == 0 if cut > (Decimal(0), 0) else cut[0] - below <= 1
    assert inner_point(None, None) == 0
    assert inner_point((Decimal("0.5"), 1), (Decimal(1), 1)) == 1


def ends(low: object, high: object) -> st.SearchStrategy[Condition]:
    """Draw comparisons of a number field with a few ends, and lists of values."""
    numbers = st.integers(0, 6) if low is int else st.integers(0, 12).map(lambda n: Decimal(n) / 2)
    between = st.builds(
        Between,
        st.just(high),
        st.none() | numbers,
        st.none() | numbers,
        st.booleans(),
        st.booleans(),
    )
    listed = st.builds(OneOf, st.just(high), st.lists(numbers, min_size=1, max_size=3).map(tuple))
    return between | listed


def holds(test: Condition, value: Value | None) -> bool:
    """Tell by the meaning of a comparison whether it holds of a value."""
    if value is None:
        return False
    match test:
        case OneOf():
            return value in test.values
        case Between():
            low, high = test.low, test.high
            is_above = low is None or (value >= low if test.is_low_included else value > low)  # type: ignore[operator]
            is_below = high is None or (value <= high if test.is_high_included else value < high)  # type: ignore[operator]
            return bool(is_above and is_below)
    return isinstance(test, Known)


@pytest.mark.parametrize("kind", [int, Decimal])
@pytest.mark.parametrize("bounds", [(None, None), (1, None), (None, 5), (1, 5)], ids=str)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_classes_are_values_that_all_tests_treat_alike(
    kind: type, bounds: tuple[int | None, int | None], data: st.DataObject
) -> None:
    term = SIZE if kind is int else AMOUNT
    tests = data.draw(st.lists(ends(kind, term), min_size=1, max_size=4))
    name = TypeName.INTEGER if kind is int else TypeName.NUMBER
    low, high = (None if bound is None else kind(bound) for bound in bounds)
    space = Space()
    formulas = Formulas(space.full)
    type_ = ValueType(name, low=low, high=high)
    model = LineModel(space, formulas, "x", type_, tests, UTC, allowed_empty=True)  # type: ignore[arg-type]
    steps = range(-2, 30)
    values = [kind(n) if kind is int else Decimal(n) / 4 for n in steps]
    inside = [v for v in values if (low is None or v >= low) and (high is None or v <= high)]
    seen: dict[int, set[tuple[bool, ...]]] = {}
    for value in [None, *inside]:
        point = model.place(value)
        answers = tuple(holds_at(model.test(test), point) for test in tests)  # type: ignore[arg-type]
        assert answers == tuple(holds(test, value) for test in tests)
        seen.setdefault(point[model.column], set()).add(answers)
    found = list(model.candidates({}))
    assert [model.place(value)[model.column] for value in found] == list(range(len(found)))
    assert model.last_class == len(found) - 1
    for number, value in enumerate(found):
        assert value is None if not number else value is not None
        assert low is None or value is None or value >= low  # type: ignore[operator]
        assert high is None or value is None or value <= high  # type: ignore[operator]
        assert len(seen.get(number, {()})) == 1
    assert all(model.is_exact(test) for test in tests)  # type: ignore[arg-type]
    if kind is int and (high is None or high >= 7):
        is_cut = model.place(6) != model.place(7)
        assert model.is_exact(Between(term, 7, None)) == is_cut


def test_days_and_moments_are_counted() -> None:
    day = FieldTerm("day")
    for name, first, step in (
        (TypeName.DATE, date(2026, 3, 1), timedelta(days=1)),
        (TypeName.DATETIME, datetime(2026, 3, 1, tzinfo=UTC), timedelta(microseconds=1)),
    ):
        tests = [
            Between(day, first, None, is_low_included=False),
            Between(day, None, first + 2 * step, is_high_included=False),
        ]
        space = Space()
        formulas = Formulas(space.full)
        model = LineModel(space, formulas, "d", ValueType(name), tests, UTC, allowed_empty=True)
        found = list(model.candidates({}))
        assert found[2] == first + step, "one day or microsecond lies between"
        assert len(found) == 4
        assert model.place(first) == {model.column: 1}
        assert model.place(first + 2 * step) == {model.column: 3}


def test_bounds_of_a_field_are_days_or_moments_of_its_zone() -> None:
    day, zone, tick = FieldTerm("at"), ZoneInfo("Europe/Berlin"), timedelta(microseconds=1)
    start = datetime(2026, 3, 9, 23, tzinfo=UTC)  # in Berlin it is the 10th
    end = start + timedelta(days=2)
    bounds: list[tuple[object, object, datetime, datetime]] = [
        (date(2026, 3, 10), date(2026, 3, 11), start, end),
        (datetime(2026, 3, 10), datetime(2026, 3, 12), start, end + tick),
        (start, end, start, end + tick),
    ]
    for low, high, first, behind in bounds:
        type_ = ValueType(TypeName.DATETIME, low=low, high=high)  # type: ignore[arg-type]
        edges = [edge + n * tick for edge in (first, behind) for n in (-1, 0, 1)]
        tests = [Between(day, edge, None) for edge in edges]
        space = Space()
        formulas = Formulas(space.full)
        model = LineModel(space, formulas, "at", type_, tests, zone, allowed_empty=True)
        # Only a cut behind the first moment and one before the last tell values apart.
        assert model.last_class == 3, (low, high)
        known = model.test(Known(day))
        whole = [model.test(test) == known for test in tests]
        assert whole == [True, True, False, False, False, False]
        assert [model.test(test) == formulas.every(()) for test in tests] == [False] * 6
        assert [holds_at(model.test(test), {model.column: 3}) for test in tests][3:] == [
            True,
            False,
            False,
        ]
