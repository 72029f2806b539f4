"""How much of a branch's values other branches hold, the largest part first, found lazily.

The part is counted in classes: of each column the share of the branch's classes that the other box
accepts, multiplied over the columns. Of thousands of boxes only the first few are wanted, so boxes
are taken in tiers: those that accept the branch in every column, those open in one column (the
largest found by counters that run over all boxes at once), and the rest. A box that leaves more
columns open is taken to hold less.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from operator import itemgetter

from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.space import Box, set_bits

_COUNTED_BOXES = 64
_COUNTED_CLASSES = 256
_KEPT_COUNTS = 200
_SHARE = itemgetter(1)


@dataclass(frozen=True, slots=True)
class Taker:
    """An earlier branch that takes records from a later one, and how large a part of its values."""

    branch: int
    share: float


@dataclass(frozen=True, slots=True)
class _Known:
    """A box of a branch: the boxes that meet it, and how much of it those looked at hold.

    `inside` are the classes of each of its columns, and how many they are.
    """

    meeting: int
    inside: dict[int, tuple[int, int]]
    shares: dict[int, float] = field(default_factory=dict)


class Shares:
    """Ranks the branches of some boxes by the part of a branch that they hold."""

    def __init__(self, space: PolicySpace) -> None:
        self._space = space
        self._number = -1
        self._known: tuple[_Known, ...] = ()
        self._parts: dict[int, tuple[tuple[int, int, float], ...]] = {}
        self._widths: dict[int, int] = {}
        self._counts: dict[tuple[int, int], list[tuple[float, int]]] = {}

    def ranked(self, number: int, among: int) -> list[Taker]:
        """Return the branches of some boxes, those first that hold most of a branch's values."""
        return [Taker(branch, share) for branch, share in self._ranked(number, among)]

    def _ranked(self, number: int, among: int) -> list[tuple[int, float]]:
        owner = self._space.owner
        known = self._known_of(number)
        shares: dict[int, float] = {}
        for part in known:
            wanted = list(set_bits(part.meeting & among))
            self._measure(part, wanted)
            for bit in wanted:
                branch = owner[bit]
                shares[branch] = shares.get(branch, 0.0) + part.shares[bit] / len(known)
        found = sorted(shares.items()) if len(known) > 1 else shares.items()
        return sorted(found, key=_SHARE, reverse=True)

    def _known_of(self, number: int) -> tuple["_Known", ...]:
        """Return what was found of a branch; it is asked about several times in a row."""
        if self._number != number:
            self._number = number
            self._known = tuple(map(self._new, self._space.boxes[number]))
        return self._known

    def _new(self, box: Box) -> "_Known":
        allowed = self._space.encoder.space.allowed
        around = {column: mask & allowed[column] for column, mask in box.items()}
        sizes = {column: (mask, mask.bit_count() or 1) for column, mask in around.items()}
        return _Known(self._space.solver.index.meeting(box), sizes)

    def _measure(self, known: "_Known", boxes: Sequence[int]) -> None:
        """Work out how much of a branch's box each of some others holds."""
        shares, inside, parts_of = known.shares, known.inside, self._parts
        for bit in boxes:
            if bit in shares:
                continue
            share = 1.0
            for column, mask, usual in parts_of.get(bit) or self._parts_of(bit):
                around = inside.get(column)
                if around is None:
                    share *= usual
                else:
                    share *= (around[0] & mask).bit_count() / around[1]
            shares[bit] = share

    def _parts_of(self, bit: int) -> tuple[tuple[int, int, float], ...]:
        """Return the columns of a box, the mask of each, and what part of all classes that is."""
        allowed = self._space.encoder.space.allowed
        found = []
        for column, mask in self._space.solver.boxes[bit].items():
            size = allowed[column].bit_count() or 1
            found.append((column, mask, (allowed[column] & mask).bit_count() / size))
        self._parts[bit] = tuple(found)
        return self._parts[bit]

    def largest(self, number: int, among: int) -> Iterator[Taker]:
        """Yield the branches of some boxes, the largest parts first; see above for the order."""
        space = self._space
        boxes = space.boxes[number]
        left = among
        if len(boxes) == 1:
            left &= space.solver.index.meeting(boxes[0])
        if len(boxes) > 1 or left.bit_count() <= _COUNTED_BOXES:
            yield from (Taker(*item) for item in self._ranked(number, left))
            return
        seen: set[int] = set()
        for bit, share in self._by_tier(boxes[0], left):
            if bit < 0:
                rest = (item for item in self._ranked(number, left) if item[0] not in seen)
                yield from (Taker(*item) for item in rest)
            elif space.owner[bit] not in seen:
                seen.add(space.owner[bit])
                yield Taker(space.owner[bit], share)

    def _by_tier(self, box: Box, left: int) -> Iterator[tuple[int, float]]:
        """Yield boxes and parts of the first two tiers, then a box below 0: all the rest."""
        index = self._space.solver.index
        opens: dict[int, int] = {}
        one = two = 0
        for column, found in index.columns.items():
            is_open = found.look_up(box.get(column, -1) & index.allowed[column])[1] & left
            if is_open:
                opens[column] = is_open
                two |= one & is_open
                one |= is_open
        yield from ((bit, 1.0) for bit in set_bits(left & ~one))
        # A column is counted out only once nothing better can be elsewhere.
        heap: list[tuple[float, int, int, Iterator[tuple[float, int]]]] = []
        for column, is_open in opens.items():
            if is_open & ~two:
                ways = self._by_count(box, column, is_open & ~two)
                heappush(heap, (-self._bound(box, column), -1, column, ways))
        while heap:
            share, bit, column, ways = heappop(heap)
            if bit >= 0:
                yield bit, -share
            following = next(ways, None)
            if following is not None:
                heappush(heap, (*following, column, ways))
        yield -1, 0.0

    def _bound(self, box: Box, column: int) -> float:
        """Return a part that no box of a column exceeds."""
        index = self._space.solver.index
        size = (box.get(column, -1) & index.allowed[column]).bit_count()
        return min(self._widest(column) / (size or 1), 1.0)

    def _widest(self, column: int) -> int:
        found = self._widths.get(column)
        if found is None:
            index = self._space.solver.index
            bits = set_bits(index.constrains[column])
            found = max(index.boxes[bit][column].bit_count() for bit in bits)
            self._widths[column] = found
        return found

    def _counted(self, column: int, mask: int, size: int) -> list[tuple[float, int]]:
        """Return what `_by_count` yields, for all boxes that look at the column."""
        found = self._counts.get((column, mask))
        if found is None:
            index = self._space.solver.index
            if len(self._counts) >= _KEPT_COUNTS:
                self._counts.clear()
            found = self._counts[column, mask] = sorted(
                (-(index.boxes[bit][column] & mask).bit_count() / size, bit)
                for bit in set_bits(index.constrains[column] & index.real)
            )
        return found

    def _by_count(self, box: Box, column: int, boxes: int) -> Iterator[tuple[float, int]]:
        """Yield minus the part and the number of each box, the largest part first."""
        index = self._space.solver.index
        mask = box.get(column, -1) & index.allowed[column]
        size = mask.bit_count()
        if not boxes:
            return
        if size > _COUNTED_CLASSES:
            wanted = boxes.to_bytes((boxes.bit_length() + 7) // 8, "little")
            for share, bit in self._counted(column, mask, size):
                if bit >> 3 < len(wanted) and wanted[bit >> 3] >> (bit & 7) & 1:
                    yield share, bit
            return
        levels = _counters(index.columns[column].at, mask, boxes)
        while boxes:
            found, count = boxes, 0
            for level in range(len(levels) - 1, -1, -1):
                inside = found & levels[level]
                if inside:
                    found = inside
                    count |= 1 << level
            boxes &= ~found
            yield from ((-count / size, bit) for bit in set_bits(found))


def _counters(at: Callable[[int], int], mask: int, boxes: int) -> list[int]:
    """Return counters, bit by bit, of how many classes of the mask each box accepts."""
    levels: list[int] = []
    for number in set_bits(mask):
        carry = at(number) & boxes
        for level, digit in enumerate(levels):
            levels[level], carry = digit ^ carry, digit & carry
            if not carry:
                break
        if carry:
            levels.append(carry)
    return levels
