"""The one search behind every verdict: a record inside a box that none of these boxes accepts.

A multi-valued DPLL search whose unit propagation runs over all boxes at once. The domain of each
column is a mask of classes. A box is *open* in a column where it does not accept the whole domain
yet. Three saturating counters (open in at least one, two, three columns) are kept as bit-vectors:

- a box that is open nowhere accepts the whole domain: this branch holds no hole;
- a box that is open in one column only must be left there: its mask is taken from the domain;
- where no box is left, every record of the product of the domains is a hole.

Forbidden boxes take part like any other, but only once a column that triggers them is narrowed: as
long as none is, any solution of all the laws fills these columns.
Source: the recommendation and pseudo-code of the design note on analysis; DPLL after Davis,
Logemann, Loveland 1962.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from routewright_compiler.analysis.budget import Budget
from routewright_compiler.analysis.compaction import compact
from routewright_compiler.analysis.index import BoxIndex
from routewright_compiler.analysis.space import Box, set_bits

EASY_STEPS = 24
NARROW_STEPS = 400
EXCLUDING_STEPS = 1_000
MANY_CLASSES = 32


@dataclass(slots=True)
class _Node:
    """A domain under search; columns not in `domain` have all that is allowed."""

    domain: Box
    active: int
    matters: int  # the boxes to be left: those asked about and the laws triggered so far
    play: dict[int, int] = field(default_factory=dict)  # columns with the boxes open there
    changed: dict[int, None] = field(default_factory=dict)  # columns to be looked at again

    @property
    def columns(self) -> list[int]:
        """The columns in which some box may be open."""
        return list(dict.fromkeys((*self.play, *self.changed)))


class HoleSearch:
    """Searches over one index; the steps are booked on the budget."""

    __slots__ = ("budget", "core", "index")

    def __init__(self, index: BoxIndex, budget: Budget) -> None:
        self.index = index
        self.budget = budget
        # The boxes that the last proof rests on: without a hole, these alone leave none.
        self.core = 0

    def find(self, box: Box, among: int) -> Box | None:
        """Return domains inside `box` all of whose records no box of `among` accepts, or None.

        Columns that are not returned are free (but for the laws). Raise NotDecided over budget.
        """
        self.core = 0
        root = self._root(box, among)
        if root is None:
            return None
        wide = self._wide(root)
        if wide and self._take_free_classes(root, wide):
            wide = self._wide(root)
        steps, found, limit = 0, None, NARROW_STEPS
        if wide:
            steps, found, _ = self._search(self._focused(root), 0, EASY_STEPS)
            limit = EASY_STEPS
            self.core = 0
        if found is None:
            steps, found, is_done = self._search(root, steps, steps + limit)
            if found is None and not is_done:
                found = self._probe(root)
                if found is None:
                    return self._find_small(root, steps)
        self.budget.book(steps)
        return found

    def _wide(self, node: _Node) -> list[int]:
        """Return the columns with so many classes that one of them is tried first."""
        allowed, domain = self.index.allowed, node.domain
        return [
            column
            for column in (*node.play, *(c for c in node.changed if c not in node.play))
            if domain.get(column, allowed[column]).bit_count() > MANY_CLASSES
        ]

    def _take_free_classes(self, node: _Node, wide: Sequence[int]) -> bool:
        """Settle wide columns with a class that every box left in them refuses; tell if any is.

        Whatever hole there is stays one with this class in its place, so nothing is lost. A law
        that such a column would trigger looks at it, so it is left, too, and need not take part.
        """
        index, allowed = self.index, self.index.allowed
        is_any = False
        for column in wide:
            mask = node.domain.get(column, allowed[column])
            refused = index.constrains[column] & node.active
            number = index.columns[column].unaccepted(mask, refused)
            if number is not None:
                node.active &= ~refused
                node.domain[column] = 1 << number
                is_any = True
        return is_any

    def _focused(self, node: _Node) -> _Node:
        """Return the node with one class in each column of many: the one few boxes accept.

        Mostly there is a hole at a value that no condition names; that is found at once.
        """
        focused = _copied(node)
        for column in node.columns:
            mask = node.domain.get(column, self.index.allowed[column])
            if mask.bit_count() > MANY_CLASSES:
                number = self.index.columns[column].rarest(mask, node.active)
                focused.domain[column] = 1 << number
                self._touch(focused, column)
        return focused

    def _find_small(self, root: _Node, steps: int) -> Box | None:
        small = compact(self.index, root.domain, root.active)
        inner = HoleSearch(small.index, self.budget)
        start = inner._root({}, small.index.real)
        assert start is not None
        steps += 1
        found = inner._probe(start)
        if found is None:
            steps, found, is_done = inner._search(start, steps, steps + EXCLUDING_STEPS)
            if found is None and not is_done:
                steps, found, _ = inner._search(start, steps, None, is_cutting=True)
        self.budget.book(steps)
        if found is None:
            self.core |= small.large_set(inner.core)
            return None
        return {**root.domain, **small.enlarge(found)}

    def _probe(self, node: _Node) -> Box | None:
        """Guess a hole: column by column a class that few of the boxes left accept."""
        allowed, domain, active = self.index.allowed, dict(node.domain), node.active
        masks = {column: node.domain.get(column, allowed[column]) for column in node.columns}
        for column in sorted(masks, key=lambda c: (-masks[c].bit_count(), c)):
            found = self.index.columns[column]
            number = found.rarest(masks[column], active)
            active &= found.at(number)
            domain[column] = 1 << number
            if not active:
                return domain
        return None

    def _search(
        self, root: _Node, steps: int, limit: int | None, *, is_cutting: bool = False
    ) -> tuple[int, Box | None, bool]:
        """Search below a node; return the steps, a hole, and whether the search came to its end.

        It stops without an answer once `limit` steps are reached. `is_cutting` says how to branch:
        by the best cut instead of by leaving one box.
        """
        stack = [root]
        while stack and steps != limit:
            steps += 1
            self.budget.check(steps)
            node = stack.pop()
            counts = self._propagate(node)
            if counts is None:
                continue
            if not node.active & node.matters:
                return steps, node.domain, True
            stack.extend(self._cut(node) if is_cutting else self._split(node, *counts))
        return steps, None, not stack

    def _root(self, box: Box, among: int) -> _Node | None:
        index = self.index
        domain: Box = {}
        for column, mask in box.items():
            kept = mask & index.allowed[column]
            if not kept:
                return None
            if kept != index.allowed[column]:
                domain[column] = kept
        active = (among | index.laws) & index.meeting(domain)
        node = _Node(domain, active, among)
        wanted = active & among
        for column, boxes in index.constrains.items():
            if boxes & wanted:
                node.changed[column] = None
        for column in domain:
            self._touch(node, column)
        return node

    def _touch(self, node: _Node, column: int) -> None:
        """Note that a column has been narrowed, and let its laws take part."""
        index = self.index
        if column in index.triggered:
            node.matters |= index.triggered[column]
            for other in index.neighbours[column]:
                if other not in node.play:
                    node.changed[other] = None
        if column in index.columns:
            node.changed[column] = None

    def _propagate(self, node: _Node) -> tuple[int, int, int] | None:
        """Narrow the domains until nothing changes; return the counters, or None: no hole here."""
        columns, allowed = self.index.columns, self.index.allowed
        while True:
            active, play = node.active, node.play
            for column in node.changed:
                mask = node.domain.get(column, allowed[column])
                meets, play[column] = columns[column].look_up(mask)
                active &= meets
            node.changed = {}
            node.active = active
            if not active & node.matters:
                return 0, 0, 0
            one = two = three = 0
            settled: list[int] = []
            for column, is_open in play.items():
                is_open &= active
                if not is_open:
                    settled.append(column)
                    continue
                three |= two & is_open
                two |= one & is_open
                one |= is_open
            for column in settled:
                # What is left accepts the whole domain there, and will while it shrinks.
                del play[column]
            accepting = active & node.matters & ~one
            if accepting:
                self.core |= accepting & -accepting
                return None
            units = one & ~two & node.matters
            if not units:
                return one, two, three
            if not self._leave_units(node, units):
                return None

    def _leave_units(self, node: _Node, units: int) -> bool:
        """Take the masks of the unit boxes from the domains; False where one is left empty."""
        units &= node.active
        for column, is_open in node.play.items():
            boxes = units & is_open
            if not boxes:
                continue
            old = node.domain.get(column, self.index.allowed[column])
            new = old & ~self._union(column, boxes, old)
            self.core |= boxes
            if not new:
                return False
            node.active &= ~boxes
            node.domain[column] = new
            self._touch(node, column)
        return True

    def _union(self, column: int, boxes: int, domain: int) -> int:
        """Return the classes of the domain that one of the boxes accepts."""
        count = boxes.bit_count()
        if count <= domain.bit_count():
            found = 0
            for number in set_bits(boxes):
                found |= self.index.boxes[number][column]
            return found
        at = self.index.columns[column].at
        found = 0
        for number in set_bits(domain):
            if at(number) & boxes:
                found |= 1 << number
        return found

    def _split(self, node: _Node, one: int, two: int, three: int) -> tuple[_Node, _Node]:
        """Branch on a box with few open columns: first leave it in one of them, then stay."""
        left = node.active & node.matters
        number = _lowest(left & two & ~three or left)
        box = self.index.boxes[number]
        allowed = self.index.allowed
        for column, mask in box.items():
            domain = node.domain.get(column, allowed[column])
            if domain & ~mask:
                break
        else:
            raise AssertionError("a box that is open in no column was caught before")
        return self._child(node, column, domain & mask), self._child(node, column, domain & ~mask)

    def _cut(self, node: _Node) -> tuple[_Node, _Node]:
        """Branch at the cut through one column that leaves the fewest boxes on both sides.

        Many boxes that tile the space (a decision table) fall apart along such cuts, where leaving
        one box after another would go on for ever.
        """
        left = node.active & node.matters
        best: tuple[int, int, int] | None = None
        for column in node.play:
            domain = node.domain.get(column, self.index.allowed[column])
            numbers = list(set_bits(domain))
            sides = self._sides(column, numbers, left)
            for place in range(1, len(numbers)):
                low, high = sides[0][place], sides[1][place]
                cost = low * low + high * high
                if best is None or cost < best[0]:
                    best = cost, column, domain & ((1 << numbers[place]) - 1)
        assert best is not None, "a domain of one class each is decided"
        _, column, mask = best
        domain = node.domain.get(column, self.index.allowed[column])
        return self._child(node, column, domain & ~mask), self._child(node, column, mask)

    def _sides(self, column: int, numbers: list[int], boxes: int) -> tuple[list[int], list[int]]:
        """Return how many boxes have a class before each place, and at or behind it."""
        at = self.index.columns[column].at
        accepting = [at(number) & boxes for number in numbers]
        before, behind = [0], [0] * len(numbers)
        seen = 0
        for found in accepting:
            seen |= found
            before.append(seen.bit_count())
        seen = 0
        for place in range(len(numbers) - 1, -1, -1):
            seen |= accepting[place]
            behind[place] = seen.bit_count()
        return before, behind

    def _child(self, node: _Node, column: int, mask: int) -> _Node:
        child = _copied(node)
        child.domain[column] = mask
        self._touch(child, column)
        return child


def _copied(node: _Node) -> _Node:
    return _Node(dict(node.domain), node.active, node.matters, dict(node.play), dict(node.changed))


def _lowest(boxes: int) -> int:
    return (boxes & -boxes).bit_length() - 1
