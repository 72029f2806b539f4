"""A compiled policy: the decision graph, and beside it what only its author's tools need.

The graph decides; the files, promises and examples serve findings, editors and tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from routewright_grammar.span import Span
from routewright_grammar.syntax import File, OutcomeKind, Quantifier
from routewright_runtime.graph.conditions import Condition
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.values import Value


@dataclass(frozen=True, slots=True)
class Promise:
    """An `assert`: where `condition` holds, the outcome is always or never one of the targets.

    `targets` are names of rules (as `routed_rule` shows them), teams, reps or queues; `users` are
    owners that are no reps, by canonical e-mail or id. Both are empty for `suppressed`.
    """

    name: str
    condition: Condition
    quantifier: Quantifier
    kind: OutcomeKind
    targets: tuple[str, ...]
    users: tuple[str, ...]
    span: Span


class CheckKind(StrEnum):
    """What an example says must come out."""

    RULE = "rule"
    TEAM = "team"
    OWNER = "owner"
    QUEUE = "queue"
    SUPPRESSED = "suppressed"
    HELD_UNTIL = "held until"
    SLA_DUE = "sla due"
    ON = "on"


@dataclass(frozen=True, slots=True)
class ExpectedOutcome:
    """One thing that must come out.

    `target` is a rule, team, rep or queue by name; `user` an owner that is no rep; `moment` (UTC)
    of the last three kinds. `target` of `suppressed` is the reason, None where any will do.
    """

    kind: CheckKind
    span: Span
    target: str | None = None
    user: str | None = None
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExampleRecord:
    """One record of an example: canonical values (every field, None where empty), and what follows.

    `moment` is in UTC; None leaves calendars, absences and caps aside. Each item of `silents` is
    what the next SLA step must bring about.
    """

    values: Mapping[str, Value | None]
    moment: datetime | None
    away: tuple[str, ...]
    checks: tuple[ExpectedOutcome, ...]
    silents: tuple[tuple[ExpectedOutcome, ...], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Example:
    """An `expect`: records in order that share rotation state, which starts empty."""

    name: str
    records: tuple[ExampleRecord, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything known of a policy that compiled.

    `path` names the first file; `files` are the parsed files, the first one first. `name_spans`
    says where each declared name stands (fields with their dots), `rule_spans` where each rule and
    group is named.
    """

    path: str
    graph: DecisionGraph
    files: tuple[File, ...]
    promises: tuple[Promise, ...]
    examples: tuple[Example, ...]
    name_spans: Mapping[str, Span]
    rule_spans: Mapping[str, Span]
