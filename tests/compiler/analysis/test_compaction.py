"""A question made small: the same boxes accept the same records, and its holes are true ones."""

import pytest
from hypothesis import given, settings

from compiler.analysis.test_hole_search import holds, points, problems
from routewright_compiler.analysis import hole_search
from routewright_compiler.analysis.budget import Budget
from routewright_compiler.analysis.compaction import compact
from routewright_compiler.analysis.hole_search import HoleSearch
from routewright_compiler.analysis.index import BoxIndex
from routewright_compiler.analysis.space import Box, Space, set_bits


@pytest.fixture
def _hard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every question one that is not answered within a few steps."""
    monkeypatch.setattr(hole_search, "EASY_STEPS", 0)
    monkeypatch.setattr(hole_search, "NARROW_STEPS", 0)


@settings(max_examples=100, deadline=None)
@given(problems())
def test_a_record_of_the_domain_has_a_small_one_in_the_same_boxes(
    problem: tuple[Space, list[Box], Box],
) -> None:
    space, boxes, asked = problem
    index = BoxIndex(space, boxes)
    domain = {column: mask & index.allowed[column] for column, mask in asked.items()}
    if not all(domain.values()):
        return
    active = index.real & index.meeting(domain)
    small = compact(index, domain, active)
    sizes = [column.size for column in small.index.space.columns]
    classes = [
        [small.enlarge({place: 1 << number})[column] for number in range(size)]
        for place, (column, size) in enumerate(zip(small.columns, sizes, strict=True))
    ]
    for point in points(space, domain):
        found = [
            [number for number, mask in enumerate(masks) if mask >> point[column] & 1]
            for column, masks in zip(small.columns, classes, strict=True)
        ]
        assert all(len(numbers) == 1 for numbers in found)
        at = {place: number for place, (number,) in enumerate(found)}
        assert set(set_bits(small.large_set(small.index.at(at)))) == {
            number for number in set_bits(active) if holds(boxes[number], point)
        }


@pytest.mark.usefixtures("_hard")
def test_a_hole_of_the_small_question_is_given_in_the_classes_of_the_large_one() -> None:
    # Column by column the class that the fewest boxes accept leads nowhere: there is one way only.
    space = Space()
    first = space.add_column("first", 5)
    second, third = space.add_flag("second"), space.add_flag("third")
    boxes: list[Box] = [
        {first: 0b00011},
        {first: 0b01100, second: 0b01},
        {first: 0b01100, third: 0b01},
        {first: 0b10000},
    ]
    search = HoleSearch(BoxIndex(space, boxes), Budget())
    assert search.find({}, 0b1111) == {first: 0b01100, second: 0b10, third: 0b10}


@pytest.mark.usefixtures("_hard")
def test_a_law_of_a_helper_column_that_is_asked_about_counts_in_the_small_question() -> None:
    space = Space()
    whole, helper = space.add_column("whole", 3), space.add_column("the same", 3)
    for number in range(3):
        space.forbid({helper: 1 << number, whole: 0b111 ^ 1 << number}, [helper])
    search = HoleSearch(BoxIndex(space, [{whole: 0b110}, {whole: 0b011}]), Budget())
    assert search.find({helper: 0b110}, 0b01) is None
    assert search.find({helper: 0b110}, 0b10) is not None
