"""Boxes of formulas: they hold where the formula does, and no two of them could be one."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_compiler.analysis import normal_form
from routewright_compiler.analysis.formula import Formula, Formulas, holds_at
from routewright_compiler.analysis.normal_form import NormalForm
from routewright_compiler.analysis.space import Box, Space, is_inside

SIZES = (2, 3, 4)
TREES = st.recursive(
    st.tuples(st.integers(0, 2), st.integers(1, 14)),
    lambda inner: st.tuples(st.booleans(), st.lists(inner, min_size=2, max_size=3)),
    max_leaves=9,
)


def formula_of(tree: object, space: Space, formulas: Formulas) -> Formula:
    """Return the formula of a drawn tree."""
    match tree:
        case (bool(is_every), list(items)):
            made = [formula_of(item, space, formulas) for item in items]
            return formulas.every(made) if is_every else formulas.some(made)
        case (int(column), int(mask)):
            return formulas.literal(column, mask & space.full[column])
    raise AssertionError(tree)


def holds(boxes: tuple[Box, ...], point: dict[int, int]) -> bool:
    """Tell whether any box holds a point."""
    return any(all(mask >> point[c] & 1 for c, mask in box.items()) for box in boxes)


@pytest.mark.parametrize("cap", [1, 24])
@settings(max_examples=150, deadline=None)
@given(tree=TREES)
def test_boxes_hold_where_the_formula_does(cap: int, tree: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(normal_form, "INLINE_BOXES", cap)
        space = Space()
        for number, size in enumerate(SIZES):
            space.add_column(f"c{number}", size)
        formulas = Formulas(space.full)
        form = NormalForm(space, formulas)
        formula = formula_of(tree, space, formulas)
        boxes = form.boxes(formula)
    for classes in product(*map(range, SIZES)):
        point = dict(enumerate(classes))
        form.complete(point)
        assert holds(boxes, point) == holds_at(formula, point)
        for column in form.definitions:
            assert not any(holds((law.box,), point) for law in space.forbidden)
            turned = {**point, column: 1 - point[column]}
            assert any(holds((law.box,), turned) for law in space.forbidden)
    for one, other in combinations(boxes, 2):
        assert not is_inside(one, other)
        assert not is_inside(other, one)
        if one.keys() == other.keys():
            assert sum(one[column] != other[column] for column in one) > 1
    assert not any(box[column] == space.full[column] for box in boxes for column in box)
