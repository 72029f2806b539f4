"""Bit-vectors of boxes: for each class of each column, the set of boxes that accept it.

One Python int holds a set of boxes, bit i for box i. "Which of 10,000 boxes meet this box?" is then
one AND a column. Masks are taken apart into runs of neighbouring classes, and a segment tree over
blocks of classes answers a run in logarithmic time, so that ranges over thousands of classes stay
cheap.
"""

from collections.abc import Iterable, Sequence

from routewright_compiler.analysis.space import Box, Space, set_bits

_CACHED_BYTES = 12_000_000
_FLAT_CLASSES = 16
_BLOCK = 4
_FEW_CLASSES = 256
_KEPT_MASKS = 400


class ColumnIndex:
    """The boxes of one column: which accept a class of a mask, which leave something open."""

    __slots__ = (
        "_alls",
        "_anys",
        "_by_rarity",
        "_cache",
        "_cache_limit",
        "_classes",
        "every",
        "free",
        "leaves",
        "size",
    )

    def __init__(self, size: int, every: int, masks: dict[int, int]) -> None:
        """Take, for each distinct mask, the set of boxes that have it."""
        constrained = 0
        for boxes in masks.values():
            constrained |= boxes
        self.size = size
        self.every = every
        self.free = every & ~constrained
        self.leaves = _accepting(size, self.free, masks)
        self._anys: list[int] = []
        self._alls: list[int] = []
        if size > _FLAT_CLASSES:
            self._anys, self._alls = _trees(self.leaves, self.free)
        self._cache: dict[int, tuple[int, int]] = {}
        self._by_rarity: list[int] = []
        self._classes: dict[int, tuple[int, ...]] = {}
        self._cache_limit = 64 + _CACHED_BYTES // (100 + every.bit_length() // 4)

    def at(self, class_number: int) -> int:
        """Return the boxes that accept one class."""
        return self.leaves[class_number]

    def rarest(self, mask: int, active: int) -> int:
        """Return a class of the mask that few of the active boxes accept.

        Of many classes the one that few of all boxes accept: a guess, at no cost.
        """
        if mask.bit_count() <= _FEW_CLASSES:
            return self._counted(mask, active)
        if not self._by_rarity:
            counts = sorted((self.at(k).bit_count(), k) for k in range(self.size))
            self._by_rarity = [number for _, number in counts]
        return next(number for number in self._by_rarity if mask >> number & 1)

    def unaccepted(self, mask: int, boxes: int) -> int | None:
        """Return a class of the mask that none of the boxes accepts, where there is one.

        Of many classes only the one that `rarest` guesses is looked at.
        """
        if mask.bit_count() > _FEW_CLASSES:
            number = self.rarest(mask, boxes)
            return None if self.at(number) & boxes else number
        leaves = self.leaves
        for number in self._numbers(mask):
            if not leaves[number] & boxes:
                return number
        return None

    def _counted(self, mask: int, active: int) -> int:
        leaves = self.leaves
        best, least = 0, -1
        for number in self._numbers(mask):
            count = (leaves[number] & active).bit_count()
            if count < least or least < 0:
                best, least = number, count
                if not count:
                    break
        return best

    def _numbers(self, mask: int) -> tuple[int, ...]:
        """Return the classes of a mask; the same few masks are asked about again and again."""
        found = self._classes.get(mask)
        if found is None:
            if len(self._classes) >= _KEPT_MASKS:
                self._classes.clear()
            found = self._classes[mask] = tuple(set_bits(mask))
        return found

    def look_up(self, mask: int) -> tuple[int, int]:
        """Return the boxes that meet `mask`, and those that do not accept all of it."""
        found = self._cache.get(mask)
        if found is None:
            if len(self._cache) >= self._cache_limit:
                self._cache.clear()
            found = self._cache[mask] = self._looked_up(mask)
        return found

    def _looked_up(self, mask: int) -> tuple[int, int]:
        if not mask & (mask - 1) and mask:
            meets = self.leaves[mask.bit_length() - 1]
            return meets, self.every & ~meets
        return self._flat(mask) if self.size <= _FLAT_CLASSES else self._by_runs(mask)

    def _flat(self, mask: int) -> tuple[int, int]:
        meets, covers = 0, self.every
        leaves = self.leaves
        for number in set_bits(mask):
            meets |= leaves[number]
            covers &= leaves[number]
        return meets, self.every & ~covers

    def _by_runs(self, mask: int) -> tuple[int, int]:
        meets, covers = 0, self.every
        leaves, anys, alls = self.leaves, self._anys, self._alls
        edges = list(set_bits(mask ^ (mask << 1)))
        for place in range(0, len(edges), 2):
            low, high = edges[place], edges[place + 1]
            left, right = -(-low // _BLOCK), high // _BLOCK
            if left >= right:
                ends: Iterable[int] = leaves[low:high]
            else:
                ends = leaves[low : left * _BLOCK] + leaves[right * _BLOCK : high]
            for boxes in ends:
                meets |= boxes
                covers &= boxes
            left, right = left + len(anys) // 2, right + len(anys) // 2
            while left < right:
                if left & 1:
                    meets |= anys[left]
                    covers &= alls[left]
                    left += 1
                if right & 1:
                    right -= 1
                    meets |= anys[right]
                    covers &= alls[right]
                left >>= 1
                right >>= 1
        return meets, self.every & ~covers


class BoxIndex:
    """A list of boxes with its bit-vectors; forbidden boxes of the space stand behind `boxes`."""

    __slots__ = (
        "_leaves",
        "allowed",
        "boxes",
        "columns",
        "constrains",
        "every",
        "laws",
        "neighbours",
        "real",
        "space",
        "triggered",
    )

    def __init__(self, space: Space, boxes: Sequence[Box]) -> None:
        """Index the boxes; cost is linear in their runs of classes."""
        self.space = space
        self.allowed = space.allowed
        self.boxes: list[Box] = [*boxes, *(law.box for law in space.forbidden)]
        self.every = (1 << len(self.boxes)) - 1
        self.real = (1 << len(boxes)) - 1
        self.laws = self.every ^ self.real
        self.columns: dict[int, ColumnIndex] = {}
        self.constrains: dict[int, int] = {}
        self._index_columns()
        self._leaves = [(column, found.leaves) for column, found in self.columns.items()]
        self.triggered: dict[int, int] = {}
        self.neighbours: dict[int, tuple[int, ...]] = {}
        self._index_triggers(len(boxes))

    def _index_columns(self) -> None:
        masks: dict[int, dict[int, list[int]]] = {}
        for number, box in enumerate(self.boxes):
            for column, mask in box.items():
                masks.setdefault(column, {}).setdefault(mask, []).append(number)
        for column in sorted(masks):
            grouped = {mask: box_set(numbers) for mask, numbers in masks[column].items()}
            found = ColumnIndex(self.space.columns[column].size, self.every, grouped)
            self.columns[column] = found
            self.constrains[column] = self.every ^ found.free

    def _index_triggers(self, first: int) -> None:
        bits: dict[int, list[int]] = {}
        near: dict[int, dict[int, None]] = {}
        for number, law in enumerate(self.space.forbidden, first):
            for column in law.triggers:
                bits.setdefault(column, []).append(number)
                near.setdefault(column, {}).update(dict.fromkeys(law.box))
        self.triggered = {column: box_set(numbers) for column, numbers in bits.items()}
        self.neighbours = {column: tuple(sorted(found)) for column, found in near.items()}

    def meeting(self, box: Box) -> int:
        """Return the boxes with an allowed class in common with `box` in every column."""
        found = self.every
        for column, mask in box.items():
            index = self.columns.get(column)
            if index is not None:
                found &= index.look_up(mask & self.allowed[column])[0]
        return found

    def covering(self, box: Box) -> int:
        """Return the boxes that accept all of `box`, column by column."""
        found = self.every
        for column, index in self.columns.items():
            mask = box.get(column, -1) & self.allowed[column]
            found &= ~index.look_up(mask)[1]
        return found

    def accepting(self, point: dict[int, int]) -> int:
        """Return the boxes that accept these classes, each in its column."""
        found = self.every
        for column, number in point.items():
            index = self.columns.get(column)
            if index is not None:
                found &= index.at(number)
        return found

    def at(self, point: dict[int, int]) -> int:
        """Return the boxes that hold the record with these classes.

        A column that is not given is of another version of a field: no record is in its boxes.
        """
        found = self.every
        for column, leaves in self._leaves:
            number = point.get(column)
            found &= self.columns[column].free if number is None else leaves[number]
            if not found:
                return 0
        return found


def box_set(numbers: Sequence[int]) -> int:
    """Return the set of these boxes as an int; linear in the highest number."""
    if len(numbers) == 1:
        return 1 << numbers[0]
    found = bytearray((max(numbers, default=0) >> 3) + 1)
    for number in numbers:
        found[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(found, "little")


def _accepting(size: int, free: int, masks: dict[int, int]) -> list[int]:
    toggles: dict[int, int] = {}
    for mask, boxes in masks.items():
        for edge in set_bits(mask ^ (mask << 1)):
            toggles[edge] = toggles.get(edge, 0) ^ boxes
    leaves = []
    current = free
    for number in range(size):
        if number in toggles:
            current ^= toggles[number]
        leaves.append(current)
    return leaves


def _trees(leaves: list[int], free: int) -> tuple[list[int], list[int]]:
    """Return two segment trees over the whole blocks of leaves: accepted by any, accepted by all.

    Mostly only the free boxes accept all of many classes: they are kept once.
    """
    size = len(leaves) // _BLOCK
    anys, alls = [0] * size, [0] * size
    for block in range(size):
        first, *others = leaves[block * _BLOCK : (block + 1) * _BLOCK]
        some = every = first
        for boxes in others:
            some |= boxes
            every &= boxes
        anys.append(some)
        alls.append(free if every == free else every)
    for place in range(size - 1, 0, -1):
        anys[place] = anys[2 * place] | anys[2 * place + 1]
        every = alls[2 * place] & alls[2 * place + 1]
        alls[place] = free if every == free else every
    return anys, alls
