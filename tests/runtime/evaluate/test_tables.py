"""Table look-ups by index find what a scan of all rows finds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_runtime.evaluate.tables import TableIndex
from routewright_runtime.graph.model import Table, TableColumn, TableKey, TableRow
from routewright_runtime.values import TypeName, ValueType
from runtime.evaluate.reference import best_row

TEXT, INTEGER = ValueType(TypeName.TEXT), ValueType(TypeName.INTEGER)
PLACE = (
    TableKey("postal", TEXT, is_prefix=True),
    TableKey("state", TEXT),
    TableKey("size", INTEGER),
)
CELLS = st.tuples(
    st.sampled_from(((), ("9",), ("94", "95"), ("940", "94"), ("ß",))),
    st.sampled_from(((), ("CA",), ("ny", "NJ"), ("ny",))),
    st.sampled_from(((), (1,), (1, 2), (3,))),
)
ARGUMENTS = st.tuples(
    st.none() | st.sampled_from(("94107", "9", "95", "SS1", "1")),
    st.none() | st.sampled_from(("ca", "NY", "nj", "TX")),
    st.none() | st.integers(1, 3),
)


def table_of(cells: list[tuple[tuple[object, ...], ...]]) -> Table:
    rows = tuple(TableRow(i + 2, cell, (i,)) for i, cell in enumerate(cells))  # type: ignore[arg-type]
    return Table("t", "t.csv", True, PLACE, (TableColumn("n", INTEGER),), rows)


@given(st.lists(CELLS, max_size=8), st.lists(ARGUMENTS, max_size=10))
@settings(max_examples=200, deadline=None)
def test_the_most_telling_row_is_found(
    cells: list[tuple[tuple[object, ...], ...]], asked: list[tuple[object, ...]]
) -> None:
    table = table_of(cells)
    index = TableIndex(table)
    for arguments in asked:
        found, expected = index.row(arguments), best_row(table, list(arguments))  # type: ignore[arg-type]
        # Rows that tie are refused by the compiler; either of them will do here.
        assert (found is None) == (expected is None)
        if found is not None and expected is not None:
            assert telling(found, arguments) == telling(expected, arguments)


def telling(row: TableRow, arguments: tuple[object, ...]) -> list[int]:
    """Return how much each cell of a row that matches says about the arguments."""
    postal = str(arguments[0] or "").casefold()
    prefix = max(
        (len(str(c)) for c in row.keys[0] if postal.startswith(str(c).casefold())), default=0
    )
    return [prefix, int(bool(row.keys[1])), int(bool(row.keys[2]))]


def test_rows_of_the_territory_case() -> None:
    cells = [
        (("940", "941"), ("CA",), ()),
        ((), ("CA",), ()),
        ((), ("NY", "NJ"), ()),
        ((), (), ()),
    ]
    index = TableIndex(table_of(cells))
    asked = [("94107", "CA", None), ("90001", "CA", None), (None, "nj", 1), (None, None, None)]
    lines = [row.line for arguments in asked if (row := index.row(arguments)) is not None]
    assert lines == [2, 3, 4, 5]
