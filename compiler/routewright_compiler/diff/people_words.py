"""People, teams and calendars in words, as short as they are declared."""

from collections.abc import Sequence

from routewright_compiler.analysis.coverage.week import Week
from routewright_compiler.analysis.coverage.week_words import week_words
from routewright_compiler.schema.report import listed
from routewright_runtime.graph.people import Calendar, Cap, CapWindow, DaySpan, Rep, Team

_DAY_MINUTES = 1440


def cap_words(caps: Sequence[Cap]) -> str:
    """Return `at most 4 per day and 30 open`."""
    if not caps:
        return "any number of records"
    texts = [
        f"{cap.count} open" if cap.window is CapWindow.OPEN else f"{cap.count} per {cap.window}"
        for cap in caps
    ]
    return f"at most {listed(texts)}"


def away_words(spans: Sequence[DaySpan]) -> str:
    """Return the days, or `at no time`."""
    if not spans:
        return "at no time"
    return listed([f"{s.first}" if s.first == s.last else f"{s.first}..{s.last}" for s in spans])


def skill_words(rep: Rep) -> str:
    """Return what a rep speaks and knows."""
    texts = [f"speaks {', '.join(rep.speaks)}"] if rep.speaks else []
    texts += [f"knows {', '.join(rep.knows)}"] if rep.knows else []
    return " and ".join(texts) or "no listed skill"


def member_words(team: Team) -> str:
    """Return the members in order, with weights other than 1."""
    texts = [
        f"`{member.rep}`" if member.weight == 1 else f"`{member.rep}` weight {member.weight}"
        for member in team.members
    ]
    return listed(texts) if texts else "nobody"


def hours_words(calendar: Calendar) -> str:
    """Return the weekly hours of a calendar with its zone."""
    if not calendar.openings:
        return f"at all times ({calendar.zone})"
    days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for opening in calendar.openings:
        end = min(opening.end_minute, _DAY_MINUTES)
        days[opening.day].append((opening.start_minute, end))
        if opening.end_minute > _DAY_MINUTES:
            days[(opening.day + 1) % 7].append((0, opening.end_minute - _DAY_MINUTES))
    week = Week(calendar.zone, tuple(tuple(sorted(day)) for day in days), ())
    return f"{week_words(week)} ({calendar.zone})"
