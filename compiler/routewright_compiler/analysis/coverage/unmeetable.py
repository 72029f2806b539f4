"""Clocks that can run from start to target while nobody who may have the record is at work.

A record that a rotation gives goes to somebody who is at work at that moment, so its clock cannot.
It is `assign`, and a look-up cell that names a person, that give a record at any hour. A start is
unmeetable where between it and the target (not included) there is no instant, however short, at
which the owner is inside the calendar and not away; nor anyone to whom a step before the target
gives the record. Queues and users that are no reps have no hours, so their clocks can be met.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from routewright_compiler.analysis.coverage.intervals import (
    Intervals,
    complement,
    intersection,
)
from routewright_compiler.analysis.coverage.pools import own_decisions, pools_of
from routewright_compiler.analysis.coverage.presence import Presence
from routewright_compiler.analysis.coverage.survey import Survey
from routewright_compiler.analysis.owners import ALWAYS, OwnerKind, Owners
from routewright_runtime.calendars import LocalDays, add_span
from routewright_runtime.graph.branches import Branch
from routewright_runtime.graph.conditions import Condition, TimeUnit
from routewright_runtime.graph.model import (
    Assign,
    Clock,
    DecisionNode,
    Escalate,
    NotifyStep,
    Reassign,
    RepTarget,
    Rotate,
    StepTiming,
    Suppress,
)

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LostStart:
    """A start whose target is over before anybody comes: at `back`, None for not within sight."""

    start: datetime
    due: datetime
    back: datetime | None


@dataclass(frozen=True, slots=True)
class LateOwner:
    """An owner with starts that cannot be met: the first of each of the owner's breaks."""

    rep: str
    conditions: tuple[Condition, ...]
    starts: tuple[LostStart, ...]


@dataclass(frozen=True, slots=True)
class Unmeetable:
    """A decision with a clock, and everyone whom it can give a record that cannot be met."""

    branch: Branch
    node: DecisionNode
    clock: Clock
    owners: tuple[LateOwner, ...]


def unmeetable(survey: Survey, owners: Owners) -> tuple[Unmeetable, ...]:
    """Return the decisions whose clocks can run without anybody at work, in order."""
    found: list[Unmeetable] = []
    for branch in survey.branches:
        for node in own_decisions(survey.index, branch):
            if node.clock is None:
                continue
            late = tuple(_late_owners(survey, owners, node, node.clock))
            if late:
                found.append(Unmeetable(branch, node, node.clock, late))
    return tuple(found)


def _late_owners(
    survey: Survey, owners: Owners, node: DecisionNode, clock: Clock
) -> Iterator[LateOwner]:
    others = _takers_before_target(survey, node)
    if others is None:
        return
    for rep, conditions in _assigned_reps(owners, node):
        starts = _lost_starts(survey, node, clock, (rep, *others), conditions)
        if starts:
            yield LateOwner(rep, conditions, starts)


def _assigned_reps(
    owners: Owners, node: DecisionNode
) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    """Yield the reps that a decision gives a record to by name, and of which records."""
    action = node.action
    if isinstance(action, Suppress):
        return
    for possible in owners.of_target(action.target, action):
        if possible.kind is OwnerKind.REP and possible.team is None:
            is_any = possible.condition == ALWAYS
            yield possible.name, (() if is_any else (possible.condition,))


def _takers_before_target(survey: Survey, node: DecisionNode) -> tuple[str, ...] | None:
    """Return the reps that an `at` step can give the record to; None where that may be anybody."""
    found: list[str] = []
    for step in survey.index.steps(node.id):
        if step.timing is not StepTiming.AT:
            continue
        match step.action:
            case NotifyStep() | Reassign():
                pass  # who was assigned a record is in no rotation: nobody is left to reassign to
            case Escalate(RepTarget(name)) | Assign(RepTarget(name)):
                found.append(name)
            case Rotate():
                for pool in pools_of(survey.graph, step.action):
                    found += pool.members
            case _:
                return None
    return tuple(dict.fromkeys(found))


def _lost_starts(
    survey: Survey,
    node: DecisionNode,
    clock: Clock,
    names: tuple[str, ...],
    conditions: tuple[Condition, ...],
) -> tuple[LostStart, ...]:
    presence = survey.presence
    at_work = presence.of_pool(names)
    if at_work == presence.whole:
        return ()
    breaks = complement(at_work, presence.within)
    lost = [
        found for found in first_lost(presence, clock, names, breaks, breaks) if found is not None
    ]
    if not lost:
        return ()
    asked = survey.asking.times(node.id, breaks, conditions)
    if asked == breaks:
        return tuple(lost)
    starts = first_lost(presence, clock, names, breaks, asked)
    return tuple(found for found in starts if found is not None)


def first_lost(
    presence: Presence,
    clock: Clock,
    names: tuple[str, ...],
    breaks: Intervals,
    asked: Intervals,
) -> Iterator[LostStart | None]:
    """Yield of each break its first start that cannot be met, or None."""
    for one in breaks:
        parts = intersection((one,), asked) if asked is not breaks else (one,)
        yield next(
            (
                found
                for start, end in parts
                for at in _candidates(presence, clock, start, end)
                if (found := _lost(presence, clock, names, at, one[1])) is not None
            ),
            None,
        )


def _candidates(
    presence: Presence, clock: Clock, start: datetime, end: datetime
) -> Iterator[datetime]:
    """Yield, in order, the starts between which a later start never has an earlier target.

    Minutes and hours never turn back. Open days count from the start's local day and keep its time
    of day, so a target turns back where a day begins that is no open day itself, and where clocks
    are turned back.
    """
    yield start
    if clock.calendar is None or clock.span.unit not in (TimeUnit.DAY, TimeUnit.WEEK):
        return
    days = presence.hours[clock.calendar].days
    number = days.number(start)
    while (day_start := days.start(number)) < end:
        if day_start > start:
            yield day_start
        second = _second_showing(days, number)
        if second is not None and start < second < end:
            yield second
        number += 1


def _second_showing(days: LocalDays, number: int) -> datetime | None:
    """Return when the clocks of a day go back, None of other days."""
    start, end = days.start(number), days.start(number + 1)
    if end - start <= _DAY:
        return None
    at = start
    while at < end and not at.astimezone(days.zone).fold:
        at += _MINUTE
    return at


def _lost(
    presence: Presence, clock: Clock, names: tuple[str, ...], start: datetime, back: datetime
) -> LostStart | None:
    calendar = None if clock.calendar is None else presence.hours[clock.calendar]
    due = add_span(start, clock.span, calendar)
    if due is None:
        return None
    if back < presence.within[1]:
        return LostStart(start, due, back) if due <= back else None
    beyond = Presence(presence.graph, (start, due), presence.hours).of_pool(names)
    return None if beyond else LostStart(start, due, None)
