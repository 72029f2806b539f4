"""The hole search against the enumeration of every point of small spaces, with and without laws."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_compiler.analysis import hole_search
from routewright_compiler.analysis.budget import Budget, NotDecided
from routewright_compiler.analysis.hole_search import HoleSearch
from routewright_compiler.analysis.index import BoxIndex
from routewright_compiler.analysis.space import Box, Space, mask_of, set_bits


@st.composite
def boxes_over(draw: st.DrawFn, sizes: list[int], width: int) -> Box:
    columns = draw(st.sets(st.integers(0, len(sizes) - 1), max_size=width))
    return {c: draw(st.integers(1, (1 << sizes[c]) - 1)) for c in sorted(columns)}


@st.composite
def problems(draw: st.DrawFn) -> tuple[Space, list[Box], Box]:
    space = Space()
    sizes = draw(st.lists(st.sampled_from([2, 2, 3, 4, 20]), min_size=2, max_size=4))
    for number, size in enumerate(sizes):
        allowed = draw(st.sampled_from([(1 << size) - 1, (1 << size) - 2]))
        space.add_column(f"c{number}", size, allowed=allowed)
    for law in draw(st.lists(boxes_over(sizes, 3), max_size=3)):
        if law:
            space.forbid(law)
    boxes = draw(st.lists(boxes_over(sizes, 3), max_size=8))
    return space, boxes, draw(boxes_over(sizes, 2))


def points(space: Space, box: Box) -> list[tuple[int, ...]]:
    sides = [
        list(set_bits(box.get(c, space.full[c]) & space.allowed[c]))
        for c in range(len(space.columns))
    ]
    return [p for p in product(*sides) if not any(holds(law.box, p) for law in space.forbidden)]


def holds(box: Box, point: tuple[int, ...]) -> bool:
    return all(mask >> point[c] & 1 for c, mask in box.items())


@pytest.mark.parametrize("limits", [{}, {"EASY_STEPS": 0, "NARROW_STEPS": 0}], ids=["", "hard"])
@settings(max_examples=200, deadline=None)
@given(problem=problems(), data=st.data())
def test_what_a_proof_rests_on_is_enough(
    limits: dict[str, int], problem: tuple[Space, list[Box], Box], data: st.DataObject
) -> None:
    space, boxes, asked = problem
    among = data.draw(st.integers(0, (1 << len(boxes)) - 1))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in limits.items():
            patch.setattr(hole_search, name, value)
        index = BoxIndex(space, boxes)
        search = HoleSearch(index, Budget())
        if search.find(asked, among) is not None:
            return
        core = search.core & index.real
        assert not core & ~among
        assert search.find(asked, core) is None


@pytest.mark.parametrize("limits", [{}, {"EASY_STEPS": 0, "NARROW_STEPS": 0}], ids=["", "hard"])
@settings(max_examples=200, deadline=None)
@given(problem=problems(), data=st.data())
def test_finds_a_hole_exactly_where_there_is_one(
    limits: dict[str, int], problem: tuple[Space, list[Box], Box], data: st.DataObject
) -> None:
    space, boxes, asked = problem
    if not points(space, {}):
        return
    among = data.draw(st.integers(0, (1 << len(boxes)) - 1))
    chosen = [boxes[n] for n in set_bits(among)]
    search = HoleSearch(BoxIndex(space, boxes), Budget())
    with pytest.MonkeyPatch.context() as patch:
        for name, value in limits.items():
            patch.setattr(hole_search, name, value)
        found = search.find(asked, among)
    expected = [p for p in points(space, asked) if not any(holds(b, p) for b in chosen)]
    assert (found is not None) == bool(expected)
    if found is None:
        return
    lawful = points(space, found)
    assert lawful
    assert all(holds(asked, p) and not any(holds(b, p) for b in chosen) for p in lawful)
    sides = [list(set_bits(mask)) for mask in found.values()]
    for choice in product(*sides):
        exact = dict(zip(found, (mask_of([k]) for k in choice), strict=True))
        assert points(space, exact), "every choice inside the found domains can be completed"


@settings(max_examples=100, deadline=None)
@given(problems())
def test_meeting_and_covering_are_column_by_column(problem: tuple[Space, list[Box], Box]) -> None:
    space, boxes, asked = problem
    index = BoxIndex(space, boxes)
    meeting, covering = index.meeting(asked), index.covering(asked)
    for number, box in enumerate(boxes):
        full = range(len(space.columns))
        pairs = [(box.get(c, -1), asked.get(c, -1) & space.allowed[c]) for c in full]
        told = [pair for c, pair in enumerate(pairs) if c in asked and c in index.columns]
        assert (meeting >> number & 1) == all(own & other for own, other in told)
        if all(other for _, other in pairs):
            assert (covering >> number & 1) == all(not other & ~own for own, other in pairs)


def test_gives_up_over_the_budget() -> None:
    space = Space()
    for number in range(12):
        space.add_flag(f"f{number}")
    boxes = [
        {a: 1 << (v & 1), b: 1 << (v >> 1 & 1), c: 1 << (v >> 2)}
        for a in range(0, 12, 3)
        for b, c in [(a + 1, a + 2)]
        for v in range(7)
    ]
    search = HoleSearch(BoxIndex(space, boxes), Budget(question_steps=1))
    try:
        search.find({}, (1 << len(boxes)) - 1)
    except NotDecided:
        assert search.budget.spent == 2
    else:
        raise AssertionError("one step cannot decide this")


def test_the_steps_of_answered_questions_count_in_all() -> None:
    space = Space()
    for name in "abc":
        space.add_flag(name)
    # Whatever b and c are, some box takes it: only a search finds out.
    boxes = [{0: 1 << a, 1: 1 << b, 2: 1 << c} for a, b, c in product(range(2), repeat=3)]
    search = HoleSearch(BoxIndex(space, boxes), Budget(total_steps=50))
    assert search.find({}, search.index.real) is None
    once = search.budget.spent
    assert once > 0
    for _ in range(50 // once - 1):
        assert search.find({}, search.index.real) is None
    with pytest.raises(NotDecided):
        search.find({}, search.index.real)


Sides = list[tuple[int, int]]


def tiles(sides: Sides, depth: int, turn: int) -> list[Sides]:
    """Return parts that together are a box, cut across one column after the other."""
    column = turn % len(sides)
    low, high = sides[column]
    if not depth or high - low < 3:
        return [sides]
    cut = low + 1 + (7 * turn + 3 * low + high) % (high - low - 1)
    halves = [[*sides[:column], part, *sides[column + 1 :]] for part in ((low, cut), (cut, high))]
    return [tile for n, half in enumerate(halves, 1) for tile in tiles(half, depth - 1, turn + n)]


@pytest.mark.parametrize("gap", [False, True])
def test_a_large_table_is_decided_within_the_budget_of_a_question(gap: bool) -> None:
    space = Space()
    whole = [(0, 60)] * 5
    for number in range(len(whole)):
        space.add_column(f"c{number}", 60)
    found = tiles(whole, 12, 0)
    boxes = [
        {c: (1 << high) - (1 << low) for c, (low, high) in enumerate(tile) if high - low < 60}
        for tile in found
    ]
    search = HoleSearch(BoxIndex(space, boxes), Budget())
    left_out = 1 << 700 if gap else 0
    hole = search.find({}, search.index.real & ~left_out)
    assert len(boxes) > 1_000
    assert (hole is not None) is gap
    if hole is not None:
        assert search.index.meeting(hole) == left_out
