"""The values next to a written one: a smallest step below and above, as text and as syntax.

The step of a whole number is 1, of another number one unit of its last written decimal place (at
most 1), of a day a day, of a moment a minute, of a duration one of its unit.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from routewright_grammar.syntax import Date, DateTime, Duration, Number

Bound = Number | Date | DateTime
DOWN, UP = -1, 1


def next_to(node: Bound, direction: int) -> tuple[str, Bound] | None:
    """Return the neighbour of a bound, `DOWN` or `UP`; None where there is none."""
    match node:
        case Number():
            return _next_number(node, direction)
        case Date():
            try:
                day = node.value + timedelta(days=direction)
            except OverflowError:
                return None
            return day.isoformat(), replace(node, value=day)
        case DateTime():
            try:
                moment = node.value + timedelta(minutes=direction)
            except OverflowError:
                return None
            return moment.isoformat().replace("+00:00", "Z"), replace(node, value=moment)


def durations_next_to(node: Duration) -> Iterator[tuple[str, Duration]]:
    """Yield the durations one unit shorter and longer; none shorter than one unit."""
    for amount in (node.amount - 1, node.amount + 1):
        if amount >= 1:
            plural = "" if amount == 1 else "s"
            yield f"{amount} {node.unit}{plural}", replace(node, amount=amount)


def _next_number(node: Number, direction: int) -> tuple[str, Number]:
    exponent = node.value.as_tuple().exponent
    assert isinstance(exponent, int), "a written number is finite"
    value = node.value + direction * Decimal(1).scaleb(min(exponent, 0))
    text = f"{value:f}"
    return text, replace(node, value=value, text=text)
