"""An explanation as plain data; every text is ready to be shown."""

from dataclasses import dataclass

from routewright_runtime.decision import Decision
from routewright_runtime.graph.model import TestKind


@dataclass(frozen=True, slots=True)
class Tested:
    """A condition in the policy's words and what the record says to it.

    `finding` reads `employees is 200`; it is empty where the condition asks nothing of the record.
    """

    condition: str
    finding: str


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A rule, group or `require` before the one that decided, and the first thing that failed.

    The members of a group that was passed over are not listed. `file` and `line` say where it is
    written, where that is known.
    """

    kind: TestKind
    name: str
    groups: tuple[str, ...]
    failed: Tested
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt to carry the decision out: what was tried and what came of it.

    `fallback` says which fallback it is (empty: none); `skipped` who was passed over and why.
    """

    action: str
    result: str
    fallback: str = ""
    skipped: tuple[str, ...] = ()
    table_row: str | None = None


@dataclass(frozen=True, slots=True)
class ValueView:
    """A field that took part: its value in words, and where it was taken from.

    `source` is named only for a field with several; `problem` says why it did not read.
    """

    field: str
    value: str
    source: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The decision and why: what held, what was passed over, what was tried.

    `matched` are the conditions of the rule and its groups, outermost first; of a fallback, those
    of its groups. `values` are the fields that these conditions and the decision look at.
    """

    decision: Decision
    outcome: str
    file: str | None
    line: int | None
    matched: tuple[Tested, ...]
    values: tuple[ValueView, ...]
    passed_over: tuple[PassedOver, ...]
    tried: tuple[Tried, ...]
