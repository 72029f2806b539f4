"""Regions as few, wide boxes: an irredundant cover by primes, proved equal to the region.

A region is some boxes without some others. A hole of it is widened column by column as long as it
stays inside; what is left is asked for the next hole; in the end, boxes that the others cover are
dropped. (Greedy, so not always the fewest, but none is superfluous and nothing is missing.)
"""

from collections.abc import Sequence
from dataclasses import dataclass

from routewright_compiler.analysis.budget import Budget, NotDecided
from routewright_compiler.analysis.hole_search import HoleSearch
from routewright_compiler.analysis.index import BoxIndex
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.space import Box, mask_of, meet, set_bits
from routewright_runtime.graph.conditions import FieldTerm

_ASKED_BOXES = 64


@dataclass(frozen=True, slots=True)
class RegionCover:
    """Boxes that together are a region; where not `is_complete`, a part of it is left out."""

    boxes: tuple[Box, ...]
    is_complete: bool


class Regions:
    """Describes regions of one policy."""

    def __init__(self, space: PolicySpace) -> None:
        self._space = space
        self._solver = space.solver
        self._groups = _groups(space)
        self._joined: tuple[int, frozenset[int]] = (-1, frozenset())
        self._possible: dict[tuple[tuple[int, int], ...], bool] = {}

    def cover(self, boxes: Sequence[Box], among: int, limit: int = 12) -> RegionCover:
        """Return the primes of the region inside `boxes` and outside `among`; at most `limit`."""
        primes: list[Box] = []
        try:
            for box in boxes:
                while (found := self._outside(box, among, primes)) is not None:
                    if len(primes) == limit:
                        return RegionCover(tuple(primes), False)
                    primes.append(self._widened(self._space.without_helpers(found), boxes, among))
            return RegionCover(tuple(self._irredundant(primes, among)), True)
        except NotDecided:
            return RegionCover(tuple(primes), False)

    def _outside(self, box: Box, among: int, more: Sequence[Box]) -> Box | None:
        """Return a hole of `box` outside `among` and outside the boxes of `more`."""
        solver = self._solver
        solver.refresh()
        if not more:
            return solver.hole(box, among)
        near = [solver.boxes[n] for n in set_bits(solver.index.meeting(box) & among)]
        index = BoxIndex(self._space.encoder.space, [*near, *more])
        search = HoleSearch(index, Budget(solver.budget.question_steps))
        return search.find(box, index.real)

    def _widened(self, cube: Box, boxes: Sequence[Box], among: int) -> Box:
        allowed = self._space.encoder.space.allowed
        around = next((b for b in boxes if self._is_within(cube, b)), None)
        if around is None:
            return cube  # only helper columns say that it lies inside
        for column in sorted(cube, key=lambda c: (c in around, c)):
            limit = allowed[column] & around.get(column, -1)
            rest = {c: m for c, m in cube.items() if c != column}
            if limit == allowed[column] and self._is_free(rest, among):
                cube = rest
                continue
            cube = {**rest, column: self._widest(rest, column, cube[column], limit, among)}
        return cube

    def _is_within(self, cube: Box, box: Box) -> bool:
        allowed = self._space.encoder.space.allowed
        return all(not cube.get(c, allowed[c]) & ~m for c, m in box.items())

    def _widest(self, rest: Box, column: int, mask: int, limit: int, among: int) -> int:
        mask |= self._unmet(rest, column, limit & ~mask, among)
        waiting = [self._open(rest, column, limit & ~mask, among)]
        while waiting:
            missing = waiting.pop()
            if not missing:
                continue
            if self._is_free({**rest, column: missing}, among):
                mask |= missing
            elif missing & (missing - 1):
                places = list(set_bits(missing))
                half = 1 << places[len(places) // 2]
                waiting += [missing & ~(half - 1), missing & (half - 1)]
        return mask

    def _unmet(self, rest: Box, column: int, classes: int, among: int) -> int:
        """Return the classes of a column with which no box of `among` meets the rest."""
        index = self._solver.index
        if column not in index.columns:
            return 0
        around = index.meeting(rest) & among
        at = index.columns[column].at
        return mask_of(number for number in set_bits(classes) if not at(number) & around)

    def _open(self, rest: Box, column: int, classes: int, among: int) -> int:
        """Return the classes with which boxes meet the rest, but perhaps no record is in both.

        Where no law and no field of several columns is looked at, there is a record.
        """
        index = self._solver.index
        joined = self._joined_columns()
        if column not in index.columns or not joined.isdisjoint((*rest, column)):
            return classes
        sure = index.meeting(rest) & among
        for other in joined:
            sure &= ~index.constrains.get(other, 0)
        at = index.columns[column].at
        return mask_of(number for number in set_bits(classes) if not at(number) & sure)

    def _joined_columns(self) -> frozenset[int]:
        """Return the columns of which two together may leave no record, and the helper columns.

        What defines a helper column says nothing of the others.
        """
        encoder = self._space.encoder
        helpers = encoder.normal_form.definitions.keys()
        if self._joined[0] != len(encoder.space.forbidden):
            laws = (law.box for law in encoder.space.forbidden)
            found = {c for box in laws if helpers.isdisjoint(box) for c in box}
            joined = frozenset(found | helpers | self._solver.unsure)
            self._joined = len(encoder.space.forbidden), joined
        return self._joined[1]

    def _is_free(self, box: Box, among: int) -> bool:
        """Tell whether surely no record of `box` lies in `among`."""
        meeting = self._solver.index.meeting(box) & among
        if not meeting:
            return True
        if meeting.bit_count() > _ASKED_BOXES or not self._space.encoder.space.forbidden:
            return False
        for number in set_bits(meeting):
            common = meet(box, self._solver.boxes[number])
            if common is not None and self._is_possible(common):
                return False
        return True

    def _is_possible(self, box: Box) -> bool:
        """Tell whether a record lies in a box: one does where each group of columns allows it."""
        groups: dict[int, Box] = {}
        for column, mask in box.items():
            groups.setdefault(self._groups.get(column, column), {})[column] = mask
        for group in groups.values():
            key = tuple(sorted(group.items()))
            found = self._possible.get(key)
            if found is None:
                found = self._possible[key] = self._solver.is_possible(group)
            if not found:
                return False
        return True

    def _irredundant(self, primes: list[Box], among: int) -> list[Box]:
        kept = list(primes)
        for prime in primes:
            others = [other for other in kept if other is not prime]
            if others and self._outside(prime, among, others) is None:
                kept = others
        return kept


def _groups(space: PolicySpace) -> dict[int, int]:
    """Return a group for columns that hang together: by a law, in one field, by the time."""
    encoder = space.encoder
    joined = [set(law.box) for law in encoder.space.forbidden]
    joined += [set(model.columns) for model in encoder.fields.values()]
    timed = {*encoder.calendars.values(), *(age.column for age in encoder.ages.values())}
    for term, _ in encoder.ages:
        if isinstance(term, FieldTerm):
            timed.update(encoder.fields[term.field].columns)
    group: dict[int, int] = {}
    members: dict[int, set[int]] = {}
    for columns in (*joined, timed):
        found = set(columns)
        for root in {group[column] for column in columns if column in group}:
            found |= members.pop(root)
        if found:
            root = min(found)
            members[root] = found
            group.update(dict.fromkeys(found, root))
    return group
