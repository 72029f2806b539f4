"""Table look-ups by index.

Rows of one *shape* (which key columns are blank, and how long the prefixes are) share a dictionary
from their key values to the row. Shapes are tried from the most telling to the least: columns are
compared from the left, a cell that says something goes before a blank one, the longer prefix before
the shorter. So a look-up costs one dictionary access a shape, whatever the number of rows.
"""

from collections.abc import Sequence
from itertools import product

from routewright_runtime.evaluate.comparison import Key, TermValue, folded_key
from routewright_runtime.graph.model import Table, TableRow

# Rows whose cells list so many combinations are compared by membership instead.
MAX_COMBINATIONS = 4096

# Of each key column: 0 where blank, else 1, or the length of the prefix.
Shape = tuple[int, ...]
WideRow = tuple[tuple[frozenset[Key] | None, ...], TableRow]


class TableIndex:
    """One table, ready for look-ups; built once, linear in the combinations its rows list."""

    __slots__ = ("_column_of", "_prefixes", "_shapes", "_wide", "table")

    def __init__(self, table: Table) -> None:
        self.table = table
        self._column_of = {column.name: i for i, column in enumerate(table.columns)}
        self._prefixes = tuple(key.is_prefix for key in table.keys)
        found: dict[Shape, dict[tuple[Key, ...], TableRow]] = {}
        wide: dict[Shape, list[WideRow]] = {}
        for row in table.rows:
            for shape, cells in self._by_shape(row):
                _add_row(found, wide, shape, cells, row)
        order = sorted({*found, *wide}, reverse=True)
        self._shapes = tuple((shape, found.get(shape, {})) for shape in order)
        self._wide = {shape: tuple(rows) for shape, rows in wide.items()}

    def row(self, arguments: Sequence[TermValue | None]) -> TableRow | None:
        """Return the row that the values find, the most telling one; None where there is none."""
        keys = [None if value is None else folded_key(value) for value in arguments]
        for shape, rows in self._shapes:
            cut = self._cut(shape, keys)
            if cut is None:
                continue
            row = rows.get(cut)
            if row is None and shape in self._wide:
                row = _wide_row(self._wide[shape], cut)
            if row is not None:
                return row
        return None

    def cell(self, row: TableRow, column: str) -> TermValue | None:
        """Return what the row gives in a column; None is blank."""
        return row.cells[self._column_of[column]]

    def _cut(self, shape: Shape, keys: Sequence[Key | None]) -> tuple[Key, ...] | None:
        found: list[Key] = []
        for size, key, is_prefix in zip(shape, keys, self._prefixes, strict=True):
            if not size:
                continue
            if key is None:
                return None
            if is_prefix:
                if not isinstance(key, str) or len(key) < size:
                    return None
                key = key[:size]
            found.append(key)
        return tuple(found)

    def _by_shape(self, row: TableRow) -> list[tuple[Shape, tuple[frozenset[Key] | None, ...]]]:
        columns: list[list[tuple[int, frozenset[Key] | None]]] = []
        for values, is_prefix in zip(row.keys, self._prefixes, strict=True):
            if not values:
                columns.append([(0, None)])
                continue
            by_size: dict[int, set[Key]] = {}
            for value in values:
                key = folded_key(value)
                size = len(key) if is_prefix and isinstance(key, str) else 1
                by_size.setdefault(size, set()).add(key)
            columns.append([(size, frozenset(keys)) for size, keys in sorted(by_size.items())])
        return [
            (tuple(size for size, _ in choice), tuple(keys for _, keys in choice))
            for choice in product(*columns)
        ]


def _add_row(
    found: dict[Shape, dict[tuple[Key, ...], TableRow]],
    wide: dict[Shape, list[WideRow]],
    shape: Shape,
    cells: tuple[frozenset[Key] | None, ...],
    row: TableRow,
) -> None:
    told = [keys for keys in cells if keys is not None]
    combinations = 1
    for keys in told:
        combinations *= len(keys)
    if combinations > MAX_COMBINATIONS:
        wide.setdefault(shape, []).append((tuple(told), row))
        return
    rows = found.setdefault(shape, {})
    for choice in product(*told):
        rows.setdefault(choice, row)


def _wide_row(rows: tuple[WideRow, ...], cut: tuple[Key, ...]) -> TableRow | None:
    for cells, row in rows:
        if all(keys is None or key in keys for keys, key in zip(cells, cut, strict=True)):
            return row
    return None
