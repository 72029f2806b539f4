"""Table look-ups as formulas: for which arguments does the cell that is found meet a test?

Rows stand in the order in which they win. Column by column, the classes of an argument are grouped
by the rows that they leave, so that a table with thousands of keys becomes a few masks.
"""

from collections.abc import Callable, Iterable, Sequence

from routewright_compiler.analysis.formula import ALWAYS, NEVER, Formula, Formulas, Literal, Truth
from routewright_compiler.analysis.space import Space, set_bits
from routewright_compiler.analysis.table_rows import PlainRow
from routewright_runtime.evaluate.comparison import TermValue
from routewright_runtime.graph.model import TableRow

Guards = tuple[Formula, ...]
Group = tuple[int, int, tuple[int, ...]]

_FEW_ROWS = 8


class LookupFormulas:
    """One table with one list of arguments."""

    def __init__(
        self, space: Space, formulas: Formulas, rows: Sequence[PlainRow], guards: Sequence[Guards]
    ) -> None:
        """Take the rows and, for each of them, its key tests as formulas, column by column."""
        self._space = space
        self._formulas = formulas
        self._rows = rows
        self._guards = guards
        self._is_plain = _is_plain(guards)
        self._groups: dict[tuple[int, tuple[int, ...]], list[Group]] = {}
        self._groups_of: dict[tuple[int, tuple[int, ...]], dict[int, list[int]]] = {}
        self._by_cell: dict[int, dict[TermValue | None, list[int]]] = {}
        self._by_row: dict[int, list[int]] = {}
        for number, row in enumerate(rows):
            self._by_row.setdefault(id(row.row), []).append(number)

    def where_cell(self, place: int, holds: Callable[[TermValue], bool]) -> Formula:
        """Return the formula of the records that find a row with a cell for which `holds` is true.

        A blank cell never holds.
        """
        if place not in self._by_cell:
            cells = self._by_cell[place] = {}
            for number, row in enumerate(self._rows):
                cells.setdefault(row.row.cells[place], []).append(number)
        return self._where(
            number
            for cell, numbers in self._by_cell[place].items()
            if cell is not None and holds(cell)
            for number in numbers
        )

    def where_row(self, row: TableRow) -> Formula:
        """Return the formula of the records that find this row."""
        return self._where(self._by_row[id(row)])

    def _where(self, numbers: Iterable[int]) -> Formula:
        wanted = frozenset(numbers)
        if not self._is_plain:
            return self._folded(wanted)
        memo: dict[tuple[int, tuple[int, ...]], Formula] = {}
        return self._node(0, tuple(range(len(self._rows))), wanted, memo)

    def _folded(self, wanted: frozenset[int]) -> Formula:
        formulas = self._formulas
        found: Formula = NEVER
        for number in range(len(self._rows) - 1, -1, -1):
            guard = formulas.every(self._guards[number])
            if number in wanted:
                found = formulas.some((guard, found))
            else:
                found = formulas.every((formulas.negation(guard), found))
        return found

    def _node(
        self,
        level: int,
        rows: tuple[int, ...],
        wanted: frozenset[int],
        memo: dict[tuple[int, tuple[int, ...]], Formula],
    ) -> Formula:
        if wanted.isdisjoint(rows):
            return NEVER
        if level == len(self._guards[0]):
            return ALWAYS if rows[0] in wanted else NEVER
        found = memo.get((level, rows))
        if found is None:
            masks: dict[Formula, int] = {}
            groups = self._grouped(level, rows)
            column = groups[0][0]
            for _, mask, left in self._leaving(level, rows, wanted):
                rest = self._node(level + 1, left, wanted, memo)
                masks[rest] = masks.get(rest, 0) | mask
            literal = self._formulas.literal
            found = self._formulas.some(
                self._formulas.every((literal(column, mask), rest)) for rest, mask in masks.items()
            )
            memo[level, rows] = found
        return found

    def _leaving(self, level: int, rows: tuple[int, ...], wanted: frozenset[int]) -> list[Group]:
        """Return the groups of classes that leave a wanted row."""
        groups = self._grouped(level, rows)
        if len(wanted) > _FEW_ROWS:
            return groups
        by_row = self._groups_of.get((level, rows))
        if by_row is None:
            by_row = self._groups_of[level, rows] = {}
            for place, (_, _, left) in enumerate(groups):
                for number in left:
                    by_row.setdefault(number, []).append(place)
        return [groups[n] for n in sorted({n for row in wanted for n in by_row.get(row, ())})]

    def _grouped(self, level: int, rows: tuple[int, ...]) -> list[Group]:
        """Return (column, mask, rows left) for the groups of classes of one argument."""
        found = self._groups.get((level, rows))
        if found is not None:
            return found
        column = next(
            (g.column for n in rows if isinstance(g := self._guards[n][level], Literal)), 0
        )
        left: list[list[int]] = [[] for _ in range(self._space.columns[column].size)]
        wide: list[int] = []
        for number in rows:
            guard = self._guards[number][level]
            if isinstance(guard, Literal):
                for place in set_bits(guard.mask):
                    left[place].append(number)
            elif guard is ALWAYS:
                wide.append(number)
        masks: dict[tuple[int, ...], int] = {}
        for place, numbers in enumerate(left):
            kept = tuple(sorted([*numbers, *wide])) if wide else tuple(numbers)
            masks[kept] = masks.get(kept, 0) | 1 << place
        found = [(column, mask, kept) for kept, mask in masks.items()]
        self._groups[level, rows] = found
        return found


def _is_plain(guards: Sequence[Guards]) -> bool:
    """Tell whether each argument is asked in one column only."""
    columns: dict[int, set[int]] = {}
    for row in guards:
        for level, guard in enumerate(row):
            if isinstance(guard, Literal):
                columns.setdefault(level, set()).add(guard.column)
            elif not isinstance(guard, Truth):
                return False
    return all(len(found) <= 1 for found in columns.values())
