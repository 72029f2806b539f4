"""Words and literals: names, texts, numbers, moments, ranges and look-ups."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from routewright_grammar.span import Span


@dataclass(frozen=True, slots=True)
class Name:
    """One name as written; `text` is NFC-normalised and case is kept."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Path:
    """A name, or names joined by dots: `employees`, `account.owner`, `email.domain`, `DE`."""

    parts: tuple[Name, ...]
    span: Span

    @property
    def text(self) -> str:
        """Return the path as written, joined by dots."""
        return ".".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Code:
    """A code with a hyphen, such as `US-CA` or `DE-BE`."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Text:
    """A text in double quotes, escapes undone."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number; `text` is the spelling (`50M`, `12%`), `value` what it stands for."""

    value: Decimal
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar day."""

    value: date
    span: Span


@dataclass(frozen=True, slots=True)
class DateTime:
    """A moment; `value` is naive where no offset was written (then the policy's zone holds)."""

    value: datetime
    span: Span


@dataclass(frozen=True, slots=True)
class Range:
    """`low..high`, both ends included, either end open (`None`)."""

    low: "Number | Date | DateTime | None"
    high: "Number | Date | DateTime | None"
    span: Span


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression between slashes; `value` has `\\/` undone and is not yet checked."""

    value: str
    span: Span


class Unit(StrEnum):
    """A unit of time."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Duration:
    """A whole amount of one unit, 1 or more."""

    amount: int
    unit: Unit
    span: Span


@dataclass(frozen=True, slots=True)
class Lookup:
    """`table(arguments).column`; `column` is None where left out."""

    table: Name
    arguments: tuple["Expression", ...]
    column: Name | None
    span: Span


Word = Path | Code | Text
Expression = Path | Code | Text | Number | Date | DateTime | Lookup
