"""Conditions as written: operators over expressions, nothing resolved yet."""

from dataclasses import dataclass
from enum import StrEnum

from routewright_grammar.span import Span
from routewright_grammar.syntax.words import (
    Duration,
    Expression,
    Lookup,
    Name,
    Path,
    Pattern,
    Range,
    Text,
)


@dataclass(frozen=True, slots=True)
class And:
    """All of `items` hold; two or more."""

    items: tuple["Condition", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of `items` holds; two or more."""

    items: tuple["Condition", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    """Plain negation."""

    item: "Condition"
    span: Span


@dataclass(frozen=True, slots=True)
class Paren:
    """A condition in parentheses, kept for layout and for the finding `mixed-and-or`."""

    item: "Condition"
    span: Span


class Comparison(StrEnum):
    """The six comparison operators."""

    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


@dataclass(frozen=True, slots=True)
class Compare:
    """`left operator right`."""

    left: Expression
    operator: Comparison
    right: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class InList:
    """`left in (items)`."""

    left: Expression
    items: tuple[Expression, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class InRange:
    """`left in low..high`."""

    left: Expression
    range: Range
    span: Span


class TextRelation(StrEnum):
    """How a text may hold another."""

    CONTAINS = "contains"
    STARTS_WITH = "starts with"
    ENDS_WITH = "ends with"


@dataclass(frozen=True, slots=True)
class TextTest:
    """`left contains items`: one of the items is enough; `is_list` where in parentheses."""

    left: Expression
    relation: TextRelation
    items: tuple[Text, ...]
    is_list: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Matches:
    """`left matches /pattern/`."""

    left: Expression
    pattern: Pattern
    span: Span


class HasMode(StrEnum):
    """Which of the listed members a multi-select must hold."""

    ONE = "has"
    ANY = "has any of"
    ALL = "has all of"


@dataclass(frozen=True, slots=True)
class Has:
    """`left has item`, `left has any of (items)`, `left has all of (items)`."""

    left: Expression
    mode: HasMode
    items: tuple[Expression, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class IsKnown:
    """`left is known`."""

    left: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class IsEmpty:
    """`left is empty`."""

    left: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class IsRep:
    """`left is rep`."""

    left: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Within:
    """`left within 7 days`, before the time of the decision."""

    left: Expression
    duration: Duration
    span: Span


@dataclass(frozen=True, slots=True)
class During:
    """`during calendar`, of the time of the decision."""

    calendar: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Outside:
    """`outside "text"`: a condition that only the CRM can judge."""

    text: Text
    span: Span


@dataclass(frozen=True, slots=True)
class Truth:
    """A bare value as a condition: a defined name, a boolean field, a boolean look-up."""

    value: Path | Lookup
    span: Span


Condition = (
    And
    | Or
    | Not
    | Paren
    | Compare
    | InList
    | InRange
    | TextTest
    | Matches
    | Has
    | IsKnown
    | IsEmpty
    | IsRep
    | Within
    | During
    | Outside
    | Truth
)
