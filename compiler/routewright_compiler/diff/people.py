"""Changes of people, teams, queues and calendars, and every rule, team, hour and cap they touch.

Who of a team gets a record hangs on turns, absences and caps; no region of records can say that.
So these are compared as they are declared, and what they touch is told beside them.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from routewright_compiler.analysis.coverage.horizon import Horizon, horizon_from
from routewright_compiler.analysis.coverage.intervals import Intervals, difference
from routewright_compiler.analysis.coverage.presence import Presence
from routewright_compiler.analysis.coverage.week import week_of
from routewright_compiler.analysis.coverage.week_words import more_words, some, week_words
from routewright_compiler.diff.people_words import (
    away_words,
    cap_words,
    hours_words,
    member_words,
    skill_words,
)
from routewright_compiler.diff.reaching import Reaching
from routewright_compiler.schema.report import shown
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.graph.people import Calendar, Queue, Rep, Team
from routewright_runtime.text import fold

_DAYS_SHOWN = 4
_D = TypeVar("_D", Rep, Team, Queue, Calendar)


class Subject(StrEnum):
    """What a change of people is about."""

    REP = "rep"
    TEAM = "team"
    QUEUE = "queue"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class PeopleChange:
    """What became of one rep, team, queue or calendar.

    `what` says how it differs; `teams` and `rules` are those that it touches; `hours` says of which
    teams somebody is there at other times than before.
    """

    subject: Subject
    name: str
    what: tuple[str, ...]
    teams: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()


class PeopleChanges:
    """The changes of people between two policies; `today` None leaves hours aside."""

    def __init__(self, before: DecisionGraph, after: DecisionGraph, today: date | None) -> None:
        self._graphs = (before, after)
        self._reaching = (Reaching(before), Reaching(after))
        self._told_teams: set[str] = set()
        self._horizon: Horizon | None = None
        self._presences: tuple[Presence, Presence] | None = None
        if today is not None:
            self._horizon = horizon_from(today, after.zone)
            within = (self._horizon.start_at, self._horizon.end_at)
            self._presences = (Presence(before, within), Presence(after, within))

    def all(self) -> tuple[PeopleChange, ...]:
        """Return every change: reps, teams, queues, then calendars, as they are declared."""
        return (*self._reps(), *self._teams(), *self._queues(), *self._calendars())

    # --- reps ---------------------------------------------------------------------------------

    def _reps(self) -> Iterator[PeopleChange]:
        before, after = self._graphs
        for first, second in _pairs(before.reps, after.reps, lambda rep: fold(rep.email)):
            what = tuple(_rep_words(first, second))
            if what:
                name = (second or first or before.reps[0]).name
                names = [None if rep is None else rep.name for rep in (first, second)]
                yield PeopleChange(
                    Subject.REP,
                    name,
                    what,
                    self._teams_of(names),
                    self._rules_of(names),
                    self._hours(names) if _moves_hours(first, second) else (),
                )

    def _teams_of(self, names: Sequence[str | None]) -> tuple[str, ...]:
        """Return the teams of a rep on either side, called `names[side]` there."""
        return tuple(
            dict.fromkeys(
                team.name
                for graph, name in zip(self._graphs, names, strict=True)
                for team in graph.teams
                if name is not None and any(member.rep == name for member in team.members)
            )
        )

    def _rules_of(self, names: Sequence[str | None]) -> tuple[str, ...]:
        """Return the rules that name a rep, or a team of it, on either side."""
        found: dict[str, None] = {}
        for side, name in enumerate(names):
            if name is not None:
                teams = [
                    team.name
                    for team in self._graphs[side].teams
                    if any(member.rep == name for member in team.members)
                ]
                found.update(dict.fromkeys(self._reaching[side].rules(name, *teams)))
        return tuple(found)

    def _hours(self, names: Sequence[str | None]) -> tuple[str, ...]:
        return tuple(text for team in self._teams_of(names) for text in self._team_hours(team))

    # --- teams --------------------------------------------------------------------------------

    def _teams(self) -> Iterator[PeopleChange]:
        before, after = self._graphs
        for first, second in _pairs(before.teams, after.teams, None):
            what = tuple(_team_words(first, second))
            if what:
                team = second or first
                assert team is not None
                found = dict.fromkeys(r for side in self._reaching for r in side.rules(team.name))
                hours = tuple(self._team_hours(team.name))
                yield PeopleChange(Subject.TEAM, team.name, what, (), tuple(found), hours)

    def _team_hours(self, name: str) -> Iterator[str]:
        """Say when somebody of a team is there and was not before, or nobody and was; once."""
        if self._presences is None or self._horizon is None or name in self._told_teams:
            return
        self._told_teams.add(name)
        there: list[Intervals] = []
        for graph, presence in zip(self._graphs, self._presences, strict=True):
            team = next((team for team in graph.teams if team.name == name), None)
            if team is None:
                return
            there.append(presence.of_pool([member.rep for member in team.members]))
        lost, won = difference(there[0], there[1]), difference(there[1], there[0])
        if lost:
            yield f"nobody of team {shown(name)} is there any more {self._told(name, lost)}"
        if won:
            yield f"somebody of team {shown(name)} is there now {self._told(name, won)}"

    def _told(self, name: str, hours: Intervals) -> str:
        horizon = self._horizon
        assert horizon is not None
        zone = self._zone_of(name)
        week = week_of(hours, zone, horizon.first, horizon.end, horizon.whole)
        usual, days = week_words(week), more_words(week)
        odd = f"on {some(days, _DAYS_SHOWN)}" if days else ""
        return f"{' and '.join(text for text in (usual, odd) if text)} ({zone})"

    def _zone_of(self, name: str) -> str:
        """Return the zone in which a team's hours are told: that of most who have a calendar."""
        zones = Counter(
            rep.zone
            for graph in self._graphs
            for team in graph.teams
            for rep in graph.reps
            if team.name == name
            and rep.calendar is not None
            and any(member.rep == rep.name for member in team.members)
        )
        return zones.most_common(1)[0][0] if zones else self._graphs[1].zone

    # --- queues and calendars -----------------------------------------------------------------

    def _queues(self) -> Iterator[PeopleChange]:
        before, after = self._graphs
        for first, second in _pairs(before.queues, after.queues, None):
            what = tuple(_queue_words(first, second))
            if what:
                queue = second or first
                assert queue is not None
                found = dict.fromkeys(r for side in self._reaching for r in side.rules(queue.name))
                yield PeopleChange(Subject.QUEUE, queue.name, what, (), tuple(found))

    def _calendars(self) -> Iterator[PeopleChange]:
        before, after = self._graphs
        for first, second in _pairs(before.calendars, after.calendars, None):
            what = tuple(_calendar_words(first, second))
            if what:
                calendar = second or first
                assert calendar is not None
                yield self._calendar(calendar.name, what)

    def _calendar(self, name: str, what: tuple[str, ...]) -> PeopleChange:
        teams: dict[str, None] = {}
        rules: dict[str, None] = {}
        for graph, reaching in zip(self._graphs, self._reaching, strict=True):
            rules.update(dict.fromkeys(f"the SLA of {rule}" for rule in reaching.clocks(name)))
            reps = {rep.name for rep in graph.reps if rep.calendar == name}
            for team in graph.teams:
                if any(member.rep in reps for member in team.members):
                    teams[team.name] = None
        hours = tuple(text for team in teams for text in self._team_hours(team))
        return PeopleChange(Subject.CALENDAR, name, what, tuple(teams), tuple(rules), hours)


