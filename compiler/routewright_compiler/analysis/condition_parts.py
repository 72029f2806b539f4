"""The parts of a condition, each with what the condition becomes without it.

A part is addressed by its path: the place of each item on the way down. `replaced` gives the whole
condition with one part taken as always true or never true, or with fewer values in a list.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Condition,
    HasMembers,
    Negation,
    OneOf,
    TextHolds,
)

Path = tuple[int, ...]
Listed = OneOf | TextHolds | HasMembers


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a condition; `inside` is the condition that it is an item of."""

    path: Path
    condition: Condition
    inside: Condition | None


def parts(condition: Condition, path: Path = (), inside: Condition | None = None) -> Iterator[Part]:
    """Yield all parts of a condition, the whole first; names stay closed."""
    yield Part(path, condition, inside)
    match condition:
        case AllOf() | AnyOf():
            for number, item in enumerate(condition.items):
                yield from parts(item, (*path, number), condition)
        case Negation():
            yield from parts(condition.item, (*path, 0), condition)
        case _:
            pass


def replaced(
    condition: Condition, path: Path, change: Callable[[Condition], Condition]
) -> Condition:
    """Return the condition with the part at `path` changed."""
    if not path:
        return change(condition)
    match condition:
        case AllOf() | AnyOf():
            items = list(condition.items)
            items[path[0]] = replaced(items[path[0]], path[1:], change)
            return replace(condition, items=tuple(items))
        case Negation():
            return replace(condition, item=replaced(condition.item, path[1:], change))
    raise AssertionError("a path leads through conjunctions, disjunctions and negations only")


def values_of(condition: Condition) -> tuple[object, ...]:
    """Return the listed values of a condition that has a list; none of others."""
    match condition:
        case OneOf():
            return condition.values
        case TextHolds():
            return condition.texts
        case HasMembers():
            return condition.members
        case _:
            return ()


def without_values(condition: Condition, dropped: frozenset[int]) -> Condition:
    """Return a list condition without the values at these places."""
    return _chosen(condition, [n for n in range(len(values_of(condition))) if n not in dropped])


def only_value(condition: Condition, place: int) -> Condition:
    """Return a list condition with the value at one place only."""
    return _chosen(condition, [place])


def _chosen(condition: Condition, places: Sequence[int]) -> Condition:
    match condition:
        case OneOf():
            kept = tuple(condition.values[n] for n in places)
            return replace(condition, values=kept, value_places=())
        case TextHolds():
            texts = tuple(condition.texts[n] for n in places)
            return replace(condition, texts=texts, value_places=())
        case HasMembers():
            members = tuple(condition.members[n] for n in places)
            return replace(condition, members=members, value_places=())
        case _:
            raise AssertionError("not a list")
