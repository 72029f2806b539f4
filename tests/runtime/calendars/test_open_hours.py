"""Open hours against a reference that looks at every minute of the wall clock."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from routewright_runtime.calendars import HORIZON, OpenHours
from routewright_runtime.graph.people import Calendar, DaySpan, WeeklyOpening

MINUTE = timedelta(minutes=1)
SPAN_DAYS = 12

# Zone, and a day shortly before a change of its clocks (or none): forward, back, at midnight,
# by half an hour, a day left out.
CHANGES = (
    ("Europe/Berlin", date(2026, 3, 26)),
    ("Europe/Berlin", date(2026, 10, 22)),
    ("America/New_York", date(2026, 3, 5)),
    ("America/Havana", date(2026, 10, 29)),
    ("America/Santiago", date(2026, 9, 3)),
    ("Australia/Lord_Howe", date(2026, 4, 2)),
    ("America/Sao_Paulo", date(2018, 2, 15)),
    ("Pacific/Apia", date(2011, 12, 28)),
    ("Asia/Kolkata", date(2026, 5, 1)),
)


@cache
def wall_minutes(zone: str, first: date) -> list[tuple[datetime, datetime]]:
    """Return every UTC minute of the span with what the clocks on the wall then show."""
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=4)
    minutes = (start + i * MINUTE for i in range((SPAN_DAYS + 8) * 1440))
    return [(at, at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)) for at in minutes]


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


class SlowHours:
    """The open minutes of a calendar from the reading of every minute."""

    def __init__(self, calendar: Calendar, first: date) -> None:
        self.calendar = calendar
        self.walls = wall_minutes(calendar.zone, first)
        self.first_at: dict[datetime, datetime] = {}
        self.last_before: dict[datetime, datetime] = {}
        openings = calendar.openings or tuple(WeeklyOpening(d, 0, 1440) for d in range(7))
        minutes: set[datetime] = set()
        for offset in range(-3, SPAN_DAYS + 3):
            day = first + timedelta(days=offset)
            for opening in openings:
                if opening.day == day.weekday() and not self.is_closed(day):
                    minutes |= self.minutes_of(day, opening)
        low, high = self.walls[2 * 1440][0], self.walls[-2 * 1440][0]
        self.open_minutes = sorted(at for at in minutes if low <= at < high)
        self.open_set = set(self.open_minutes)

    def is_closed(self, day: date) -> bool:
        return any(span.first <= day <= span.last for span in self.calendar.closed)

    def first_showing(self, wall: datetime) -> datetime:
        return next(at for at, shown in self.walls if shown >= wall)

    def after_last_before(self, wall: datetime) -> datetime:
        return max(at for at, shown in self.walls if shown < wall) + MINUTE

    def minutes_of(self, day: date, opening: WeeklyOpening) -> set[datetime]:
        start = self.first_showing(midnight(day) + opening.start_minute * MINUTE)
        end_wall = midnight(day) + opening.end_minute * MINUTE
        is_midnight = opening.end_minute % 1440 == 0
        end = self.first_showing(end_wall) if is_midnight else self.after_last_before(end_wall)
        later = [day + timedelta(days=n) for n in (1, 2) if n * 1440 < opening.end_minute]
        cut = [self.first_showing(midnight(d)) for d in later if self.is_closed(d)]
        end = min([end, *cut])
        return {start + i * MINUTE for i in range((end - start) // MINUTE)}


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Calendar, date]:
    zone, first = draw(st.sampled_from(CHANGES))
    openings = []
    for weekday in draw(st.sets(st.integers(0, 6))):
        start = draw(st.integers(0, 1439))
        length = draw(st.one_of(st.integers(1, 600), st.integers(1, 2000)))
        openings.append(WeeklyOpening(weekday, start, min(start + length, 2880)))
    closed = []
    for offset in draw(st.sets(st.integers(-1, SPAN_DAYS), max_size=3)):
        day = first + timedelta(days=offset)
        closed.append(DaySpan(day, day))
    ordered = tuple(sorted(openings, key=lambda o: (o.day, o.start_minute)))
    return Calendar("hours", zone, ordered, closed=tuple(closed)), first


@settings(max_examples=60, deadline=None)
@given(calendars(), st.data())
def test_equals_the_reading_of_every_minute(
    case: tuple[Calendar, date], data: st.DataObject
) -> None:
    calendar, first = case
    slow, fast = SlowHours(calendar, first), OpenHours(calendar)
    low, high = slow.walls[3 * 1440][0], slow.walls[-3 * 1440][0]
    found = {
        start + i * MINUTE
        for start, end in fast.intervals(low, high)
        for i in range((end - start) // MINUTE)
    }
    assert found == {at for at in slow.open_set if low <= at < high}
    for _ in range(8):
        at = low + data.draw(st.integers(0, (high - low) // MINUTE - 1)) * MINUTE
        assert fast.is_open(at) == (at in slow.open_set)
        assert fast.is_open(at + timedelta(seconds=59)) == (at in slow.open_set)
        later = [minute for minute in slow.open_minutes if minute >= at]
        if later:
            assert fast.next_opening(at) == later[0]
        minutes = data.draw(st.integers(1, 3000))
        if len(later) >= minutes:
            assert fast.add_open_minutes(at, minutes) == later[minutes - 1] + MINUTE


@settings(max_examples=60, deadline=None)
@given(
    calendars(),
    st.integers(0, SPAN_DAYS * 86_400 - 1),
    st.integers(1, 5000),
    st.integers(1, 5000),
)
def test_adding_twice_is_adding_the_sum(
    case: tuple[Calendar, date], second: int, some: int, more: int
) -> None:
    calendar, first = case
    hours = OpenHours(calendar)
    at = datetime(first.year, first.month, first.day, tzinfo=UTC) + timedelta(seconds=second)
    middle = hours.add_open_minutes(at, some)
    assume(middle is not None)
    assert middle is not None
    end, whole = hours.add_open_minutes(middle, more), hours.add_open_minutes(at, some + more)
    # Nothing is looked for beyond the horizon, which is counted from each start.
    assert end == whole or (whole is None and end is not None and end > at + HORIZON)
    open_time = sum((b - a for a, b in hours.intervals(at, middle)), timedelta())
    assert open_time == some * MINUTE


@settings(max_examples=60, deadline=None)
@given(calendars(), st.integers(0, SPAN_DAYS * 1440 - 1), st.integers(1, 9))
def test_open_days_count_the_days_on_which_an_opening_begins(
    case: tuple[Calendar, date], minute: int, count: int
) -> None:
    calendar, first = case
    assume(calendar.zone != "Pacific/Apia")  # there a day of the count has no time of day
    hours, zone = OpenHours(calendar), ZoneInfo(calendar.zone)
    at = datetime(first.year, first.month, first.day, tzinfo=UTC) + minute * MINUTE
    due = hours.add_open_days(at, count)
    day, left = at.astimezone(zone).date(), count
    weekdays = {opening.day for opening in calendar.openings} or set(range(7))
    while left:
        day += timedelta(days=1)
        is_closed = any(span.first <= day <= span.last for span in calendar.closed)
        left -= day.weekday() in weekdays and not is_closed
    assert due is not None
    wall = at.astimezone(zone).replace(year=day.year, month=day.month, day=day.day, fold=0)
    target = wall.astimezone(UTC)
    if target.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        assert due.astimezone(zone).date() >= day  # an hour that the clocks skip on that day
    elif hours.is_open(target - MINUTE) or at.second:
        assert due == target  # in open time, or at closing time
    else:
        assert due == hours.next_opening(target)


BERLIN = Calendar(
    "berlin",
    "Europe/Berlin",
    tuple(WeeklyOpening(day, 540, 1080) for day in range(5)),
    ("DE-BE",),
    (DaySpan(date(2026, 12, 24), date(2027, 1, 1)),),
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-03-10T10:00", 60, "2026-03-10T11:00"),
        ("2026-03-10T17:00", 60, "2026-03-10T18:00"),  # ends at closing time: due then
        ("2026-03-10T17:00", 61, "2026-03-11T09:01"),
        ("2026-03-10T18:00", 15, "2026-03-11T09:15"),  # closing time is closed
        ("2026-03-10T20:00", 15, "2026-03-11T09:15"),
        ("2026-03-27T17:30", 60, "2026-03-30T09:30"),  # over a change of the clocks
        ("2026-04-30T17:55", 10, "2026-05-04T09:05"),  # Labour Day
        ("2026-12-23T17:00", 120, "2027-01-04T10:00"),  # closed days, then a weekend
    ],
)
def test_minutes_are_open_time(start: str, minutes: int, due: str) -> None:
    assert OpenHours(BERLIN).add_open_minutes(local(start), minutes) == local(due)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-03-10T10:00", 1, "2026-03-11T10:00"),
        ("2026-03-13T10:00", 1, "2026-03-16T10:00"),
        ("2026-03-13T18:00", 1, "2026-03-16T18:00"),  # closing time: due then
        ("2026-03-13T20:00", 1, "2026-03-17T09:00"),  # closed at that time: the next opening
        ("2026-03-14T10:00", 1, "2026-03-16T10:00"),
        ("2026-03-10T08:00", 1, "2026-03-11T09:00"),
        ("2026-03-27T10:00", 5, "2026-04-07T10:00"),  # Good Friday and Easter Monday between
    ],
)
def test_days_are_open_days(start: str, days: int, due: str) -> None:
    assert OpenHours(BERLIN).add_open_days(local(start), days) == local(due)


def test_seconds_and_microseconds_are_kept() -> None:
    at = local("2026-03-10T10:00:07.000123")
    assert OpenHours(BERLIN).add_open_minutes(at, 5) == at + timedelta(minutes=5)
    assert OpenHours(BERLIN).add_open_days(at, 1) == at + timedelta(days=1)


def test_a_calendar_that_never_opens_again_is_answered() -> None:
    closed = DaySpan(date(2026, 1, 1), date(9999, 12, 31))
    hours = OpenHours(Calendar("shut", "Europe/Berlin", closed=(closed,)))
    at = datetime(2026, 5, 1, tzinfo=UTC)
    assert hours.next_opening(at) is None
    assert hours.add_open_minutes(at, 1) is None
    assert hours.add_open_days(at, 1) is None
    assert list(hours.intervals(at, at + timedelta(days=90))) == []
    before = datetime(2025, 12, 31, 22, tzinfo=UTC)
    assert hours.is_open(before)
    assert hours.add_open_minutes(before, 60) == datetime(2025, 12, 31, 23, tzinfo=UTC)


def test_nothing_is_looked_for_beyond_the_horizon() -> None:
    closed = DaySpan(date(2026, 1, 1), date(2037, 1, 1))
    hours = OpenHours(Calendar("shut", "UTC", closed=(closed,)))
    at = datetime(2026, 5, 1, tzinfo=UTC)
    assert hours.next_opening(at) is None
    assert hours.next_opening(at + timedelta(days=366)) == datetime(2037, 1, 2, tzinfo=UTC)
    minutes = HORIZON // MINUTE
    assert OpenHours(Calendar("open", "UTC")).add_open_minutes(at, minutes) == at + HORIZON
    assert OpenHours(Calendar("open", "UTC")).add_open_minutes(at, minutes + 1) is None


@pytest.mark.parametrize("year", [1, 2, 9998, 9999])
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_ends_of_time_do_not_break_it(year: int, zone: str) -> None:
    hours = OpenHours(Calendar("c", zone, tuple(WeeklyOpening(d, 540, 1080) for d in range(5))))
    for month, day in ((1, 1), (12, 31)):
        at = datetime(year, month, day, 23, 59, tzinfo=UTC)
        found_at = hours.next_opening(at), hours.add_open_minutes(at, 5), hours.add_open_days(at, 1)
        for found in found_at:
            assert found is None or found >= at
        hours.is_open(at)


def test_the_limit_of_a_search_is_included() -> None:
    hours = OpenHours(BERLIN)
    at, opening = local("2026-03-10T20:00"), local("2026-03-11T09:00")
    assert hours.next_opening(at, opening) == opening
    assert hours.next_opening(at, opening - timedelta(microseconds=1)) is None


def test_a_night_shift_stops_at_a_closed_day_and_does_not_begin_on_it() -> None:
    nights = tuple(WeeklyOpening(day, 1320, 1800) for day in range(7))
    closed = DaySpan(date(2026, 5, 13), date(2026, 5, 13))
    hours = OpenHours(Calendar("night", "UTC", nights, closed=(closed,)))
    noon = datetime(2026, 5, 12, 12, tzinfo=UTC)
    found = list(hours.intervals(noon, datetime(2026, 5, 15, tzinfo=UTC)))
    assert [(a.isoformat()[5:16], b.isoformat()[5:16]) for a, b in found] == [
        ("05-12T22:00", "05-13T00:00"),
        ("05-14T22:00", "05-15T00:00"),
    ]


def test_a_week_has_as_many_days_as_the_calendar_opens_on() -> None:
    assert OpenHours(BERLIN).days_per_week == 5
    assert OpenHours(Calendar("always", "UTC")).days_per_week == 7


def test_times_with_another_offset_are_the_same_instants() -> None:
    hours = OpenHours(BERLIN)
    at = local("2026-03-10T17:30").astimezone(ZoneInfo("Asia/Tokyo"))
    assert hours.is_open(at)
    assert hours.add_open_minutes(at, 60) == local("2026-03-11T09:30")
