"""Due times: open hours, open days, elapsed time; those of cases S2 and S5."""

import pytest

from routewright_runtime.calendars import hours_by_name
from routewright_runtime.graph.model import Clock
from routewright_runtime.sla import due
from runtime.sla.chain_samples import LONDON, NEW_YORK, at, span

HOURS = hours_by_name((LONDON, NEW_YORK))


@pytest.mark.parametrize(
    ("start", "target", "expected"),
    [
        ("2026-03-10T10:00", "60 minutes", "2026-03-10T11:00"),  # L1
        ("2026-03-10T16:30", "60 minutes", "2026-03-11T09:30"),  # L3
        ("2026-03-13T16:50", "30 minutes", "2026-03-16T09:20"),  # L5
    ],
)
def test_s2_due_times(start: str, target: str, expected: str) -> None:
    zone = "America/New_York"
    found = due(Clock(span(target), "new_york"), at(start, zone), HOURS)
    assert found == at(expected, zone)


@pytest.mark.parametrize(
    ("start", "target", "expected"),
    [
        ("2026-05-01T17:55", "15 minutes", "2026-05-05T08:10"),  # L1, over a bank holiday
        ("2026-05-01T17:55", "10 minutes", "2026-05-05T08:05"),  # its reminder
        ("2026-05-05T09:10", "2 hours", "2026-05-05T11:10"),  # L4
        ("2026-05-01T09:00", "1 day", "2026-05-05T09:00"),
        ("2026-05-05T09:00", "1 week", "2026-05-12T09:00"),
        ("2026-05-05T19:00", "2 days", "2026-05-08T08:00"),
        ("2026-05-05T08:00", "10 hours", "2026-05-05T18:00"),
    ],
)
def test_due_times_in_london(start: str, target: str, expected: str) -> None:
    assert due(Clock(span(target), "london"), at(start), HOURS) == at(expected)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("90 minutes", "2026-03-29T02:30"),
        ("1 day", "2026-03-30T01:00"),
        ("1 week", "2026-04-05T01:00"),
    ],
)
def test_without_a_calendar_time_elapses(target: str, expected: str) -> None:
    # Clocks go forward on 29 March at 01:00: a day is 24 hours, whatever the clocks show.
    assert due(Clock(span(target)), at("2026-03-29T00:00"), HOURS) == at(expected)


def test_without_a_start_or_a_target_within_reach_nothing_is_due() -> None:
    assert due(Clock(span("1 hour")), None, HOURS) is None
    assert due(Clock(span("999999999 weeks"), "london"), at("2026-05-05T08:00"), HOURS) is None
    assert due(Clock(span("999999999 hours"), "london"), at("2026-05-05T08:00"), HOURS) is None
