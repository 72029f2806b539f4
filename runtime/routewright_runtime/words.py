"""Conditions, terms and values in the policy's own spelling.

`employees >= 1000`, `country in (DE, AT, CH)`, `not (enterprise or free_mail)`, `state is empty`.
What is written here parses as a condition with the same meaning, but for lists that a limit cuts
short (they end in `and 12 more`, never silently) and for the words `always` and `never`.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import assert_never

from routewright_runtime.calendars import zone_of
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    ClassTerm,
    ComparesTerms,
    Condition,
    Constant,
    Defined,
    DuringCalendar,
    FieldTerm,
    HasMembers,
    IsRep,
    Known,
    LookupTerm,
    MatchesPattern,
    Negation,
    OneOf,
    Order,
    OutsideTest,
    ScoreTerm,
    Term,
    TextHolds,
    TimeAmount,
    Value,
    WithinLast,
)
from routewright_runtime.graph.model import (
    DecisionGraph,
    QueueTarget,
    RepTarget,
    Target,
    TeamTarget,
)
from routewright_runtime.values import TypeName, ValueType, parts_of

_NAME = re.compile(r"[^\W\d]\w*")
_CODE = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_OPERATORS = frozenset(
    ("and", "or", "not", "in", "is", "has", "contains", "starts", "ends", "matches", "within")
)
# Types whose values stand bare: codes, and members that are one plain word.
_BARE = frozenset(
    {TypeName.CHOICE, TypeName.CHOICES, TypeName.COUNTRY, TypeName.STATE, TypeName.LANGUAGE}
)
_LARGE = ((1_000_000_000, "B"), (1_000_000, "M"))


class Words:
    """Words for the terms of one policy; `limit` is the number of list items shown (None: all)."""

    __slots__ = ("_columns", "_fields", "_zone", "limit")

    def __init__(self, graph: DecisionGraph, limit: int | None = None) -> None:
        self.limit = limit
        self._fields = {item.name: item.type for item in graph.fields}
        self._columns = {
            table.name: {column.name: column.type for column in table.columns}
            for table in graph.tables
        }
        self._zone: tzinfo = zone_of(graph.zone)

    def condition(self, condition: Condition) -> str:
        """Return a condition as it would be written after `when`."""
        match condition:
            case Constant():
                return "always" if condition.value else "never"
            case AllOf() | AnyOf():
                return self._joined(condition)
            case Negation():
                return self._negated(condition.item)
            case Defined():
                return condition.name
            case OneOf():
                return self._one_of(condition)
            case Between():
                return self._between(condition)
            case TextHolds():
                texts = [quoted(text) for text in condition.written or condition.texts]
                items = texts[0] if len(texts) == 1 else f"({self._listed(texts)})"
                return f"{self.term(condition.term)} {condition.relation} {items}"
            case MatchesPattern():
                return f"{self.term(condition.term)} matches /{condition.pattern}/"
            case HasMembers():
                return self._has(condition)
            case Known():
                return f"{self.term(condition.term)} is known"
            case IsRep():
                return f"{self.term(condition.term)} is rep"
            case WithinLast():
                return f"{self.term(condition.term)} within {amount_words(condition.span)}"
            case DuringCalendar():
                return f"during {condition.calendar}"
            case ComparesTerms(left, order, right):
                return f"{self.term(left)} {order} {self.term(right)}"
            case OutsideTest():
                return f"outside {quoted(condition.text)}"
            case _:
                assert_never(condition)

    def term(self, term: Term) -> str:
        """Return a term as it is written: `email.domain`, `us_territory(state).team`."""
        match term:
            case FieldTerm(name, part):
                return name if part is None else f"{name}.{part}"
            case ClassTerm(name) | ScoreTerm(name):
                return name
            case LookupTerm(table, arguments, column):
                call = f"{table}({', '.join(self.term(item) for item in arguments)})"
                return call if len(self._columns[table]) == 1 else f"{call}.{column}"
            case _:
                assert_never(term)

    def value(self, term: Term, value: object) -> str:
        """Return a value of a term as it is written; the empty value is `empty`."""
        if value is None:
            return "empty"
        if isinstance(value, RepTarget | QueueTarget | TeamTarget):
            return value.name
        if isinstance(value, str):
            type_ = self._type_of(term)
            is_bare = type_ is None or type_.name in _BARE
            return bare(value) if is_bare else quoted(value)
        if isinstance(value, tuple):
            return self._listed([self.value(term, item) for item in value])
        return self._scalar(value)

    def points(self, points: Value) -> str:
        """Return the points of a line of a score."""
        return self._scalar(points)

    def _type_of(self, term: Term) -> ValueType | None:
        match term:
            case FieldTerm(name, part):
                own = self._fields[name]
                return own if part is None else ValueType(parts_of(own.name)[part])
            case LookupTerm(table, _, column):
                return self._columns[table][column]
            case _:
                return None

    def _scalar(self, value: object) -> str:
        match value:
            case bool():
                return "true" if value else "false"
            case int() | Decimal():
                return number_words(value)
            case datetime():
                return moment_words(value, self._zone)
            case date():
                return value.isoformat()
            case _:
                return str(value)

    def _joined(self, condition: AllOf | AnyOf) -> str:
        is_all = isinstance(condition, AllOf)
        if not condition.items:
            return "always" if is_all else "never"
        if len(condition.items) == 1:
            return self.condition(condition.items[0])
        other = AnyOf if is_all else AllOf
        parts = [
            f"({self.condition(item)})"
            if (isinstance(item, other) and len(item.items) > 1)
            or (not is_all and self._has_two_parts(item))
            else self.condition(item)
            for item in condition.items
        ]
        return (" and " if is_all else " or ").join(parts)

    def _negated(self, item: Condition) -> str:
        match item:
            case Known(term):
                return f"{self.term(term)} is empty"
            case OneOf(term, (True,)) if self._is_boolean(term):
                return f"not {self.term(term)}"
            case OneOf(term, (_,)):
                return f"{self.term(term)} != {self._values(item)[0]}"
            case ComparesTerms(left, Order.EQUAL, right):
                return f"{self.term(left)} != {self.term(right)}"
            case AllOf((single,)) | AnyOf((single,)):
                return self._negated(single)
            case AllOf() | AnyOf() | Between() | Constant() | Negation():
                return f"not ({self.condition(item)})"
            case _:
                return f"not {self.condition(item)}"

    def _one_of(self, condition: OneOf) -> str:
        own = self.term(condition.term)
        values = self._values(condition)
        if not values:
            return "never"
        if condition.values == (True,) and self._is_boolean(condition.term):
            return own
        return f"{own} = {values[0]}" if len(values) == 1 else f"{own} in ({self._listed(values)})"

    def _values(self, condition: OneOf) -> list[str]:
        """Return the values in words, texts in the policy's own spelling where it is known."""
        values = [self.value(condition.term, value) for value in condition.values]
        if len(condition.written) != len(values):
            return values
        own = condition.written
        return [quoted(text) if text else word for text, word in zip(own, values, strict=True)]

    def _is_boolean(self, term: Term) -> bool:
        type_ = self._type_of(term)
        return type_ is not None and type_.name is TypeName.BOOLEAN

    def _has(self, condition: HasMembers) -> str:
        own = self.term(condition.term)
        members = [bare(member) for member in condition.members]
        if len(members) == 1:
            return f"{own} has {members[0]}"
        word = "all" if condition.needs_all else "any"
        return f"{own} has {word} of ({self._listed(members)})"

    def _between(self, condition: Between) -> str:
        own, low, high = self.term(condition.term), condition.low, condition.high
        days = self._days(condition)
        if days is not None:
            return f"{own} = {days[0]}" if days[0] == days[1] else f"{own} in {days[0]}..{days[1]}"
        if None not in (low, high) and condition.is_low_included and condition.is_high_included:
            if low == high:
                return f"{own} = {self._scalar(low)}"
            return f"{own} in {self._scalar(low)}..{self._scalar(high)}"
        parts = []
        if low is not None:
            parts.append(f"{own} {'>=' if condition.is_low_included else '>'} {self._end(low)}")
        if high is not None:
            parts.append(f"{own} {'<=' if condition.is_high_included else '<'} {self._end(high)}")
        return " and ".join(parts) or f"{own} is known"

    def _has_two_parts(self, item: Condition) -> bool:
        return isinstance(item, Between) and " and " in self._between(item)

    def _days(self, condition: Between) -> tuple[date, date] | None:
        """Return the whole local days of a datetime's range, where it is of whole days."""
        low, high = condition.low, condition.high
        if not isinstance(low, datetime) or not isinstance(high, datetime):
            return None
        first, behind = self._midnight(low), self._midnight(high)
        if first is None or behind is None or first >= behind:
            return None
        if not condition.is_low_included or condition.is_high_included:
            return None
        return first, behind - timedelta(days=1)

    def _end(self, value: object) -> str:
        day = self._midnight(value) if isinstance(value, datetime) else None
        return self._scalar(value) if day is None else day.isoformat()

    def _midnight(self, moment: datetime) -> date | None:
        local = moment.astimezone(self._zone)
        return local.date() if (local.hour, local.minute, local.second) == (0, 0, 0) else None

    def _listed(self, items: Sequence[str]) -> str:
        if self.limit is None or len(items) <= self.limit + 1:
            return ", ".join(items)
        return f"{', '.join(items[: self.limit])}, and {len(items) - self.limit} more"


