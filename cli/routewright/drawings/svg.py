"""The graph as one SVG picture that needs nothing else: no script, no font, no other file."""

from xml.sax.saxutils import escape, quoteattr

from routewright.drawn_policy import DrawnPolicy
from routewright.graph_layout import (
    FONT_SIZE,
    LEGEND_INDENT,
    LINE_HEIGHT,
    PADDING,
    Layout,
    PlacedArrow,
    PlacedBox,
    layout,
    text_width,
)
from routewright.graph_view import BoxKind
from routewright_runtime.graph.model import EdgeKind

_STYLE = """
  .box { stroke: #475569; stroke-width: 1.2; fill: #ffffff; }
  .start { fill: #e2e8f0; }
  .group { fill: #eef2ff; stroke: #4f46e5; }
  .require { fill: #fef2f2; stroke: #b91c1c; }
  .decision { fill: #ecfdf5; stroke: #047857; }
  .fallback { fill: #fff7ed; stroke: #b45309; stroke-dasharray: 5 3; }
  .unreached { fill: #f3f4f6; stroke: #9ca3af; stroke-dasharray: 2 3; }
  text { font-family: "DejaVu Sans", Verdana, Arial, sans-serif; fill: #0f172a; }
  .title { font-weight: 600; }
  .line { fill: #334155; }
  .grey, .title.grey { fill: #6b7280; }
  .legend { fill: #475569; }
  .label { fill: #64748b; }
  .arrow { fill: none; stroke: #475569; stroke-width: 1.3; }
  .arrow.else { stroke: #94a3b8; }
  .arrow.fails { stroke: #b45309; stroke-dasharray: 6 4; }
  .label.fails { fill: #b45309; }
"""

_SQUARE = (BoxKind.RULE, BoxKind.REQUIRE, BoxKind.GROUP, BoxKind.TEAM, BoxKind.REP)


def draw(policy: DrawnPolicy) -> str:
    """Return the picture; the same policy gives the same bytes."""
    view = policy.view
    placed = layout(view)
    width, height = round(placed.width), round(placed.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img">',
        f"<title>{_text(view.name)}</title>",
        f"<style>{_STYLE}</style>",
        _markers(),
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    lines += [_arrow(arrow) for arrow in placed.arrows]
    lines += [_box(box) for box in placed.boxes]
    lines += _labels(placed)
    lines += _legend(placed)
    return "\n".join((*lines, "</svg>", ""))


def _markers() -> str:
    heads = []
    for name, colour in (("plain", "#475569"), ("else", "#94a3b8"), ("fails", "#b45309")):
        heads.append(
            f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"'
            f' markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{colour}"/></marker>'
        )
    return f"<defs>{''.join(heads)}</defs>"


def _arrow(placed: PlacedArrow) -> str:
    kind = placed.arrow.kind
    head = kind.value if kind in (EdgeKind.ELSE, EdgeKind.FAILS) else "plain"
    path = " L".join(f"{x:.1f} {y:.1f}" for x, y in placed.points)
    marker = f' marker-end="url(#{head})"' if placed.has_head else ""
    return f'<path class="arrow {kind.value}" d="M{path}"{marker}/>'


def _labels(placed: Layout) -> list[str]:
    labels = []
    for arrow in placed.arrows:
        if arrow.label_at is not None:
            x, y = arrow.label_at
            kind = arrow.arrow.kind.value
            size = FONT_SIZE * 0.85
            labels.append(
                f'<text class="label {kind}" x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}">'
                f"{_text(arrow.arrow.label)}</text>"
            )
    return labels


def _legend(placed: Layout) -> list[str]:
    if placed.legend is None:
        return []
    text, x, y = placed.legend
    size = FONT_SIZE * 0.92
    return [
        f'<rect class="box unreached" x="{x:.1f}" y="{y - 10:.1f}" width="22" height="12"/>',
        f'<text class="legend" x="{x + LEGEND_INDENT:.1f}" y="{y:.1f}" font-size="{size:.1f}">'
        f"{_text(text)}</text>",
    ]


def _box(placed: PlacedBox) -> str:
    box = placed.box
    mark, grey = ("", "") if box.is_reached else ("unreached ", " grey")
    radius = 3 if box.kind in _SQUARE else 11
    lines = [f"<g><title>{_text(box.doc)}</title>" if box.doc else "<g>"]
    lines.append(
        f'<rect class="box {mark}{box.kind.value}" x="{placed.x:.1f}" y="{placed.y:.1f}"'
        f' width="{placed.width:.1f}" height="{placed.height:.1f}" rx="{radius}"/>'
    )
    y = placed.y + 0.7 * PADDING + LINE_HEIGHT * 0.78
    for index, line in enumerate((box.title, *box.lines)):
        style, size = ("title", FONT_SIZE) if index == 0 else ("line", FONT_SIZE * 0.92)
        x = placed.x + PADDING + (10 if line.startswith("  ") else 0)
        room = placed.width - 2 * PADDING - (10 if line.startswith("  ") else 0)
        fit = _fit(line.strip(), size, room)
        lines.append(
            f'<text class="{style}{grey}" x="{x:.1f}" y="{y + index * LINE_HEIGHT:.1f}"'
            f" font-size={quoteattr(f'{size:.1f}')}{fit}>{_text(line.strip())}</text>"
        )
    return "".join((*lines, "</g>"))


def _fit(line: str, size: float, room: float) -> str:
    """Squeeze a line whose estimate leaves no reserve, so that no font can cut it."""
    if text_width(line, size) < room:
        return ""
    return f' textLength="{room:.1f}" lengthAdjust="spacingAndGlyphs"'


def _text(text: str) -> str:
    plain = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return escape(plain)
