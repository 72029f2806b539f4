"""Columns whose classes of values are known beforehand: equality and order.

*Equality* (countries, choices, classifications, names in cells): one class for the empty value, one
for each literal, one for all other values; found by a dictionary. *Order* (numbers, days, moments,
scores): the literals cut the line into intervals and points; found by bisection. Where there are
many, *coarser* intervals are looked up, and what they leave open is checked.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from routewright_runtime.evaluate.bits import class_masks
from routewright_runtime.evaluate.normal import literals
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.evaluate.source import literal_keys, rep_keys
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    Condition,
    Constant,
    IsRep,
    Known,
    Negation,
    OneOf,
)
from routewright_runtime.values import TypeName

# A single-column formula, and the bits of the lines that ask for it.
Asked = tuple[Condition, Sequence[int]]
ORDERED_TYPES = frozenset({TypeName.INTEGER, TypeName.NUMBER, TypeName.DATE, TypeName.DATETIME})
EMPTY_CLASS = 1  # as a mask of classes: the lowest bit


@dataclass(frozen=True, slots=True)
class EqualityColumn:
    """Masks by comparison form; `None` is the empty value, `other` any value not listed."""

    mask_of: dict[object, int]
    other: int


@dataclass(frozen=True, slots=True)
class OrderColumn:
    """Masks by interval (`bisect_right` of a value in `cuts`), and of the empty value.

    `points` are the cuts that belong to neither interval beside them.
    """

    cuts: tuple[Any, ...]
    intervals: tuple[int, ...]
    points: dict[object, int]
    empty: int


def equality_column(policy: Policy, asked: Sequence[Asked], free: int, size: int) -> EqualityColumn:
    """Build the masks of a column that is only compared for equality."""
    class_of: dict[object, int] = {}
    for formula, _ in asked:
        for literal in literals(formula):
            for key in sorted(_keys(policy, literal), key=repr):
                class_of.setdefault(key, len(class_of) + 2)
    count = len(class_of) + 2
    every = (1 << count) - 1

    def leaf(literal: Condition) -> int:
        if isinstance(literal, Known):
            return every ^ EMPTY_CLASS
        return sum(1 << class_of[key] for key in _keys(policy, literal))

    formulas = [(class_mask(formula, leaf, every), bits) for formula, bits in asked]
    masks = class_masks(formulas, count, free, size)
    mask_of: dict[object, int] = {key: masks[index] for key, index in class_of.items()}
    mask_of[None] = masks[0]
    return EqualityColumn(mask_of, masks[1])


def truth_column(asked: Sequence[Asked], column: Condition, free: int, size: int) -> EqualityColumn:
    """Build the masks of a column that is true or false."""
    formulas = [
        (0b10 if formula == column else class_mask(formula, lambda _: 0b10, 0b11), bits)
        for formula, bits in asked
    ]
    masks = class_masks(formulas, 2, free, size)
    return EqualityColumn({False: masks[0], True: masks[1]}, masks[0])


def order_column(asked: Sequence[Asked], is_whole: bool, free: int, size: int) -> OrderColumn:
    """Build the masks of a column of numbers, days or moments; `is_whole` of integers."""
    cuts = sorted({cut for formula, _ in asked for cut in _cuts(formula, is_whole)})
    index = {cut: i + 2 for i, cut in enumerate(cuts)}
    count = len(cuts) + 2
    every = (1 << count) - 1

    def leaf(literal: Condition) -> int:
        match literal:
            case Known():
                return every ^ EMPTY_CLASS
            case OneOf():
                return _union(
                    _range(index[_before(value, is_whole)], index[_after(value, is_whole)])
                    for value in literal.values
                )
            case Between():
                return _between(literal, index, count, is_whole)
            case _:
                raise AssertionError("not an ordered test")

    formulas = [(class_mask(formula, leaf, every), bits) for formula, bits in asked]
    masks = class_masks(formulas, count, free, size)
    return _located(cuts, masks)


def coarser(column: OrderColumn, most: int) -> OrderColumn:
    """Return a column of at most `most` wider intervals, each with all lines that may hold in it.

    Its masks are few enough to stay near the processor; lines it finds are still to be checked.
    """
    width = -(-len(column.intervals) // most)
    wide = [
        _union(column.intervals[first : first + width])
        for first in range(0, len(column.intervals), width)
    ]
    for place, cut in enumerate(column.cuts):
        wide[(place + 1) // width] |= column.points.get(cut, 0)
    kept = tuple(column.cuts[width - 1 :: width])
    return OrderColumn(kept[: len(wide) - 1], tuple(wide), {}, column.empty)


def class_mask(formula: Condition, leaf: Callable[[Condition], int], every: int) -> int:
    """Return the mask of the classes in which a single-column formula holds."""
    match formula:
        case Constant():
            return every if formula.value else 0
        case AllOf():
            found = every
            for item in formula.items:
                found &= class_mask(item, leaf, every)
            return found
        case AnyOf():
            found = 0
            for item in formula.items:
                found |= class_mask(item, leaf, every)
            return found
        case Negation():
            return every ^ class_mask(formula.item, leaf, every)
        case _:
            return leaf(formula)


def _keys(policy: Policy, literal: Condition) -> frozenset[object]:
    match literal:
        case Negation():
            return _keys(policy, literal.item)
        case OneOf():
            return literal_keys(policy, literal)
        case IsRep():
            return rep_keys(policy, literal.term)
        case _:
            return frozenset()


# A place where the line of values is cut: just before a value (0) or just after it (1).
_Cut = tuple[Any, int]


def _cuts(formula: Condition, is_whole: bool) -> list[_Cut]:
    found: list[_Cut] = []
    for literal in literals(formula):
        match literal.item if isinstance(literal, Negation) else literal:
            case OneOf(_, values):
                for value in values:
                    found += (_before(value, is_whole), _after(value, is_whole))
            case Between() as between:
                found += (cut for cut in _ends(between, is_whole) if cut is not None)
            case _:
                pass
    return found


def _ends(between: Between, is_whole: bool) -> tuple[_Cut | None, _Cut | None]:
    low: _Cut | None = None
    high: _Cut | None = None
    if between.low is not None:
        low = (_before if between.is_low_included else _after)(between.low, is_whole)
    if between.high is not None:
        high = (_after if between.is_high_included else _before)(between.high, is_whole)
    return low, high


def _before(value: object, is_whole: bool) -> _Cut:
    if isinstance(value, int | Decimal):
        if is_whole:
            return int(Decimal(value).to_integral_value(ROUND_CEILING)), 0
        return Decimal(value), 0
    return value, 0


def _after(value: object, is_whole: bool) -> _Cut:
    if isinstance(value, int | Decimal):
        if is_whole:
            return int(Decimal(value).to_integral_value(ROUND_FLOOR)) + 1, 0
        return Decimal(value), 1
    assert isinstance(value, date)
    try:
        step = timedelta(microseconds=1) if isinstance(value, datetime) else timedelta(days=1)
        return value + step, 0
    except OverflowError:
        return value, 1


def _between(between: Between, index: dict[_Cut, int], count: int, is_whole: bool) -> int:
    low, high = _ends(between, is_whole)
    return _range(1 if low is None else index[low], count if high is None else index[high])


def _range(first: int, end: int) -> int:
    return (1 << end) - (1 << first) if end > first else 0


def _union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _located(cuts: Sequence[_Cut], masks: Sequence[int]) -> OrderColumn:
    # A cut after a value and none before it, or both: the value itself is told apart.
    sides: dict[object, set[int]] = {}
    for value, side in cuts:
        sides.setdefault(_plain(value), set()).add(side)
    current, intervals = 1, [masks[1]]
    points: dict[object, int] = {}
    for value, found in sides.items():
        current += 0 in found
        if 1 in found:
            points[value] = masks[current]
        current += 1 in found
        intervals.append(masks[current])
    return OrderColumn(tuple(sides), tuple(intervals), points, masks[0])


def _plain(value: Any) -> Any:
    """Return a whole number as an int, which compares quickest; numbers of a record mostly are."""
    return (
        int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value
    )
