"""The forms of an expanded policy: a line says under which condition the record goes where."""

from dataclasses import dataclass

from routewright_runtime.graph.branches import Branch
from routewright_runtime.graph.conditions import Condition, TimeAmount
from routewright_runtime.graph.model import (
    Clock,
    DecisionNode,
    RotationMethod,
    SkillKind,
    StepNode,
)
from routewright_runtime.graph.people import Member, Queue, Rep


@dataclass(frozen=True, slots=True)
class GiveRep:
    """To a rep, at work or not."""

    rep: Rep


@dataclass(frozen=True, slots=True)
class GiveQueue:
    """To a queue."""

    queue: Queue


@dataclass(frozen=True, slots=True)
class GiveField:
    """To the user that a field names; the field is known wherever the line holds."""

    field: str


@dataclass(frozen=True, slots=True)
class GiveUser:
    """To a user who is no rep of the policy, by e-mail or CRM id, as a table's cell spells it."""

    user: str


@dataclass(frozen=True, slots=True)
class GiveNothing:
    """Deliberately not routed: the owner stays what it was."""

    reason: str


@dataclass(frozen=True, slots=True)
class GiveTurn:
    """To the next of `members`, in the team's order, by the team's method.

    `requirement` is the sorted set of (skill, value) asked of a member; rotations of one team,
    method and requirement share their state. `can_fail` says whether calendars, absences, caps or
    weights may leave nobody, `is_steady` whether every member is always there, so that who is
    picked hangs on nothing but the turns.
    """

    team: str
    method: RotationMethod
    members: tuple[Member, ...]
    requirement: tuple[tuple[SkillKind, str], ...] = ()
    is_catch_up: bool = False
    can_fail: bool = False
    is_steady: bool = True


@dataclass(frozen=True, slots=True)
class GiveUnlisted:
    """To a rotation whose requirement hangs on the record in more ways than can be listed."""

    team: str
    reason: str


Give = GiveRep | GiveQueue | GiveField | GiveUser | GiveNothing | GiveTurn | GiveUnlisted


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the first-match list; `condition` speaks of plain fields only.

    `part` tells the lines of one rule apart, empty where it has one line. `rest` are the attempts
    that follow where `give` can fail. `notify`, `tags`, `hold`, `clock` and `steps` are those of
    the attempt that `give` comes from.
    """

    branch: Branch
    part: str
    condition: Condition
    decision: DecisionNode
    give: Give
    clock: Clock | None
    steps: tuple[StepNode, ...]
    rest: tuple[DecisionNode, ...] = ()

    @property
    def rule(self) -> str:
        """Return what `routed_rule` shows of a record that the line takes."""
        return self.branch.rule

    @property
    def notify(self) -> tuple[str, ...]:
        """Return whom the attempt tells: reps, teams, `assignee`."""
        return self.decision.notify

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the tags that the attempt sets."""
        return self.decision.tags

    @property
    def hold(self) -> TimeAmount | None:
        """Return how long the record may wait for somebody."""
        return self.decision.hold
