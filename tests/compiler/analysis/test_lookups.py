"""Look-ups as formulas: the first row that fits decides, by either way of making the formula."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_compiler.analysis.formula import ALWAYS, NEVER, Formula, Formulas, holds_at
from routewright_compiler.analysis.lookups import Guards, LookupFormulas
from routewright_compiler.analysis.space import Space
from routewright_compiler.analysis.table_rows import PlainRow
from routewright_runtime.graph.model import TableRow

TRIED = settings(max_examples=200, deadline=None)
SIZES = (3, 4, 2)


def made() -> tuple[Space, Formulas]:
    """Return a space of three small columns."""
    space = Space()
    for number, size in enumerate(SIZES):
        space.add_column(f"c{number}", size)
    return space, Formulas(space.full)


@st.composite
def tables(draw: st.DrawFn) -> tuple[Space, Formulas, list[Guards], list[bool]]:
    """Draw the guards of a few rows over two arguments, and for which rows a test holds."""
    space, formulas = made()
    is_plain = draw(st.booleans())
    columns = (0, 1) if is_plain else (0, 1, 2)

    def guard(argument: int) -> st.SearchStrategy[Formula]:
        used = (argument,) if is_plain else columns
        literals = st.one_of(
            st.integers(1, (1 << SIZES[c]) - 1).map(lambda mask, c=c: formulas.literal(c, mask))
            for c in used
        )
        plain = literals | st.just(ALWAYS) | st.just(NEVER)
        if is_plain:
            return plain
        pair = st.lists(literals, min_size=2, max_size=2)
        return plain | pair.map(formulas.some) | pair.map(formulas.every)

    rows = draw(st.lists(st.tuples(guard(0), guard(1)), min_size=1, max_size=6))
    answers = [draw(st.booleans()) for _ in rows]
    return space, formulas, rows, answers


@TRIED
@given(tables())
def test_the_first_row_that_fits_decides(
    table: tuple[Space, Formulas, list[Guards], list[bool]],
) -> None:
    space, formulas, guards, answers = table
    cells = ["yes" if answer else "no" for answer in answers]
    rows = [PlainRow(TableRow(n + 1, (), (cell, None)), ((), ())) for n, cell in enumerate(cells)]
    found = LookupFormulas(space, formulas, rows, guards)
    yes = found.where_cell(0, lambda cell: cell == "yes")
    blank = found.where_cell(1, lambda cell: True)
    by_row = [found.where_row(row.row) for row in rows]
    for classes in product(*map(range, SIZES)):
        point = dict(enumerate(classes))
        fitting = (
            n for n, pair in enumerate(guards) if all(holds_at(guard, point) for guard in pair)
        )
        first = next(fitting, None)
        assert holds_at(yes, point) == (first is not None and answers[first])
        assert not holds_at(blank, point)
        assert [holds_at(formula, point) for formula in by_row] == [
            n == first for n in range(len(rows))
        ]


@TRIED
@given(st.recursive(
    st.tuples(st.integers(0, 2), st.integers(0, 15)),
    lambda inner: st.tuples(st.sampled_from(["every", "some"]), st.lists(inner, max_size=3))
    | st.tuples(st.just("not"), inner),
    max_leaves=8,
))  # fmt: skip
def test_joins_and_negations_mean_what_they_say(tree: object) -> None:
    space, formulas = made()

    def formula(part: object) -> Formula:
        match part:
            case (int(column), int(mask)):
                return formulas.literal(column, mask & space.full[column])
            case ("every", list(items)):
                return formulas.every(map(formula, items))
            case ("some", list(items)):
                return formulas.some(map(formula, items))
            case ("not", inner):
                return formulas.negation(formula(inner))
        raise AssertionError(part)

    def meant(part: object, point: dict[int, int]) -> bool:
        match part:
            case (int(column), int(mask)):
                return bool(mask >> point[column] & 1)
            case ("every", list(items)):
                return all(meant(item, point) for item in items)
            case ("some", list(items)):
                return any(meant(item, point) for item in items)
            case ("not", inner):
                return not meant(inner, point)
        raise AssertionError(part)

    whole = formula(tree)
    for classes in product(*map(range, SIZES)):
        point = dict(enumerate(classes))
        assert holds_at(whole, point) == meant(tree, point)
    assert formula(tree) is whole, "the same formula is one object"
