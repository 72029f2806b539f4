"""From boxes to HubSpot's filters: an alternative each, with what it must pass by.

`includeObjectsWithNoValueSet` of every filter is set so that a record without a value is answered
as the language means it. HubSpot has no operator that denies `starts with` and `ends with`: those
go into `denied`, and the flow takes such records out by a branch before.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from typing import assert_never

from routewright_compiler.targets.hubspot.filters import email_parts
from routewright_compiler.targets.hubspot.filters.boxes import Box, Boxes, Column
from routewright_compiler.targets.hubspot.filters.opaque import opaque_filter
from routewright_compiler.targets.hubspot.filters.value_sets import (
    Cut,
    Flag,
    Listed,
    Ranges,
    Stretch,
    ValueSet,
)
from routewright_compiler.targets.hubspot.model import (
    Alternative,
    AnyFilter,
    Bound,
    Filter,
    OpaqueFilter,
    TimePoint,
)
from routewright_compiler.targets.hubspot.properties import Properties, Property, PropertyKind
from routewright_runtime.graph.conditions import (
    Atom,
    FieldTerm,
    HasMembers,
    OutsideTest,
    TextHolds,
    TextRelation,
    TimeUnit,
    WithinLast,
)

_POSITIVE = {
    TextRelation.CONTAINS: "CONTAINS",
    TextRelation.STARTS_WITH: "STARTS_WITH",
    TextRelation.ENDS_WITH: "ENDS_WITH",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """All of `filters`, and none of `denied`, each itself a list of filters that all hold."""

    filters: Alternative = ()
    denied: tuple[Alternative, ...] = ()

    def also(self, other: "Clause") -> "Clause":
        """Return both together."""
        return Clause((*self.filters, *other.filters), (*self.denied, *other.denied))


class FilterWriter:
    """Writes boxes for the properties of one policy."""

    def __init__(
        self,
        properties: Properties,
        value_of: Callable[[str], str],
        spellings: Mapping[str, str],
        zone: str,
    ) -> None:
        """Take what turns a rep's e-mail or a user's id into what the owner property holds.

        `spellings` says how the policy writes texts, by their fold; it may grow. `zone` is where
        days begin.
        """
        self._properties = properties
        self._value_of = value_of
        self._spellings = spellings
        self._zone = zone

    def clauses(self, boxes: Boxes) -> tuple[Clause, ...]:
        """Return the alternatives of a region, none twice."""
        found = (clause for box in boxes for clause in self._of_box(box))
        return tuple(dict.fromkeys(found))

    def _of_box(self, box: Box) -> Iterator[Clause]:
        order = {name: number for number, name in enumerate(self._properties.by_field)}
        columns = sorted(box, key=lambda c: self._place(c, order))
        for parts in product(*(self._of_column(column, box[column]) for column in columns)):
            joined = Clause()
            for part in parts:
                joined = joined.also(part)
            denied = tuple(self._spelled(item) for item in joined.denied)
            yield Clause(self._spelled(_tidy(joined.filters)), denied)

    def _spelled(self, filters: Alternative) -> Alternative:
        """Write texts as the policy does, for a portal that looks at case after all."""
        return tuple(
            replace(item, values=tuple(self._spellings.get(str(v), v) for v in item.values))
            if isinstance(item, Filter) and item.operation_type == "MULTISTRING"
            else item
            for item in filters
        )

    def _place(self, column: Column, order: dict[str, int]) -> tuple[int, bool, str]:
        term = column.term
        number = len(order) if term is None else order[term.field]
        return (number, column.test is not None, repr(column))

    def _of_column(self, column: Column, values: ValueSet) -> list[Clause]:
        match values:
            case Listed():
                assert column.term is not None
                return self._of_listed(column.term, values)
            case Ranges():
                assert column.term is not None
                return self._of_ranges(self._properties.by_field[column.term.field], values)
            case Flag():
                assert column.test is not None
                return self._of_test(column.test, values.has_true)
            case _:
                assert_never(values)

    # --- lists --------------------------------------------------------------------------------

    def _of_listed(self, term: FieldTerm, values: Listed) -> list[Clause]:
        own = self._properties.by_field[term.field]
        part = None if term.part is None else self._properties.parts.get((term.field, term.part))
        if term.part is not None and part is None:
            return self._of_email_part(own.name, term.part, values)
        if part is not None:
            return [Clause(_text_filters(part, values, ()))]
        match own.kind:
            case PropertyKind.TEXT:
                return [Clause(_text_filters(own.name, values, own.field.blanks))]
            case PropertyKind.BOOLEAN:
                return [Clause(_boolean_filters(own.name, values))]
            case PropertyKind.OWNER:
                return [Clause(_option_filters(own.name, values, self._value_of))]
            case _:
                return [Clause(_option_filters(own.name, values, str))]

    def _of_email_part(self, name: str, part: str, values: Listed) -> list[Clause]:
        if not values.items:
            return [Clause(_known_filters(name, values))]
        question = email_parts.equals(part, tuple(sorted(values.items)))
        operator = _POSITIVE[question.relation]
        is_empty_taken = values.has_empty and not values.is_complement
        asked = Filter(name, "MULTISTRING", operator, is_empty_taken, question.texts)
        if not values.is_complement:
            return [Clause((asked,))]
        known = () if values.has_empty else (Filter(name, "ALL_PROPERTY", "IS_KNOWN"),)
        return [Clause(known, ((asked,),))]

    # --- orders -------------------------------------------------------------------------------

    def _of_ranges(self, own: Property, values: Ranges) -> list[Clause]:
        whole = (Stretch(None, None),)
        if not values.stretches:
            return [Clause((Filter(own.name, "ALL_PROPERTY", "IS_UNKNOWN", True),))]
        if values.stretches == whole:
            return [Clause((Filter(own.name, "ALL_PROPERTY", "IS_KNOWN"),))]
        points = _left_out_points(values) if own.kind is PropertyKind.NUMBER else None
        if points is not None:
            empty = values.has_empty
            return [Clause(tuple(_number(own.name, "IS_NOT_EQUAL_TO", p, empty) for p in points))]
        write = _number_stretch if own.kind is PropertyKind.NUMBER else _time_stretch
        found = []
        for number, stretch in enumerate(values.stretches):
            has_empty = values.has_empty and number == 0
            found.append(Clause(write(own.name, stretch, has_empty)))
        return found

    # --- tests taken as a whole ---------------------------------------------------------------

    def _of_test(self, test: Atom, is_positive: bool) -> list[Clause]:
        match test:
            case TextHolds():
                return self._of_text_test(test, is_positive)
            case HasMembers():
                return [Clause((self._members(test, is_positive),))]
            case WithinLast():
                return [Clause((self._within(test, is_positive),))]
            case OutsideTest():
                found = opaque_filter(test.text)
                assert found is not None
                return [Clause((found,)) if is_positive else Clause((), ((found,),))]
            case _:
                raise AssertionError(f"no such test has a column of its own: {test}")

    def _of_text_test(self, test: TextHolds, is_positive: bool) -> list[Clause]:
        name, relation, texts, blanks = self._text_question(test)
        asked = Filter(name, "MULTISTRING", _POSITIVE[relation], False, texts)
        hit = tuple(blank for blank in blanks if _meets(blank, relation, texts))
        guard = (Filter(name, "MULTISTRING", "IS_NOT_EQUAL_TO", False, hit),) if hit else ()
        if is_positive:
            return [Clause((asked, *guard))]
        if relation is TextRelation.CONTAINS and not hit:
            return [Clause((Filter(name, "MULTISTRING", "DOES_NOT_CONTAIN", True, texts),))]
        return [Clause((), ((asked, *guard),))]

    def _text_question(
        self, test: TextHolds
    ) -> tuple[str, TextRelation, tuple[str, ...], tuple[str, ...]]:
        assert isinstance(test.term, FieldTerm)
        own = self._properties.by_field[test.term.field]
        if test.term.part is None:
            return own.name, test.relation, test.texts, own.field.blanks
        part = self._properties.parts.get((test.term.field, test.term.part))
        if part is not None:
            return part, test.relation, test.texts, ()
        question = email_parts.holds(test.term.part, test.relation, test.texts)
        assert question is not None
        return own.name, question.relation, question.texts, ()

    def _members(self, test: HasMembers, is_positive: bool) -> Filter:
        assert isinstance(test.term, FieldTerm)
        operators = (
            ("DOES_NOT_CONTAIN_ALL", "CONTAINS_ALL")
            if test.needs_all
            else ("IS_NONE_OF", "IS_ANY_OF")
        )
        name = self._properties.by_field[test.term.field].name
        operator = operators[is_positive]
        return Filter(name, "ENUMERATION", operator, not is_positive, test.members)

    def _within(self, test: WithinLast, is_positive: bool) -> Filter:
        assert isinstance(test.term, FieldTerm)
        own = self._properties.by_field[test.term.field]
        amount = test.span.amount
        days = amount * (7 if test.span.unit is TimeUnit.WEEK else 1)
        end = TimePoint()
        if own.kind is PropertyKind.DATE:
            end = TimePoint(zone=self._zone, is_today=True)
            start = replace(end, offset_days=-days)
        elif test.span.unit is TimeUnit.MINUTE:
            start = TimePoint(offset_minutes=-amount)
        elif test.span.unit is TimeUnit.HOUR:
            start = TimePoint(offset_hours=-amount)
        else:
            start = TimePoint(offset_hours=-24 * days)
        bounds = (Bound(start, True), Bound(end, True))
        operator = "IS_BETWEEN" if is_positive else "IS_NOT_BETWEEN"
        return Filter(own.name, "TIME_RANGED", operator, not is_positive, bounds=bounds)


def _text_filters(name: str, values: Listed, blanks: Sequence[str]) -> Alternative:
    """Return the filters of a set of texts; texts that count as empty go with the missing value."""
    spelled = frozenset(blanks)
    items = values.items - spelled
    if values.has_empty is not values.is_complement:
        items |= spelled
    stored = Listed(items, values.is_complement, values.has_empty)
    if not items:
        return _known_filters(name, stored)
    operator = "IS_NOT_EQUAL_TO" if stored.is_complement else "IS_EQUAL_TO"
    return (Filter(name, "MULTISTRING", operator, stored.has_empty, tuple(sorted(items))),)


def _option_filters(name: str, values: Listed, spell: Callable[[str], str]) -> Alternative:
    if not values.items:
        return _known_filters(name, values)
    items, is_complement = values.items, values.is_complement
    if values.universe is not None and 2 * len(items) > len(values.universe):
        items, is_complement = values.universe - items, not is_complement
    operator = "IS_NONE_OF" if is_complement else "IS_ANY_OF"
    spelled = tuple(dict.fromkeys(spell(item) for item in sorted(items)))
    return (Filter(name, "ENUMERATION", operator, values.has_empty, spelled, is_single=True),)


def _boolean_filters(name: str, values: Listed) -> Alternative:
    if not values.items:
        return _known_filters(name, values)
    (item,) = values.items
    is_true = (item == "true") is not values.is_complement
    return (Filter(name, "BOOL", "IS_EQUAL_TO", values.has_empty, (is_true,)),)


def _known_filters(name: str, values: Listed) -> Alternative:
    if values.is_complement and values.has_empty:
        return ()
    if values.is_complement:
        return (Filter(name, "ALL_PROPERTY", "IS_KNOWN"),)
    return (Filter(name, "ALL_PROPERTY", "IS_UNKNOWN", True),)


def _left_out_points(values: Ranges) -> list[Decimal | int] | None:
    """Return the numbers that are left out where nothing else is, else None."""
    found: list[Decimal | int] = []
    for stretch in values.complement().stretches:
        if stretch.low is None or stretch.high is None or stretch.low.is_above:
            return None
        low, high = stretch.low.value, stretch.high.value
        assert isinstance(low, int | Decimal) and isinstance(high, int | Decimal)
        if (
            (high != low)
            if stretch.high.is_above
            else (isinstance(low, Decimal) or high != low + 1)
        ):
            return None
        found.append(low)
    return found


def _number(name: str, operator: str, value: object, includes_empty: bool) -> Filter:
    assert isinstance(value, int | Decimal)
    plain = int(value) if value == int(value) else value
    return Filter(name, "NUMBER", operator, includes_empty, (plain,))


def _number_stretch(name: str, stretch: Stretch, has_empty: bool) -> Alternative:
    low, high = stretch.low, stretch.high
    if low is not None and high is not None and _is_point(low, high):
        return (_number(name, "IS_EQUAL_TO", low.value, has_empty),)
    found: list[AnyFilter] = []
    if low is not None:
        operator = "IS_GREATER_THAN" if low.is_above else "IS_GREATER_THAN_OR_EQUAL_TO"
        found.append(_number(name, operator, low.value, has_empty))
    if high is not None:
        value, operator = (
            high.value,
            "IS_LESS_THAN_OR_EQUAL_TO" if high.is_above else "IS_LESS_THAN",
        )
        found.append(_number(name, operator, value, has_empty))
    return tuple(found)


def _is_point(low: Cut, high: Cut) -> bool:
    if low.is_above:
        return False
    if high.is_above:
        return low.value == high.value
    return isinstance(low.value, int) and high.value == low.value + 1


def _time_stretch(name: str, stretch: Stretch, has_empty: bool) -> Alternative:
    found: list[AnyFilter] = []
    if stretch.low is not None:
        bound = Bound(_time_point(stretch.low.value), not stretch.low.is_above)
        found.append(Filter(name, "TIME_POINT", "IS_AFTER", has_empty, bounds=(bound,)))
    if stretch.high is not None:
        bound = Bound(_time_point(stretch.high.value), stretch.high.is_above)
        found.append(Filter(name, "TIME_POINT", "IS_BEFORE", has_empty, bounds=(bound,)))
    return tuple(found)


def _time_point(value: object) -> TimePoint:
    if isinstance(value, datetime):
        at = value.astimezone(UTC)
        parts = (at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond // 1000)
        return TimePoint(parts)
    assert isinstance(value, date)
    return TimePoint((value.year, value.month, value.day))


def _meets(text: str, relation: TextRelation, texts: Iterable[str]) -> bool:
    match relation:
        case TextRelation.CONTAINS:
            return any(part in text for part in texts)
        case TextRelation.STARTS_WITH:
            return any(text.startswith(part) for part in texts)
        case TextRelation.ENDS_WITH:
            return any(text.endswith(part) for part in texts)


def _tidy(filters: Alternative) -> Alternative:
    """Drop `is known` beside a filter that asks for a value; join lists of one multi-select."""
    asking = {f.property for f in filters if isinstance(f, Filter) and _asks_for_value(f)}
    found: list[AnyFilter] = []
    for item in dict.fromkeys(filters):
        if isinstance(item, OpaqueFilter):
            found.append(item)
        elif item.operator == "IS_KNOWN" and item.property in asking:
            continue
        elif not _joined(found, item):
            found.append(item)
    return tuple(found)


def _asks_for_value(item: AnyFilter) -> bool:
    return (
        isinstance(item, Filter)
        and item.operation_type != "ALL_PROPERTY"
        and not item.includes_empty
    )


def _joined(found: list[AnyFilter], item: Filter) -> bool:
    """Join `none of A` and `none of B` of one property; tell whether that was possible."""
    if item.operator != "IS_NONE_OF":
        return False
    for number, other in enumerate(found):
        if isinstance(other, OpaqueFilter) or other.operator != "IS_NONE_OF":
            continue
        if other.property == item.property and other.includes_empty is item.includes_empty:
            values = tuple(dict.fromkeys((*other.values, *item.values)))
            found[number] = Filter(
                item.property, "ENUMERATION", "IS_NONE_OF", item.includes_empty, values
            )
            return True
    return False
