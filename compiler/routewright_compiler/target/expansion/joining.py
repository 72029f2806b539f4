"""Conditions joined as short as can be said without knowing what they mean.

Constants are folded away, nested `and` and `or` flattened, repeated items dropped, lists of one
term merged, and a negated negation is none.
"""

from collections.abc import Iterable

from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Constant,
    Negation,
    OneOf,
    Term,
)

TRUE = Constant(True)
FALSE = Constant(False)


def every(items: Iterable[Condition]) -> Condition:
    """Return where every item holds."""
    return _joined(items, is_all=True)


def some(items: Iterable[Condition]) -> Condition:
    """Return where at least one item holds."""
    return _joined(items, is_all=False)


def opposite(condition: Condition) -> Condition:
    """Return where the condition does not hold."""
    match condition:
        case Constant():
            return FALSE if condition.value else TRUE
        case Negation():
            return condition.item
        case _:
            return Negation(condition)


def _joined(items: Iterable[Condition], *, is_all: bool) -> Condition:
    kind, killing = (AllOf, FALSE) if is_all else (AnyOf, TRUE)
    found: dict[Condition, None] = {}
    for item in items:
        if isinstance(item, Constant):
            if item == killing:
                return killing
        elif isinstance(item, kind):
            found.update(dict.fromkeys(item.items))
        else:
            found[item] = None
    if any(opposite(item) in found for item in found):
        return killing
    told = _one_list(list(found), is_all=is_all)
    if not told:
        return TRUE if is_all else FALSE
    return told[0] if len(told) == 1 else kind(tuple(told))


def _one_list(items: list[Condition], *, is_all: bool) -> list[Condition]:
    """Merge lists of one term: `a in (x) or a in (y)`, and those negated under `and`."""
    place: dict[Term, int] = {}
    found: list[Condition] = []
    for item in items:
        own = _list_of(item, is_all=is_all)
        if own is None:
            found.append(item)
        elif own.term in place:
            number = place[own.term]
            before = _list_of(found[number], is_all=is_all)
            assert before is not None
            merged = OneOf(own.term, tuple(dict.fromkeys((*before.values, *own.values))))
            found[number] = Negation(merged) if is_all else merged
        else:
            place[own.term] = len(found)
            found.append(item)
    return found


def _list_of(item: Condition, *, is_all: bool) -> OneOf | None:
    """Return the list that an item is (under `and`: denies), None where it is no list."""
    if is_all:
        item = item.item if isinstance(item, Negation) else Constant(True)
    return item if isinstance(item, OneOf) else None
