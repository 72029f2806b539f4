"""Calendars and people made up by hypothesis, and minute-by-minute references for them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from routewright_compiler.analysis.coverage.intervals import Intervals
from routewright_runtime.graph.model import DecisionGraph, Edge, EdgeKind, StartNode
from routewright_runtime.graph.people import Calendar, DaySpan, Member, Rep, Team, WeeklyOpening
from routewright_runtime.rotation import Person, Rotation
from routewright_runtime.state import MemoryState

MINUTE = timedelta(minutes=1)
# New York turns its clocks on 14 March, Berlin on the 28th; Lord Howe (by half an hour) on 4 April.
SPRING = date(2027, 3, 8)
# Lord Howe on 3 October, Berlin on the 31st, New York on 7 November.
AUTUMN = date(2027, 10, 27)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")


def instant(day: date) -> datetime:
    """Return the first instant of a day in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@st.composite
def calendars(draw: st.DrawFn, name: str, first: date, days: int) -> Calendar:
    """A calendar with openings, also over night and at hours that clocks skip or show twice."""
    minutes = st.sampled_from([0, 60, 105, 120, 150, 180, 540, 1020, 1320])
    openings = []
    for day in draw(st.lists(st.integers(0, 6), unique=True, max_size=7)):
        start = draw(minutes)
        length = draw(st.sampled_from([15, 60, 480, 600]))
        openings.append(WeeklyOpening(day, start, start + length))
    closed = [
        DaySpan(first + timedelta(days=low), first + timedelta(days=low + draw(st.integers(0, 3))))
        for low in draw(st.lists(st.integers(0, days), max_size=2))
    ]
    holidays = draw(st.sampled_from([(), ("DE",), ("US",)]))
    zone = draw(st.sampled_from(ZONES))
    return Calendar(name, zone, tuple(sorted(openings, key=_by_start)), holidays, tuple(closed))


def _by_start(opening: WeeklyOpening) -> tuple[int, int]:
    return opening.day, opening.start_minute


@st.composite
def peopled(draw: st.DrawFn, first: date, days: int, zone: str = "UTC") -> DecisionGraph:
    """A graph of calendars, reps and one team `t`; no rules."""
    found = tuple(draw(calendars(f"c{n}", first, days)) for n in range(draw(st.integers(1, 3))))
    reps = []
    for n in range(draw(st.integers(1, 3))):
        calendar = draw(st.sampled_from([*found, *found, None]))
        away = [
            DaySpan(first + timedelta(days=low), first + timedelta(days=low + length))
            for low, length in draw(
                st.lists(st.tuples(st.integers(-2, days), st.integers(0, 4)), max_size=2)
            )
        ]
        reps.append(
            Rep(
                f"r{n}",
                f"r{n}@acme.example",
                zone if calendar is None else calendar.zone,
                None if calendar is None else calendar.name,
                away=tuple(away),
            )
        )
    team = Team("t", tuple(Member(rep.name) for rep in reps))
    return DecisionGraph(
        "lead",
        zone,
        (),
        (StartNode(),),
        (Edge("start", "none", EdgeKind.ENTER),),
        calendars=found,
        reps=tuple(reps),
        teams=(team,),
    )


def minutes_of(start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield every minute from `start` to before `end`."""
    while start < end:
        yield start
        start += MINUTE


def at_work_by_minute(
    graph: DecisionGraph, names: Sequence[str], times: Sequence[datetime]
) -> list[bool]:
    """Ask the runtime, one minute after another, whether any of some reps is available."""
    people: dict[str, Person] = Rotation(graph).people
    state = MemoryState()
    chosen = [people[name] for name in names]
    return [any(p.obstacle(at, state) is None for p in chosen) for at in times]


def held_by_minute(intervals: Intervals, times: Sequence[datetime]) -> list[bool]:
    """Tell of each minute whether a set holds it, by looking at every interval."""
    inside: set[datetime] = set()
    for start, end in intervals:
        inside.update(minutes_of(start, end))
    return [at in inside for at in times]
