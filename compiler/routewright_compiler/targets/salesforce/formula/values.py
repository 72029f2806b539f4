"""Values of formulas, and what comparing two of them asks.

A value is a field, as it is or seen through functions, a literal, or a choice of values by
conditions; comparing a choice asks each of its cases. What has no answer raises
NotUnderstoodError, which whoever reads the formula turns into words kept as they are.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import assert_never

from routewright_compiler.targets.salesforce.asked import (
    Blank,
    Compares,
    Condition,
    Equals,
    Holds,
    Inverse,
    Order,
    Ordered,
    Recent,
    TextRelation,
    Truth,
    ValueKind,
    every,
    some,
)

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}
COMPARISONS = frozenset(_MIRRORED)
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d\+00:00)?")


class NotUnderstoodError(Exception):
    """A part of a formula beyond the common subset; it never leaves the reading of formulas."""


# --- values ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A field, as it is or seen through functions: its first `left` characters, its case."""

    field: str
    kind: ValueKind = ValueKind.PLAIN
    case: str = ""
    left: int | None = None


@dataclass(frozen=True, slots=True)
class LiteralValue:
    """A text, a number or a truth value; `value` None is NULL."""

    value: str | Decimal | bool | None


@dataclass(frozen=True, slots=True)
class CasesValue:
    """The value of the first case that holds, else the last."""

    cases: tuple[tuple[Condition, "FormulaValue"], ...]
    otherwise: "FormulaValue"


@dataclass(frozen=True, slots=True)
class SumValue:
    """The sum of several values."""

    parts: tuple["FormulaValue", ...]


@dataclass(frozen=True, slots=True)
class NowValue:
    """The time of the decision, `back` units before it; `is_day` for TODAY()."""

    is_day: bool
    amount: int = 0
    unit: str = "day"


FormulaValue = FieldValue | LiteralValue | CasesValue | SumValue | NowValue


def without_case(value: FormulaValue) -> FormulaValue:
    """Return a value of which criteria heed no case."""
    match value:
        case FieldValue():
            return replace(value, case="")
        case CasesValue(cases, otherwise):
            return CasesValue(
                tuple((test, without_case(own)) for test, own in cases), without_case(otherwise)
            )
        case _:
            return value


def opposite(condition: Condition) -> Condition:
    """Return the condition that holds where another does not."""
    match condition:
        case Truth(value):
            return Truth(not value)
        case Inverse(item):
            return item
        case _:
            return Inverse(condition)


def negative(value: FormulaValue) -> FormulaValue:
    """Return a number with a minus in front."""
    if isinstance(value, LiteralValue) and type(value.value) is Decimal:
        return LiteralValue(-value.value)
    raise NotUnderstoodError


def whole_number(value: FormulaValue) -> int:
    """Return a literal whole number above 0."""
    if isinstance(value, LiteralValue) and type(value.value) is Decimal:
        number = value.value
        if number == number.to_integral_value() and 0 < number < 10_000:
            return int(number)
    raise NotUnderstoodError


# --- comparisons ----------------------------------------------------------------------------------


def compared(left: FormulaValue, operator: str, right: FormulaValue) -> Condition:
    """Return what a comparison asks; `operator` is one of `COMPARISONS`."""
    match left, right:
        case FieldValue(field), NowValue():
            return _since(field, operator, right)
        case CasesValue(), _:
            return _each_case(left, lambda value: compared(value, operator, right))
        case _, CasesValue():
            return _each_case(right, lambda value: compared(left, operator, value))
        case LiteralValue(), FieldValue():
            return compared(right, _MIRRORED[operator], left)
        case FieldValue(), LiteralValue(value):
            return _against(left, operator, value)
        case LiteralValue(a), LiteralValue(b):
            return _between_literals(a, operator, b)
        case FieldValue(), FieldValue() if not left.left and not right.left:
            found = Compares(left.field, "=" if operator == "<>" else operator, right.field)
            return Inverse(found) if operator == "<>" else found
        case _:
            raise NotUnderstoodError


def _since(field: str, operator: str, now: NowValue) -> Condition:
    """Return one end of a window in the past; the other is put to it by whoever joins them."""
    if operator == ">=" and now.amount:
        return Recent(field, now.amount, now.unit)
    if operator == "<=" and not now.amount:
        return Recent(field, 0, "day")
    raise NotUnderstoodError


