"""One criterion: what `field operation value` asks.

A comma separates alternatives, a value with a comma stands in double quotes as in a CSV file, and
blanks around a value do not count. `equals` and `notEqual` without a value ask for blank. Of an
empty field `notEqual` and `notContain` hold and every other comparison fails (facts, section 2;
what is not confirmed there is an assumption, see `assumptions.py`).
"""

from dataclasses import dataclass

from routewright_compiler.targets.salesforce.asked import (
    Blank,
    Condition,
    Equals,
    Holds,
    Includes,
    Inverse,
    Opaque,
    Order,
    Ordered,
    TextRelation,
)
from routewright_compiler.targets.salesforce.model import FilterItem, FilterOperation

OPAQUE_PREFIX = "criterion: "
_ORDERS = {
    FilterOperation.LESS_THAN: Order.LESS,
    FilterOperation.LESS_OR_EQUAL: Order.LESS_OR_EQUAL,
    FilterOperation.GREATER_THAN: Order.GREATER,
    FilterOperation.GREATER_OR_EQUAL: Order.GREATER_OR_EQUAL,
}
_RELATIVE_WORDS = frozenset(
    "today yesterday tomorrow last_week this_week next_week last_month this_month next_month"
    " last_quarter this_quarter next_quarter last_year this_year next_year".split()
)


@dataclass(frozen=True, slots=True)
class ReadCriterion:
    """What a criterion asks, and what is doubtful about it, in words (none: nothing)."""

    condition: Condition
    doubt: str = ""


def read_criterion(item: FilterItem) -> ReadCriterion:
    """Say what a criterion asks; what cannot be said stays in its own words, with the reason."""
    if item.value_field is not None:
        return _opaque(item, "it compares two fields of the org")
    values, has_gap = split_values(item.value or "")
    doubt = "an empty value stands in its list, and counts for nothing" if has_gap else ""
    if not values:
        return _of_nothing(item, doubt)
    if any(_is_relative_date(value, item.field) for value in values):
        return _opaque(item, "a word such as TODAY is another day every day")
    if item.operation in _ORDERS and len(values) > 1:
        return _opaque(item, "it is greater or less than a list")
    return ReadCriterion(_of_values(item, values), doubt)


def _of_nothing(item: FilterItem, doubt: str) -> ReadCriterion:
    match item.operation:
        case FilterOperation.EQUALS:
            return ReadCriterion(Blank(item.field), doubt)
        case FilterOperation.NOT_EQUAL:
            return ReadCriterion(Inverse(Blank(item.field)), doubt)
        case _:
            return _opaque(item, f"`{item.operation}` has no value")


def _of_values(item: FilterItem, values: tuple[str, ...]) -> Condition:
    match item.operation:
        case FilterOperation.EQUALS:
            return Equals(item.field, values)
        case FilterOperation.NOT_EQUAL:
            return Inverse(Equals(item.field, values))
        case FilterOperation.CONTAINS:
            return Holds(item.field, TextRelation.CONTAINS, values)
        case FilterOperation.NOT_CONTAIN:
            return Inverse(Holds(item.field, TextRelation.CONTAINS, values))
        case FilterOperation.STARTS_WITH:
            return Holds(item.field, TextRelation.STARTS_WITH, values)
        case FilterOperation.INCLUDES:
            return Includes(item.field, values)
        case FilterOperation.EXCLUDES:
            return Inverse(Includes(item.field, values))
        case FilterOperation.WITHIN:
            return Opaque(own_words(item))
        case _:
            return Ordered(item.field, _ORDERS[item.operation], values[0], own_words(item))


def _opaque(item: FilterItem, doubt: str) -> ReadCriterion:
    return ReadCriterion(Opaque(own_words(item)), doubt)


def own_words(item: FilterItem) -> str:
    """Return a criterion in one line, as an `outside` condition holds it."""
    value = "" if item.value is None else f" {item.value}"
    field = "" if item.value_field is None else f" field {item.value_field}"
    return " ".join(f"{OPAQUE_PREFIX}{item.field} {item.operation}{value}{field}".split())


def split_values(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the values of a list, and whether an empty one was left out.

    A value in double quotes may hold commas and, doubled, quotes; a quote elsewhere is itself.
    """
    values: list[str] = []
    has_gap = False
    rest = text.strip()
    if not rest:
        return (), False
    while True:
        value, rest, is_last = _first_value(rest)
        if value:
            values.append(value)
        else:
            has_gap = True
        if is_last:
            return tuple(values), has_gap


def _first_value(text: str) -> tuple[str, str, bool]:
    plain = text.lstrip()
    if plain.startswith('"'):
        quoted = _quoted(plain)
        if quoted is not None:
            value, rest = quoted
            return value.strip(), rest[1:], not rest
    value, comma, rest = plain.partition(",")
    return value.strip(), rest, not comma


def _quoted(text: str) -> tuple[str, str] | None:
    """Return a quoted value and what follows from the comma on; None where it is not one."""
    end = 1
    while True:
        end = text.find('"', end)
        if end < 0:
            return None
        if text.startswith('""', end):
            end += 2
            continue
        break
    rest = text[end + 1 :].lstrip()
    if rest and not rest.startswith(","):
        return None
    return text[1:end].replace('""', '"'), rest


def _has_dates(field: str) -> bool:
    name = field.rpartition(".")[2].casefold()
    return any(word in name for word in ("date", "time", "day", "_at", "_on"))


def _is_relative_date(value: str, field: str) -> bool:
    """Tell whether a value is such a word; of a field with another name, as Setup spells them."""
    words = value.casefold().replace(" ", "_")
    if words in _RELATIVE_WORDS and (_has_dates(field) or value == words.upper()):
        return True
    head, _, number = words.rpartition(":")
    return number.isdigit() and head.startswith(("last_n_", "next_n_"))
