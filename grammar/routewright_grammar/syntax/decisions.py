"""Decisions as written: actions, fallbacks, SLA steps, rules and groups."""

from dataclasses import dataclass
from enum import StrEnum

from routewright_grammar.span import Span
from routewright_grammar.syntax.conditions import Condition
from routewright_grammar.syntax.words import Duration, Lookup, Name, Path, Text, Word


@dataclass(frozen=True, slots=True)
class Assign:
    """`assign X`: a rep, a queue, a user-valued field or a table look-up."""

    target: Path | Lookup
    span: Span


@dataclass(frozen=True, slots=True)
class Suppress:
    """`suppress "reason"`."""

    reason: Text
    span: Span


class Method(StrEnum):
    """How a rotation picks; `TURN` where nothing is written."""

    TURN = "turn"
    WEIGHT = "weight"
    LOAD = "load"


class Skill(StrEnum):
    """What a `where` asks of a member."""

    SPEAKS = "speaks"
    KNOWS = "knows"


@dataclass(frozen=True, slots=True)
class Where:
    """`speaks fr`, `knows industry`: the value is a word or the name of a field."""

    skill: Skill
    value: Word
    span: Span


@dataclass(frozen=True, slots=True)
class Rotate:
    """`rotate X by method where …`; `method` is None where left out."""

    target: Path | Lookup
    method: Method | None
    where: tuple[Where, ...]
    span: Span


Action = Assign | Suppress | Rotate


@dataclass(frozen=True, slots=True)
class Notify:
    """`notify X`: a rep, a team, or `assignee`."""

    target: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Tag:
    """`tag "…"`."""

    text: Text
    span: Span


@dataclass(frozen=True, slots=True)
class Decision:
    """An action with its `hold up to`, and its notify and tag clauses in the order written."""

    action: Action
    hold: Duration | None
    extras: tuple[Notify | Tag, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Reassign:
    """`reassign`: to the next available member of the same rotation who has not had it."""

    span: Span


@dataclass(frozen=True, slots=True)
class Escalate:
    """`escalate to X`: a rep, a queue, a user-valued field or a look-up."""

    target: Path | Lookup
    span: Span


class StepTiming(StrEnum):
    """`at` counts from the start and lies before the target, `then` is at it, `after` follows."""

    AT = "at"
    THEN = "then"
    AFTER = "after"


StepAction = Reassign | Escalate | Assign | Rotate | Notify


@dataclass(frozen=True, slots=True)
class SlaStep:
    """One step; `delay` is None for `then` only."""

    timing: StepTiming
    delay: Duration | None
    action: StepAction
    span: Span


@dataclass(frozen=True, slots=True)
class Sla:
    """`sla T [during CALENDAR]` and its steps."""

    target: Duration
    calendar: Name | None
    steps: tuple[SlaStep, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Fallback:
    """A `fallback` with its decision; `sla` only on a group's or the file's."""

    decision: Decision
    sla: Sla | None
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule; without `condition` it takes everything that reaches it."""

    name: Text
    condition: Condition | None
    decision: Decision
    fallbacks: tuple[Fallback, ...]
    sla: Sla | None
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    """A group of rules and groups, with its own fallbacks; `is_unique` for `unique group`."""

    name: Text
    is_unique: bool
    condition: Condition | None
    members: tuple["Rule | Group", ...]
    fallbacks: tuple[Fallback, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Require:
    """`require fields else decision`."""

    fields: tuple[Path, ...]
    decision: Decision
    doc: str
    span: Span
