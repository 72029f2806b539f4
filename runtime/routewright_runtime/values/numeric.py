"""Integers, exact numbers and booleans.

Digits are ASCII; thousands are grouped by well-formed commas or not at all (`4,000`, `4000`, never
`40,00`). A value holds at most `DIGITS` digits on either side of the point, so no text costs much.
"""

import re
from decimal import Context, Decimal, InvalidOperation

from routewright_runtime.values.reading import Reading, quoted, unread
from routewright_runtime.values.value_type import Bound

DIGITS = 40
_EXACT = Context(prec=2 * DIGITS + 2)
_WHOLE = r"[+-]?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)"
_INTEGER = re.compile(_WHOLE + r"(?:\.0+)?")
_NUMBER = re.compile(rf"(?:{_WHOLE}(?:\.[0-9]+)?|[+-]?\.[0-9]+)(?:[eE][+-]?[0-9]{{1,3}})?")
_TRUE = frozenset({"true", "yes", "1", "y", "t", "on"})
_FALSE = frozenset({"false", "no", "0", "n", "f", "off"})


def read_integer(raw: object, low: Bound | None, high: Bound | None) -> Reading:
    """Read a whole number; a JSON number may be written `4000.0` or `4e3`."""
    if isinstance(raw, str):
        text = raw.strip()
        if _INTEGER.fullmatch(text) is None:
            return unread(f"{quoted(text)} is not a whole number")
        digits = text.partition(".")[0].replace(",", "")
        if len(digits) > DIGITS + 1:
            return unread(f"{quoted(text)} has more than {DIGITS} digits")
        whole = int(digits)
    elif isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return unread(f"{quoted(raw)} is not a whole number")
    elif isinstance(raw, int):
        whole = raw
    else:
        exact = _exact(raw)
        if exact is None or exact != exact.to_integral_value():
            return unread(f"{quoted(raw)} is not a whole number")
        whole = int(exact)
    if abs(whole) >= 10**DIGITS:
        return unread(f"the number has more than {DIGITS} digits")
    return _bounded(whole, low, high)


def read_number(raw: object, low: Bound | None, high: Bound | None) -> Reading:
    """Read an exact number; a float stands for its shortest spelling."""
    if isinstance(raw, str):
        text = raw.strip()
        if _NUMBER.fullmatch(text) is None:
            return unread(f"{quoted(text)} is not a number")
        exact = plain(text.replace(",", ""))
    elif isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return unread(f"{quoted(raw)} is not a number")
    else:
        exact = _exact(raw)
        if exact is None and not Decimal(raw).is_finite():
            return unread(f"{quoted(raw)} is not a finite number")
    if exact is None:
        return unread(f"{quoted(raw)} has more than {DIGITS} digits before or after the point")
    return _bounded(exact, low, high)


def read_boolean(raw: object) -> Reading:
    """Read true or false in one of the common spellings, in any case."""
    if isinstance(raw, bool):
        return Reading(raw)
    if isinstance(raw, str):
        word = raw.strip().lower()
        if word in _TRUE:
            return Reading(True)
        if word in _FALSE:
            return Reading(False)
    elif isinstance(raw, int | float | Decimal) and raw in (0, 1):
        return Reading(bool(raw))
    return unread(f"{quoted(raw)} is neither true nor false")


def plain(text: str) -> Decimal | None:
    """Return the exact number without trailing zeros or positive exponent, None beyond `DIGITS`."""
    try:
        number = _EXACT.create_decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    if not number:
        return Decimal(0)
    return _plain_form(number, text)


def _plain_form(number: Decimal, text: str) -> Decimal | None:
    if number.adjusted() >= DIGITS or number.adjusted() < -DIGITS or number != Decimal(text):
        return None
    short = number.normalize(_EXACT)
    exponent = short.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -DIGITS:
        return None
    return short if exponent <= 0 else short.quantize(Decimal(1), context=_EXACT)


def _exact(raw: int | float | Decimal) -> Decimal | None:
    if isinstance(raw, float):
        return plain(repr(raw))
    if isinstance(raw, int) and abs(raw) >= 10**DIGITS:
        return None
    return plain(str(raw))


def _bounded(value: int | Decimal, low: Bound | None, high: Bound | None) -> Reading:
    if isinstance(low, Decimal) and value < low:
        return unread(f"`{_shown(value)}` is below the lowest value {low:f}")
    if isinstance(high, Decimal) and value > high:
        return unread(f"`{_shown(value)}` is above the highest value {high:f}")
    return Reading(value)


def _shown(value: int | Decimal) -> str:
    return str(value) if isinstance(value, int) else f"{value:f}"
