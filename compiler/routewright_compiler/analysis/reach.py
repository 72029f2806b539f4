"""Which branches receive a record, and which earlier ones hide the others.

Branches are asked in order: is there a record in one of its boxes that no live branch before it
takes? A branch that receives nothing takes nothing from the next ones either, so it is left aside;
one that stays undecided is kept, which is sound, since it is a rule that stands there.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from routewright_compiler.analysis.budget import Budget, NotDecided
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.shares import Shares, Taker
from routewright_compiler.analysis.solver import SmallSolver
from routewright_compiler.analysis.space import Box, is_inside, meet

COVER_STEPS = 20_000
COVER_QUESTION_STEPS = 2_000


class Verdict(StrEnum):
    """What becomes of a branch: it receives records, is hidden, never holds, or stays open."""

    LIVE = "live"
    HIDDEN = "hidden"
    NEVER = "never"
    UNDECIDED = "undecided"


Hint = Verdict | Box


@dataclass(frozen=True, slots=True)
class Cover:
    """Earlier branches that together take everything from a hidden one; the largest part first.

    The largest one with another outcome is always among them. `is_minimal` says that none of the
    others can be left out.
    """

    takers: tuple[Taker, ...]
    is_minimal: bool = True


class Reach:
    """The verdict on every branch; `live` are the boxes of those that may receive records."""

    def __init__(
        self, space: PolicySpace, hints: Mapping[int, Hint] = MappingProxyType({})
    ) -> None:
        """Judge every branch; a hint is a verdict that is sure, or a hole to be looked at first."""
        self.space = space
        self.shares = Shares(space)
        self._hints = hints
        self.verdicts: list[Verdict] = []
        self.holes: dict[int, Box] = {}
        self.live = 0
        # What was found of the branch asked about last; it is asked about again and again.
        self._taken_from = -1
        self._taken: dict[int, tuple[Box, Lead | None] | None] = {}
        self._takers: set[int] = set()
        for number in range(len(space.bits)):
            self._judge(number)

    def _judge(self, number: int) -> None:
        space = self.space
        hint = self._hints.get(number)
        if isinstance(hint, Verdict):
            self.verdicts.append(hint)
            return
        if hint is not None and not space.solver.index.meeting(hint) & self.live:
            self._note_live(number, hint)
            return
        try:
            found = space.solver.some_hole(space.boxes[number], self.live)
        except NotDecided:
            self.verdicts.append(Verdict.UNDECIDED)
            self.live |= space.bits[number]
            return
        if found is not None:
            self._note_live(number, found)
        else:
            self.verdicts.append(self._hidden_or_never(number))

    def _note_live(self, number: int, hole: Box) -> None:
        self.verdicts.append(Verdict.LIVE)
        self.holes[number] = hole
        self.live |= self.space.bits[number]

    def _hidden_or_never(self, number: int) -> Verdict:
        try:
            found = self.space.solver.any_hole(self.space.boxes[number], 0)
        except NotDecided:
            return Verdict.HIDDEN
        return Verdict.NEVER if found is None else Verdict.HIDDEN

    @cached_property
    def undecided(self) -> tuple[int, ...]:
        """The branches that the budget left open."""
        return tuple(n for n, v in enumerate(self.verdicts) if v is Verdict.UNDECIDED)

    # --- covers -------------------------------------------------------------------------------

    def takers(self, number: int) -> list[Taker]:
        """Return the live earlier branches that meet one, the largest part first."""
        return self.shares.ranked(number, self.space.before(number) & self.live)

    def cover(self, number: int) -> Cover:
        """Return a smallest set of earlier branches that hides a hidden one.

        One branch of another outcome that hides it alone is the whole answer. Otherwise the one
        of another outcome that takes the most is always among them.
        """
        space = self.space
        before = space.before(number) & self.live
        boxes = space.boxes[number]
        core = space.solver.core(boxes, before)
        assert core is not None, "only a hidden branch has a cover"
        candidates = self.shares.ranked(number, core)
        others, is_minimal = self._needed(number, candidates, 0)
        real = [t for t in others if self._really_takes(t.branch, number)]
        if len(real) < len(others):
            # Over budget, those of the proof stay: they do hide it.
            with suppress(NotDecided):
                candidates = self._real_takers(number, real)
                others, is_minimal = self._needed(number, candidates, 0)
        if len(others) == 1 and not space.bits[others[0].branch] & space.same_outcome(number):
            return Cover(tuple(others), is_minimal)
        kept = self._rival(number, before)
        if kept is not None and kept.branch not in {taker.branch for taker in others}:
            candidates = [taker for taker in candidates if taker.branch != kept.branch]
            others, is_minimal = self._needed(number, candidates, space.bits[kept.branch])
        elif kept is not None:
            others = [taker for taker in others if taker.branch != kept.branch]
        takers = [*([] if kept is None else [kept]), *others]
        takers.sort(key=lambda taker: (-taker.share, taker.branch))
        return Cover(tuple(takers), is_minimal)

    def _real_takers(self, number: int, real: Sequence[Taker]) -> list[Taker]:
        """Return branches that hide one together and each take a record from it.

        Of those that hide it in a proof some may take nothing, since an earlier one is quicker;
        holes in what the `real` ones cover lead to the branches that are missing.
        """
        chosen = 0
        for taker in real:
            chosen |= self.space.bits[taker.branch]
        while (branch := self._missing_taker(number, chosen)) is not None:
            chosen |= self.space.bits[branch]
        return self.shares.ranked(number, chosen)

    def _really_takes(self, earlier: int, later: int) -> bool:
        try:
            return self._takes(earlier, later)
        except NotDecided:
            return True

    def _missing_taker(self, number: int, chosen: int) -> int | None:
        """Return the branch that takes a record which the chosen ones leave, or None."""
        space = self.space
        for box in space.boxes[number]:
            found = space.solver.place(box, chosen)
            if found is not None:
                branch = self._first_taker(*found)
                self._takers.add(branch)
                return branch if branch < number and not space.bits[branch] & chosen else None
        return None

    def _first_taker(self, hole: Box, lead: Lead | None) -> int:
        """Return the branch that takes the record of a hole."""
        space, solver = self.space, self.space.solver
        if lead is None:
            first = solver.index.meeting(hole) & solver.index.real
            number = (first & -first).bit_length() - 1
            if is_inside(hole, solver.boxes[number]):
                return space.owner[number]  # it takes all records of the hole
            lead = solver.lead_in(hole)
        branch = space.first_match(solver.leads.point(lead))
        assert branch is not None, "the last branch takes what no other does"
        return branch

    def _needed(self, number: int, takers: Sequence[Taker], fixed: int) -> tuple[list[Taker], bool]:
        """Leave out what is not needed, one after the other, small parts first."""
        sets = self._accepting_sets(number, takers, fixed)
        if sets is None:
            return self._needed_by_search(number, takers, fixed)
        kept = 0
        for taker in takers:
            kept |= self.space.bits[taker.branch]
        needed: list[Taker] = []
        for taker in reversed(takers):
            kept &= ~self.space.bits[taker.branch]
            rest = kept
            for other in needed:
                rest |= self.space.bits[other.branch]
            if not all(boxes & rest for boxes in sets):
                needed.append(taker)
        return needed, True

    def _accepting_sets(self, number: int, takers: Sequence[Taker], fixed: int) -> list[int] | None:
        """Return which of some branches accept a record of one that the fixed ones leave."""
        space, solver = self.space, self.space.solver
        among = fixed
        for taker in takers:
            among |= space.bits[taker.branch]
        found: list[int] = []
        for box in space.boxes[number]:
            sets = solver.accepting_sets(box, among)
            if sets is None:
                return None
            found += (boxes for boxes in sets if not boxes & fixed)
        return found

    def _needed_by_search(
        self, number: int, takers: Sequence[Taker], fixed: int
    ) -> tuple[list[Taker], bool]:
        """Ask the search what is not needed, several branches at a time while that works."""
        space, solver = self.space, self.space.solver
        budget = Budget(COVER_QUESTION_STEPS, COVER_STEPS)
        waiting = list(takers)
        all_boxes = fixed
        for taker in waiting:
            all_boxes |= space.bits[taker.branch]
        small: SmallSolver | None = None
        needed: list[Taker] = []
        is_minimal = True
        size = max(len(waiting) // 2, 1)
        while waiting:
            size = min(size, len(waiting))
            kept = waiting[:-size]
            among = fixed
            for taker in (*kept, *needed):
                among |= space.bits[taker.branch]
            smaller = None
            try:
                if among:  # without any branch, a hidden one has records
                    small = small or solver.among(space.boxes[number], all_boxes, budget)
                    smaller = small.core(among)
            except NotDecided:
                is_minimal = is_minimal and size > 1
            if smaller is not None:
                waiting = [t for t in kept if space.bits[t.branch] & smaller]
                size *= 2
            elif size == 1:
                needed.append(waiting.pop())
            else:
                size //= 2
        return needed, is_minimal

    def _rival(self, number: int, before: int) -> Taker | None:
        """Return the branch of another outcome that takes the largest part of a hidden one."""
        rivals = before & ~self.space.same_outcome(number)
        for taker in self.shares.largest(number, rivals):
            try:
                if self._takes(taker.branch, number):
                    return taker
            except NotDecided:
                continue
        return None

    def taken(self, earlier: int, later: int) -> tuple[Box, Lead] | None:
        """Return a record of the later branch that the earlier one takes, or None."""
        found = self._place_taken(earlier, later)
        if found is None:
            return None
        box, lead = found
        if lead is None:
            lead = self.space.solver.lead_in(box)
            self._taken[earlier] = box, lead
        return box, lead

    def _takes(self, earlier: int, later: int) -> bool:
        self._turn_to(later)
        return earlier in self._takers or self._place_taken(earlier, later) is not None

    def _turn_to(self, later: int) -> None:
        if self._taken_from != later:
            self._taken_from = later
            self._taken.clear()
            self._takers.clear()

    def _place_taken(self, earlier: int, later: int) -> tuple[Box, Lead | None] | None:
        """Return where the earlier branch takes a record of the later one, or None."""
        self._turn_to(later)
        if earlier not in self._taken:
            space = self.space
            before = space.before(earlier) & self.live
            pairs = (meet(a, b) for a in space.boxes[earlier] for b in space.boxes[later])
            found = space.solver.any_place((box for box in pairs if box is not None), before)
            self._taken[earlier] = found
        return self._taken[earlier]

    def received(self, number: int) -> tuple[Box, Lead] | None:
        """Return a record that a branch receives, or None."""
        space = self.space
        before = space.before(number) & self.live
        return space.solver.any_lead(space.boxes[number], before)
