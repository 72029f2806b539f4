"""Unique groups: no record that reaches the group may meet the conditions of two members.

A record reaches a group where the group's condition and those around it hold and no branch before
the group takes it. A group inside counts as one member, by its own condition.
"""

from dataclasses import dataclass

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.chain import Group
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.reach import Reach
from routewright_compiler.analysis.space import Box, meet, set_bits


@dataclass(frozen=True, slots=True)
class MemberOverlap:
    """Two members of a unique group (by place in the group) that want one record."""

    group: int
    first: int
    second: int
    lead: Lead


class UniqueGroups:
    """All pairs of members that overlap; `undecided` counts the pairs that stayed open."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._space: PolicySpace = reach.space
        self.undecided = 0
        found: list[MemberOverlap] = []
        for number, group in enumerate(self._space.chain.groups):
            if group.is_unique:
                found += self._overlaps(number, group)
        self.overlaps: tuple[MemberOverlap, ...] = tuple(found)

    def _overlaps(self, number: int, group: Group) -> list[MemberOverlap]:
        boxes = [self._space.member_boxes(number, place) for place in range(len(group.members))]
        before = self._before(group)
        found = []
        for second in range(len(boxes)):
            for first in self._meeting(boxes, group, second):
                try:
                    lead = self._common(boxes[first], boxes[second], before)
                except NotDecided:
                    self.undecided += 1
                    continue
                if lead is not None:
                    found.append(MemberOverlap(number, first, second, lead))
        return found

    def _before(self, group: Group) -> int:
        bits = 0
        for branch in range(group.first):
            bits |= self._space.bits[branch]
        return bits & self._reach.live

    def _meeting(self, boxes: list[tuple[Box, ...]], group: Group, second: int) -> list[int]:
        """Return the earlier members that may overlap a member: a few ANDs for all the rules."""
        place = {m.branch: n for n, m in enumerate(group.members[:second]) if m.branch is not None}
        inside = 0
        for branch in place:
            inside |= self._space.bits[branch]
        meeting = 0
        for box in boxes[second]:
            meeting |= self._space.solver.index.meeting(box) & inside
        found = {place[self._space.owner[bit]] for bit in set_bits(meeting)}
        found.update(n for n, m in enumerate(group.members[:second]) if m.group is not None)
        return sorted(found)

    def _common(self, first: tuple[Box, ...], second: tuple[Box, ...], before: int) -> Lead | None:
        solver = self._space.solver
        for one in first:
            for other in second:
                common = meet(one, other)
                if common is None:
                    continue
                found = solver.lead(common, before & solver.index.meeting(common))
                if found is not None:
                    return found[1]
        return None
