"""Ages: every class holds the ages that it says, and no test tells two ages of one class apart."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.analysis.graphs import CREATED, DAY
from routewright_compiler.analysis.domains.age import EMPTY, FUTURE, AgeModel, counts_days
from routewright_compiler.analysis.formula import Formulas, holds_at
from routewright_compiler.analysis.space import Space
from routewright_runtime.calendars import elapsed
from routewright_runtime.graph.conditions import TimeAmount, TimeUnit, WithinLast

AT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def model_of(tests: list[WithinLast], *, by_day: bool, is_empty_allowed: bool = True) -> AgeModel:
    space = Space()
    model = AgeModel(space, Formulas(space.full), "x", tests, by_day, is_empty_allowed)
    assert space.full[model.column].bit_length() == len(model.spans) + 3
    assert bool(space.allowed[model.column] & 1) == is_empty_allowed
    return model


@pytest.mark.parametrize(
    ("unit", "is_day", "expected"),
    [
        (TimeUnit.DAY, True, True),
        (TimeUnit.WEEK, True, True),
        (TimeUnit.HOUR, True, False),
        (TimeUnit.MINUTE, True, False),
        (TimeUnit.DAY, False, False),
        (TimeUnit.HOUR, False, False),
    ],
)
def test_only_days_of_a_day_are_counted(unit: TimeUnit, is_day: bool, expected: bool) -> None:
    assert counts_days(WithinLast(DAY, TimeAmount(2, unit)), is_day) is expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), st.booleans())
def test_a_class_holds_the_ages_that_it_says(amounts: list[int], by_day: bool) -> None:
    term = DAY if by_day else CREATED
    tests = [WithinLast(term, TimeAmount(n, TimeUnit.DAY)) for n in amounts]
    model = model_of(tests, by_day=by_day)
    step = timedelta(days=1) if by_day else TICK

    def placed(age: timedelta) -> int:
        value: date | datetime = AT.date() - age if by_day else AT - age
        return model.place(value, AT, UTC)

    assert model.place(None, AT, UTC) == EMPTY
    for number in range(FUTURE, FUTURE + len(model.spans) + 2):
        youngest, oldest = model.ages(number)
        if youngest is not None:
            assert placed(youngest) == number
            assert placed(youngest - step) == number - 1
        if oldest is not None:
            assert placed(oldest) == number
            assert placed(oldest + step) == number + 1
    assert model.ages(FUTURE) == (None, -step)
    for age in (step * n for n in range(-3, 12)):
        point = {model.column: placed(age)}
        for test in tests:
            expected = timedelta(0) <= age <= elapsed(test.span)
            assert holds_at(model.test(test), point) is expected


def test_hours_of_a_day_count_from_the_local_day_then() -> None:
    hours = (6, 12, 40)
    tests = [WithinLast(DAY, TimeAmount(n, TimeUnit.HOUR)) for n in hours]
    model = model_of(tests, by_day=False, is_empty_allowed=False)
    # Six hours before 09:30 it was the same day, twelve hours before the day before.
    placed = {day: model.place(date(2026, 3, day), AT, UTC) for day in (7, 8, 9, 10, 11)}
    assert placed == {11: FUTURE, 10: 2, 9: 3, 8: 4, 7: 5}
    for test, days in zip(tests, ({10}, {9, 10}, {8, 9, 10}), strict=True):
        found = {day for day, number in placed.items()
                 if holds_at(model.test(test), {model.column: number})}  # fmt: skip
        assert found == days
