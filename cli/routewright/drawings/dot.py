"""The graph in Graphviz's language."""

from routewright.drawn_policy import DrawnPolicy
from routewright.graph_view import Box, BoxKind
from routewright_runtime.graph.model import EdgeKind

_SHAPES = {
    BoxKind.START: "shape=oval",
    BoxKind.REQUIRE: "shape=box",
    BoxKind.RULE: "shape=box",
    BoxKind.GROUP: "shape=hexagon",
    BoxKind.DECISION: 'shape=box, style="rounded,filled", fillcolor="#e7f1fa"',
    BoxKind.FALLBACK: 'shape=box, style="rounded,filled,dashed", fillcolor="#fdf3e0"',
    BoxKind.TEAM: "shape=box",
    BoxKind.REP: "shape=box",
}
_GREY = 'style="filled,dashed", fillcolor="#f3f4f6", color="#9ca3af", fontcolor="#6b7280"'
_LINES = {
    EdgeKind.ENTER: "",
    EdgeKind.MATCH: "penwidth=1.5",
    EdgeKind.ELSE: 'color="#777777"',
    EdgeKind.FAILS: 'style=dashed, color="#b45309"',
    EdgeKind.SILENT: "style=dotted",
}


def draw(policy: DrawnPolicy) -> str:
    """Return a `digraph`, rules from top to bottom."""
    view = policy.view
    boxes = (*view.boxes, *view.idle)
    ids = {box.id: f"n{index}" for index, box in enumerate(boxes)}
    lines = [f"digraph {_quoted(view.name)} {{", "  rankdir=TB;", '  node [fontname="sans-serif"];']
    if view.legend:
        lines.append(f'  label={_quoted(view.legend)}; labelloc=b; fontname="sans-serif";')
    for box in boxes:
        label = "".join(f"{_escaped(line)}\\l" for line in (box.title, *box.lines))
        lines.append(f'  {ids[box.id]} [label="{label}", {_look(box)}];')
    for arrow in view.arrows:
        label = f"label={_quoted(arrow.label)}" if arrow.label else ""
        style = ", ".join(part for part in (label, _LINES[arrow.kind]) if part)
        lines.append(
            f"  {ids[arrow.source]} -> {ids[arrow.target]}{f' [{style}]' if style else ''};"
        )
    return "\n".join((*lines, "}", ""))


def _look(box: Box) -> str:
    if box.is_reached:
        return _SHAPES[box.kind]
    return f"{_SHAPES[box.kind].partition(',')[0]}, {_GREY}"


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    plain = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return plain.replace("\\", "\\\\").replace('"', '\\"')
