"""Several columns of few values each as one: their masks are joined once for all values together.

A country's size band, tier and segment make a few hundred combinations; each is met, and-ed from
the columns' own masks, and remembered, up to a bound. So a record costs one look-up for them all.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from routewright_runtime.evaluate.class_column import EqualityColumn

MAX_COMBINATIONS = 1024
MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class JointColumn:
    """The masks of equality columns by tuples of their values; at most `limit` are remembered."""

    columns: tuple[EqualityColumn, ...]
    limit: int
    remembered: dict[tuple[Hashable, ...], int]

    def mask(self, values: tuple[Hashable, ...]) -> int:
        """Return the lines that hold of a tuple of values."""
        found = -1
        for column, value in zip(self.columns, values, strict=True):
            found &= column.mask_of.get(value, column.other)
        if len(self.remembered) < self.limit:
            self.remembered[values] = found
        return found


def joined(columns: Sequence[EqualityColumn], size: int) -> tuple[int, ...]:
    """Return which columns to join, as places in the order given; none where less than two fit.

    Those of fewest values come first, while their combinations are few and their masks small.
    """
    limit = min(MAX_COMBINATIONS, MAX_BYTES * 8 // size)
    count = 1
    chosen: list[int] = []
    for place in sorted(range(len(columns)), key=lambda place: len(columns[place].mask_of)):
        count *= len(columns[place].mask_of) + 1
        if count > limit:
            break
        chosen.append(place)
    return tuple(sorted(chosen)) if len(chosen) > 1 else ()


def joint_column(columns: Sequence[EqualityColumn]) -> JointColumn:
    """Return one column for several; twice their combinations leaves room for unlisted values."""
    limit = 2
    for column in columns:
        limit *= len(column.mask_of) + 1
    return JointColumn(tuple(columns), limit, {})
