"""Rules that receive records but could be deleted without changing any decision.

Without the rule each of its records goes to the next branch that holds. The rule is needed where
one of them would get another outcome: a record inside the rule and a later branch with another
outcome, outside everything before the rule and outside the later branches of the same outcome that
come first. Hidden rules count here: taking away what hides them brings them to life.
"""

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.reach import Reach, Verdict
from routewright_compiler.analysis.space import meet, set_bits


class Redundancy:
    """Asks of each live rule whether it is needed."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._space: PolicySpace = reach.space
        self.undecided: list[int] = []
        self._same: dict[object, int] = {}
        for number, outcome in enumerate(self._space.chain.outcomes):
            self._same[outcome] = self._same.get(outcome, 0) | self._space.bits[number]
        self.removable: tuple[int, ...] = tuple(
            number for number in self._space.chain.rules() if self._is_removable(number)
        )

    def _is_removable(self, number: int) -> bool:
        if self._reach.verdicts[number] is not Verdict.LIVE:
            return False
        try:
            return not self._is_needed(number)
        except NotDecided:
            self.undecided.append(number)
            return False

    def _is_needed(self, number: int) -> bool:
        space, solver = self._space, self._space.solver
        before = space.before(number)
        later = solver.index.real & ~before & ~space.bits[number]
        same = self._same[space.chain.outcomes[number]] & later
        others = later & ~same
        if self._is_needed_by_example(number, later, others):
            return True
        hole = self._reach.holes[number]
        if solver.hole(hole, same & solver.index.meeting(hole)) is not None:
            return True  # no later branch of the same outcome takes it
        if solver.leaves(space.boxes[number], before | same):
            return True
        for box in space.boxes[number]:
            meeting = solver.index.meeting(box)
            for bit in set_bits(meeting & others):
                common = meet(box, solver.boxes[bit])
                assert common is not None
                among = before | (same & ((1 << bit) - 1))
                if solver.leaves((common,), among & meeting):
                    return True
        return False

    def _is_needed_by_example(self, number: int, later: int, others: int) -> bool:
        """Look where the record that is known to reach the rule would go."""
        index = self._space.solver.index
        hole = self._reach.holes[number]
        found = index.covering(hole) & later
        first = found & -found
        if first & others and not index.meeting(hole) & later & (first - 1):
            return True
        if not self._space.solver.unsure.isdisjoint(index.columns):
            return False
        # One record of the hole: as little as possible stands in it, so few branches want it.
        allowed = index.allowed
        masks = {column: hole.get(column, allowed[column]) for column in index.columns}
        found = index.at({column: _lowest(mask) for column, mask in masks.items()})
        first = found & later & -(found & later)
        return not found & index.laws and bool(first & others)

    def heirs(self, number: int) -> tuple[int, ...]:
        """Return the later branches that a removable rule's records would go to, in order."""
        space, solver = self._space, self._space.solver
        before = space.before(number)
        found: list[int] = []
        taken = before
        for box in space.boxes[number]:
            later = solver.index.meeting(box) & ~before & ~space.bits[number] & solver.index.real
            for bit in set_bits(later):
                common = meet(box, solver.boxes[bit])
                assert common is not None
                among = (taken | (((1 << bit) - 1) & ~space.bits[number])) & solver.index.real
                if space.owner[bit] not in found and solver.hole(common, among) is not None:
                    found.append(space.owner[bit])
        return tuple(sorted(found))


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
