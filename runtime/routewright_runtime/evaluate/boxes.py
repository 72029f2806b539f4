"""Conditions as boxes: one formula a column, all of which must hold.

A condition that joins columns by `or` becomes several boxes that stand for the same line, where
they are few; else it stays a *residual*, checked only when its line is the candidate. One that
many lines share becomes a column of its own, true or false.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from routewright_runtime.evaluate.columns import Column, column_of, columns_of
from routewright_runtime.evaluate.normal import FALSE, TRUE, join
from routewright_runtime.graph.conditions import AllOf, AnyOf, Condition

MAX_BOXES = 8
MAX_SHARED_COLUMNS = 8

# A column, or a condition over several columns that has become one.
BoxColumn = Column | Condition


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a first-match list: its boxes (none: it never holds), and what is left to check.

    A box is a tuple of (column, formula), several formulas of one column joined by `and`.
    """

    boxes: tuple[tuple[tuple[BoxColumn, Condition], ...], ...]
    residual: Condition = TRUE


def lines_of(conditions: Sequence[Condition]) -> list[Line]:
    """Return the boxes of each normal condition, in order."""
    # A group and its rule may ask the same; asked once, a shared column's formula is the column.
    parts = [tuple(dict.fromkeys(conjuncts(condition))) for condition in conditions]
    shared = _shared([part for found in parts for part in found], len(conditions))
    return [_line(found, shared) for found in parts]


def conjuncts(condition: Condition) -> tuple[Condition, ...]:
    """Return what must hold together."""
    if condition == TRUE:
        return ()
    return condition.items if isinstance(condition, AllOf) else (condition,)


def _shared(parts: list[Condition], lines: int) -> frozenset[Condition]:
    uses = Counter(part for part in parts if isinstance(part, AnyOf) and len(columns_of(part)) > 1)
    often = [part for part, count in uses.most_common() if count >= max(4, lines // 20)]
    return frozenset(often[:MAX_SHARED_COLUMNS])


def _line(parts: tuple[Condition, ...], shared: frozenset[Condition]) -> Line:
    together: dict[BoxColumn, list[Condition]] = {}
    choices: list[list[Condition]] = []
    residual: list[Condition] = []
    boxes = 1
    for part in parts:
        if part == FALSE:
            return Line(())
        if not isinstance(part, AnyOf):
            together.setdefault(column_of(part), []).append(part)
        elif len(columns := columns_of(part)) == 1:
            together.setdefault(columns[0], []).append(part)
        elif part in shared:
            together.setdefault(part, []).append(part)
        elif (ways := alternatives(part)) is not None and boxes * len(ways) <= MAX_BOXES:
            boxes *= len(ways)
            choices.append(ways)
        else:
            residual.append(part)
    found = tuple(_box(together, choice) for choice in product(*choices))
    return Line(found, join(residual, is_all=True))


def alternatives(part: AnyOf) -> list[Condition] | None:
    """Return conjunctions of single-column conditions one of which must hold; None: too many."""
    by_column: dict[Column, list[Condition]] = {}
    others: list[Condition] = []
    for item in part.items:
        columns = columns_of(item)
        if len(columns) == 1:
            by_column.setdefault(columns[0], []).append(item)
        else:
            others.append(item)
    found = [join(items, is_all=False) for items in by_column.values()]
    for item in others:
        ways = _ways(item)
        if ways is None or len(found) + len(ways) > MAX_BOXES:
            return None
        found.extend(ways)
    return found if len(found) <= MAX_BOXES else None


def _ways(item: Condition) -> list[Condition] | None:
    assert isinstance(item, AllOf)
    choices: list[list[Condition]] = []
    count = 1
    for part in item.items:
        ways: list[Condition] | None = [part]
        if isinstance(part, AnyOf) and len(columns_of(part)) > 1:
            ways = alternatives(part)
        if ways is None or count * len(ways) > MAX_BOXES:
            return None
        count *= len(ways)
        choices.append(ways)
    return [join(list(choice), is_all=True) for choice in product(*choices)]


def _box(
    together: dict[BoxColumn, list[Condition]], choice: tuple[Condition, ...]
) -> tuple[tuple[BoxColumn, Condition], ...]:
    found: dict[BoxColumn, list[Condition]] = {c: list(items) for c, items in together.items()}
    for way in choice:
        for part in conjuncts(way):
            column = columns_of(part)[0]
            found.setdefault(column, []).append(part)
    return tuple((column, join(items, is_all=True)) for column, items in found.items())
