"""Rules that want the same records with different outcomes, so that only their order decides.

A pair counts where both rules receive records, some record meets both, their outcomes differ, and
the earlier is not an exception to the later, that is, does not lie inside it (the specific before
the general is what order is for). Pairs of members of one unique group are reported there. Of
10,000 rules there may be a million pairs, so they are counted in bit sets and listed on demand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.formula import columns_of
from routewright_compiler.analysis.laws_in_use import laws_in_use
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.reach import Reach, Verdict
from routewright_compiler.analysis.space import Box, is_inside, set_bits

_WAYS = 64


@dataclass(frozen=True, slots=True)
class Overlap:
    """A later rule and how many earlier ones it overlaps; `boxes` are boxes of these."""

    later: int
    boxes: int
    count: int
    owners: Sequence[int] = field(repr=False, compare=False)

    @property
    def earlier(self) -> tuple[int, ...]:
        """Return the earlier rules, in order."""
        return tuple(dict.fromkeys(self.owners[number] for number in set_bits(self.boxes)))


@dataclass(frozen=True, slots=True)
class OverlapTaker:
    """An earlier rule that really takes a record from a later one."""

    branch: int
    share: float
    lead: Lead


class Overlaps:
    """All overlapping pairs, one entry a later rule."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._space: PolicySpace = reach.space
        self._laws = laws_in_use(self._space)
        self._columns = [columns_of(formula) for formula in self._space.formulas]
        self.undecided = 0
        self._live_rules = 0
        self._several = 0  # boxes of branches with more than one
        self._same: dict[object, int] = {}
        self._shown: dict[int, int] = {}
        for number in self._space.chain.rules():
            bits = self._space.bits[number]
            if reach.verdicts[number] in (Verdict.LIVE, Verdict.UNDECIDED):
                self._live_rules |= bits
                outcome = self._space.chain.outcomes[number]
                self._same[outcome] = self._same.get(outcome, 0) | bits
            if bits.bit_count() > 1:
                self._several |= bits
        self._by_columns: dict[frozenset[int], int] = {}
        for number, columns in enumerate(self._columns):
            known = self._by_columns.get(columns, 0)
            self._by_columns[columns] = known | self._space.bits[number]
        self._live_rules &= self._possible_boxes()
        self._groups = self._unique_groups()
        found = (self._overlap(number) for number in self._space.chain.rules())
        self.overlaps: tuple[Overlap, ...] = tuple(o for o in found if o is not None)

    @property
    def pairs(self) -> int:
        """Return how many pairs there are in all."""
        return sum(overlap.count for overlap in self.overlaps)

    def _possible_boxes(self) -> int:
        """Return the boxes that hold any record at all."""
        solver = self._space.solver
        found = 0
        for number, box in enumerate(solver.boxes):
            try:
                if self._laws.is_possible(solver, box, box):
                    found |= 1 << number
            except NotDecided:
                found |= 1 << number
        return found

    def _unique_groups(self) -> dict[int, int]:
        """Return for each branch the boxes of all branches inside its unique groups."""
        found: dict[int, int] = {}
        for group in self._space.chain.groups:
            if not group.is_unique:
                continue
            inside = 0
            for branch in range(group.first, group.end):
                inside |= self._space.bits[branch]
            for branch in range(group.first, group.end):
                found[branch] = found.get(branch, 0) | inside
        return found

    def _overlap(self, later: int) -> Overlap | None:
        space = self._space
        if self._reach.verdicts[later] not in (Verdict.LIVE, Verdict.UNDECIDED):
            return None
        wanted = self._live_rules & space.before(later)
        wanted &= ~self._same[space.chain.outcomes[later]]
        wanted &= ~self._groups.get(later, 0)
        meeting = self._meeting(later, wanted)
        if meeting:
            meeting &= ~self._exceptions(later, meeting)
        if not meeting:
            return None
        count = (meeting & ~self._several).bit_count()
        count += len(space.owners(meeting & self._several))
        return Overlap(later, meeting, count, space.owner)

    def _meeting(self, later: int, wanted: int) -> int:
        """Return the boxes that share a record with the later rule; doubtful ones are asked."""
        space, solver = self._space, self._space.solver
        found = 0
        for number, box in zip(set_bits(space.bits[later]), space.boxes[later], strict=True):
            if not self._live_rules >> number & 1:
                continue
            shared = self._laws.shared(box, solver.index)
            meeting = solver.index.meeting(box) & wanted & ~found & ~shared.none
            doubtful = meeting & shared.unsure
            found |= meeting & ~doubtful
            for bit in set_bits(doubtful):
                try:
                    if self._laws.is_possible(solver, box, solver.boxes[bit]):
                        found |= 1 << bit
                except NotDecided:
                    self.undecided += 1
        return found

    def _exceptions(self, later: int, meeting: int) -> int:
        """Return the boxes of the earlier rules that lie inside the later one."""
        space = self._space
        boxes = space.boxes[later]
        inside = 0
        for box in boxes:
            inside |= meeting & ~self._beyond(box)
        sure = self._surely_beyond(boxes) & meeting
        found = inside & ~self._several
        for number in space.owners(meeting & ~found & ~(sure & ~self._several)):
            bits = space.bits[number]
            if bits & sure:
                continue
            if not bits & ~inside or self._is_inside(number, later):
                found |= bits
        return found

    def _beyond(self, box: Box) -> int:
        """Return the boxes that reach beyond a box in some column."""
        index, found = self._space.solver.index, 0
        for column, mask in box.items():
            outside = index.allowed[column] & ~mask
            if outside and column in index.columns:
                reaching = index.columns[column].look_up(outside)[0]
                if column in self._laws.columns:
                    reaching &= ~self._laws.shared({column: outside}, index).none
                found |= reaching
        return found

    def _surely_beyond(self, boxes: Sequence[Box]) -> int:
        """Return boxes that have a record outside all of some boxes: each left in some column."""
        index, found = self._space.solver.index, 0
        ways: list[Box] = [{}]
        for box in boxes:
            longer = []
            for way in ways:
                for column, mask in box.items():
                    outside = way.get(column, index.allowed[column]) & ~mask
                    if outside:
                        longer.append({**way, column: outside})
            ways = longer[:_WAYS]
        for way in ways:
            shared = self._laws.shared(way, index)
            found |= index.meeting(way) & ~shared.none & ~shared.unsure
        return found

    def _is_inside(self, earlier: int, later: int) -> bool:
        space, solver = self._space, self._space.solver
        if not self._shown_boxes(earlier) & space.bits[later]:
            return False
        try:
            for box in space.boxes[earlier]:
                if any(is_inside(box, other) for other in space.boxes[later]):
                    continue
                if solver.leaves((box,), space.bits[later]):
                    return False
        except NotDecided:
            self.undecided += 1
            return False
        return True

    def _shown_boxes(self, rule: int) -> int:
        """Return the boxes that hold the record which shows that a rule is reached, else all."""
        found = self._shown.get(rule)
        if found is None:
            solver, hole = self._space.solver, self._reach.holes.get(rule)
            found = solver.index.every
            try:
                lead = None if hole is None else solver.leads.lead(hole)
                if isinstance(lead, Lead):
                    found = solver.fitting.boxes(lead)
            except NotDecided:
                pass
            self._shown[rule] = found
        return found

    # --- one overlap --------------------------------------------------------------------------

    def is_nested(self, earlier: int, later: int) -> bool:
        """Tell whether one rule looks at all that the other looks at."""
        first, second = self._columns[earlier], self._columns[later]
        return first <= second or second <= first

    def has_nested(self, overlap: Overlap) -> bool:
        """Tell whether any pair of an overlap is nested."""
        return any(
            overlap.boxes & boxes
            for columns, boxes in self._by_columns.items()
            if columns <= self._columns[overlap.later] or columns >= self._columns[overlap.later]
        )

    def takers(self, overlap: Overlap, count: int = 3) -> tuple[OverlapTaker, ...]:
        """Return the earlier rules that take most from the later one, each with a record."""
        return tuple(self._takers(overlap, count))

    def _takers(self, overlap: Overlap, count: int) -> Iterator[OverlapTaker]:
        found = 0
        for taker in self._reach.shares.largest(overlap.later, overlap.boxes):
            try:
                taken = self._reach.taken(taker.branch, overlap.later)
            except NotDecided:
                self.undecided += 1
                continue
            if taken is not None:
                yield OverlapTaker(taker.branch, taker.share, taken[1])
                found += 1
            if found == count:
                return
