"""What happens to a record that a line takes, step after step, before it becomes actions."""

from dataclasses import dataclass

from routewright_runtime.graph.model import RotationMethod, SkillKind


@dataclass(frozen=True, slots=True)
class SetProperty:
    """Write a value into a property; of the owner property, the value is an owner's id."""

    property: str
    value: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Rotate the owner among `emails`; uses with one `key` share their turns.

    `hubspot_teams` are ids of the portal's own teams that stand for these people (none: users).
    """

    key: str
    team: str
    method: RotationMethod
    requirement: tuple[tuple[SkillKind, str], ...]
    emails: tuple[str, ...]
    hubspot_teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnerOfField:
    """Give the record to the rep whom a property names: a branch for each of `emails`."""

    field: str
    property: str
    emails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tell:
    """Send an internal e-mail to users, or to the owner where `emails` is empty."""

    emails: tuple[str, ...]
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class DueTask:
    """A task that is due in `minutes`; for `email`, or the record's owner (None)."""

    minutes: int
    subject: str
    body: str
    email: str | None = None
    is_unassigned: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait for an answer for `minutes`; the steps after it follow where none came."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Kept:
    """An action of the workflow that the policy was imported from, as the text of its JSON."""

    text: str


Step = SetProperty | Turn | OwnerOfField | Tell | DueTask | Wait | Kept
Steps = tuple[Step, ...]
