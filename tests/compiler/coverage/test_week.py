"""A week and its exceptions together are the set they were made of, minute by minute."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.coverage.people_samples import (
    AUTUMN,
    SPRING,
    ZONES,
    held_by_minute,
    minutes_of,
    peopled,
)
from routewright_compiler.analysis.coverage.intervals import difference, union
from routewright_compiler.analysis.coverage.presence import Presence
from routewright_compiler.analysis.coverage.week import Exceptional, Week, runs, week_of
from routewright_compiler.analysis.coverage.week_words import less_words, more_words, week_words
from routewright_runtime.calendars import local_days, zone_of

DAYS = 28


def _is_in(minutes: tuple[tuple[int, int], ...], minute: int) -> bool:
    return any(low <= minute < high for low, high in minutes)


@settings(max_examples=30, deadline=None)
@given(data=st.data(), first=st.sampled_from([SPRING, AUTUMN]), zone=st.sampled_from(ZONES))
def test_week_and_exceptions_give_the_set_back(data: st.DataObject, first: date, zone: str) -> None:
    graph = data.draw(peopled(first, DAYS))
    days = local_days(zone)
    end = first + timedelta(days=DAYS)
    within = days.start(first.toordinal()), days.start(end.toordinal())
    presence = Presence(graph, within)
    nobody = difference(presence.whole, presence.of_pool([rep.name for rep in graph.reps]))
    week = week_of(nobody, zone, first, end, presence.whole)
    exceptions = {item.day: item for item in week.exceptions}
    times = list(minutes_of(*within))
    for at, expected in zip(times, held_by_minute(nobody, times), strict=True):
        local = at.astimezone(zone_of(zone))
        day, minute = local.date(), local.hour * 60 + local.minute
        item = exceptions.get(day)
        found = _is_in(week.days[day.weekday()], minute)
        if item is not None:
            found = (found or _is_in(item.more, minute)) and not _is_in(item.less, minute)
        # An hour that is shown twice has two truths on one line of the wall clock.
        assert found is expected or _is_shown_twice(local)


def _is_shown_twice(local: datetime) -> bool:
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def _week(*days: tuple[tuple[int, int], ...], odd: tuple[Exceptional, ...] = ()) -> Week:
    return Week("Europe/Berlin", days, odd)


NIGHT = ((0, 540), (1080, 1440))
ALL = ((0, 1440),)


def test_a_week_of_nights_reads_in_runs() -> None:
    week = _week(NIGHT, NIGHT, NIGHT, NIGHT, NIGHT, ALL, ALL)
    assert week_words(week) == "Mon-Thu 18:00-09:00 and Fri 18:00 to Mon 09:00"
    assert runs(week.days)[-1] == (4 * 1440 + 1080, 7 * 1440 + 540)


def test_other_weeks() -> None:
    noon = ((720, 780),)
    assert week_words(_week(noon, noon, (), noon, noon, (), ())) == (
        "Mon, Tue, Thu, Fri 12:00-13:00"
    )
    assert week_words(_week((), (), (), (), (), ALL, ALL)) == "Sat-Sun all day"
    assert week_words(_week((), (), (), (), (), (), ALL)) == "Sun all day"
    assert week_words(_week(*[ALL] * 7)) == "at all times"
    assert week_words(_week(*[()] * 7)) == ""
    late = ((1080, 1440),)
    assert week_words(_week((), (), (), (), late, ALL, ())) == "Fri 18:00 to Sat 24:00"
    assert week_words(_week(late, (), (), (), (), (), ())) == "Mon 18:00-24:00"


def _odd(day: date, more: tuple[tuple[int, int], ...], *, is_all: bool = False) -> Exceptional:
    return Exceptional(day, more, (), is_all)


def test_exceptional_days_are_joined_over_days_that_are_free_anyway() -> None:
    open_hours = ((540, 1080),)
    odd = (
        _odd(date(2026, 12, 24), open_hours, is_all=True),  # Thursday
        _odd(date(2026, 12, 25), open_hours, is_all=True),
        _odd(date(2026, 12, 28), open_hours, is_all=True),  # Monday
        _odd(date(2026, 12, 30), ((540, 720),)),
    )
    week = _week(NIGHT, NIGHT, NIGHT, NIGHT, NIGHT, ALL, ALL, odd=odd)
    assert more_words(week) == ("2026-12-24 to 2026-12-28", "2026-12-30 09:00-12:00")
    assert less_words(week) == ()


def _hour(day: datetime, hour: int) -> datetime:
    return day.replace(hour=hour).astimezone(UTC)


def test_two_offices_change_their_clocks_on_different_days() -> None:
    """Berlin 09-18 and New York 12-17: one hour is empty, and moves for some weeks a year."""
    first, end = date(2027, 3, 1), date(2027, 4, 12)
    at_work = []
    for number in range(first.toordinal(), end.toordinal()):
        for zone, low, high in (("Europe/Berlin", 9, 18), ("America/New_York", 12, 17)):
            day = datetime.fromordinal(number).replace(tzinfo=zone_of(zone))
            at_work.append([(_hour(day, low), _hour(day, high))])
    days = local_days("Europe/Berlin")
    within = ((days.start(first.toordinal()), days.start(end.toordinal())),)
    nobody = difference(within, union(at_work))
    week = week_of(nobody, "Europe/Berlin", first, end, within)
    assert week_words(week) == "Mon-Sun 23:00-09:00"
    assert more_words(week) == ("2027-03-14 to 2027-03-27 22:00-23:00",)
    assert less_words(week) == ()
