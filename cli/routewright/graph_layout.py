"""Where the boxes of a drawn policy stand: rows in order of priority, from top to bottom.

A row is a test with its decisions to the right, or a shared fallback. Grandalf's Sugiyama layout
places the rows, each in a layer of its own; arrows that pass over rows run in lanes, `else` on the
left, shared fallbacks on the right. Widths of texts are those of
DejaVu Sans, the widest of the usual fonts, so that in any of them a label fits its box.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wcwidth import wcwidth

from routewright.graph_view import Arrow, Box, BoxKind, GraphView
from routewright_runtime.graph.model import EdgeKind

FONT_SIZE = 13.0
LINE_HEIGHT = 17.0
PADDING = 10.0
ROW_GAP = 30.0
BOX_GAP = 84.0
INDENT = 26.0
LANE = 18.0
MARGIN = 24.0
IDLE_GAP = 14.0
LEGEND_INDENT = 30.0
_IDLE_WIDTH = 720.0
Pair = tuple[str, str]
_NARROW, _WIDE_CAPITALS = frozenset("ijlIt.,:;'|!()[]{}/- f\"r"), frozenset("mwMW@%…")


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box with its upper left corner and size, in pixels."""

    box: Box
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Return the height of its middle."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class PlacedArrow:
    """An arrow as corner points; its label starts at `label_at`."""

    arrow: Arrow
    points: tuple[tuple[float, float], ...]
    label_at: tuple[float, float] | None = None
    has_head: bool = True


@dataclass(frozen=True, slots=True)
class Layout:
    """All that is drawn, and the size of the picture; `legend` with where its line begins."""

    boxes: tuple[PlacedBox, ...]
    arrows: tuple[PlacedArrow, ...]
    width: float
    height: float
    legend: tuple[str, float, float] | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """A head and the boxes to its right, one leading to the next."""

    boxes: tuple[Box, ...]

    @property
    def head(self) -> Box:
        return self.boxes[0]

    @property
    def indent(self) -> float:
        return len(self.head.groups) * INDENT


def layout(view: GraphView) -> Layout:
    """Return the places of all boxes and arrows; linear in rows but for the lanes."""
    rows = _rows(view)
    sizes = {box.id: box_size(box) for box in view.boxes}
    column_width = max(sizes[row.head.id][0] + row.indent for row in rows)
    grid = _grid(rows, view, sizes, column_width)
    placed: dict[str, PlacedBox] = {}
    for row in rows:
        x, y, height = grid.rows[row.head.id]
        left = x + row.indent
        for index, box in enumerate(row.boxes):
            width, own_height = sizes[box.id]
            if index == 0:
                width = column_width - row.indent
            placed[box.id] = PlacedBox(box, left, y + (height - own_height) / 2, width, own_height)
            left += width + BOX_GAP
    return _with_idle(view, _finish(view, rows, placed, grid))


def text_width(text: str, size: float = FONT_SIZE) -> float:
    """Return the width of a text in pixels, rather too wide than too narrow."""
    ems = 0.0
    for char in text:
        if wcwidth(char) == 2:
            ems += 1.05
        elif char in _NARROW:
            ems += 0.42
        elif char in _WIDE_CAPITALS:
            ems += 1.0
        else:
            ems += 0.77 if char.isupper() else 0.65
    return ems * size


def box_size(box: Box) -> tuple[float, float]:
    """Return a box's width and height."""
    title = text_width(box.title, FONT_SIZE * 1.08)
    width = max(title, *(text_width(line) for line in box.lines), 40.0)
    return width + 2 * PADDING, LINE_HEIGHT * (1 + len(box.lines)) + 1.4 * PADDING


@dataclass(frozen=True, slots=True)
class _Grid:
    """Rows as (left, top, height) by head, lanes as x by (source, target)."""

    rows: Mapping[str, tuple[float, float, float]]
    lanes: Mapping[tuple[str, str], float]
    right: float

    @property
    def left(self) -> float:
        return min(left for left, _, _ in self.rows.values())


def _rows(view: GraphView) -> tuple[_Row, ...]:
    by_id = {box.id: box for box in view.boxes}
    follows: dict[str, str] = {}
    followers: set[str] = set()
    heads = {arrow.target for arrow in view.arrows if arrow.kind is EdgeKind.ELSE}
    heads |= {box.id for box in view.boxes if box.kind not in (BoxKind.DECISION, BoxKind.FALLBACK)}
    for arrow in view.arrows:
        is_inside = arrow.kind in (EdgeKind.MATCH, EdgeKind.FAILS)
        if is_inside and arrow.target not in heads and arrow.target not in followers:
            follows[arrow.source] = arrow.target
            followers.add(arrow.target)
    rows = []
    for head in _in_order(view, heads):
        ids = [head]
        while ids[-1] in follows:
            ids.append(follows[ids[-1]])
        rows.append(_Row(tuple(by_id[i] for i in ids)))
    return tuple(rows)