def points_of(value: FormulaValue) -> tuple[tuple[Decimal, Condition], ...] | None:
    """Return the points of a sum and where each is given; None where a value is no such sum."""
    found: list[tuple[Decimal, Condition]] = []
    for part in value.parts if isinstance(value, SumValue) else (value,):
        match part:
            case CasesValue(((test, LiteralValue(points)),), LiteralValue(others)) if isinstance(
                points, Decimal
            ) and isinstance(others, Decimal):
                found.append((points - others, test))
                found.append((others, Truth(value=True)))
            case LiteralValue(points) if isinstance(points, Decimal) and isinstance(
                value, SumValue
            ):
                found.append((points, Truth(value=True)))
            case _:
                return None
    return tuple((points, test) for points, test in found if points)


def _each_case(cases: CasesValue, ask: Callable[[FormulaValue], Condition]) -> Condition:
    found: list[Condition] = []
    before: list[Condition] = []
    for test, value in cases.cases:
        found.append(_all((*before, test, ask(value))))
        before.append(opposite(test))
    found.append(_all((*before, ask(cases.otherwise))))
    kept = tuple(item for item in found if item != Truth(value=False))
    return Truth(value=True) if Truth(value=True) in kept else some(kept)


def _all(items: tuple[Condition, ...]) -> Condition:
    if Truth(value=False) in items:
        return Truth(value=False)
    return every(tuple(item for item in items if item != Truth(value=True)))


def _against(field: FieldValue, operator: str, value: str | Decimal | bool | None) -> Condition:
    if operator == "<>":
        return opposite(_against(field, "=", value))
    if operator == "=":
        return _equal(field, value)
    if isinstance(value, bool) or value is None or field.left or field.case:
        raise NotUnderstoodError
    if isinstance(value, str) and _DAY.fullmatch(value) is None:
        raise NotUnderstoodError
    text = value if isinstance(value, str) else f"{value:f}"
    return Ordered(field.field, Order(operator), text, f"{field.field} {operator} {text}")


def _equal(field: FieldValue, value: str | Decimal | bool | None) -> Condition:
    match value:
        case None:
            return is_blank(field)
        case bool():
            return Equals(field.field, ("true" if value else "false",), ValueKind.BOOLEAN)
        case Decimal():
            return Equals(field.field, (f"{value:f}",), ValueKind.NUMBER)
        case str():
            return _equal_text(field, value)
        case _:
            assert_never(value)


def _equal_text(field: FieldValue, text: str) -> Condition:
    if not text.strip():
        return is_blank(field)
    if _is_never(field, text):
        return Truth(value=False)
    if field.left is not None and field.left < 0:
        return _ends_with(field, text)
    if field.left is None or len(text) < field.left:
        return Equals(field.field, (text,), field.kind)
    if len(text) > field.left:
        return Truth(value=False)
    return Holds(field.field, TextRelation.STARTS_WITH, (text,))


def _ends_with(field: FieldValue, text: str) -> Condition:
    assert field.left is not None
    if len(text) < -field.left:
        return Equals(field.field, (text,), field.kind)
    if len(text) > -field.left:
        return Truth(value=False)
    return Holds(field.field, TextRelation.ENDS_WITH, (text,))


def holds_text(value: FormulaValue, relation: TextRelation, text: str) -> Condition:
    """Return what CONTAINS or BEGINS asks."""
    if isinstance(value, CasesValue):
        return _each_case(value, lambda item: holds_text(item, relation, text))
    if not isinstance(value, FieldValue) or not text.strip():
        raise NotUnderstoodError
    if value.left is not None:
        raise NotUnderstoodError
    if _is_never(value, text):
        return Truth(value=False)
    return Holds(value.field, relation, (text,))


def _is_never(field: FieldValue, text: str) -> bool:
    """Whether a text has letters of the case that the field is changed away from."""
    return bool(field.case) and (text.lower() if field.case == "lower" else text.upper()) != text


def is_blank(value: FormulaValue) -> Condition:
    """Return what ISBLANK asks."""
    match value:
        case FieldValue(field):
            return Blank(field)
        case LiteralValue(literal):
            return Truth(literal is None or literal == "")
        case CasesValue():
            return _each_case(value, is_blank)
        case SumValue() | NowValue():
            raise NotUnderstoodError
        case _:
            assert_never(value)


def _between_literals(
    left: str | Decimal | bool | None, operator: str, right: str | Decimal | bool | None
) -> Condition:
    if type(left) is not type(right):
        raise NotUnderstoodError
    if operator in ("=", "<>"):
        return Truth((left == right) == (operator == "="))
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        ordered = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
        return Truth(ordered[operator])
    raise NotUnderstoodError
