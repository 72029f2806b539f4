"""Table look-ups as formulas: for which arguments does the cell that is found meet a test?

Rows stand in the order in which they win. Column by column, the classes of an argument are grouped
by the rows that they leave, so that a table with thousands of keys becomes a few masks.
"""

from collections.abc import Callable, Sequence

from routewright_compiler.analysis.formula import ALWAYS, NEVER, Formula, Formulas, Literal, Truth
from routewright_compiler.analysis.space import Space, set_bits
from routewright_compiler.analysis.table_rows import PlainRow
from routewright_runtime.graph.model import TableRow

Holds = Callable[[TableRow], bool]
Guards = tuple[Formula, ...]


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
        self._groups: dict[tuple[int, tuple[int, ...]], list[tuple[int, int, tuple[int, ...]]]] = {}

    def where(self, holds: Holds) -> Formula:
        """Return the formula of the records that find a row for which `holds` is true."""
        if not self._is_plain:
            return self._folded(holds)
        answers = [holds(row.row) for row in self._rows]
        memo: dict[tuple[int, tuple[int, ...]], Formula] = {}
        return self._node(0, tuple(range(len(self._rows))), answers, memo)

    def _folded(self, holds: Holds) -> Formula:
        formulas = self._formulas
        found: Formula = NEVER
        for row, guards in zip(reversed(self._rows), reversed(self._guards), strict=True):
            guard = formulas.every(guards)
            if holds(row.row):
                found = formulas.some((guard, found))
            else:
                found = formulas.every((formulas.negation(guard), found))
        return found

    def _node(
        self,
        level: int,
        rows: tuple[int, ...],
        answers: Sequence[bool],
        memo: dict[tuple[int, tuple[int, ...]], Formula],
    ) -> Formula:
        if not rows:
            return NEVER
        if level == len(self._guards[0]):
            return ALWAYS if answers[rows[0]] else NEVER
        found = memo.get((level, rows))
        if found is None:
            masks: dict[Formula, int] = {}
            groups = self._grouped(level, rows)
            column = groups[0][0]
            for _, mask, left in groups:
                rest = self._node(level + 1, left, answers, memo)
                masks[rest] = masks.get(rest, 0) | mask
            literal = self._formulas.literal
            found = self._formulas.some(
                self._formulas.every((literal(column, mask), rest)) for rest, mask in masks.items()
            )
            memo[level, rows] = found
        return found

    def _grouped(self, level: int, rows: tuple[int, ...]) -> list[tuple[int, int, tuple[int, ...]]]:
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
