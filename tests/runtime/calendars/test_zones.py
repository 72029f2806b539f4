"""Zones, local days and holiday codes."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_runtime.calendars import (
    check_holidays,
    check_zone,
    holiday_dates,
    local_days,
)
from routewright_runtime.calendars.local_days import monday_of
from routewright_runtime.calendars.zones import instant

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/Havana",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
)


@pytest.mark.parametrize(
    ("name", "offer"),
    [
        ("Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("Europe/Berln", "Europe/Berlin"),
        ("US/Pacifc", "US/Pacific"),
        ("PST", "America/Los_Angeles"),
        ("new york", "America/New_York"),
        ("../etc/passwd", None),
        ("qqqqqqqqqqqq", None),
        ("", None),
    ],
)
def test_a_wrong_zone_is_told_with_the_nearest(name: str, offer: str | None) -> None:
    found = check_zone(name)
    assert found is not None
    assert found.offer == offer
    assert f"`{name}`" in found.problem


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"])
def test_a_zone_is_known(name: str) -> None:
    assert check_zone(name) is None


@pytest.mark.parametrize(
    ("code", "offer"),
    [
        ("UK", "GB"),
        ("UK-ENG", "GB-ENG"),
        ("DE-XX", "DE"),
        ("DE-Berlin", "DE-BE"),
        ("Germany", "DE"),
        ("de", "DE"),
        ("de-be", "DE-BE"),
        ("DE-", "DE"),
        ("QQQQ", None),
        ("", None),
    ],
)
def test_a_wrong_holiday_code_is_told_with_the_nearest(code: str, offer: str | None) -> None:
    found = check_holidays(code)
    assert found is not None
    assert found.offer == offer


@pytest.mark.parametrize("code", ["DE", "DE-BE", "GB-ENG", "US", "US-CA", "IN"])
def test_a_holiday_code_is_known(code: str) -> None:
    assert check_holidays(code) is None


def test_holidays_are_those_of_the_part_with_days_in_lieu() -> None:
    assert date(2026, 5, 4) in holiday_dates("GB-ENG", 2026)
    assert date(2026, 3, 8) in holiday_dates("DE-BE", 2026)
    assert date(2026, 3, 8) not in holiday_dates("DE", 2026)
    assert date(2026, 7, 3) in holiday_dates("US", 2026)  # the 4th is a Saturday
    assert date(2021, 12, 31) in holiday_dates("US", 2021)  # for a Saturday of the next year
    assert all(day.year == 2026 for day in holiday_dates("US", 2026))


def test_holidays_load_only_when_asked_for() -> None:
    code = (
        "import sys; from routewright_runtime.calendars import OpenHours;"
        " from routewright_runtime.graph.people import Calendar; OpenHours(Calendar('c', 'UTC'));"
        " print('holidays' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout.strip() == "False"


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(1970, 1, 1), datetime(2037, 1, 1)),
)
def test_local_days_part_all_time_in_order(zone: str, naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC)
    days = local_days(zone)
    number = days.number(at)
    assert days.start(number) <= at < days.start(number + 1)
    shown = at.astimezone(ZoneInfo(zone)).toordinal()
    # Where midnight shows twice, the old day does not come back.
    assert number == shown or (number == shown + 1 and at - days.start(number) < timedelta(hours=2))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(ZONES), st.dates(date(1970, 1, 2), date(2037, 1, 1)), st.integers(0, 2000))
def test_an_instant_shows_the_wall_time_or_is_a_change(zone: str, day: date, minute: int) -> None:
    info = ZoneInfo(zone)
    first = instant(info, day, minute)
    last = instant(info, day, minute, is_end=True)
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    shown = first.astimezone(info).replace(tzinfo=None)
    if shown == wall:
        assert last.astimezone(info).replace(tzinfo=None) == wall
        assert first <= last
    else:
        before = (first - timedelta(seconds=1)).astimezone(info).replace(tzinfo=None)
        assert before < wall < shown
        assert first == last


def test_a_week_begins_on_monday() -> None:
    for offset in range(14):
        day = date(2026, 3, 9) + timedelta(days=offset)
        monday = date.fromordinal(monday_of(day.toordinal()))
        assert monday.weekday() == 0
        assert 0 <= (day - monday).days < 7
