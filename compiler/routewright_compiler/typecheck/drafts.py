"""Checked parts of a policy before they are put in order: what `lower` builds the graph from."""

from dataclasses import dataclass

from routewright_grammar.span import Span
from routewright_runtime.graph import model
from routewright_runtime.graph.conditions import Condition, Place, TimeAmount


@dataclass(frozen=True, slots=True)
class Attempt:
    """One decision as it may be tried."""

    action: model.Action
    hold: TimeAmount | None
    notify: tuple[str, ...]
    tags: tuple[str, ...]
    doc: str
    place: Place
    span: Span


@dataclass(frozen=True, slots=True)
class Step:
    """One SLA step."""

    timing: model.StepTiming
    delay: TimeAmount | None
    action: model.StepAction
    place: Place


@dataclass(frozen=True, slots=True)
class Service:
    """An `sla`: its clock and its steps."""

    clock: model.Clock
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class CheckedFallback:
    """A fallback of a group or of the file."""

    attempt: Attempt
    service: Service | None


@dataclass(frozen=True, slots=True)
class CheckedRequire:
    """A `require`; `condition` holds where a value is missing."""

    condition: Condition
    attempt: Attempt
    doc: str
    place: Place


@dataclass(frozen=True, slots=True)
class CheckedRule:
    """A rule: its own decision, then its own fallbacks; the service holds for all of them."""

    name: str
    condition: Condition
    attempts: tuple[Attempt, ...]
    service: Service | None
    doc: str
    place: Place


@dataclass(frozen=True, slots=True)
class CheckedGroup:
    """A group with its members in order."""

    name: str
    is_unique: bool
    condition: Condition
    members: tuple["CheckedRule | CheckedGroup", ...]
    fallbacks: tuple[CheckedFallback, ...]
    doc: str
    place: Place


@dataclass(frozen=True, slots=True)
class Routing:
    """The routing part of a policy, in order of priority."""

    requires: tuple[CheckedRequire, ...]
    members: tuple[CheckedRule | CheckedGroup, ...]
    fallbacks: tuple[CheckedFallback, ...]
