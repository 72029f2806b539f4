"""Scores as formulas: for which classes does the sum of the points lie in a range?

Lines that look at one column only are added up class by class, so that `title = VP` and `title =
director` are never both counted. Then a decision diagram runs over these columns, with the sum so
far as its state; states from which the rest of the way gives the same answers are one. The diagram
is a formula whose nodes are shared, and stays small where the points are whole tens; where it does
not, the analysis says so (`TooManySumsError`) and takes the score as unknown.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from routewright_compiler.analysis.formula import (
    ALWAYS,
    NEVER,
    Formula,
    Formulas,
    Literal,
)
from routewright_compiler.analysis.space import Space, set_bits
from routewright_runtime.evaluate.points import total

MAX_SUMS = 20_000

Way = tuple[tuple[Formula, Decimal], ...]


class TooManySumsError(Exception):
    """The sums of a score are too many to be told apart."""


class ScoreFormulas:
    """One score: formulas of the tests of its sum."""

    def __init__(
        self, space: Space, formulas: Formulas, lines: Sequence[tuple[Formula, Decimal]]
    ) -> None:
        self._formulas = formulas
        self._steps = _steps(space, formulas, lines)

    def where(self, holds: Callable[[Decimal], bool]) -> Formula:
        """Return the formula of the records whose sum `holds`; raise TooManySumsError."""
        self._reachable()
        memo: dict[tuple[int, Decimal], Formula] = {}
        return self._node(0, Decimal(0), holds, memo)

    def _reachable(self) -> None:
        sums = {Decimal(0)}
        for step in self._steps:
            sums = {total((s, points)) for s in sums for _, points in step}
            if len(sums) > MAX_SUMS:
                raise TooManySumsError

    def _node(
        self,
        level: int,
        so_far: Decimal,
        holds: Callable[[Decimal], bool],
        memo: dict[tuple[int, Decimal], Formula],
    ) -> Formula:
        if level == len(self._steps):
            return ALWAYS if holds(so_far) else NEVER
        found = memo.get((level, so_far))
        if found is None:
            ways: dict[Formula, list[Formula]] = {}
            for condition, points in self._steps[level]:
                rest = self._node(level + 1, total((so_far, points)), holds, memo)
                ways.setdefault(rest, []).append(condition)
            found = self._formulas.some(
                self._formulas.every((self._formulas.some(conditions), rest))
                for rest, conditions in ways.items()
            )
            memo[level, so_far] = found
        return found

    def bounds(self) -> tuple[Decimal, Decimal]:
        """Return the lowest and the highest sum, each step taken by itself."""
        lows = [min(points for _, points in step) for step in self._steps]
        highs = [max(points for _, points in step) for step in self._steps]
        return total(lows), total(highs)


def _steps(space: Space, formulas: Formulas, lines: Sequence[tuple[Formula, Decimal]]) -> list[Way]:
    """Return what each column, then each line over several columns, adds, and where."""
    by_column: dict[int, list[tuple[int, Decimal]]] = {}
    steps: list[Way] = []
    for condition, points in lines:
        if isinstance(condition, Literal):
            by_column.setdefault(condition.column, []).append((condition.mask, points))
        elif condition is not NEVER:
            other = formulas.negation(condition)
            ways = ((condition, points), (other, Decimal(0)))
            steps.append(tuple(way for way in ways if way[0] is not NEVER))
    for column, masks in by_column.items():
        adding: dict[Decimal, int] = {}
        for number in set_bits(space.full[column]):
            points = total(p for mask, p in masks if mask >> number & 1)
            adding[points] = adding.get(points, 0) | 1 << number
        literal = formulas.literal
        steps.append(tuple((literal(column, mask), points) for points, mask in adding.items()))
    return steps