def bare(text: str) -> str:
    """Return a member or code bare where it is one plain word, else in quotes."""
    if _CODE.fullmatch(text) or (_NAME.fullmatch(text) and text not in _OPERATORS):
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """Return a text in straight double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def number_words(value: int | Decimal) -> str:
    """Return a number without exponent; whole millions as `50M`, whole billions as `2B`."""
    whole = int(value)
    for size, letter in _LARGE:
        if value == whole and whole and whole % size == 0 and abs(whole) < 10_000 * size:
            return f"{whole // size}{letter}"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def moment_words(moment: datetime, zone: tzinfo) -> str:
    """Return a moment in a zone, to the minute where it is a whole one."""
    local = moment.astimezone(zone)
    is_whole = not local.second and not local.microsecond
    return local.isoformat(timespec="minutes") if is_whole else local.isoformat()


def amount_words(amount: TimeAmount) -> str:
    """Return `7 days`, `1 hour`."""
    return f"{amount.amount} {amount.unit}{'' if amount.amount == 1 else 's'}"


def target_words(target: Target | None) -> str:
    """Return the name of a rep, team or queue; `nobody` where there is none."""
    return "nobody" if target is None else target.name


def rule_words(rule: str) -> str:
    """Return how what decided is called: a rule by its name, a fallback or `require` as it is."""
    if rule in ("require", "fallback") or rule.endswith(" / fallback"):
        return rule
    return f"rule {quoted(rule)}"
