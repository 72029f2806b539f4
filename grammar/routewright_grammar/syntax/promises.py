"""Promises and examples: facts, asserts and expects."""

from dataclasses import dataclass
from enum import StrEnum

from routewright_grammar.span import Span
from routewright_grammar.syntax.conditions import Condition
from routewright_grammar.syntax.words import DateTime, Expression, Name, Path, Text


@dataclass(frozen=True, slots=True)
class Fact:
    """`fact "…" { premise implies conclusion }`."""

    name: Text
    premise: Condition
    conclusion: Condition
    doc: str
    span: Span


class Quantifier(StrEnum):
    """Whether an assert's outcome must come always, or never."""

    ALWAYS = "always"
    NEVER = "never"


class OutcomeKind(StrEnum):
    """What an assert or expect speaks of."""

    RULE = "rule"
    TEAM = "team"
    OWNER = "owner"
    QUEUE = "queue"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Assert:
    """`assert "…" { when C always|never kind targets }`; `suppressed` has no targets."""

    name: Text
    condition: Condition | None
    quantifier: Quantifier
    kind: OutcomeKind
    targets: tuple[Name | Text, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Check:
    """One expected outcome: `rule "…"`, `team T`, `owner P`, `queue Q`, `suppressed "…"`.

    `target` is None for `suppressed` without a reason.
    """

    kind: OutcomeKind
    target: Name | Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class HeldUntil:
    """`held until TIME`."""

    moment: DateTime
    span: Span


@dataclass(frozen=True, slots=True)
class SlaDue:
    """`sla due TIME`."""

    moment: DateTime
    span: Span


@dataclass(frozen=True, slots=True)
class OnTime:
    """`on TIME`, of a `silent`."""

    moment: DateTime
    span: Span


ExpectCheck = Check | HeldUntil | SlaDue | OnTime


@dataclass(frozen=True, slots=True)
class GivenValue:
    """`field value` inside `given { … }`; several `items` for a list in parentheses."""

    field: Path
    items: tuple[Expression, ...]
    is_list: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Silent:
    """The owner did not respond; what the next SLA step then does."""

    checks: tuple[ExpectCheck, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Given:
    """One record of an `expect`, its time and absences, and what must come out."""

    values: tuple[GivenValue, ...]
    moment: DateTime | None
    away: tuple[Name, ...]
    checks: tuple[ExpectCheck, ...]
    silents: tuple[Silent, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Expect:
    """`expect "…" { given … }`: records in order that share rotation state."""

    name: Text
    givens: tuple[Given, ...]
    doc: str
    span: Span
