"""The facts about hours and capacity of one policy, each computed when first asked for, and once.

```
coverage = Coverage(facts.reach, today, history, facts.witness)
coverage.uncovered     rotations with hours in which nobody is there
coverage.unmeetable    clocks that can run without anybody at work
coverage.excesses      days of the history on which more came than the caps take
```
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Protocol

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.coverage.capacity import Arrival, Excess, over_capacity
from routewright_compiler.analysis.coverage.survey import Survey, survey
from routewright_compiler.analysis.coverage.uncovered import Uncovered, uncovered
from routewright_compiler.analysis.coverage.unmeetable import Unmeetable, unmeetable
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.owners import ALWAYS, NEVER, Owners
from routewright_compiler.analysis.reach import Reach
from routewright_compiler.analysis.space import Box
from routewright_compiler.analysis.witness import Claim, Witness
from routewright_runtime.graph.branches import GraphIndex
from routewright_runtime.graph.conditions import Condition, HasMembers, OneOf, Term
from routewright_runtime.graph.model import DecisionNode
from routewright_runtime.values import TypeName


class MakesWitness(Protocol):
    """`Facts.witness`: the smallest record on which a claim holds."""

    def __call__(self, lead: Lead, claim: Claim, *, taken_by: int | None = None) -> Witness:
        """Return the witness, replayed through the runtime."""
        ...


class Coverage:
    """Who is there when; `today` None leaves hours aside, `history` None the capacity.

    `undecided` counts the questions about records that the budget left open: nothing is claimed of
    these.
    """

    def __init__(
        self,
        reach: Reach,
        today: date | None,
        history: Sequence[Arrival] | None = None,
        make_witness: MakesWitness | None = None,
    ) -> None:
        self._reach = reach
        self._space = reach.space
        self._owners = Owners(self._space.policy, self._space.chain.index)
        self._make_witness = make_witness
        self._answers: dict[tuple[int, tuple[Condition, ...]], bool] = {}
        self.today = today
        self.history = history
        self.undecided = 0

    @cached_property
    def survey(self) -> Survey:
        """The policy over the eighteen months from today."""
        assert self.today is not None
        chain = self._space.chain
        return survey(
            chain.index,
            chain.branches,
            self.today,
            self.takes,
            self._fails,
            tuple(self._space.encoder.calendars),
            self._space.policy.hours,
        )

    @property
    def index(self) -> GraphIndex:
        """The policy."""
        return self._space.chain.index

    @cached_property
    def uncovered(self) -> tuple[Uncovered, ...]:
        """The hours in which rotations have nobody; none where today is not known."""
        return () if self.today is None else uncovered(self.survey, self._asks)

    @cached_property
    def unmeetable(self) -> tuple[Unmeetable, ...]:
        """The clocks that nobody can meet; none where today is not known."""
        return () if self.today is None else unmeetable(self.survey, self._owners)

    @cached_property
    def excesses(self) -> tuple[Excess, ...]:
        """The days of the history that were more than the caps take."""
        if self.history is None:
            return ()
        return over_capacity(self._space.chain.index, self.history)

    def takes(self, branch: int, conditions: tuple[Condition, ...]) -> bool:
        """Tell whether a branch takes some record on which the conditions hold."""
        key = branch, conditions
        if key not in self._answers:
            try:
                self._answers[key] = self._hole(branch, conditions)
            except NotDecided:
                self.undecided += 1
                self._answers[key] = False
        return self._answers[key]

    def _hole(self, branch: int, conditions: tuple[Condition, ...]) -> bool:
        space = self._space
        if not space.bits[branch] & self._reach.live:
            return False
        boxes = self._boxes(branch, conditions)
        before = space.before(branch) & self._reach.live
        return space.solver.any_hole(boxes, before) is not None

    def _boxes(self, branch: int, conditions: tuple[Condition, ...]) -> tuple[Box, ...]:
        space, encoder = self._space, self._space.encoder
        asked = [condition for condition in conditions if condition != ALWAYS]
        if NEVER in asked:
            return ()
        if not asked:
            return space.boxes[branch]
        formulas = [space.formulas[branch], *(encoder.formula(item) for item in asked)]
        return encoder.boxes(encoder.formulas.every(formulas))

    def _asks(self, term: Term, skill: str) -> Condition:
        type_ = self._space.policy.type_of(term)
        if type_ is not None and type_.name is TypeName.CHOICES:
            return HasMembers(term, (skill,))
        return OneOf(term, (skill,))

    def _fails(self, node: DecisionNode) -> Condition:
        return self._owners.fails(node.action)

    def witness(
        self, decision_id: str, at: datetime, conditions: tuple[Condition, ...] = ()
    ) -> Witness | None:
        """Return a record that comes to a decision at a moment; None where none can be shown.

        A record whose ages matter (`within 7 days`) hangs on its time and is not shown.
        """
        if self._make_witness is None or self._space.encoder.ages:
            return None
        asked = (*conditions, *self.survey.asking.mood_at(at))
        branch = self.survey.asking.branch_at(decision_id, at, asked)
        if branch is None:
            return None
        space = self._space
        boxes = self._boxes(branch, asked)
        before = space.before(branch) & self._reach.live
        for box in boxes:
            try:
                found = space.solver.lead(box, before & space.solver.index.meeting(box))
            except NotDecided:
                continue
            if found is not None:
                return self._make_witness(
                    replace(found[1], at=at), self._claim(branch, boxes), taken_by=branch
                )
        return None

    def _claim(self, branch: int, boxes: tuple[Box, ...]) -> Claim:
        def holds(point: dict[int, int]) -> bool:
            is_inside = any(
                all(mask >> point[column] & 1 for column, mask in box.items()) for box in boxes
            )
            return is_inside and self._space.first_match(point) == branch

        return holds
