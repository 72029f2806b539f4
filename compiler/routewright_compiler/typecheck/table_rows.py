"""Rows of a table that answer to the same record: a repeated key, or a tie.

Two rows tie where in every key column both cells are blank, or share a value (of prefixes: the same
prefix, since two prefixes of one length cannot both begin a text). Each row is compared with all
earlier ones at once: a set of rows is one integer, bit i for row i.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from routewright_runtime.graph.conditions import Value
from routewright_runtime.graph.model import TableRow


@dataclass(frozen=True, slots=True)
class Tie:
    """Two rows that one record finds; `shared` is each column's common value, None if blank."""

    first: TableRow
    second: TableRow
    shared: tuple[Value | None, ...]


def ties_of(rows: Sequence[TableRow]) -> list[Tie]:
    """Return a tie for every row that ties with an earlier one, in order."""
    if not rows:
        return []
    width = len(rows[0].keys)
    with_value: list[dict[Value, int]] = [{} for _ in range(width)]
    with_blank = [0] * width
    found = []
    for index, row in enumerate(rows):
        same = (1 << index) - 1
        for column, values in enumerate(row.keys):
            same &= _rows_like(values, with_value[column], with_blank[column])
            if not same:
                break
        if same:
            first = rows[(same & -same).bit_length() - 1]
            found.append(Tie(first, row, _shared(first, row)))
        bit = 1 << index
        for column, values in enumerate(row.keys):
            if not values:
                with_blank[column] |= bit
            for value in values:
                with_value[column][value] = with_value[column].get(value, 0) | bit
    return found


def _rows_like(values: tuple[Value, ...], with_value: dict[Value, int], with_blank: int) -> int:
    if not values:
        return with_blank
    rows = 0
    for value in values:
        rows |= with_value.get(value, 0)
    return rows


def _shared(first: TableRow, second: TableRow) -> tuple[Value | None, ...]:
    return tuple(
        next((value for value in mine if value in theirs), None)
        for mine, theirs in zip(second.keys, first.keys, strict=True)
    )
