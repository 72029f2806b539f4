"""Columns of classes, boxes over them, and what no record can be.

A column cuts one thing that a condition can ask about (a field, a part of it, the time, an unknown)
into finitely many classes. A box gives a mask of classes for some columns (a Python int, bit k for
class k) and stands for every record whose class lies in the mask in each of them; columns that it
does not name are free. A forbidden box holds no record: a fact, a law of texts, the definition of a
helper column.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Box = dict[int, int]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `size` classes, of which a record may have those in the mask `allowed`."""

    name: str
    size: int
    allowed: int
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A box without records.

    It matters only once the search has narrowed one of `triggers`. A helper column is a total
    function of others, so its defining boxes have it as their only trigger.
    """

    box: Box
    triggers: tuple[int, ...]


class Space:
    """All columns and forbidden boxes of one policy; grows while the policy is encoded."""

    __slots__ = ("allowed", "columns", "forbidden", "full")

    def __init__(self) -> None:
        self.columns: list[Column] = []
        self.forbidden: list[Forbidden] = []
        self.allowed: list[int] = []
        self.full: list[int] = []

    def add_column(
        self, name: str, size: int, *, allowed: int | None = None, is_unknown: bool = False
    ) -> int:
        """Add a column and return its number."""
        full = (1 << size) - 1
        mask = full if allowed is None else allowed
        self.columns.append(Column(name, size, mask, is_unknown))
        self.allowed.append(mask)
        self.full.append(full)
        return len(self.columns) - 1

    def add_flag(self, name: str, *, is_unknown: bool = False) -> int:
        """Add a column of two classes, 0 for no and 1 for yes, and return its number."""
        return self.add_column(name, 2, is_unknown=is_unknown)

    def forbid(self, box: Box, triggers: Iterable[int] | None = None) -> None:
        """State that no record lies in `box`; by default any of its columns makes it matter."""
        kept: Box = {}
        for column, mask in box.items():
            if not mask & self.allowed[column]:
                return
            if self.allowed[column] & ~mask:
                kept[column] = mask
        wanted = kept if triggers is None else tuple(c for c in triggers if c in kept)
        self.forbidden.append(Forbidden(kept, tuple(wanted or kept)))


def set_bits(mask: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set, from the lowest; linear in the length."""
    if mask.bit_count() < 8:
        while mask:
            low = mask & -mask
            yield low.bit_length() - 1
            mask ^= low
        return
    digits = bin(mask)[:1:-1]
    place = digits.find("1")
    while place >= 0:
        yield place
        place = digits.find("1", place + 1)


def mask_of(classes: Iterable[int]) -> int:
    """Return the mask with these classes."""
    mask = 0
    for number in classes:
        mask |= 1 << number
    return mask


def meet(first: Box, second: Box) -> Box | None:
    """Return the box of the records in both, or None where a column has no class in common."""
    if len(first) < len(second):
        first, second = second, first
    found = dict(first)
    for column, mask in second.items():
        common = found.get(column, mask) & mask
        if not common:
            return None
        found[column] = common
    return found


def is_inside(inner: Box, outer: Box) -> bool:
    """Tell whether column by column `inner` lies in `outer`."""
    return all(column in inner and not inner[column] & ~mask for column, mask in outer.items())