Pair = tuple[_D | None, _D | None]


def _pairs(
    before: Sequence[_D], after: Sequence[_D], key: Callable[[_D], object] | None
) -> Iterator[Pair[_D]]:
    """Yield what stands for the same on both sides: by name, what is left by key."""
    named = {item.name: item for item in after}
    known = {item.name for item in before}
    left: dict[object, _D] = {}
    if key is not None:
        left = {key(item): item for item in after if item.name not in known}
    taken: set[str] = set()
    for first in before:
        second = named.get(first.name)
        if second is None and key is not None:
            second = left.get(key(first))
        if second is not None:
            taken.add(second.name)
        yield first, second
    for second in after:
        if second.name not in taken:
            yield None, second


def _moves_hours(first: Rep | None, second: Rep | None) -> bool:
    """Tell whether a rep's own change is one of hours; those of calendars are told there."""
    if first is None or second is None:
        return True
    return (first.calendar, first.away, first.zone) != (second.calendar, second.away, second.zone)


def _rep_words(first: Rep | None, second: Rep | None) -> Iterator[str]:
    if first is None:
        assert second is not None
        yield "is new"
        if second.caps:
            yield f"takes {cap_words(second.caps)}"
        return
    if second is None:
        yield "is gone"
        if first.caps:
            yield f"took {cap_words(first.caps)}"
        return
    pairs = (
        ("is called", shown(first.name), shown(second.name)),
        ("has the address", shown(first.email), shown(second.email)),
        ("works by", _named(first.calendar), _named(second.calendar)),
        ("takes", cap_words(first.caps), cap_words(second.caps)),
        ("is away", away_words(first.away), away_words(second.away)),
        ("has", skill_words(first), skill_words(second)),
    )
    for verb, old, new in pairs:
        if old != new:
            yield f"{verb} {new}, before {old}"
    if first.zone != second.zone and first.calendar == second.calendar:
        yield f"is in {second.zone}, before {first.zone}"


def _named(calendar: str | None) -> str:
    return "no calendar" if calendar is None else f"calendar {shown(calendar)}"


def _team_words(first: Team | None, second: Team | None) -> Iterator[str]:
    if first is None or second is None:
        team = first or second
        assert team is not None
        members = member_words(team)
        yield f"is new: {members}" if first is None else f"is gone: {members}"
        return
    if first.members != second.members:
        yield f"has {member_words(second)}, before {member_words(first)}"
    if first.is_catch_up != second.is_catch_up:
        yield "catches up now" if second.is_catch_up else "no longer catches up"


def _queue_words(first: Queue | None, second: Queue | None) -> Iterator[str]:
    if first is None or second is None:
        yield "is new" if first is None else "is gone"
    elif first.label != second.label:
        yield f"is called {shown(second.label)} in the CRM, before {shown(first.label)}"


def _calendar_words(first: Calendar | None, second: Calendar | None) -> Iterator[str]:
    if first is None or second is None:
        yield "is new" if first is None else "is gone"
        return
    if (first.zone, first.openings) != (second.zone, second.openings):
        yield f"is open {hours_words(second)}, before {hours_words(first)}"
    if first.holidays != second.holidays:
        old, new = (", ".join(c.holidays) or "none" for c in (first, second))
        yield f"has the holidays {new}, before {old}"
    if first.closed != second.closed:
        yield f"is closed {away_words(second.closed)}, before {away_words(first.closed)}"
