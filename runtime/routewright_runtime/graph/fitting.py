"""Whether a decoded value has the form that a dataclass declares for it."""

from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Union, get_args, get_origin


def fits(value: object, hint: object) -> bool:
    """Tell whether a value is of a declared type: classes, unions, tuples, `None`."""
    origin, arguments = _parts(hint)
    if origin is Union or origin is UnionType:
        return any(fits(value, argument) for argument in arguments)
    if origin is tuple:
        return _fits_tuple(value, arguments)
    if hint is None or hint is NoneType:
        return value is None
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if hint is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(hint, type) and isinstance(value, hint)


def _fits_tuple(value: object, arguments: tuple[object, ...]) -> bool:
    if not isinstance(value, tuple):
        return False
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return all(fits(item, arguments[0]) for item in value)
    return len(value) == len(arguments) and all(map(fits, value, arguments))


@cache
def _parts(hint: object) -> tuple[object, tuple[object, ...]]:
    return get_origin(hint), get_args(hint)