def _in_order(view: GraphView, heads: set[str]) -> list[str]:
    """Order heads as the chain runs: into a group, through it, on to what is behind it."""
    into: dict[str, list[str]] = {}
    for kind in (EdgeKind.ELSE, EdgeKind.MATCH, EdgeKind.ENTER):
        for arrow in view.arrows:
            if arrow.kind is kind and arrow.target in heads:
                into.setdefault(arrow.source, []).append(arrow.target)
    found: dict[str, None] = {}
    waiting = [box.id for box in view.boxes if box.kind is BoxKind.START]
    late: list[str] = []
    while waiting or late:
        head = waiting.pop() if waiting else late.pop()
        if head in found:
            continue
        found[head] = None
        targets = into.get(head, [])
        # Of a group, what stands inside comes first: its `ELSE` waits until that is through.
        if len(targets) == 2:
            late.append(targets[0])
            waiting.append(targets[1])
        elif targets and targets[0] not in late:
            waiting.append(targets[0])
    return list(found)


def _grid(
    rows: Sequence[_Row],
    view: GraphView,
    sizes: Mapping[str, tuple[float, float]],
    column_width: float,
) -> _Grid:
    from grandalf.graphs import Edge, Graph, Vertex
    from grandalf.layouts import SugiyamaLayout, VertexViewer

    widths = [_row_width(row, sizes, column_width) for row in rows]
    width = max(widths)
    vertices = {}
    for row in rows:
        vertex = Vertex(row.head.id)
        vertex.view = VertexViewer(width, max(sizes[box.id][1] for box in row.boxes))
        vertices[row.head.id] = vertex
    heads = [row.head.id for row in rows]
    steps = dict.fromkeys(pairwise(heads))
    passing = [
        (a.source, a.target)
        for a in view.arrows
        if a.kind is EdgeKind.ELSE and (a.source, a.target) not in steps
    ]
    edges = {pair: Edge(vertices[pair[0]], vertices[pair[1]]) for pair in (*steps, *passing)}
    graph = Graph(list(vertices.values()), list(edges.values()))
    sugiyama = SugiyamaLayout(graph.C[0])
    sugiyama.xspace, sugiyama.yspace = LANE, ROW_GAP
    sugiyama.init_all(roots=[vertices[heads[0]]], inverted_edges=[])
    sugiyama.setxy()
    left = max(vertex.view.xy[0] for vertex in vertices.values()) - width / 2
    placed = {
        head: (left, vertex.view.xy[1] - vertex.view.h / 2, vertex.view.h)
        for head, vertex in vertices.items()
    }
    order = {head: index for index, head in enumerate(heads)}
    spans = {pair: (order[pair[0]], order[pair[1]]) for pair in passing}
    lanes = {pair: left - LANE * depth for pair, depth in _lane_depths(spans).items()}
    return _Grid(placed, lanes, left + width)


def _lane_depths(spans: Mapping[Pair, tuple[int, int]]) -> dict[Pair, int]:
    """Return for each arrow that passes over rows how far out it runs: outside those within it."""
    depths: dict[Pair, int] = {}
    for pair, (first, last) in sorted(spans.items(), key=lambda item: item[1][1] - item[1][0]):
        inner = [
            depth
            for other, depth in depths.items()
            if spans[other][0] < last and first < spans[other][1]
        ]
        depths[pair] = 1 + max(inner, default=0)
    return depths


def _row_width(row: _Row, sizes: Mapping[str, tuple[float, float]], column_width: float) -> float:
    return column_width + sum(BOX_GAP + sizes[box.id][0] for box in row.boxes[1:])


def _finish(
    view: GraphView, rows: Sequence[_Row], placed: Mapping[str, PlacedBox], grid: _Grid
) -> Layout:
    row_of = {box.id: index for index, row in enumerate(rows) for box in row.boxes}
    right_lanes = _right_lanes(view, placed, row_of, grid.right)
    arrows = []
    joined: set[str] = set()
    for arrow in sorted(view.arrows, key=lambda a: placed[a.source].y):
        source, target = placed[arrow.source], placed[arrow.target]
        if row_of[arrow.source] == row_of[arrow.target]:
            arrows.append(_beside(arrow, source, target))
        elif arrow.kind is EdgeKind.FAILS:
            lane = right_lanes[arrow.target]
            arrows.append(_by_right_lane(arrow, source, target, lane, arrow.target in joined))
            joined.add(arrow.target)
        elif (arrow.source, arrow.target) in grid.lanes:
            lane = grid.lanes[arrow.source, arrow.target]
            arrows.append(_by_left_lane(arrow, source, target, lane))
        else:
            arrows.append(_below(arrow, source, target))
    return _moved(tuple(placed.values()), tuple(arrows), (*grid.lanes.values(), grid.left))


