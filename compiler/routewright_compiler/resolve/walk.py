"""Go through conditions: their parts, and the values that stand in them."""

from collections.abc import Iterator
from typing import assert_never

from routewright_grammar import syntax


def conditions_in(condition: syntax.Condition) -> Iterator[syntax.Condition]:
    """Yield a condition and all inside it, outermost first, in order of writing."""
    pending = [condition]
    while pending:
        item = pending.pop()
        yield item
        match item:
            case syntax.And() | syntax.Or():
                pending.extend(reversed(item.items))
            case syntax.Not() | syntax.Paren():
                pending.append(item.item)
            case _:
                pass


def expressions_in(condition: syntax.Condition) -> Iterator[syntax.Expression]:
    """Yield every value written in a condition, those inside look-ups included."""
    for item in conditions_in(condition):
        for value in _own_values(item):
            yield from _with_arguments(value)


def _with_arguments(value: syntax.Expression) -> Iterator[syntax.Expression]:
    pending = [value]
    while pending:
        item = pending.pop()
        yield item
        if isinstance(item, syntax.Lookup):
            pending.extend(reversed(item.arguments))


def _own_values(condition: syntax.Condition) -> tuple[syntax.Expression, ...]:
    match condition:
        case syntax.Compare():
            return (condition.left, condition.right)
        case syntax.InList() | syntax.Has():
            return (condition.left, *condition.items)
        case syntax.InRange() | syntax.TextTest() | syntax.Matches():
            return (condition.left,)
        case syntax.IsKnown() | syntax.IsEmpty() | syntax.IsRep() | syntax.Within():
            return (condition.left,)
        case syntax.Truth():
            return (condition.value,)
        case syntax.And() | syntax.Or() | syntax.Not() | syntax.Paren():
            return ()
        case syntax.During() | syntax.Outside():
            return ()
        case _:
            assert_never(condition)
