"""Trouble in the user's text, as a value: collected, sorted and rendered, never raised.

Codes come in blocks: RW0 syntax, RW1 names, RW2 types and units, RW3 reachability and overlap,
RW4 gaps and missing values, RW5 people, rotation and capacity, RW6 SLA, RW7 what a target cannot
say, RW8 import, RW9 style. A code never changes its meaning and is never used again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from routewright_grammar.span import Span

T = TypeVar("T")


class Severity(StrEnum):
    """How much harm a finding tells of; `ERROR` stops `emit`."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Certainty(StrEnum):
    """`PROVED`, `POSSIBLE` (it hangs on an unknown) or `UNDECIDED` (the budget ran out)."""

    PROVED = "proved"
    POSSIBLE = "possible"
    UNDECIDED = "undecided"


class FixSafety(StrEnum):
    """Whether a fix changes no decision (`SAFE`), may change one, or is only to be shown."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY_ONLY = "display-only"


@dataclass(frozen=True, slots=True)
class Label:
    """A place with a word about it; `subject` names the rule, team or field standing there."""

    span: Span
    message: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of `span` by `text`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair: what it does in words, its safety and its edits (none where only shown)."""

    message: str
    safety: FixSafety
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `code` is `RWnnn`, `name` the kebab-case name that scripts rely on, `message` one plain line,
    `label` the primary place, `related` the other parties. `notes` are (title, text) lines such as
    `("lead", "country CH")`. `witness` holds the fields that matter in source order, values as they
    would stand in a JSON record, `None` for empty.
    `not_compiled` marks what no command may go on after (language.md, "must refuse"); `is_minor`
    what a terminal counts and does not show unless it is asked for.
    """

    code: str
    name: str
    severity: Severity
    message: str
    label: Label
    related: tuple[Label, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    help: str = ""
    fixes: tuple[Fix, ...] = ()
    witness: tuple[tuple[str, object], ...] | None = None
    certainty: Certainty = Certainty.PROVED
    not_compiled: bool = False
    is_minor: bool = False

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order by file, place, code and message: the order in which findings are shown."""
        return (
            self.label.span.file,
            self.label.span.start,
            self.label.span.end,
            self.code,
            self.message,
        )


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a phase gives back: a value, or none, and the diagnostics found on the way."""

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = field(default=())

    @property
    def is_refused(self) -> bool:
        """Whether no later phase may go on."""
        return self.value is None or any(d.not_compiled for d in self.diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics sorted by place, each once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda d: d.sort_key))
