"""Terms and conditions of the decision graph: what a guard says, with every name resolved.

Two truth values only: a test of an empty term is false, `Negation` is plain. `a != b` is lowered
to `Negation(OneOf(a, (b,)))`, comparisons to `Between`. Values are canonical (see
`routewright_runtime.values`); texts of text-like types in `OneOf` and `TextHolds` are folded.
Places and `written` (the texts as the policy spells them, one for each value, empty where the value
is no text; none at all where that is not known) never take part in equality or in the content hash.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

Value = str | int | Decimal | bool | date | datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written: file as named by the user, offsets in characters, line from 1."""

    file: str
    start: int
    end: int
    line: int


def no_place() -> Place | None:
    """Return None: the default of a `place`, typed for dataclass fields."""
    return None


# --- terms ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A field of the record, or a named part of it (of `email.domain`, part `domain`)."""

    field: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class ClassTerm:
    """The value of a classification; empty where no line holds and there is no `otherwise`."""

    name: str


@dataclass(frozen=True, slots=True)
class ScoreTerm:
    """The value of a score: a Decimal, never empty."""

    name: str


@dataclass(frozen=True, slots=True)
class LookupTerm:
    """The cell of `column` in the row of `table` that the arguments find; empty where none is."""

    table: str
    arguments: tuple["Term", ...]
    column: str


Term = FieldTerm | ClassTerm | ScoreTerm | LookupTerm

# --- conditions -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Constant:
    """Always true, or never."""

    value: bool
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every item holds."""

    items: tuple["Condition", ...]
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one item holds."""

    items: tuple["Condition", ...]
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class Negation:
    """The item does not hold."""

    item: "Condition"
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class Defined:
    """The condition that a `define` names; look it up in the graph's definitions."""

    name: str
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """The term equals one of `values` (of its own type; targets of a table cell by their name)."""

    term: Term
    values: tuple[Value, ...]
    place: Place | None = field(default_factory=no_place, compare=False)
    value_places: tuple[Place, ...] = field(default=(), compare=False)
    written: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Between:
    """The term lies between two ends, each open (None), included or not.

    Of numbers, dates, datetimes (UTC instants) and scores. The whole of a date literal's day
    beside a datetime is `low` included to the next local midnight excluded.
    """

    term: Term
    low: int | Decimal | date | datetime | None
    high: int | Decimal | date | datetime | None
    is_low_included: bool = True
    is_high_included: bool = True
    place: Place | None = field(default_factory=no_place, compare=False)


class TextRelation(StrEnum):
    """How a text may hold another."""

    CONTAINS = "contains"
    STARTS_WITH = "starts with"
    ENDS_WITH = "ends with"


@dataclass(frozen=True, slots=True)
class TextHolds:
    """The folded text contains, starts or ends with one of the folded `texts`."""

    term: Term
    relation: TextRelation
    texts: tuple[str, ...]
    place: Place | None = field(default_factory=no_place, compare=False)
    value_places: tuple[Place, ...] = field(default=(), compare=False)
    written: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class MatchesPattern:
    """The whole folded text matches the strict regular expression `pattern` (as written)."""

    term: Term
    pattern: str
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class HasMembers:
    """The multi-select holds one of `members`, or all of them where `needs_all`."""

    term: Term
    members: tuple[str, ...]
    needs_all: bool = False
    place: Place | None = field(default_factory=no_place, compare=False)
    value_places: tuple[Place, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Known:
    """The term is not empty; `is empty` is its negation."""

    term: Term
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class IsRep:
    """The user value is a rep of the policy."""

    term: Term
    place: Place | None = field(default_factory=no_place, compare=False)


class TimeUnit(StrEnum):
    """A unit of time."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class TimeAmount:
    """A whole amount of one unit, 1 or more."""

    amount: int
    unit: TimeUnit


@dataclass(frozen=True, slots=True)
class WithinLast:
    """From exactly `span` before the time of decision up to it, both included.

    Of a datetime by hours (a day is 24); of a date by days, in the policy's zone.
    """

    term: Term
    span: TimeAmount
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class DuringCalendar:
    """The time of decision lies in the calendar's open time."""

    calendar: str
    place: Place | None = field(default_factory=no_place, compare=False)


class Order(StrEnum):
    """How two terms compare; `!=` is a negated `EQUAL`."""

    EQUAL = "="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


@dataclass(frozen=True, slots=True)
class ComparesTerms:
    """Two terms compare; false where either is empty. Unknown to the analysis."""

    left: Term
    order: Order
    right: Term
    place: Place | None = field(default_factory=no_place, compare=False)


@dataclass(frozen=True, slots=True)
class OutsideTest:
    """Only the CRM can judge `text`: false in `run`, unknown to the analysis.

    The same text is the same unknown.
    """

    text: str
    place: Place | None = field(default_factory=no_place, compare=False)


Atom = (
    OneOf
    | Between
    | TextHolds
    | MatchesPattern
    | HasMembers
    | Known
    | IsRep
    | WithinLast
    | DuringCalendar
    | ComparesTerms
    | OutsideTest
)
Condition = Constant | AllOf | AnyOf | Negation | Defined | Atom
