"""Calendars, reps and teams as clauses."""

from collections.abc import Sequence

from routewright_grammar.format.phrases import Phrases
from routewright_grammar.format.pieces import COLUMN, COMMA, SOFT, Line
from routewright_grammar.span import Span
from routewright_grammar.syntax import (
    Calendar,
    Cap,
    CapWindow,
    Code,
    DateSpan,
    DayRange,
    Name,
    Opening,
    Path,
    Rep,
    Team,
    Text,
    TimeRange,
)

Spanned = Cap | Code | DateSpan | DayRange | Name | Opening | Path | Text | TimeRange


def _stretch(nodes: Sequence[Spanned]) -> Span:
    """Return where a clause stands, from its first item to its last."""
    return Span(nodes[0].span.file, nodes[0].span.start, nodes[-1].span.end)


def calendar_lines(write: Phrases, node: Calendar) -> list[Line]:
    """Return the clauses of a calendar; `holidays` and `closed` are gathered in one each."""
    lines = [Line(_stretch([item]), "open", _opening(write, item)) for item in node.openings]
    if node.zone is not None:
        lines.append(Line(node.zone.span, "zone", write.atom(node.zone)))
    if node.holidays:
        lines.append(Line(_stretch(node.holidays), "holidays", write.atoms(node.holidays)))
    if node.closed:
        lines.append(Line(_stretch(node.closed), "closed", write.atoms(node.closed)))
    return lines


def _opening(write: Phrases, node: Opening) -> str:
    days = COMMA.join(write.written(item.span) for item in node.days)
    times = COMMA.join(write.written(item.span) for item in node.times)
    return f"{days}{SOFT}{times}"


def rep_lines(write: Phrases, node: Rep) -> list[Line]:
    """Return the clauses of a rep; clauses of one kind are gathered in one."""
    lines: list[Line] = []
    if node.calendar is not None:
        lines.append(Line(node.calendar.span, "calendar", write.atom(node.calendar)))
    if node.speaks:
        lines.append(Line(_stretch(node.speaks), "speaks", write.atoms(node.speaks)))
    if node.knows:
        lines.append(Line(_stretch(node.knows), "knows", write.atoms(node.knows)))
    if node.caps:
        caps = COMMA.join(_cap(item) for item in node.caps)
        lines.append(Line(_stretch(node.caps), "at most", caps))
    if node.away:
        lines.append(Line(_stretch(node.away), "away", write.atoms(node.away)))
    return lines


def _cap(node: Cap) -> str:
    return (
        f"{node.count} open" if node.window is CapWindow.OPEN else f"{node.count} per {node.window}"
    )


def team_text(write: Phrases, node: Team) -> str:
    """Return a team on one line, `catch up` before the brace."""
    members = COMMA.join(
        f"{write.atom(item.name)}{'' if item.weight is None else f' weight {item.weight}'}"
        for item in node.members
    )
    catch_up = " catch up" if node.is_catch_up else ""
    body = f"{{ {members} }}" if members else "{ }"
    return f"team {write.atom(node.name)}{catch_up}{COLUMN}{body}"
