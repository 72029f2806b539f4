"""A hard question made small: only the boxes and classes that still count inside the asked box.

Of 10,000 boxes perhaps 500 meet the asked box, and inside it they tell perhaps 300 of 13,000
classes apart. A question that is not answered within a few steps goes on in a space of its own,
where every bit-vector is that short. Neighbouring classes that the active boxes treat alike become
one; the answer is taken back class by class.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from routewright_compiler.analysis.index import BoxIndex
from routewright_compiler.analysis.space import Box, Space, set_bits


@dataclass(frozen=True, slots=True)
class Compacted:
    """The small index; bit i of it is box `numbers[i]` of the large one."""

    index: BoxIndex
    numbers: tuple[int, ...]
    columns: tuple[int, ...]
    starts: tuple[tuple[int, ...], ...]  # first class of each small class, by column
    domains: tuple[int, ...]  # the large domain of each small column

    def enlarge(self, domain: Box) -> Box:
        """Return the domain of the large space that a small one stands for."""
        return {
            self.columns[column]: self._large_mask(column, mask) for column, mask in domain.items()
        }

    def large_set(self, boxes: int) -> int:
        """Return the set in the large index of some boxes of the small one, laws left out."""
        found = 0
        for number in set_bits(boxes & self.index.real):
            found |= 1 << self.numbers[number]
        return found

    def small_set(self, boxes: int) -> int:
        """Return the set in the small index of some boxes of the large one, laws left out."""
        found = 0
        for place, number in enumerate(self.numbers):
            found |= (boxes >> number & 1) << place
        return found

    def _large_mask(self, column: int, mask: int) -> int:
        starts, found = self.starts[column], 0
        for number in set_bits(mask):
            is_last = number + 1 == len(starts)
            end = self.domains[column].bit_length() if is_last else starts[number + 1]
            found |= (1 << end) - (1 << starts[number])
        return found & self.domains[column]


def compact(index: BoxIndex, domain: Box, active: int) -> Compacted:
    """Return the small index of the active boxes inside a domain.

    Laws keep their triggers, except that one whose trigger the domain has narrowed already always
    matters: it becomes an ordinary box.
    """
    numbers = tuple(set_bits(active))
    first_law = index.real.bit_length()
    used = sorted({column for number in numbers for column in index.boxes[number]})
    space = Space()
    starts = []
    domains = []
    for column in used:
        mask = domain.get(column, index.allowed[column])
        firsts = _starts(index, column, mask, active)
        space.add_column(index.space.columns[column].name, len(firsts))
        starts.append(firsts)
        domains.append(mask)
    sizes = [column.size for column in index.space.columns]
    place = {column: number for number, column in enumerate(used)}
    ordinary: list[int] = []
    later: list[int] = []
    for number in numbers:
        if number >= first_law:
            triggers = index.space.forbidden[number - first_law].triggers
            if not any(trigger in domain for trigger in triggers):
                later.append(number)
                continue
        ordinary.append(number)
    made = [
        (_small(index.boxes[number], place, starts, space.full, sizes), number)
        for number in ordinary
    ]
    made = [(box, number) for box, number in made if all(box.values())]  # the others hold nothing
    made.sort(key=lambda pair: _scarcity(pair[0], space.full))
    boxes = [box for box, _ in made]
    for number in later:
        law = index.space.forbidden[number - first_law]
        box = _small(law.box, place, starts, space.full, sizes)
        space.forbid(box, [place[column] for column in law.triggers])
    return Compacted(
        BoxIndex(space, boxes),
        tuple(number for _, number in made),
        tuple(used),
        tuple(starts),
        tuple(domains),
    )


def _scarcity(box: Box, full: list[int]) -> float:
    """Return minus the logarithm of the share of all records that the box holds."""
    return -sum(log(mask.bit_count() / full[column].bit_count()) for column, mask in box.items())


def _starts(index: BoxIndex, column: int, mask: int, active: int) -> tuple[int, ...]:
    at = index.columns[column].at
    found: list[int] = []
    last = -1
    for number in set_bits(mask):
        accepting = at(number) & active
        if accepting != last:
            found.append(number)
            last = accepting
    return tuple(found)


def _small(
    box: Box,
    place: dict[int, int],
    starts: list[tuple[int, ...]],
    full: list[int],
    full_size: Sequence[int],
) -> Box:
    found: Box = {}
    for column, mask in box.items():
        if len(starts[place[column]]) == full_size[column]:
            if mask != full[place[column]]:
                found[place[column]] = mask
            continue
        small = 0
        firsts = starts[place[column]]
        edges = list(set_bits(mask ^ (mask << 1)))
        for at in range(0, len(edges), 2):
            low, high = bisect_left(firsts, edges[at]), bisect_left(firsts, edges[at + 1])
            small |= (1 << high) - (1 << low)
        if small != full[place[column]]:
            found[place[column]] = small
    return found
