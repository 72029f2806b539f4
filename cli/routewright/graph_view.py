"""A decision graph as boxes with words and arrows between them: what every drawing shows.

A decision's SLA steps are lines of its box, not boxes of their own, so that the way of a record
stays in sight. Conditions appear as they are written in the policy, on one line, cut where long.
Boxes that decide no record say so, and teams and reps that no record gets to stand by themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from routewright.decision_words import action_words, amount_words, step_words, term_words
from routewright.graph_marks import GraphMarks
from routewright_grammar.span import Source
from routewright_runtime.graph.branches import BranchKind, GraphIndex, branches
from routewright_runtime.graph.conditions import AnyOf, Condition, Constant, Known, Negation
from routewright_runtime.graph.model import (
    DecisionGraph,
    DecisionNode,
    EdgeKind,
    Node,
    StartNode,
    StepNode,
    TestKind,
    TestNode,
)
from routewright_runtime.words import quoted

LINE_CHARACTERS = 60


class BoxKind(StrEnum):
    """What a box stands for."""

    START = "start"
    REQUIRE = "require"
    RULE = "rule"
    GROUP = "group"
    DECISION = "decision"
    FALLBACK = "fallback"
    TEAM = "team"
    REP = "rep"


@dataclass(frozen=True, slots=True)
class Box:
    """One node: a title and lines below it; `groups` are the enclosing groups, outermost first.

    Of one that is not reached, no record is decided here, or gets to this team or rep.
    """

    id: str
    kind: BoxKind
    title: str
    lines: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    doc: str = ""
    is_reached: bool = True


@dataclass(frozen=True, slots=True)
class Arrow:
    """One edge with the word at it."""

    source: str
    target: str
    kind: EdgeKind
    label: str = ""


@dataclass(frozen=True, slots=True)
class GraphView:
    """Boxes in source order and arrows in the order of their sources.

    `idle` are the teams and reps that no record gets to, in declared order. `legend` says in a line
    what marked boxes are; it is empty where there are none.
    """

    name: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    idle: tuple[Box, ...] = ()
    legend: str = ""


_LABELS: Mapping[EdgeKind, str] = {
    EdgeKind.ENTER: "",
    EdgeKind.MATCH: "",
    EdgeKind.ELSE: "else",
    EdgeKind.FAILS: "fallback",
}


LEGEND = "grey, dashed: no record gets here"


def graph_view(
    graph: DecisionGraph, name: str, sources: Mapping[str, Source], marks: GraphMarks
) -> GraphView:
    """Return what a drawing of the graph shows; `sources` are the texts of its files."""
    index = GraphIndex(graph)
    shared = _shared_fallbacks(index)
    boxes = tuple(
        _marked(_box(index, node, sources, shared.get(node.id)), marks)
        for node in graph.nodes
        if not isinstance(node, StepNode)
    )
    arrows = tuple(
        Arrow(edge.source, edge.target, edge.kind, _LABELS[edge.kind])
        for edge in graph.edges
        if edge.kind is not EdgeKind.SILENT
    )
    idle = tuple(_idle(marks))
    is_marked = bool(idle) or not all(box.is_reached for box in boxes)
    return GraphView(name, boxes, arrows, idle, LEGEND if is_marked else "")


def _marked(box: Box, marks: GraphMarks) -> Box:
    if box.id not in marks.unreached:
        return box
    reason = marks.reasons.get(box.id)
    lines = box.lines if reason is None else (*box.lines, _cut(reason))
    return replace(box, lines=lines, is_reached=False)


def _idle(marks: GraphMarks) -> Iterator[Box]:
    kinds = ((BoxKind.TEAM, marks.idle_teams), (BoxKind.REP, marks.idle_reps))
    for kind, names in kinds:
        for name in names:
            title, line = f"{kind.value} {name}", "never reached"
            yield Box(f"idle {title}", kind, title, (line,), is_reached=False)


def _shared_fallbacks(index: GraphIndex) -> dict[str, tuple[str, ...]]:
    """Return the enclosing groups of each decision of a group's or the file's fallback."""
    found: dict[str, tuple[str, ...]] = {}
    shared = (BranchKind.GROUP_FALLBACK, BranchKind.FALLBACK)
    # A group's attempts go on into the file's, which come last and so keep their own place.
    for branch in branches(index):
        if branch.kind in shared:
            for node in index.attempts(branch.decision_id):
                found[node.id] = branch.groups
    return found


def _box(
    index: GraphIndex,
    node: Node,
    sources: Mapping[str, Source],
    fallback_of: tuple[str, ...] | None,
) -> Box:
    match node:
        case StartNode():
            return Box(node.id, BoxKind.START, index.graph.record)
        case TestNode():
            return _test_box(index, node, sources)
        case DecisionNode():
            lines, title = _decision_lines(index, node), action_words(node.action)
            if fallback_of is None:
                return Box(node.id, BoxKind.DECISION, title, lines, doc=node.doc)
            lines = (node.origin or "fallback", *lines)
            return Box(node.id, BoxKind.FALLBACK, title, lines, fallback_of, node.doc)
        case StepNode():
            raise AssertionError("steps are lines, not boxes")
        case _:
            assert_never(node)


def _test_box(index: GraphIndex, node: TestNode, sources: Mapping[str, Source]) -> Box:
    match_edge = index.edge(node.id, EdgeKind.MATCH)
    guard = None if match_edge is None else match_edge.guard
    is_always = guard is None or isinstance(guard, Constant)
    condition = "" if guard is None or is_always else condition_text(guard, sources)
    match node.kind:
        case TestKind.RULE:
            kind, title = BoxKind.RULE, node.name
        case TestKind.GROUP:
            word = "unique group" if node.is_unique else "group"
            kind, title = BoxKind.GROUP, f"{word} {node.name}"
        case TestKind.REQUIRE:
            kind, title = BoxKind.REQUIRE, "require"
            condition = "" if guard is None else ", ".join(_required(guard))
        case _:
            assert_never(node.kind)
    return Box(node.id, kind, title, (condition,) if condition else (), node.groups, node.doc)


def _required(guard: Condition) -> Iterator[str]:
    """Yield what a `require` asks for: its guard holds where one of these is empty."""
    match guard:
        case AnyOf():
            for item in guard.items:
                yield from _required(item)
        case Negation(Known(term)):
            yield term_words(term)
        case _:
            return


def _decision_lines(index: GraphIndex, node: DecisionNode) -> tuple[str, ...]:
    lines = []
    if node.hold is not None:
        lines.append(f"hold up to {amount_words(node.hold)}")
    lines += [f"notify {name}" for name in node.notify]
    lines += [f"tag {quoted(tag)}" for tag in node.tags]
    if node.clock is not None:
        during = "" if node.clock.calendar is None else f" during {node.clock.calendar}"
        lines.append(f"sla {amount_words(node.clock.span)}{during}")
        lines += [f"  {step_words(step)}" for step in index.steps(node.id)]
    return tuple(lines)


def condition_text(condition: Condition, sources: Mapping[str, Source]) -> str:
    """Return a condition as written, on one line and cut; nothing where its text is not at hand."""
    place = condition.place
    source = None if place is None else sources.get(place.file)
    if place is None or source is None:
        return ""
    text = " ".join(source.text[place.start : place.end].split())
    return _cut(text)


def _cut(text: str) -> str:
    return text if len(text) <= LINE_CHARACTERS else f"{text[: LINE_CHARACTERS - 1]}…"
