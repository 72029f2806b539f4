"""The decision on one record, as a value."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from routewright_runtime.graph.model import DecisionNode, TableRow
from routewright_runtime.records import Unread
from routewright_runtime.rotation import Pick
from routewright_runtime.sla import Assignment, Owner


class DecisionKind(StrEnum):
    """What became of a record, as `routed_kind` says it."""

    REP = "rep"
    USER = "user"
    QUEUE = "queue"
    SUPPRESSED = "suppressed"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to carry out a decision.

    `owner` is who got the record (None: nobody, or suppressed), `team` the team rotated, `pick`
    what the rotation said, `table_row` the row of the look-up that named the target, as
    `territories.csv:12`.
    """

    node: DecisionNode
    is_carried_out: bool
    owner: Owner | None = None
    team: str | None = None
    pick: Pick | None = None
    row: TableRow | None = None
    table_row: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a record and why.

    `owner` is the name of the rep or queue or the id of the user, empty where suppressed;
    `owner_text` what `routed_owner` shows: a rep's e-mail, a user's id, a queue's name.
    `owner_label` is how the owner is called in the CRM. `rule` is what `routed_rule` shows.
    `held_from` (of a held record) and `sla_due` are aware, in the zone of the clock's calendar or
    else the policy's. `notes` are what `routed_notes` shows, in a fixed order.
    `broken_promises` are `required` fields that were empty, `contradicted_facts` names of facts,
    `outside_tests` those that deciding the record came to. `assignment` begins the SLA chain.
    """

    kind: DecisionKind
    owner: str
    owner_text: str
    owner_label: str
    team: str
    rule: str
    decision_id: str
    branch: int
    held_from: datetime | None = None
    sla_due: datetime | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    broken_promises: tuple[str, ...] = ()
    contradicted_facts: tuple[str, ...] = ()
    outside_tests: tuple[str, ...] = ()
    assignment: Assignment | None = None
    attempts: tuple[Attempt, ...] = field(default=(), compare=False)
