"""Calendars, reps, teams and queues."""

from collections.abc import Iterable
from itertools import groupby

from routewright_grammar.construct import literals
from routewright_grammar.construct.reader import Reader, every, tokens, trees
from routewright_grammar.span import Span
from routewright_grammar.syntax import (
    Calendar,
    Cap,
    CapWindow,
    Code,
    DateSpan,
    Member,
    Opening,
    Path,
    Queue,
    Rep,
    Team,
    Word,
)
from routewright_grammar.tree import Node, Token

WINDOWS = {"cap_day": CapWindow.DAY, "cap_week": CapWindow.WEEK, "cap_open": CapWindow.OPEN}


def _once(reader: Reader, node: Node, data: str, what: str) -> Node | None:
    """Return the clause of a kind; a second one is reported."""
    found = every(node, data)
    for again in found[1:]:
        reader.report_twice(what, reader.span(found[0]), reader.span(again))
    return found[0] if found else None


def _openings(reader: Reader, node: Node) -> Iterable[Opening]:
    """Yield one opening for each run of days followed by times."""
    runs = [list(run) for _, run in groupby(tokens(node.children), key=lambda token: token.type)]
    for days, times in zip(runs[::2], runs[1::2], strict=True):
        span = reader.span(days[0]).to(reader.span(times[-1]))
        yield Opening(
            tuple(literals.day_range(reader, item) for item in days),
            tuple(literals.time_range(reader, item) for item in times),
            span,
        )


def _dates(reader: Reader, nodes: list[Node]) -> tuple[DateSpan, ...]:
    return tuple(
        literals.date_span(reader, item)
        for node in nodes
        for dates in trees(node.children)
        for item in tokens(dates.children)
    )


def _holiday(reader: Reader, node: Node | Token) -> Path | Code:
    if isinstance(node, Token):
        return Code(node.text, reader.span(node))
    return reader.path(node)


def calendar(reader: Reader, node: Node) -> Calendar:
    """Read a calendar; its clauses stand in any order."""
    span = reader.span(node)
    zone = _once(reader, node, "zone", "zone")
    return Calendar(
        reader.name(trees(node.children)[0]),
        reader.string(tokens(zone.children)[0]) if zone else None,
        tuple(made for item in every(node, "open") for made in _openings(reader, item)),
        tuple(_holiday(reader, code) for item in every(node, "holidays") for code in item.children),
        _dates(reader, every(node, "closed")),
        reader.doc(span),
        span,
    )


def _cap(reader: Reader, node: Node) -> Cap:
    count = literals.whole(reader, tokens(node.children)[0], "a cap", 0)
    return Cap(count, WINDOWS[node.data], reader.span(node))


def _caps(reader: Reader, node: Node) -> tuple[Cap, ...]:
    caps = [_cap(reader, item) for clause in every(node, "caps") for item in trees(clause.children)]
    first: dict[CapWindow, Span] = {}
    for cap in caps:
        if cap.window in first:
            what = "open" if cap.window is CapWindow.OPEN else f"per {cap.window}"
            reader.report_twice(f"at most … {what}", first[cap.window], cap.span)
        first.setdefault(cap.window, cap.span)
    return tuple(caps)


def _words(reader: Reader, nodes: list[Node]) -> tuple[Word, ...]:
    return tuple(reader.word(item) for node in nodes for item in node.children)


def rep(reader: Reader, node: Node) -> Rep:
    """Read a rep; the clauses stand in any order."""
    span = reader.span(node)
    calendar_node = _once(reader, node, "rep_calendar", "calendar")
    return Rep(
        reader.name(trees(node.children)[0]),
        reader.string(tokens(node.children)[0]),
        reader.name(trees(calendar_node.children)[0]) if calendar_node else None,
        _words(reader, every(node, "speaks")),
        _words(reader, every(node, "knows")),
        _caps(reader, node),
        _dates(reader, every(node, "away")),
        reader.doc(span),
        span,
    )


def _member(reader: Reader, node: Node) -> Member:
    weight = tokens(node.children)
    return Member(
        reader.name(trees(node.children)[0]),
        literals.whole(reader, weight[0], "a weight", 0) if weight else None,
        reader.span(node),
    )


def team(reader: Reader, node: Node) -> Team:
    """Read a team; `catch up` stands before the brace or after the members."""
    span = reader.span(node)
    catch_up = _once(reader, node, "catch_up", "catch up")
    return Team(
        reader.name(trees(node.children)[0]),
        tuple(_member(reader, item) for item in every(node, "member")),
        catch_up is not None,
        reader.doc(span),
        span,
    )


def queue(reader: Reader, node: Node) -> Queue:
    """Read a queue."""
    span = reader.span(node)
    label = tokens(node.children)
    return Queue(
        reader.name(trees(node.children)[0]),
        reader.string(label[0]) if label else None,
        reader.doc(span),
        span,
    )
