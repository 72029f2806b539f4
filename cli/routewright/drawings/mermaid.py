"""The graph as a Mermaid flowchart, which code hosts draw inside Markdown."""

from routewright.graph_view import Box, BoxKind, GraphView
from routewright_runtime.graph.model import EdgeKind

_SHAPES = {
    BoxKind.START: ("([", "])"),
    BoxKind.REQUIRE: ("[", "]"),
    BoxKind.RULE: ("[", "]"),
    BoxKind.GROUP: ("{{", "}}"),
    BoxKind.DECISION: ("(", ")"),
    BoxKind.FALLBACK: ("(", ")"),
}
_ARROWS = {
    EdgeKind.ENTER: "-->",
    EdgeKind.MATCH: "==>",
    EdgeKind.ELSE: "-->",
    EdgeKind.FAILS: "-.->",
    EdgeKind.SILENT: "-.->",
}


def draw(view: GraphView) -> str:
    """Return a flowchart, rules from top to bottom."""
    ids = {box.id: f"n{index}" for index, box in enumerate(view.boxes)}
    lines = ["flowchart TD"]
    lines += [f"  {ids[box.id]}{_shape(box)}" for box in view.boxes]
    for arrow in view.arrows:
        label = f"|{arrow.label}|" if arrow.label else ""
        lines.append(f"  {ids[arrow.source]} {_ARROWS[arrow.kind]}{label} {ids[arrow.target]}")
    fallbacks = [ids[box.id] for box in view.boxes if box.kind is BoxKind.FALLBACK]
    if fallbacks:
        lines.append("  classDef fallback stroke-dasharray: 4 3")
        lines.append(f"  class {','.join(fallbacks)} fallback")
    return "\n".join((*lines, ""))


def _shape(box: Box) -> str:
    left, right = _SHAPES[box.kind]
    text = "<br/>".join(_escaped(line.strip()) for line in (box.title, *box.lines))
    return f'{left}"{text}"{right}'


def _escaped(text: str) -> str:
    # Mermaid's entities are `#` and a code point; everything that it might read is written so.
    return "".join(c if c.isalnum() or c in " .,_:" else f"#{ord(c)};" for c in text)
