"""Nodes, edges and the whole of the decision graph.

Control flow is a chain of tests. From a `TestNode` two edges leave: `MATCH`, guarded by the test's
own condition, and `ELSE`. The `MATCH` edge of a rule or `require` leads to a `DecisionNode`, that
of a group to the group's first member; the last member's `ELSE` leads to the group's first fallback
decision, or, where the group has none, to whatever the group's own `ELSE` leads to. The last `ELSE`
of the file leads to the file's first fallback. `FAILS` leads from a decision that cannot be carried
out to the next attempt (own fallbacks, then those of the nearest enclosing group that has one, then
the file's), and from one that always succeeds none leaves; `SILENT` from a decision to its first
SLA step, and from step to step.

INVARIANT: node ids are unique and in source order; every edge joins two nodes; the graph has no
circle; every path from the start ends in a decision that always succeeds. The compiler checks it.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from routewright_runtime.graph.conditions import (
    Condition,
    Place,
    Term,
    TimeAmount,
    Value,
    no_place,
)
from routewright_runtime.graph.people import Calendar, Queue, Rep, Team
from routewright_runtime.values import ValueType

GRAPH_VERSION = 1

# --- the record -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldSource:
    """One place where a value may stand; a path may also be keys inside nested values."""

    text: str
    is_path: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its type, where its value stands, and what counts as empty.

    `sources` are tried in order, the first that is not empty after reading is taken; never empty
    (a plain field has one source, its column or its own name). `blanks` are folded spellings, those
    of the record included. `country_field` names the field that a state or phone is read with.
    """

    name: str
    type: ValueType
    sources: tuple[FieldSource, ...]
    is_required: bool = False
    blanks: tuple[str, ...] = ()
    country_field: str | None = None
    doc: str = ""
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class Definition:
    """A named condition."""

    name: str
    condition: Condition
    doc: str = ""
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class ClassLine:
    """`value` where `condition` holds."""

    value: str
    condition: Condition
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class Classification:
    """The value of the first line that holds, else `otherwise` (None: empty)."""

    name: str
    lines: tuple[ClassLine, ...]
    otherwise: str | None
    doc: str = ""
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """`points` where `condition` holds."""

    points: Value  # int or Decimal
    condition: Condition
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class Score:
    """The sum of the points of the lines that hold."""

    name: str
    lines: tuple[ScoreLine, ...]
    doc: str = ""
    place: Place | None = field(default_factory=no_place, compare=False)


# --- targets and tables -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RepTarget:
    """A rep, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class TeamTarget:
    """A team, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class QueueTarget:
    """A queue, by name."""

    name: str


Target = RepTarget | TeamTarget | QueueTarget


