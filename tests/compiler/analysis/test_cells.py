"""Which of a few boxes accept which records, against every point of small spaces."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.analysis.test_hole_search import holds, points, problems
from routewright_compiler.analysis import cells
from routewright_compiler.analysis.cells import accepting_sets
from routewright_compiler.analysis.index import BoxIndex
from routewright_compiler.analysis.space import Box, Space


@pytest.mark.parametrize("counted", [32, 0], ids=["by class", "by mask"])
@settings(max_examples=200, deadline=None)
@given(problem=problems(), data=st.data())
def test_the_least_sets_are_those_of_records(
    counted: int, problem: tuple[Space, list[Box], Box], data: st.DataObject
) -> None:
    space, boxes, asked = problem
    among = data.draw(st.integers(0, (1 << len(boxes)) - 1))
    accepting = {
        sum(1 << n for n, box in enumerate(boxes) if among >> n & 1 and holds(box, point))
        for point in points(space, asked)
    }
    least = {a for a in accepting if not any(b != a and b & a == b for b in accepting)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "_COUNTED_CLASSES", counted)
        found = accepting_sets(BoxIndex(space, boxes), asked, among)
    assert found == sorted(least)


def test_too_many_sets_or_boxes_are_left_to_the_search() -> None:
    space = Space()
    columns = [space.add_flag(f"c{n}") for n in range(12)]
    boxes: list[Box] = [{column: mask} for column in columns for mask in (1, 2)]
    index = BoxIndex(space, boxes)
    assert accepting_sets(index, {}, index.every) is None
    many = BoxIndex(space, boxes * 4)
    assert accepting_sets(many, {}, many.every) is None


def test_an_unsure_column_is_left_to_the_search() -> None:
    space = Space()
    first, second = space.add_flag("first"), space.add_flag("second")
    index = BoxIndex(space, [{first: 1}, {second: 1}])
    assert accepting_sets(index, {}, 1, frozenset({second})) == [0]
    assert accepting_sets(index, {}, 3, frozenset({second})) is None
    assert accepting_sets(index, {second: 1}, 1, frozenset({second})) is None
