"""Where two policies read a record differently: fields declared in two ways, as data.

Values that only one of two declarations reads are empty for the other side, and the comparison
says so exactly: a member of a choice that is new, a bound that moved, a spelling of a text that now
counts as blank. A field of another type is two fields: nothing ties what one side reads to what
the other does. Everything else about a field (from where it is read, with which country, whether
it is promised) is told, and the values are compared as if both read the same.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from routewright_runtime.graph.conditions import (
    AllOf,
    Between,
    Condition,
    FieldTerm,
    HasMembers,
    Negation,
    OneOf,
)
from routewright_runtime.graph.model import DecisionGraph, Field
from routewright_runtime.text import fold
from routewright_runtime.values import TypeName, ValueType

BEFORE, AFTER = 0, 1
_BOUNDED = (TypeName.INTEGER, TypeName.NUMBER, TypeName.DATE)
_SPELT = (TypeName.TEXT, TypeName.USER)

Bound = Decimal | date | datetime


class FieldAspect(StrEnum):
    """In what two declarations of a field differ."""

    ONLY_BEFORE = "only before"
    ONLY_AFTER = "only after"
    TYPE = "type"
    VALUES = "values"  # members of a choice, bounds of a number or date
    BLANKS = "blanks"
    REQUIRED = "required"
    SOURCES = "sources"
    READ_WITH = "read with"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One difference of one field; a side without the field has None.

    `is_compared` says that the comparison takes it into account exactly. Where it does not, values
    are taken to read the same on both sides (of another type: as if they had nothing in common).
    """

    name: str
    aspect: FieldAspect
    before: Field | None
    after: Field | None
    is_compared: bool


@dataclass(frozen=True, slots=True)
class MergedFields:
    """The fields of both sides.

    `names[side]` says how a field of that side is called among `fields`, where not as it is;
    `limits[side]` under which condition (over the merged fields) that side reads a value, where
    there are others. `differences` stand in the order of the fields.
    """

    fields: tuple[Field, ...]
    names: tuple[dict[str, str], dict[str, str]]
    limits: tuple[dict[str, Condition], dict[str, Condition]]
    differences: tuple[FieldDifference, ...]


def merge_fields(
    before: DecisionGraph, after: DecisionGraph, marked: Callable[[str, int], str]
) -> MergedFields:
    """Merge the fields of two policies; `marked` gives a name of one side only."""
    found = MergedFields((), ({}, {}), ({}, {}), ())
    by_name = {field.name: field for field in after.fields}
    merged: list[Field] = []
    differences: list[FieldDifference] = []
    for first in before.fields:
        second = by_name.get(first.name)
        if second is None:
            differences.append(
                FieldDifference(first.name, FieldAspect.ONLY_BEFORE, first, None, True)
            )
            merged.append(first)
            continue
        differences += _differences(first, second)
        merged += _merged(first, second, found, marked)
    known = {field.name for field in before.fields}
    for second in after.fields:
        if second.name not in known:
            difference = FieldDifference(second.name, FieldAspect.ONLY_AFTER, None, second, True)
            differences.append(difference)
            merged.append(second)
    fields = tuple(_read_with(field, found.names) for field in merged)
    return replace(found, fields=fields, differences=tuple(differences))


def _read_with(field: Field, names: Sequence[dict[str, str]]) -> Field:
    """Return a field whose country is a field of the merged record."""
    for side in (BEFORE, AFTER):
        if field.country_field in names[side]:
            return replace(field, country_field=names[side][field.country_field])
    return field


def _differences(first: Field, second: Field) -> Iterator[FieldDifference]:
    def differs(aspect: FieldAspect, is_compared: bool) -> FieldDifference:
        return FieldDifference(first.name, aspect, first, second, is_compared)

    if first.type.name is not second.type.name:
        yield differs(FieldAspect.TYPE, False)
    elif _plain(first.type) != _plain(second.type):
        yield differs(FieldAspect.VALUES, _is_exact(first.type, second.type))
    if set(first.blanks) != set(second.blanks):
        is_told = first.type.name in _SPELT or first.type.name is TypeName.CHOICE
        is_exact = first.type.name is second.type.name and is_told
        yield differs(FieldAspect.BLANKS, is_exact)
    if first.is_required != second.is_required:
        yield differs(FieldAspect.REQUIRED, True)
    if first.sources != second.sources:
        yield differs(FieldAspect.SOURCES, False)
    if first.country_field != second.country_field:
        yield differs(FieldAspect.READ_WITH, False)


