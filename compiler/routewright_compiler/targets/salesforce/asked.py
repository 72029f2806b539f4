"""What a criterion or a formula asks, over the platform's own fields, before they have types.

A field is named as a criterion names it (`Lead.Country`, `Account.Industry`), with the spelling
first met. The forms say what Salesforce does, not how it was written: `notEqual A,B` is an
`Inverse` of `Equals`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Truth:
    """Always, or never."""

    value: bool


@dataclass(frozen=True, slots=True)
class Every:
    """All items hold; one or more."""

    items: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one item holds; one or more."""

    items: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Inverse:
    """The item does not hold."""

    item: "Condition"


class ValueKind(StrEnum):
    """What a value of a comparison shows about its field."""

    PLAIN = "plain"
    PICKLIST = "picklist"
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Equals:
    """The field is one of the values, case aside."""

    field: str
    values: tuple[str, ...]
    kind: ValueKind = ValueKind.PLAIN


@dataclass(frozen=True, slots=True)
class Blank:
    """The field is empty."""

    field: str


class TextRelation(StrEnum):
    """How a text holds another."""

    CONTAINS = "contains"
    STARTS_WITH = "starts with"
    ENDS_WITH = "ends with"


@dataclass(frozen=True, slots=True)
class Holds:
    """The field's text holds one of the texts, case aside."""

    field: str
    relation: TextRelation
    texts: tuple[str, ...]


class Order(StrEnum):
    """How a field is ordered against a value."""

    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


@dataclass(frozen=True, slots=True)
class Ordered:
    """The field is less or greater than a value; false where it is empty."""

    field: str
    order: Order
    value: str
    written: str


@dataclass(frozen=True, slots=True)
class Includes:
    """The multi-select holds one of the values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """The whole text matches a pattern."""

    field: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Recent:
    """The moment lies at most `amount` of `unit` (`day`, `hour`, `minute`) in the past."""

    field: str
    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class Compares:
    """Two fields compare; `order` `=` too."""

    field: str
    order: str
    other: str


@dataclass(frozen=True, slots=True)
class Opaque:
    """What only Salesforce can judge, in its own words."""

    text: str


Rich = Matches | Recent | Compares  # read back only, never imported
Test = Equals | Blank | Holds | Ordered | Includes | Rich
Condition = Truth | Every | Some | Inverse | Test | Opaque


def every(items: tuple[Condition, ...]) -> Condition:
    """Return the condition that all items hold, the simplest of its kind."""
    return items[0] if len(items) == 1 else Every(items) if items else Truth(value=True)


def some(items: tuple[Condition, ...]) -> Condition:
    """Return the condition that an item holds, the simplest of its kind."""
    return items[0] if len(items) == 1 else Some(items) if items else Truth(value=False)


def atoms(condition: Condition) -> Iterator[Test | Opaque]:
    """Yield the tests of a condition from left to right."""
    match condition:
        case Every(items) | Some(items):
            for item in items:
                yield from atoms(item)
        case Inverse(item):
            yield from atoms(item)
        case Truth():
            return
        case _:
            yield condition


def depth(condition: Condition) -> int:
    """Return how deep a condition is nested; a single test is 1."""
    match condition:
        case Every(items) | Some(items):
            return 1 + max(depth(item) for item in items)
        case Inverse(item):
            return 1 + depth(item)
        case _:
            return 1
