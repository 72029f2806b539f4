"""Calendars, reps, teams and queues as the decision graph holds them."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from routewright_runtime.graph.conditions import Place, no_place


@dataclass(frozen=True, slots=True)
class WeeklyOpening:
    """Open time that starts on `day` (Monday 0), in minutes after local midnight.

    `end_minute` is not included and may be over 1,440 where the opening runs into the next day.
    """

    day: int
    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Local days `first` to `last`, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """Open hours in an IANA zone; without openings it is always open (but for closed days).

    `holidays` are codes of the holidays library: `DE`, `DE-BE`, `GB-ENG`.
    Openings are sorted by day and start; overlapping ones are merged by the compiler.
    """

    name: str
    zone: str
    openings: tuple[WeeklyOpening, ...] = ()
    holidays: tuple[str, ...] = ()
    closed: tuple[DaySpan, ...] = ()
    doc: str = ""
    place: Place | None = field(default_factory=no_place, compare=False)


class CapWindow(StrEnum):
    """What a cap counts: records given in a local day or week (from Monday), or open records."""

    DAY = "day"
    WEEK = "week"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `count` records in a window."""

    count: int
    window: CapWindow


@dataclass(frozen=True, slots=True)
class Rep:
    """A person; `zone` is that of the calendar, else of the policy. `knows` is folded."""

    name: str
    email: str
    zone: str
    calendar: str | None = None
    speaks: tuple[str, ...] = ()
    knows: tuple[str, ...] = ()
    caps: tuple[Cap, ...] = ()
    away: tuple[DaySpan, ...] = ()
    doc: str = ""
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class Member:
    """A rep in a team, with its weight, a whole number from 0."""

    rep: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Team:
    """Members in listed order."""

    name: str
    members: tuple[Member, ...]
    is_catch_up: bool = False
    doc: str = ""
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue; `label` is its name in the CRM (the name itself where none is written)."""

    name: str
    label: str
    doc: str = ""
    place: Place | None = field(default_factory=no_place, compare=False)
