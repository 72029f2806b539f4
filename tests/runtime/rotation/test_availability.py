"""Calendars, absences, caps and hold, against references that look at every minute."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_runtime.calendars import OpenHours
from routewright_runtime.graph.conditions import TimeAmount, TimeUnit
from routewright_runtime.graph.model import RotationMethod
from routewright_runtime.graph.people import (
    Calendar,
    Cap,
    CapWindow,
    DaySpan,
    Rep,
    WeeklyOpening,
)
from routewright_runtime.rotation import SkipReason
from routewright_runtime.state import MemoryState
from runtime.rotation.team_samples import LOAD, NONE, TURN, WEIGHT, rep, rotation

MINUTE = timedelta(minutes=1)
BERLIN = Calendar(
    "berlin", "Europe/Berlin", tuple(WeeklyOpening(d, 540, 1080) for d in range(5)), ("DE-BE",)
)
NIGHTS = Calendar("nights", "America/New_York", (WeeklyOpening(1, 1200, 1800),))
CALENDARS = (BERLIN, NIGHTS)
FIRST = date(2026, 3, 26)  # Thursday; clocks in Berlin change on Sunday
BEGIN = datetime(2026, 3, 26, tzinfo=UTC)
HOURS = TimeUnit.HOUR


class SlowPerson:
    """Availability from the reading of the local clock, counts from the list of records given."""

    def __init__(self, rep: Rep) -> None:
        self.rep = rep
        self.given: list[datetime] = []
        self.hours = {calendar.name: OpenHours(calendar) for calendar in CALENDARS}

    def day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.rep.zone)).date()

    def count(self, window: CapWindow, at: datetime) -> int:
        if window is CapWindow.OPEN:
            return len(self.given)
        if window is CapWindow.DAY:
            return sum(self.day(then) == self.day(at) for then in self.given)
        return sum(
            self.day(then).isocalendar()[:2] == self.day(at).isocalendar()[:2]
            for then in self.given
        )

    def is_free(self, at: datetime) -> bool:
        if any(span.first <= self.day(at) <= span.last for span in self.rep.away):
            return False
        calendar = self.rep.calendar
        if calendar is not None and not self.hours[calendar].is_open(at):
            return False
        return all(self.count(cap.window, at) < cap.count for cap in self.rep.caps)


@st.composite
def people(draw: st.DrawFn) -> list[Rep]:
    found = []
    for name in "ABCD"[: draw(st.integers(1, 4))]:
        calendar = draw(st.sampled_from([None, "berlin", "nights"]))
        zone = draw(st.sampled_from(["UTC", "Asia/Tokyo", "America/Los_Angeles"]))
        caps = draw(
            st.lists(
                st.builds(Cap, st.integers(0, 3), st.sampled_from(CapWindow)),
                max_size=2,
                unique_by=lambda cap: cap.window,
            )
        )
        spans = []
        for offset in draw(st.sets(st.integers(0, 8), max_size=2)):
            day = FIRST + timedelta(days=offset)
            spans.append(DaySpan(day, day + timedelta(days=draw(st.integers(0, 2)))))
        found.append(rep(name, zone=zone, calendar=calendar, caps=tuple(caps), away=tuple(spans)))
    return found


@settings(max_examples=120, deadline=None)
@given(
    people(),
    st.sampled_from(RotationMethod),
    st.booleans(),
    st.lists(
        st.tuples(st.integers(0, 600), st.sets(st.sampled_from("ABCD"), max_size=2)), max_size=15
    ),
)
def test_never_an_unavailable_member_and_nobody_only_if_none_is_there(
    reps: list[Rep],
    method: RotationMethod,
    catch_up: bool,
    records: list[tuple[int, set[str]]],
) -> None:
    names = "".join(found.name for found in reps)
    made = rotation(names, reps=reps, calendars=CALENDARS, is_catch_up=catch_up)
    slow = {found.name: SlowPerson(found) for found in reps}
    state, at = MemoryState(), BEGIN
    for wait, absent in records:
        at += wait * MINUTE
        free = {name for name in names if slow[name].is_free(at) and name not in absent}
        pick = made.pick("team", method, NONE, at, state, absent=absent)
        assert (pick.rep is None) == (not free)
        assert pick.rep is None or pick.rep in free
        assert {skip.rep for skip in pick.skipped} <= set(names) - free
        if pick.rep is None:
            assert {skip.rep for skip in pick.skipped} == set(names)
        else:
            made.give(pick.rep, at, state)
            slow[pick.rep].given.append(at)


@settings(max_examples=60, deadline=None)
@given(people(), st.integers(0, 7 * 1440), st.integers(1, 60), st.integers(0, 3))
def test_hold_goes_to_who_is_there_first(
    reps: list[Rep], minute: int, hold_hours: int, given_before: int
) -> None:
    names = "".join(found.name for found in reps)
    made = rotation(names, reps=reps, calendars=CALENDARS)
    slow = [SlowPerson(found) for found in reps]
    state, at = MemoryState(), BEGIN + minute * MINUTE
    for person in slow:
        for _ in range(given_before):
            made.give(person.rep.name, at, state)
            person.given.append(at)
    held = made.pick("team", TURN, NONE, at, state, hold=TimeAmount(hold_hours, HOURS))
    moment = at
    while moment <= at + timedelta(hours=hold_hours):
        free = [person.rep.name for person in slow if person.is_free(moment)]
        if free:
            assert held.rep == free[0]
            assert held.held_until == (None if moment == at else moment)
            return
        moment += MINUTE
    assert held.rep is None
    assert held.held_until is None


AWAY = DaySpan(date(2026, 12, 21), date(2027, 1, 1))


def test_absences_include_both_days_of_the_persons_zone() -> None:
    jonas = rep("jonas", zone="Asia/Tokyo", away=(AWAY,))
    made, state = rotation([("jonas", 1)], reps=[jonas]), MemoryState()

    def is_free(text: str) -> bool:
        at = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Tokyo"))
        return made.obstacle("jonas", at, state) is None

    assert is_free("2026-12-20T23:59:59")
    assert not is_free("2026-12-21T00:00")
    assert not is_free("2027-01-01T23:59:59.999999")
    assert is_free("2027-01-02T00:00")


def test_without_a_time_only_the_absent_are_passed_over() -> None:
    jonas = rep("jonas", calendar="berlin", away=(AWAY,), caps=(Cap(0, CapWindow.DAY),))
    made = rotation([("jonas", 1)], reps=[jonas], calendars=CALENDARS)
    state = MemoryState()
    assert made.pick("team", TURN, NONE, None, state).rep == "jonas"
    assert made.pick("team", TURN, NONE, None, state, absent={"jonas"}).rep is None
    hold = TimeAmount(1, TimeUnit.WEEK)
    assert made.pick("team", TURN, NONE, None, state, absent={"jonas"}, hold=hold).rep is None


def test_reasons_in_words() -> None:
    reps = [
        rep("away", away=(AWAY,)),
        rep("one", away=(DaySpan(date(2026, 12, 22), date(2026, 12, 22)),)),
        rep("shut", calendar="berlin"),
        rep("full", caps=(Cap(0, CapWindow.WEEK),)),
        rep("busy", caps=(Cap(0, CapWindow.OPEN),)),
        rep("out"),
        rep("had"),
        rep("light"),
    ]
    names = [(found.name, 0 if found.name == "light" else 1) for found in reps]
    made = rotation(names, reps=reps, calendars=CALENDARS)
    at = datetime(2026, 12, 22, 3, tzinfo=UTC)
    pick = made.pick("team", WEIGHT, NONE, at, MemoryState(), absent={"out"}, exclude={"had"})
    assert pick.rep is None
    assert {skip.rep: skip.words for skip in pick.skipped} == {
        "away": "away 2026-12-21..2027-01-01",
        "one": "away 2026-12-22",
        "shut": "outside the hours of `berlin`",
        "full": "at the cap of 0 per week",
        "busy": "at the cap of 0 open",
        "out": "away",
        "had": "has had it",
        "light": "has weight 0",
    }


def test_a_week_begins_on_monday_of_the_persons_zone() -> None:
    made = rotation("A", reps=[rep("A", zone="America/New_York", caps=(Cap(1, CapWindow.WEEK),))])
    state = MemoryState()
    sunday = datetime(2026, 3, 16, 3, 30, tzinfo=UTC)  # 23:30 on Sunday 15 March in New York
    made.give("A", sunday, state)
    pick = made.pick("team", TURN, NONE, sunday, state, hold=TimeAmount(30, TimeUnit.MINUTE))
    assert (pick.rep, pick.held_until) == ("A", datetime(2026, 3, 16, 4, tzinfo=UTC))
    pick = made.pick("team", TURN, NONE, sunday, state, hold=TimeAmount(29, TimeUnit.MINUTE))
    assert pick.rep is None


def test_a_held_record_uses_the_turn_and_the_cap_of_its_own_day() -> None:
    reps = [
        rep(name, calendar="berlin", zone="Europe/Berlin", caps=(Cap(1, CapWindow.DAY),))
        for name in "AB"
    ]
    made, state = rotation("AB", reps=reps, calendars=CALENDARS), MemoryState()
    evening = datetime(2026, 3, 10, 19, tzinfo=UTC)
    opening = datetime(2026, 3, 11, 8, tzinfo=UTC)
    hold = TimeAmount(2, TimeUnit.DAY)
    found = []
    for _ in range(4):
        pick = made.pick("team", TURN, NONE, evening, state, hold=hold)
        assert pick.rep is not None
        made.give(pick.rep, pick.held_until, state)
        found.append((pick.rep, pick.held_until))
    later = opening + timedelta(days=1)
    assert found == [("A", opening), ("B", opening), ("A", later), ("B", later)]
    assert made.pick("team", TURN, NONE, evening, state, hold=hold).rep is None


def test_who_is_said_to_be_away_does_not_come_back_within_a_hold() -> None:
    made = rotation("A", reps=[rep("A", calendar="berlin")], calendars=CALENDARS)
    at, hold = datetime(2026, 3, 10, 19, tzinfo=UTC), TimeAmount(1, TimeUnit.WEEK)
    assert made.pick("team", TURN, NONE, at, MemoryState(), absent={"A"}, hold=hold).rep is None


def test_a_hold_over_all_time_ends() -> None:
    full = rotation("A", reps=[rep("A", caps=(Cap(0, CapWindow.DAY), Cap(0, CapWindow.WEEK)))])
    hold = TimeAmount(10**9, TimeUnit.WEEK)
    at = datetime(9999, 12, 1, tzinfo=UTC)
    assert full.pick("team", TURN, NONE, at, MemoryState(), hold=hold).rep is None


def test_caps_count_across_teams_and_assigned_records() -> None:
    made = rotation("A", reps=[rep("A", caps=(Cap(2, CapWindow.DAY),))])
    state, at = MemoryState(), datetime(2026, 3, 10, 9, tzinfo=UTC)
    made.give("A", at, state)
    assert made.pick("team", TURN, NONE, at, state).rep == "A"
    made.give("A", at, state)
    pick = made.pick("team", TURN, NONE, at, state)
    assert [skip.reason for skip in pick.skipped] == [SkipReason.FULL]
    state.close("A", 2)
    assert made.pick("team", TURN, NONE, at, state).rep is None


# --- by load ------------------------------------------------------------------------------------


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=5),
    st.lists(st.integers(0, 9), min_size=5, max_size=5),
    st.lists(st.tuples(st.sets(st.sampled_from("ABCDE"), max_size=3), st.booleans()), max_size=20),
)
def test_by_load_equals_the_smallest_share(
    weights: list[int], starting: list[int], records: list[tuple[set[str], bool]]
) -> None:
    members = list(zip("ABCDE", weights, strict=False))
    made, state = rotation(members), MemoryState()
    count = dict(zip("ABCDE", starting, strict=True))
    state.start_from(count)
    last = dict.fromkeys("ABCDE", 0)
    for number, (absent, closes) in enumerate(records, 1):
        able = [(name, weight) for name, weight in members if weight and name not in absent]
        pick = made.pick("team", LOAD, NONE, None, state, absent=absent)
        if not able:
            assert pick.rep is None
            continue
        # `min` keeps the first of equals: the earlier listed.
        best, _ = min(able, key=lambda each: (Fraction(count[each[0]], each[1]), last[each[0]]))
        assert pick.rep == best
        made.give(best, None, state)
        count[best] += 1
        last[best] = number
        if closes:
            state.close(best)
            count[best] -= 1


@pytest.mark.parametrize(
    ("starting", "first"), [({}, "A"), ({"A": 1}, "B"), ({"A": 2, "B": 1}, "C")]
)
def test_starting_figures_count_as_open(starting: dict[str, int], first: str) -> None:
    made, state = rotation("ABC"), MemoryState()
    state.start_from(starting)
    assert made.pick("team", LOAD, NONE, None, state).rep == first
