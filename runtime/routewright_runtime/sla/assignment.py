"""An assignment whose owner has not answered yet, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from routewright_runtime.calendars import OpenHours
from routewright_runtime.graph.branches import GraphIndex
from routewright_runtime.graph.model import QueueTarget, RepTarget, RotationMethod
from routewright_runtime.rotation import Requirement
from routewright_runtime.sla.due import due


@dataclass(frozen=True, slots=True)
class UserTarget:
    """A person who is no rep of the policy: an e-mail or CRM id, passed on as it is."""

    name: str


Owner = RepTarget | QueueTarget | UserTarget


@dataclass(frozen=True, slots=True)
class RotationUse:
    """The rotation that gave the record: its team, method and the requirement of the `where`."""

    team: str
    method: RotationMethod
    requirement: Requirement


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who has the record, since when, and how far the steps have come.

    `start` and `due` are those of the present owner. `holders` are the reps who have had the
    record, the present one included. `step_at` is when the last step of the chain happened (None
    before the first), `next_step` the position of the chain's next one among all steps, and
    `done` the positions of the `at` steps that are over for the present owner.
    """

    decision_id: str
    owner: Owner
    rotation: RotationUse | None
    holders: tuple[str, ...]
    start: datetime
    due: datetime | None
    step_at: datetime | None = None
    next_step: int = 0
    done: tuple[int, ...] = ()


def begin(
    index: GraphIndex,
    decision_id: str,
    owner: Owner,
    rotation: RotationUse | None,
    start: datetime,
    hours: Mapping[str, OpenHours],
) -> Assignment | None:
    """Return the assignment of a record just given, or None where its decision has no clock.

    `start` is the moment of decision, of a held record its moment.
    """
    clock = index.decision(decision_id).clock
    if clock is None:
        return None
    holders = (owner.name,) if isinstance(owner, RepTarget) else ()
    return Assignment(decision_id, owner, rotation, holders, start, due(clock, start, hours))