@dataclass(frozen=True, slots=True)
class TableKey:
    """One key column and its type; `is_prefix` for `starts with`."""

    column: str
    type: ValueType
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One given column; `type` is None where its cells are people, teams and queues."""

    name: str
    type: ValueType | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: `keys[i]` are the values of key column i (none: matches anything), `line` from 1."""

    line: int
    keys: tuple[tuple[Value, ...], ...]
    cells: tuple[Value | Target | tuple[str, ...] | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A look-up table; `is_match` for the most telling row, else by equality of all keys.

    With `is_match` the columns are compared from the left: the row whose cell there is not blank
    wins (with `is_prefix` the longer one), ties go to the next column.
    """

    name: str
    file: str
    is_match: bool
    keys: tuple[TableKey, ...]
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    doc: str = ""
    place: Place | None = field(default_factory=no_place, compare=False)


# --- nodes ------------------------------------------------------------------------------------


class TestKind(StrEnum):
    """What a test stands for."""

    __test__ = False  # not for pytest

    REQUIRE = "require"
    RULE = "rule"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class TestNode:
    """A test in the chain; `groups` are the names of the enclosing groups, outermost first.

    Of a `require`, `name` is `require`, and the guard of `MATCH` is that a value is missing.
    """

    __test__ = False  # not for pytest

    id: str
    kind: TestKind
    name: str
    groups: tuple[str, ...] = ()
    is_unique: bool = False
    doc: str = ""
    place: Place | None = field(default_factory=no_place, compare=False)


class RotationMethod(StrEnum):
    """How a rotation picks."""

    TURN = "turn"
    WEIGHT = "weight"
    LOAD = "load"


class SkillKind(StrEnum):
    """What a `where` asks of a member."""

    SPEAKS = "speaks"
    KNOWS = "knows"


@dataclass(frozen=True, slots=True)
class SkillTest:
    """Members must have `value` (a str), or the record's value of a term (empty asks nothing)."""

    skill: SkillKind
    value: str | Term


@dataclass(frozen=True, slots=True)
class Assign:
    """Give the record to a rep or queue, or to whom a term names (empty: nobody)."""

    target: RepTarget | QueueTarget | Term


@dataclass(frozen=True, slots=True)
class Suppress:
    """Deliberately not routed."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rotate:
    """Give the record to the next available member of a team (or to the rep or queue of a cell)."""

    target: TeamTarget | Term
    method: RotationMethod = RotationMethod.TURN
    where: tuple[SkillTest, ...] = ()


Action = Assign | Suppress | Rotate


def always_succeeds(action: Action) -> bool:
    """Tell whether an action can be carried out whatever the record, the time and the turns."""
    match action:
        case Suppress() | Assign(RepTarget() | QueueTarget()):
            return True
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Clock:
    """An SLA target: `span` of the calendar's open time (None: all hours)."""

    span: TimeAmount
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionNode:
    """One attempt to decide.

    `origin` says which attempt it is in the words of the notes: empty for a rule's own decision,
    `fallback 1` for its first own fallback, `EMEA / fallback` or `fallback` for enclosing ones,
    `require` for a require's. `notify` names reps, teams or `assignee`.
    """

    id: str
    action: Action
    origin: str = ""
    hold: TimeAmount | None = None
    notify: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    clock: Clock | None = None
    doc: str = ""
    place: Place | None = field(default_factory=no_place, compare=False)


class StepTiming(StrEnum):
    """`AT` counts from the start, `THEN` is at the target, `AFTER` counts from the step before."""

    AT = "at"
    THEN = "then"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Reassign:
    """Give the record to the next available member of the same rotation who has not had it."""


@dataclass(frozen=True, slots=True)
class Escalate:
    """Give the record to a rep or queue, or to whom a term names."""

    target: RepTarget | QueueTarget | Term


@dataclass(frozen=True, slots=True)
class NotifyStep:
    """Tell a rep, a team or the `assignee`; the owner stays."""

    target: str


StepAction = Reassign | Escalate | Assign | Rotate | NotifyStep


@dataclass(frozen=True, slots=True)
class StepNode:
    """One SLA step; `delay` is None for `THEN` only."""

    id: str
    timing: StepTiming
    delay: TimeAmount | None
    action: StepAction
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class StartNode:
    """Where every record enters."""

    id: str = "start"


Node = StartNode | TestNode | DecisionNode | StepNode


class EdgeKind(StrEnum):
    """What leads from one node to another."""

    ENTER = "enter"
    MATCH = "match"
    ELSE = "else"
    FAILS = "fails"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge; `guard` on `MATCH` edges only."""

    source: str
    target: str
    kind: EdgeKind
    guard: Condition | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of every record: where `premise` holds, `conclusion` does."""

    name: str
    premise: Condition
    conclusion: Condition
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class DecisionGraph:
    """A compiled policy: all that a decision needs; declarations in source order."""

    record: str
    zone: str
    fields: tuple[Field, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    definitions: tuple[Definition, ...] = ()
    classifications: tuple[Classification, ...] = ()
    scores: tuple[Score, ...] = ()
    tables: tuple[Table, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    reps: tuple[Rep, ...] = ()
    teams: tuple[Team, ...] = ()
    queues: tuple[Queue, ...] = ()
    facts: tuple[Fact, ...] = ()
    doc: str = ""
    version: int = GRAPH_VERSION
