"""How values lie before and after each other: numbers, days and moments, each among themselves."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from routewright_runtime.graph.conditions import Between, Condition, Order


def is_between(condition: Between, value: object) -> bool:
    """Tell whether a value lies between the two ends of a condition."""
    low, high = condition.low, condition.high
    if low is not None:
        order = Order.GREATER_OR_EQUAL if condition.is_low_included else Order.GREATER
        if not in_order(value, order, low):
            return False
    if high is None:
        return is_ordered(value)
    order = Order.LESS_OR_EQUAL if condition.is_high_included else Order.LESS
    return in_order(value, order, high)


def both_ends(formula: Condition) -> tuple[Any, Any] | None:
    """Return the two ends of a formula that holds from one to the other; None of any other."""
    if not isinstance(formula, Between) or formula.low is None or formula.high is None:
        return None
    if not formula.is_low_included or not formula.is_high_included:
        return None
    return formula.low, formula.high


def in_order(left: object, order: Order, right: object) -> bool:
    """Compare two values; values that have no common order are only ever equal or not."""
    if order is Order.EQUAL:
        return left == right
    match left, right:
        case bool(), _:
            return False
        case _, bool():
            return False
        case int() | Decimal(), int() | Decimal():
            return _in_order(left < right, left == right, order)
        case datetime(), datetime():
            return _in_order(left < right, left == right, order)
        case datetime(), _:
            return False
        case _, datetime():
            return False
        case date(), date():
            return _in_order(left < right, left == right, order)
        case _:
            return False


def is_ordered(value: object) -> bool:
    """Tell whether a value is a number, a day or a moment."""
    return isinstance(value, int | Decimal | date) and not isinstance(value, bool)


def _in_order(is_less: bool, is_equal: bool, order: Order) -> bool:
    match order:
        case Order.LESS:
            return is_less
        case Order.LESS_OR_EQUAL:
            return is_less or is_equal
        case Order.GREATER:
            return not is_less and not is_equal
        case Order.GREATER_OR_EQUAL:
            return not is_less
        case Order.EQUAL:
            return is_equal
