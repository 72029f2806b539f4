"""Find the shortest record for each need, one by one: what an earlier record meets is not asked.

The analysis finds records and the runtime confirms each: one that hangs on what only the CRM can
judge is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from routewright.generating.needs import Need
from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.formula import Formula, holds_at
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.people_reach import owner_conditions
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.space import Box
from routewright_compiler.analysis.witness import Claim, Point, WitnessMaker
from routewright_runtime.decide import Router
from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    ComparesTerms,
    Condition,
    FieldTerm,
    Negation,
)
from routewright_runtime.values import Value


@dataclass(frozen=True, slots=True)
class Found:
    """A record by field, the time of decision where it matters, and who is away."""

    name: str
    values: dict[str, Value]
    at: datetime | None
    branch: int
    away: tuple[str, ...] = ()


@dataclass(slots=True)
class Search:
    """Looks for records of one policy; `undecided` and `unshown` count needs left without one."""

    router: Router
    records: list[Found] = field(default_factory=list)
    undecided: int = 0
    unshown: int = 0

    def meet(self, needs: Sequence[Need]) -> None:
        """Find a record for each need that none meets yet and some record can meet."""
        wanted = [(need, _relaxed(need)) for need in needs]
        listed = [one for pair in wanted for one in pair if one is not None]
        graph = self.router.graph
        conditions = (need.condition for need in listed)
        space = PolicySpace(graph, [*conditions, *owner_conditions(graph)])
        # Every condition is encoded before the solver is first used.
        asked = {need: _Asked.of(space, need) for need in listed}
        maker = WitnessMaker(space)
        for pair in wanted:
            for need in pair:
                if need is not None and self._is_met(space, maker, need, asked[need]):
                    break

    def _is_met(self, space: PolicySpace, maker: WitnessMaker, need: Need, asked: "_Asked") -> bool:
        """Tell whether a need is met or settled, by a record found just now perhaps."""
        if any(self._meets(need, record) for record in self.records):
            return True
        among = space.before(need.branch)
        try:
            hits = (space.solver.lead(box, among) for box in asked.boxes)
            hit = next((hit for hit in hits if hit is not None), None)
        except NotDecided:
            self.undecided += 1
            return True
        if hit is None:
            return False
        claim = _claim(space, need, asked.formula)
        if not claim(space.solver.leads.point(hit[1])):
            self._add_compared(need, hit[1])
            return True
        witness = maker.make(hit[1], claim)
        values = {name: value for name, value in witness.values if value is not None}
        branch = self.router.matcher.match(values, witness.at)
        record = Found(need.name, values, witness.at, branch)
        if witness.is_assumed or not self._meets(need, record):
            self.unshown += 1
        else:
            self.records.append(record)
        return True

    def _add_compared(self, need: Need, lead: Lead) -> None:
        """Add a record of a lead in which one of two compared fields takes the other's value."""
        for one, other in _equal_fields(need.condition):
            if one not in lead.values:
                continue
            values = {**lead.values, other: lead.values[one]}
            for at in (None, lead.at):
                record = Found(need.name, values, at, self.router.matcher.match(values, at))
                if self._meets(need, record):
                    self.records.append(record)
                    return
        self.unshown += 1

    def _meets(self, need: Need, record: Found) -> bool:
        if record.branch < need.branch or (need.is_exact and record.branch != need.branch):
            return False
        return Evaluation(self.router.policy, record.values, record.at).holds(need.condition)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The condition of a need over the space."""

    formula: Formula
    boxes: tuple[Box, ...]

    @classmethod
    def of(cls, space: PolicySpace, need: Need) -> "_Asked":
        formula = space.encoder.formula(need.condition)
        return cls(formula, tuple(space.encoder.boxes(formula)))


def _equal_fields(condition: Condition) -> Iterator[tuple[str, str]]:
    """Yield the pairs of fields that a condition compares, each in both orders."""
    match condition:
        case AllOf() | AnyOf():
            for item in condition.items:
                yield from _equal_fields(item)
        case Negation():
            yield from _equal_fields(condition.item)
        case ComparesTerms(FieldTerm(one, None), _, FieldTerm(other, None)):
            yield one, other
            yield other, one
        case _:
            return


def _relaxed(need: Need) -> Need | None:
    return None if need.instead is None else Need(need.name, need.instead)


def _claim(space: PolicySpace, need: Need, formula: Formula) -> Claim:
    def holds(point: Point) -> bool:
        if not holds_at(formula, point):
            return False
        found = space.first_match(point)
        assert found is not None, "the last branch takes what no other does"
        return found == need.branch if need.is_exact else found >= need.branch

    return holds
