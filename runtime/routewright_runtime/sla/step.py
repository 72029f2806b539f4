"""The chain of steps behind a silent owner, one step at a time, as a pure function.

Which step is next: `at D` steps count from the present owner's start and are done anew for every
owner, but one that itself changes the owner happens once in a chain, so every chain ends. `then` is
at the present owner's target. `after D` counts from the step before it, whenever that happened. The
earliest is next; at one moment, the one written first.

A new owner has the same target, counted from the step, and the chain goes on behind that step: with

    sla 15 minutes during london   at 10 minutes notify assignee
      then reassign   after 15 minutes escalate to tess

Rae is reminded 10 minutes after the start and loses the record at 15; Sol is reminded at 25, and at
30, which is both Sol's target and 15 minutes after the reassignment, Tess has it, due at 45.

A step that finds nobody (none left for `reassign`, nobody available for `rotate`, an empty field to
`assign` or `escalate` to) is passed, and the next one written follows at once. `rotate` does not
give the record back to the owner who was silent. Who loses a record no longer has it open.
"""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, assert_never

from routewright_runtime.calendars import OpenHours, add_span
from routewright_runtime.graph.branches import GraphIndex
from routewright_runtime.graph.conditions import Term
from routewright_runtime.graph.model import (
    Assign,
    Clock,
    Escalate,
    NotifyStep,
    QueueTarget,
    Reassign,
    RepTarget,
    Rotate,
    SkillTest,
    StepNode,
    StepTiming,
    TeamTarget,
)
from routewright_runtime.rotation import Requirement, Rotation, Skip
from routewright_runtime.sla.assignment import Assignment, Owner, RotationUse
from routewright_runtime.sla.due import due
from routewright_runtime.state import OverlayState
from routewright_runtime.state.cached import CachedState

_NOBODY: frozenset[str] = frozenset()


class TermReader(Protocol):
    """What the record says to the terms of a step."""

    def target(self, term: Term) -> Owner | TeamTarget | None:
        """Return whom a term names; None where it is empty."""

    def requirement(self, where: tuple[SkillTest, ...]) -> Requirement:
        """Return what a `where` asks for the record; empty fields ask nothing."""


@dataclass(frozen=True, slots=True)
class PassedStep:
    """A step that found nobody, and who was passed over."""

    step: StepNode
    skipped: tuple[Skip, ...]


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What the next step does at `at`.

    `owner` is the new owner, None where the owner stays; `team` the team rotated for it. `notify`
    is whom a `notify` step tells. `passed` are the steps before that found nobody; where the last
    step found nobody, it is `step`, and also the last of `passed`. `state` is the new state, over
    the old one, which is unchanged.
    """

    at: datetime
    step: StepNode
    owner: Owner | None
    team: str | None
    notify: str | None
    skipped: tuple[Skip, ...]
    passed: tuple[PassedStep, ...]
    assignment: Assignment
    state: OverlayState

    @property
    def due(self) -> datetime | None:
        """Return when the present owner's target is due after the step."""
        return self.assignment.due


@dataclass(frozen=True, slots=True)
class _Given:
    """Whom a step found, by which rotation; `owner` None for nobody."""

    owner: Owner | None
    use: RotationUse | None = None
    skipped: tuple[Skip, ...] = ()


def next_step(
    index: GraphIndex,
    rotation: Rotation,
    assignment: Assignment,
    state: CachedState,
    reader: TermReader,
    *,
    absent: Set[str] = _NOBODY,
) -> StepOutcome | None:
    """Return what happens next if the owner stays silent, None where no step is left.

    `state` is read and left as it is; it must not change while the outcome's state is in use.
    """
    steps = index.steps(assignment.decision_id)
    clock = index.decision(assignment.decision_id).clock
    assert clock is not None
    found = _next(steps, assignment, clock, rotation)
    if found is None:
        return None
    at, position = found
    chain = _Chain(steps, clock, rotation, reader, absent, at, OverlayState(state))
    return chain.carry_out(assignment, position)


def _next(
    steps: tuple[StepNode, ...], assignment: Assignment, clock: Clock, rotation: Rotation
) -> tuple[datetime, int] | None:
    """Return when and where in the chain the next step is."""
    hours = None if clock.calendar is None else rotation.hours[clock.calendar]
    found: list[tuple[datetime, int]] = []
    is_chain_found = False
    for position, step in enumerate(steps):
        if step.timing is StepTiming.AT:
            if position in assignment.done:
                continue
        elif is_chain_found or position < assignment.next_step:
            continue
        else:
            is_chain_found = True
        at = _time(steps, position, assignment, hours)
        if at is not None:
            found.append((at, position))
    return min(found, default=None)


