"""Build formulas from parts: calls that fold what is trivially true or false."""

from collections.abc import Iterable
from decimal import Decimal

from routewright_compiler.targets.salesforce.formula.model import (
    Binary,
    BooleanLiteral,
    Call,
    Expression,
    NumberLiteral,
    Operator,
    Prefix,
    TextLiteral,
    Unary,
)

TRUE = BooleanLiteral(True)
FALSE = BooleanLiteral(False)


def all_of(items: Iterable[Expression]) -> Expression:
    """Return AND of the items, flat, each once."""
    return _joined("AND", items, TRUE, FALSE)


def any_of(items: Iterable[Expression]) -> Expression:
    """Return OR of the items, flat, each once."""
    return _joined("OR", items, FALSE, TRUE)


def negation(item: Expression) -> Expression:
    """Return NOT of an item."""
    match item:
        case BooleanLiteral(value):
            return FALSE if value else TRUE
        case Call("NOT", (inner,)):
            return inner
        case _:
            return Call("NOT", (item,))


def compared(left: Expression, operator: Operator, right: Expression) -> Expression:
    """Return a comparison."""
    return Binary(operator, left, right)


def text(value: str) -> Expression:
    """Return a text literal."""
    return TextLiteral(value)


def number(value: Decimal | int) -> Expression:
    """Return a number, negative ones with a minus in front."""
    exact = Decimal(value)
    return Unary(Prefix.MINUS, NumberLiteral(-exact)) if exact < 0 else NumberLiteral(exact)


def is_blank(item: Expression) -> Expression:
    """Return ISBLANK of an item."""
    return Call("ISBLANK", (item,))


def _joined(
    function: str, items: Iterable[Expression], neutral: Expression, killing: Expression
) -> Expression:
    found: dict[Expression, None] = {}
    for item in items:
        if item == killing:
            return killing
        if item == neutral:
            continue
        if isinstance(item, Call) and item.function == function:
            found.update(dict.fromkeys(item.arguments))
        else:
            found[item] = None
    if not found:
        return neutral
    kept = tuple(found)
    return kept[0] if len(kept) == 1 else Call(function, kept)
