"""Conditions as unions of boxes, made as few and as wide as they can be.

A box gives a set of values for some columns and holds the records that lie in all of them. A
condition becomes boxes from the inside out; alternatives that differ in one column are joined. Then
every box is widened column by column as far as it stays inside the region, and boxes that the
others cover are dropped: an irredundant cover by primes.

    country in (DE, AT) and size > 5 or country = CH and size > 5
    ->  {country: AT, CH, DE; size: above 5}
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from routewright_compiler.targets.hubspot.filters.value_sets import ValueSet, is_within, join, meet
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Atom,
    Condition,
    Constant,
    Defined,
    FieldTerm,
    Negation,
)

MAX_BOXES = 600


class TooManyBoxesError(Exception):
    """A condition has more alternatives than can be handled."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a set of values is about: a field or its part, or the answer to one test."""

    term: FieldTerm | None
    test: Atom | None = None
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Boxes are looked into by column all the time; the terms inside hash slowly.
        object.__setattr__(self, "_hash", hash((self.term, self.test)))

    def __hash__(self) -> int:
        """Return the hash that was worked out once."""
        return self._hash


Box = Mapping[Column, ValueSet]
Boxes = tuple[Box, ...]
AtomBoxes = Callable[[Atom, bool], Boxes]


def boxes_of(condition: Condition, atom_boxes: AtomBoxes) -> Boxes:
    """Return boxes that together hold exactly where the condition does.

    `atom_boxes` says it of an atom, or of its negation. Raise TooManyBoxesError.
    """
    memo: dict[tuple[int, bool], tuple[Condition, Boxes]] = {}

    def found(item: Condition, is_positive: bool) -> Boxes:
        key = (id(item), is_positive)
        if key not in memo:
            memo[key] = (item, make(item, is_positive))
        return memo[key][1]

    def make(item: Condition, is_positive: bool) -> Boxes:
        match item:
            case Constant():
                return ({},) if item.value is is_positive else ()
            case Negation():
                return found(item.item, not is_positive)
            case AllOf() | AnyOf():
                parts = [found(part, is_positive) for part in item.items]
                if isinstance(item, AllOf) is is_positive:
                    return _product(parts)
                return merged(box for part in parts for box in part)
            case Defined():
                raise AssertionError("definitions are written out before")
            case _:
                return atom_boxes(item, is_positive)

    return found(condition, True)


def _product(parts: Sequence[Boxes]) -> Boxes:
    product: Boxes = ({},)
    for part in sorted(parts, key=len):
        pairs = (both(one, other) for one in product for other in part)
        product = merged(box for box in pairs if box is not None)
    return product


def both(first: Box, second: Box) -> Box | None:
    """Return the box of the records in both, None where there is none."""
    found = dict(first)
    for column, values in second.items():
        common = meet(found[column], values) if column in found else values
        if common.is_nothing:
            return None
        found[column] = common
    return found


def is_inside(inner: Box, outer: Box) -> bool:
    """Tell whether column by column `inner` lies in `outer`."""
    return all(c in inner and is_within(inner[c], values) for c, values in outer.items())


def merged(boxes: Iterable[Box]) -> Boxes:
    """Drop boxes inside others and join those that differ in one column only."""
    kept: list[Box] = []
    for box in boxes:
        _add(kept, box)
        if len(kept) > MAX_BOXES:
            raise TooManyBoxesError
    return tuple(kept)


def _add(kept: list[Box], box: Box) -> None:
    while True:
        if any(is_inside(box, other) for other in kept):
            return
        kept[:] = [other for other in kept if not is_inside(other, box)]
        for number, other in enumerate(kept):
            joined = _joined(box, other)
            if joined is not None:
                del kept[number]
                box = joined
                break
        else:
            kept.append(box)
            return


def _joined(first: Box, second: Box) -> Box | None:
    if first.keys() != second.keys():
        return None
    differing = [column for column, values in first.items() if second[column] != values]
    if len(differing) != 1:
        return None
    column = differing[0]
    values = join(first[column], second[column])
    rest = {other: kept for other, kept in first.items() if other != column}
    return rest if values.is_everything else {**rest, column: values}


def without(box: Box, others: Sequence[Box], limit: int = MAX_BOXES) -> Boxes:
    """Return disjoint boxes of the records of `box` that lie in none of `others`.

    Raise TooManyBoxesError where they become more than `limit`.
    """
    left: list[Box] = [box]
    # Wide boxes first: what they take need not be cut up.
    for other in sorted(others, key=len):
        if both(box, other) is None:
            continue
        left = [piece for own in left for piece in _minus(own, other)]
        if not left:
            break
        if len(left) > limit:
            raise TooManyBoxesError
    return tuple(left)


def _minus(box: Box, other: Box) -> list[Box]:
    if both(box, other) is None:
        return [box]
    found: list[Box] = []
    rest = dict(box)
    for column, values in other.items():
        outside = values.complement()
        own = meet(rest[column], outside) if column in rest else outside
        if not own.is_nothing:
            found.append({**rest, column: own})
        rest[column] = meet(rest[column], values) if column in rest else values
    return found


def prime_cover(boxes: Boxes, dont_care: Boxes = (), laws: Boxes = ()) -> Boxes:
    """Return few wide boxes: all of `boxes`, nothing outside of `boxes` and `dont_care`.

    `laws` are boxes without records. Every box is as wide as it can be, and none is superfluous.
    """
    allowed = (*boxes, *dont_care, *laws)
    primes: list[Box] = []
    for box in merged(boxes):
        if without(box, primes):
            primes.append(_widened(box, allowed))
    primes = list(merged(primes))
    free = (*dont_care, *laws)
    for prime in list(reversed(primes)):
        others = [other for other in primes if other is not prime]
        if not without(prime, (*others, *free)):
            primes = others
    return tuple(primes)


def _widened(box: Box, allowed: Sequence[Box]) -> Box:
    """Return the box widened in every column in turn, those of tests first."""
    for column in sorted(box, key=lambda c: c.test is None):
        rest = {c: values for c, values in box.items() if c != column}
        near = [other for other in allowed if both(rest, other) is not None]
        outside = without(rest, near)
        if not outside:
            box = rest
            continue
        # INVARIANT: the box lies in the region, so every piece leaves values of the column out.
        wide = reduce(meet, (piece[column].complement() for piece in outside))
        box = {**rest, column: wide}
    return box
