"""The graph as a Mermaid flowchart, which code hosts draw inside Markdown.

Labels stand in double quotes, where Mermaid takes nearly everything as it is. What it would still
read as something else is written as an entity, `#` with a name or a code point: the quote, `#`
itself, what begins HTML (`<`, `&`), Markdown (`` ` ``, `*`, `\\`, a list at the start of a line),
an icon (`:`), a formula (`$`) or a directive (`%`).
"""

import re

from routewright.drawn_policy import DrawnPolicy
from routewright.graph_view import Box, BoxKind
from routewright_runtime.graph.model import EdgeKind

_SHAPES = {
    BoxKind.START: ("([", "])"),
    BoxKind.REQUIRE: ("[", "]"),
    BoxKind.RULE: ("[", "]"),
    BoxKind.GROUP: ("{{", "}}"),
    BoxKind.DECISION: ("(", ")"),
    BoxKind.FALLBACK: ("(", ")"),
    BoxKind.TEAM: ("[", "]"),
    BoxKind.REP: ("[", "]"),
}
_ARROWS = {
    EdgeKind.ENTER: "-->",
    EdgeKind.MATCH: "==>",
    EdgeKind.ELSE: "-->",
    EdgeKind.FAILS: "-.->",
    EdgeKind.SILENT: "-.->",
}
_NAMED = {'"': "quot", "&": "amp", "<": "lt"}
_READ = frozenset("#`*\\:$%")
# What Markdown takes for a list, a quotation or a rule where a line begins with it.
_BLOCK = re.compile(r"[-+=>~|]|\d+[.)]")


def draw(policy: DrawnPolicy) -> str:
    """Return a flowchart, rules from top to bottom."""
    view = policy.view
    boxes = (*view.boxes, *view.idle)
    ids = {box.id: f"n{index}" for index, box in enumerate(boxes)}
    lines = ["flowchart TD"]
    lines += [f"  {ids[box.id]}{_shape(box)}" for box in boxes]
    for arrow in view.arrows:
        label = f"|{arrow.label}|" if arrow.label else ""
        lines.append(f"  {ids[arrow.source]} {_ARROWS[arrow.kind]}{label} {ids[arrow.target]}")
    fallbacks = [ids[box.id] for box in view.boxes if box.kind is BoxKind.FALLBACK]
    if fallbacks:
        lines.append("  classDef fallback stroke-dasharray: 4 3")
        lines.append(f"  class {','.join(fallbacks)} fallback")
    grey = [ids[box.id] for box in boxes if not box.is_reached]
    if grey:
        lines.append(f'  legend["{_escaped(view.legend)}"]')
        lines.append(
            "  classDef grey fill:#f3f4f6,stroke:#9ca3af,color:#6b7280,stroke-dasharray: 2 3"
        )
        lines.append(f"  class {','.join(grey)},legend grey")
    return "\n".join((*lines, ""))


def _shape(box: Box) -> str:
    left, right = _SHAPES[box.kind]
    text = "<br/>".join(_escaped(line.strip()) for line in (box.title, *box.lines))
    return f'{left}"{text}"{right}'


def _escaped(text: str) -> str:
    block = _BLOCK.match(text)
    at = -1 if block is None else block.end() - 1
    return "".join(_entity(c, must=index == at) for index, c in enumerate(text))


def _entity(char: str, *, must: bool) -> str:
    if char in _NAMED:
        return f"#{_NAMED[char]};"
    return f"#{ord(char)};" if must or char in _READ or not char.isprintable() else char