def _right_lanes(
    view: GraphView, placed: Mapping[str, PlacedBox], row_of: Mapping[str, int], right: float
) -> dict[str, float]:
    targets = dict.fromkeys(
        arrow.target
        for arrow in sorted(view.arrows, key=lambda a: placed[a.target].y)
        if arrow.kind is EdgeKind.FAILS and row_of[arrow.source] != row_of[arrow.target]
    )
    return {t: right + BOX_GAP + LANE * index for index, t in enumerate(targets)}


def _beside(arrow: Arrow, source: PlacedBox, target: PlacedBox) -> PlacedArrow:
    start = (source.x + source.width, source.middle)
    label_at = (start[0] + 8, start[1] - 5) if arrow.label else None
    return PlacedArrow(arrow, (start, (target.x, source.middle)), label_at)


def _below(arrow: Arrow, source: PlacedBox, target: PlacedBox) -> PlacedArrow:
    start_x, end_x = source.x + 20, target.x + 20
    start_y, end_y = source.y + source.height, target.y
    middle = (start_y + end_y) / 2
    corners = () if start_x == end_x else ((start_x, middle), (end_x, middle))
    label_at = (max(start_x, end_x) + 6, end_y - 8) if arrow.label else None
    return PlacedArrow(arrow, ((start_x, start_y), *corners, (end_x, end_y)), label_at)


def _by_left_lane(arrow: Arrow, source: PlacedBox, target: PlacedBox, lane: float) -> PlacedArrow:
    leave, arrive = source.middle, target.y + min(12.0, target.height / 4)
    points = ((source.x, leave), (lane, leave), (lane, arrive), (target.x, arrive))
    below = source.y + source.height + ROW_GAP * 0.6
    label_at = (lane + 4, below) if arrow.label else None
    return PlacedArrow(arrow, points, label_at)


def _by_right_lane(
    arrow: Arrow, source: PlacedBox, target: PlacedBox, lane: float, is_joining: bool
) -> PlacedArrow:
    """Lead to a shared fallback; all but the first join the lane that is there already.

    INVARIANT: the first arrow to a target comes from the topmost source, since arrows are
    taken from top to bottom and a fallback stands below all that may end in it.
    """
    # A shared fallback may itself lead on: arrows arrive at it lower than they leave.
    leave = source.y + source.height * (0.3 if source.box.kind is BoxKind.FALLBACK else 0.5)
    start = (source.x + source.width, leave)
    arrive = target.y + target.height * 0.72
    label_at = (start[0] + 8, start[1] - 5)
    points = (start, (lane, start[1]))
    if is_joining:
        return PlacedArrow(arrow, points, label_at, has_head=False)
    return PlacedArrow(
        arrow, (*points, (lane, arrive), (target.x + target.width, arrive)), label_at
    )


def _moved(
    boxes: tuple[PlacedBox, ...], arrows: tuple[PlacedArrow, ...], lefts: tuple[float, ...]
) -> Layout:
    """Move all into the picture: the leftmost point and the topmost box stand at the margin."""
    by_x, by_y = MARGIN - min(lefts), MARGIN - min(box.y for box in boxes)
    moved_boxes = tuple(PlacedBox(b.box, b.x + by_x, b.y + by_y, b.width, b.height) for b in boxes)
    moved_arrows = tuple(
        PlacedArrow(
            a.arrow,
            tuple((x + by_x, y + by_y) for x, y in a.points),
            None if a.label_at is None else (a.label_at[0] + by_x, a.label_at[1] + by_y),
            a.has_head,
        )
        for a in arrows
    )
    right = max(
        *(b.x + b.width for b in moved_boxes), *(x for a in moved_arrows for x, _ in a.points)
    )
    bottom = max(b.y + b.height for b in moved_boxes)
    return Layout(moved_boxes, moved_arrows, right + MARGIN, bottom + MARGIN)


def _with_idle(view: GraphView, drawn: Layout) -> Layout:
    """Add the teams and reps that stand by themselves, in rows below all else, and the legend."""
    if not view.legend:
        return drawn
    placed = list(drawn.boxes)
    x, y, below = MARGIN, drawn.height - MARGIN + ROW_GAP, 0.0
    room = max(drawn.width, _IDLE_WIDTH)
    for box in view.idle:
        width, height = box_size(box)
        if x > MARGIN and x + width > room - MARGIN:
            x, y = MARGIN, y + below + IDLE_GAP
        placed.append(PlacedBox(box, x, y, width, height))
        x, below = x + width + IDLE_GAP, height
    line = y + below + (ROW_GAP if view.idle else 0) + LINE_HEIGHT / 2
    right = max(box.x + box.width for box in placed)
    right = max(right, MARGIN + LEGEND_INDENT + text_width(view.legend))
    width = max(drawn.width, right + MARGIN)
    legend = (view.legend, MARGIN, line)
    return Layout(tuple(placed), drawn.arrows, width, line + MARGIN, legend)
