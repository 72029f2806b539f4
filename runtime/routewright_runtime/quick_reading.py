"""Quick readings of the spellings that fill most columns: plain digits, plain texts, plain e-mails.

Each gives exactly what `values.read` gives for such a text, and None for any other, which then is
read with all care.
"""

from collections.abc import Callable
from datetime import tzinfo
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from routewright_runtime.values import TypeName, Value, ValueType
from routewright_runtime.values.address import canonical_email
from routewright_runtime.values.moment import parse_moment

MAX_DIGITS = 18

Quick = Callable[[str], Value | None]


def quick_reading(type_: ValueType, zone: tzinfo) -> Quick | None:
    """Return the quick reading of a type's texts (no `blank` spellings), None where it has none."""
    match type_.name:
        case TypeName.TEXT:
            return _text
        case TypeName.INTEGER:
            return _within(type_, _integer)
        case TypeName.NUMBER:
            return _within(type_, _number)
        case TypeName.EMAIL:
            return _email
        case TypeName.DATETIME if type_.low is None and type_.high is None:
            return lambda raw: parse_moment(raw.strip(), zone) if raw.isascii() else None
        case _:
            return None


def _text(raw: str) -> str | None:
    return raw.strip() or None if raw.isascii() else None


def _integer(raw: str) -> int | None:
    return int(raw) if len(raw) <= MAX_DIGITS and raw.isascii() and raw.isdigit() else None


def _number(raw: str) -> Decimal | None:
    if len(raw) <= MAX_DIGITS and raw.isascii() and raw.isdigit():
        return Decimal(int(raw))
    return None


def _email(raw: str) -> str | None:
    return canonical_email(raw.strip()) if raw.isascii() else None


def _within(type_: ValueType, quick: Callable[[str], int | Decimal | None]) -> Quick:
    low = type_.low if isinstance(type_.low, Decimal) else None
    high = type_.high if isinstance(type_.high, Decimal) else None
    if low is None and high is None:
        return quick
    # Whole numbers have no digits between: as ints the bounds compare quickest.
    least = None if low is None else int(low.to_integral_value(ROUND_CEILING))
    most = None if high is None else int(high.to_integral_value(ROUND_FLOOR))

    def within(raw: str) -> int | Decimal | None:
        if len(raw) > MAX_DIGITS or not raw.isascii() or not raw.isdigit():
            return None
        whole = int(raw)
        if (least is not None and whole < least) or (most is not None and whole > most):
            return None
        return quick(raw)

    return within