def _time(
    steps: tuple[StepNode, ...], position: int, assignment: Assignment, hours: OpenHours | None
) -> datetime | None:
    step = steps[position]
    match step.timing:
        case StepTiming.AT:
            assert step.delay is not None
            return add_span(assignment.start, step.delay, hours)
        case StepTiming.THEN:
            return assignment.due
        case StepTiming.AFTER:
            assert step.delay is not None
            base = assignment.step_at
            if base is None:
                # Nothing has happened yet: the step before is an `at` step, or else the target.
                base = _time(steps, position - 1, assignment, hours) if position else assignment.due
            return None if base is None else add_span(base, step.delay, hours)
        case _:
            assert_never(step.timing)


@dataclass(frozen=True, slots=True)
class _Chain:
    """All that carrying out steps at one moment needs; `state` is written."""

    steps: tuple[StepNode, ...]
    clock: Clock
    rotation: Rotation
    reader: TermReader
    absent: Set[str]
    at: datetime
    state: OverlayState

    def carry_out(self, assignment: Assignment, position: int) -> StepOutcome:
        """Carry out the step at `position`, or at once the next one that finds somebody."""
        passed: list[PassedStep] = []
        while True:
            step = self.steps[position]
            assignment = _mark(assignment, position, step, self.at)
            if isinstance(step.action, NotifyStep):
                return self._outcome(step, _Given(None), passed, assignment, step.action.target)
            given = self._find(step, assignment)
            if given.owner is not None:
                assignment = self._hand_over(assignment, given.owner, given.use)
                return self._outcome(step, given, passed, assignment)
            passed.append(PassedStep(step, given.skipped))
            following = self._following(assignment, position)
            if following is None:
                return self._outcome(step, given, passed, assignment)
            position = following

    def _following(self, assignment: Assignment, position: int) -> int | None:
        for later in range(position + 1, len(self.steps)):
            is_at = self.steps[later].timing is StepTiming.AT
            if later not in assignment.done if is_at else later >= assignment.next_step:
                return later
        return None

    def _find(self, step: StepNode, assignment: Assignment) -> _Given:
        match step.action:
            case Reassign():
                if assignment.rotation is None:
                    return _Given(None)
                return self._rotate(assignment.rotation, frozenset(assignment.holders))
            case Escalate(target) | Assign(target):
                found = self._target(target)
                return _Given(None if isinstance(found, TeamTarget) else found, assignment.rotation)
            case Rotate(target, method, where):
                team = self._target(target)
                if not isinstance(team, TeamTarget):
                    return _Given(team)
                use = RotationUse(team.name, method, self.reader.requirement(where))
                owner = assignment.owner
                is_rep = isinstance(owner, RepTarget)
                return self._rotate(use, frozenset((owner.name,)) if is_rep else _NOBODY)
            case NotifyStep():
                return _Given(None)
            case _:
                assert_never(step.action)

    def _target(
        self, target: RepTarget | QueueTarget | TeamTarget | Term
    ) -> Owner | TeamTarget | None:
        if isinstance(target, RepTarget | QueueTarget | TeamTarget):
            return target
        return self.reader.target(target)

    def _rotate(self, use: RotationUse, exclude: frozenset[str]) -> _Given:
        pick = self.rotation.pick(
            use.team,
            use.method,
            use.requirement,
            self.at,
            self.state,
            absent=self.absent,
            exclude=exclude,
        )
        owner = None if pick.rep is None else RepTarget(pick.rep)
        return _Given(owner, use, pick.skipped)

    def _hand_over(
        self, assignment: Assignment, owner: Owner, use: RotationUse | None
    ) -> Assignment:
        holders = assignment.holders
        if owner != assignment.owner:
            if isinstance(assignment.owner, RepTarget):
                self.state.close(assignment.owner.name)
            if isinstance(owner, RepTarget):
                self.rotation.give(owner.name, self.at, self.state)
                holders = (*(name for name in holders if name != owner.name), owner.name)
        return replace(
            assignment,
            owner=owner,
            rotation=use,
            holders=holders,
            start=self.at,
            due=due(self.clock, self.at, self.rotation.hours),
            step_at=self.at,
            done=tuple(i for i in assignment.done if _changes_owner(self.steps[i])),
        )

    def _outcome(
        self,
        step: StepNode,
        given: _Given,
        passed: list[PassedStep],
        assignment: Assignment,
        notify: str | None = None,
    ) -> StepOutcome:
        is_rotated = given.owner is not None and not isinstance(step.action, Escalate | Assign)
        return StepOutcome(
            at=self.at,
            step=step,
            owner=given.owner,
            team=given.use.team if is_rotated and given.use is not None else None,
            notify=notify,
            skipped=given.skipped,
            passed=tuple(passed),
            assignment=assignment,
            state=self.state,
        )


def _mark(assignment: Assignment, position: int, step: StepNode, at: datetime) -> Assignment:
    """Return the assignment with a step done."""
    if step.timing is StepTiming.AT:
        return replace(assignment, done=(*assignment.done, position))
    return replace(assignment, step_at=at, next_step=position + 1)


def _changes_owner(step: StepNode) -> bool:
    return not isinstance(step.action, NotifyStep)
