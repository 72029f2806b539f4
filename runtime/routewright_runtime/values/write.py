"""Write canonical values so that reading them again gives the same value."""

from datetime import date, datetime
from decimal import Decimal
from typing import assert_never

from routewright_runtime.values.member import SEPARATOR
from routewright_runtime.values.value_type import Value

Json = str | int | float | bool | None | list[str]


def to_json(value: Value | None) -> Json:
    """Return how a value stands in a JSON record; None is empty.

    A number that no float holds exactly stands as text, and so do days and moments.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return _number(value)
        case datetime() | date():
            return value.isoformat()
        case tuple():
            return list(value)
        case _:
            assert_never(value)


def to_text(value: Value | None) -> str:
    """Return how a value stands in a CSV cell; empty is the empty text."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | str():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case datetime() | date():
            return value.isoformat()
        case tuple():
            return SEPARATOR.join(value)
        case _:
            assert_never(value)


def _number(value: Decimal) -> int | float | str:
    if value == value.to_integral_value():
        return int(value)
    near = float(value)
    return near if Decimal(repr(near)) == value else f"{value:f}"