def _plain(type_: ValueType) -> tuple[object, ...]:
    """Return what a type reads; the order and spelling of members are of no account."""
    members = frozenset(map(fold, type_.members))
    return type_.name, members, type_.is_open, type_.low, type_.high


def _is_exact(first: ValueType, second: ValueType) -> bool:
    return first.name is not TypeName.DATETIME or (first.low, first.high) == (
        second.low,
        second.high,
    )


def _merged(
    first: Field,
    second: Field,
    found: MergedFields,
    marked: Callable[[str, int], str],
) -> list[Field]:
    if first.type.name is not second.type.name:
        for side in (BEFORE, AFTER):
            found.names[side][first.name] = marked(first.name, side)
        return [replace(f, name=marked(f.name, side)) for side, f in enumerate((first, second))]
    type_ = _joined(first.type, second.type)
    blanks_differ = set(first.blanks) != set(second.blanks)
    for side, field in enumerate((first, second)):
        limits = list(_limits(field, type_, blanks_differ))
        if limits:
            found.limits[side][field.name] = _all_of(limits)
    is_required = first.is_required and second.is_required
    blanks = tuple(blank for blank in first.blanks if blank in second.blanks)
    return [replace(first, type=type_, is_required=is_required, blanks=blanks)]


def _joined(first: ValueType, second: ValueType) -> ValueType:
    """Return the type of all values that one of two types of one name reads."""
    known = set(map(fold, first.members))
    members = (*first.members, *(m for m in second.members if fold(m) not in known))
    low = _wider(first.low, second.low, is_low=True)
    high = _wider(first.high, second.high, is_low=False)
    return ValueType(first.name, members, first.is_open or second.is_open, low, high)


def _wider(first: Bound | None, second: Bound | None, *, is_low: bool) -> Bound | None:
    """Return the bound that lets more values in."""
    if isinstance(first, datetime) or isinstance(second, datetime):
        return first if first == second else None
    if isinstance(first, Decimal) and isinstance(second, Decimal):
        return min(first, second) if is_low else max(first, second)
    if isinstance(first, date) and isinstance(second, date):
        return min(first, second) if is_low else max(first, second)
    return None


def _limits(field: Field, merged: ValueType, blanks_differ: bool) -> Iterator[Condition]:
    """Yield what a value must meet for this side to read it."""
    term, own = FieldTerm(field.name), field.type
    is_wider = merged.is_open or len(merged.members) > len(own.members)
    if own.name is TypeName.CHOICE and is_wider and not own.is_open:
        yield OneOf(term, own.members)
    if own.name is TypeName.CHOICES and is_wider and not own.is_open:
        yield HasMembers(term, own.members)
    if own.name in _BOUNDED and (own.low, own.high) != (merged.low, merged.high):
        yield Between(term, _end(own, own.low), _end(own, own.high))
    if blanks_differ and field.blanks:
        spellings: tuple[str, ...] = ()
        if own.name in _SPELT:
            spellings = tuple(dict.fromkeys(field.blanks))
        elif own.name is TypeName.CHOICE:
            # Of an open one a spelling may also be a value that no member is.
            spellings = tuple(
                own.member_by_fold.get(blank, blank)
                for blank in dict.fromkeys(field.blanks)
                if blank in own.member_by_fold or merged.is_open
            )
        if spellings:
            yield Negation(OneOf(term, spellings))


def _end(type_: ValueType, bound: Bound | None) -> int | Decimal | date | datetime | None:
    if type_.name is TypeName.INTEGER and isinstance(bound, Decimal):
        return int(bound)
    return bound


def _all_of(limits: Sequence[Condition]) -> Condition:
    return limits[0] if len(limits) == 1 else AllOf(tuple(limits))
