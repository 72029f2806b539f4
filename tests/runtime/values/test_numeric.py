"""Integers, exact numbers and booleans."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routewright_runtime.values import Reading, TypeName, ValueType, read

INTEGER = ValueType(TypeName.INTEGER)
NUMBER = ValueType(TypeName.NUMBER)
BOOLEAN = ValueType(TypeName.BOOLEAN)


@given(st.integers(-(10**39), 10**39))
def test_every_spelling_of_an_integer_reads(value: int) -> None:
    for raw in (value, str(value), f" {value:,} ", f"{value}.00", f"{value:+}", Decimal(value)):
        assert read(INTEGER, raw) == Reading(value)


@given(st.floats(min_value=-1e39, max_value=1e39, allow_subnormal=False))
def test_a_float_is_its_shortest_spelling(value: float) -> None:
    reading = read(NUMBER, value)
    exact = Decimal(repr(value))
    if reading.problem is None:
        assert reading.value == exact
    else:
        assert len(f"{exact:f}") > 40


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_number_is_exact_and_plain_or_does_not_read(value: Decimal) -> None:
    reading = read(NUMBER, str(value))
    if reading.value is None:
        assert value.adjusted() >= 40 or len(f"{value:f}") > 40
        return
    assert isinstance(reading.value, Decimal)
    assert Fraction(reading.value) == Fraction(value)
    assert reading.value == 0 or not f"{reading.value:f}".endswith(".0")
    assert hash(reading.value) == hash(value)
    assert str(reading.value) != "-0"


@pytest.mark.parametrize(
    "raw",
    [
        "abc", "4,00", "0,123", ",123", "1,2345", "12,345,6", "1e3", "4.5", "٣", "１", "4 000", "+",
        "--1", "0x10", "1_000", "NaN", "inf", True, 4.5, float("nan"), float("inf"), [1], {"a": 1},
        "9" * 41, "9" * 100_000, 10**40, Decimal("NaN"), Decimal("1e999999"), "4.", "1,000.5",
    ],
)  # fmt: skip
def test_what_is_no_integer(raw: object) -> None:
    reading = read(INTEGER, raw)
    assert reading.value is None
    assert reading.problem
    assert len(reading.problem) < 200


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("4000.0", 4000),
        (4e3, 4000),
        (Decimal("4E+3"), 4000),
        ("-0", 0),
        ("007", 7),
        ("1,234,567", 1234567),
    ],
)
def test_integers(raw: object, value: int) -> None:
    assert read(INTEGER, raw) == Reading(value)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1e3", "1000"), ("1.50", "1.5"), (".5", "0.5"), ("-1,234.50", "-1234.5"), (0.1, "0.1"),
        ("-0.0", "0"), ("1E-3", "0.001"), (10**39, str(10**39)), (Decimal("1.10"), "1.1"),
    ],
)  # fmt: skip
def test_numbers(raw: object, value: str) -> None:
    assert str(read(NUMBER, raw).value) == value


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "1e400",
        "1e-400",
        "1e9999",
        "NaN",
        "Infinity",
        "1.",
        "1,23.4",
        "50%",
        "€5",
        "1e",
        "9" * 50,
        "1." + "0" * 40 + "1",
        False,
    ],
)
def test_what_is_no_number(raw: object) -> None:
    assert read(NUMBER, raw).value is None


def test_bounds_are_included() -> None:
    bounded = ValueType(TypeName.INTEGER, low=Decimal(0), high=Decimal(10))
    assert read(bounded, 0) == Reading(0)
    assert read(bounded, "10") == Reading(10)
    assert read(bounded, 12).problem == "`12` is above the highest value 10"
    assert read(bounded, "-1").problem == "`-1` is below the lowest value 0"
    assert read(ValueType(TypeName.NUMBER, high=Decimal("1e3")), "1000.1").problem == (
        "`1000.1` is above the highest value 1000"
    )


@pytest.mark.parametrize("word", ["true", "YES", "1", "y", "T", "On", True, 1, 1.0, Decimal(1)])
def test_true(word: object) -> None:
    assert read(BOOLEAN, word) == Reading(True)


@pytest.mark.parametrize("word", ["false", "No", "0", "n", "F", "OFF", False, 0, Decimal(0)])
def test_false(word: object) -> None:
    assert read(BOOLEAN, word) == Reading(False)


@pytest.mark.parametrize("word", ["2", 2, "ja", "maybe", [True], float("nan")])
def test_neither(word: object) -> None:
    assert read(BOOLEAN, word).value is None
