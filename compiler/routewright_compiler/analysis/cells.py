"""Which of a few boxes accept which records of a box, all records at once.

In each column the classes of the box fall into a few kinds, by the boxes that accept them. The sets
of boxes that accept a record are the products of these kinds, column by column; of many records
with the same set one is enough. A set that holds another one is left out, too: whoever meets all
the others meets it. So "do these boxes take everything from that one?" is asked at no cost, for one
choice of boxes after the other: they do where they have a box in every set.
"""

from collections.abc import Iterator

from routewright_compiler.analysis.index import BoxIndex
from routewright_compiler.analysis.space import Box, set_bits

_MOST_BOXES = 64
_MOST_SETS = 128
_COUNTED_CLASSES = 32


def accepting_sets(
    index: BoxIndex, box: Box, among: int, unsure: frozenset[int] = frozenset()
) -> list[int] | None:
    """Return the least sets of boxes of `among` that accept a record of `box`, in rising order.

    Laws take part as they do in a search: what one of them forbids is no record. None where there
    would be too many boxes or sets, or where they look at an unsure column, of which some classes
    may belong to no record.
    """
    allowed = index.allowed
    domain = {column: mask & allowed[column] for column, mask in box.items()}
    if not all(domain.values()):
        return []
    boxes = (among | index.laws) & index.meeting(domain)
    if boxes.bit_count() > _MOST_BOXES:
        return None
    looking_at = _looking(index, boxes)
    if not unsure.isdisjoint(looking_at) or not unsure.isdisjoint(domain):
        return None
    found = [boxes]
    for column, looking in looking_at.items():
        mask = domain.get(column, allowed[column])
        kinds = _kinds(index, column, mask, looking)
        if len(kinds) * len(found) > _MOST_SETS * _MOST_BOXES:
            return None
        free = ~looking
        found = _least({boxes & (kind | free) for boxes in found for kind in kinds})
        if len(found) > _MOST_SETS:
            return None
    return sorted(boxes for boxes in found if not boxes & index.laws)


def _looking(index: BoxIndex, boxes: int) -> dict[int, int]:
    """Return which of some boxes look at a column, for each that any of them looks at."""
    found: dict[int, int] = {}
    for bit in set_bits(boxes):
        for column in index.boxes[bit]:
            found[column] = found.get(column, 0) | 1 << bit
    return found


def _kinds(index: BoxIndex, column: int, mask: int, looking: int) -> set[int]:
    """Return the boxes, of those that look at a column, that accept a class of the mask."""
    if mask.bit_count() <= _COUNTED_CLASSES:
        leaves = index.columns[column].leaves
        return {leaves[number] & looking for number in set_bits(mask)}
    parts = [(mask, 0)]
    for bit in set_bits(looking):
        parts = list(_cut(parts, index.boxes[bit][column], 1 << bit))
    return {boxes for _, boxes in parts}


def _cut(parts: list[tuple[int, int]], mask: int, bit: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a column's classes inside and outside of one more mask."""
    for part, boxes in parts:
        inside = part & mask
        if inside:
            yield inside, boxes | bit
        if inside != part:
            yield part & ~mask, boxes


def _least(sets: set[int]) -> list[int]:
    """Return the sets that hold no other one."""
    if len(sets) == 1:
        return list(sets)
    found: list[int] = []
    for boxes in sorted(sets, key=int.bit_count):
        if not any(less & boxes == less for less in found):
            found.append(boxes)
    return found
