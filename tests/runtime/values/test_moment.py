"""Dates and moments, against the standard library and across clock changes."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routewright_runtime.values import Reading, TypeName, ValueType, read

DATE = ValueType(TypeName.DATE)
MOMENT = ValueType(TypeName.DATETIME)
BERLIN = ZoneInfo("Europe/Berlin")
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
SAFE = st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 12, 31))


@given(SAFE, OFFSETS, st.sampled_from("T t"), st.booleans())
def test_every_iso_spelling_of_a_moment_reads(
    moment: datetime, offset: timezone, between: str, is_short: bool
) -> None:
    aware = moment.replace(tzinfo=offset)
    text = aware.isoformat(sep=between)
    assert read(MOMENT, text, zone=BERLIN) == Reading(aware.astimezone(UTC))
    assert read(DATE, text, zone=BERLIN) == Reading(aware.astimezone(BERLIN).date())
    if is_short:
        minutes = aware.replace(second=0, microsecond=0)
        text = minutes.isoformat(sep=between, timespec="minutes").replace("+00:00", "Z")
        assert read(MOMENT, text, zone=BERLIN) == Reading(minutes.astimezone(UTC))


@given(SAFE)
def test_local_times_are_those_of_the_zone(moment: datetime) -> None:
    local = moment.replace(tzinfo=BERLIN, fold=0)
    assert read(MOMENT, moment.isoformat(), zone=BERLIN) == Reading(local.astimezone(UTC))
    assert read(MOMENT, moment, zone=BERLIN) == Reading(local.astimezone(UTC))


@given(st.dates(min_value=date(2, 1, 1)))
def test_a_day_is_its_first_moment(day: date) -> None:
    first = datetime(day.year, day.month, day.day, tzinfo=BERLIN).astimezone(UTC)
    assert read(MOMENT, day.isoformat(), zone=BERLIN) == Reading(first)
    assert read(DATE, f" {day.isoformat()} ", zone=BERLIN) == Reading(day)


def test_clock_changes_have_one_meaning() -> None:
    twice = read(MOMENT, "2026-10-25T02:30", zone=BERLIN)
    assert twice == Reading(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    skipped = read(MOMENT, "2026-03-29T02:30", zone=BERLIN)
    assert skipped == Reading(datetime(2026, 3, 29, 1, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    "text",
    [
        "10.03.2026", "2026-3-1", "20260310", "2026-W10-2", "2026-02-30", "0000-01-01",
        "2026-13-01", "noon", "2026-03-10T24:00", "2026-03-10T09", "2026-03-10T09:60",
        "2026-03-10T09:00:61", "2026-03-10T09:00+25:00", "2026-03-10T09:00.5", "٢٠٢٦-٠٣-١٠",
        "2026-03-10  09:00", "2026-03-10T09:00 Europe/Berlin",
    ]
)  # fmt: skip
def test_what_is_no_moment(text: str) -> None:
    assert read(MOMENT, text).value is None
    assert read(DATE, text).value is None
    assert read(DATE, text).problem == f"`{text}` is not a date such as 2026-03-10"


@pytest.mark.parametrize("text", ["0001-01-01T00:00+05:00", "9999-12-31T23:00-05:00"])
def test_moments_out_of_the_calendar_do_not_read(text: str) -> None:
    assert read(MOMENT, text).value is None
    assert read(DATE, text).value is None


def test_a_fraction_of_any_length_is_cut_to_microseconds() -> None:
    value = datetime(2026, 3, 10, 9, 0, 0, 123456, tzinfo=UTC)
    assert read(MOMENT, "2026-03-10T09:00:00.123456789Z") == Reading(value)
    assert read(MOMENT, "2026-03-10T09:00:00,1234567+00") == Reading(value)


def test_bounds() -> None:
    days = ValueType(TypeName.DATE, low=date(2026, 1, 1), high=date(2026, 12, 31))
    assert read(days, "2026-12-31").value == date(2026, 12, 31)
    assert read(days, "2027-01-01").problem == "`2027-01-01` is after the last day 2026-12-31"
    whole_days = ValueType(TypeName.DATETIME, low=date(2026, 1, 1), high=date(2026, 12, 31))
    assert read(whole_days, "2026-12-31T23:59:59", zone=BERLIN).value is not None
    assert read(whole_days, "2025-12-31T22:59:59Z", zone=BERLIN).value is None
    assert read(whole_days, "2025-12-31T23:00:00Z", zone=BERLIN).value is not None
    exact = ValueType(TypeName.DATETIME, high=datetime(2026, 6, 1, 12))
    assert read(exact, "2026-06-01T12:00", zone=BERLIN).value is not None
    assert read(exact, "2026-06-01T12:00:01", zone=BERLIN).value is None


@pytest.mark.parametrize("raw", [5, True, 1.5, [1], {"a": 1}])
def test_other_json_is_no_moment(raw: object) -> None:
    assert read(MOMENT, raw).value is None
    assert read(DATE, raw).value is None
