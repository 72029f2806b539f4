"""Columns of texts and multi-selects, whose classes are met as values come.

A value's mask is made of two: one by equality (a dictionary), one by the literals that hold of it
(prefixes, suffixes, contained texts, patterns, members). A line may ask for one of several literals
(*wanted*), for none of them (*unwanted*), or for something else (*other*, worked out for each new
value). What was found is remembered, up to a bound, by value and by the set of literals.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from routewright_runtime.evaluate.bits import mask_of
from routewright_runtime.evaluate.boxes import conjuncts
from routewright_runtime.evaluate.class_column import Asked, EqualityColumn, equality_column
from routewright_runtime.evaluate.comparison import Key, folded_key
from routewright_runtime.evaluate.conditions import holds_text
from routewright_runtime.evaluate.normal import join, literals
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.evaluate.source import literal_keys, rep_keys
from routewright_runtime.evaluate.text_index import TextIndex
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Constant,
    HasMembers,
    IsRep,
    Known,
    MatchesPattern,
    Negation,
    OneOf,
    TextHolds,
    TextRelation,
)
from routewright_runtime.text import fold

MAX_REMEMBERED = 8192

# A literal: what it asks (`=`, a relation, `matches`, `has`) and its text.
TextLiteral = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Split:
    """The parts of all formulas of a column: each with the bits of the lines that ask for it."""

    equality: list[Asked]
    wanted: list[list[tuple[tuple[TextLiteral, ...], Sequence[int]]]]
    unwanted: list[tuple[tuple[TextLiteral, ...], Sequence[int]]]
    other: list[Asked]


class TextColumn:
    """One column of texts or multi-selects: `mask` gives the lines that hold of a value."""

    __slots__ = (
        "_by_literals",
        "_equality",
        "_every",
        "_index",
        "_layers",
        "_other",
        "_policy",
        "_remembered",
        "_unwanted",
    )

    def __init__(self, policy: Policy, asked: Sequence[Asked], free: int, size: int) -> None:
        split = _split(policy, asked)
        self._policy = policy
        self._every = (1 << size) - 1
        self._equality: EqualityColumn = _equality(policy, split.equality, self._every, size)
        numbers: dict[TextLiteral, int] = {}
        self._layers = tuple(_layer(layer, numbers, self._every, size) for layer in split.wanted)
        self._unwanted = _by_number(split.unwanted, numbers, size)
        self._other = tuple((formula, mask_of(bits, size)) for formula, bits in split.other)
        self._index = _index(policy, numbers)
        self._by_literals: dict[tuple[int, ...], int] = {}
        self._remembered: dict[object, int] = {}

    @property
    def remembered(self) -> dict[object, int]:
        """The masks of values met before; the same dictionary for good."""
        return self._remembered

    def mask(self, value: object) -> int:
        """Return the lines that hold of a value as the record has it; None is empty."""
        key = None if value is None else folded_key(value)  # type: ignore[arg-type]
        found = self._equality.mask_of.get(key, self._equality.other) & self._by_text(key)
        for formula, bits in self._other:
            if not holds_on(self._policy, formula, key):
                found &= self._every ^ bits
        if len(self._remembered) < MAX_REMEMBERED:
            self._remembered[value] = found
        return found

    def _by_text(self, key: Key | None) -> int:
        numbers: tuple[int, ...] = ()
        if isinstance(key, str):
            numbers = self._index.of_text(key)
        elif isinstance(key, tuple):
            numbers = self._index.of_members(key)
        found = self._by_literals.get(numbers)
        if found is None:
            if len(self._by_literals) >= MAX_REMEMBERED:
                self._by_literals.clear()
            found = self._by_literals[numbers] = self._of_numbers(numbers)
        return found

    def _of_numbers(self, numbers: tuple[int, ...]) -> int:
        found = self._every
        for free, by_number in self._layers:
            wanted = free
            for number in numbers:
                wanted |= by_number.get(number, 0)
            found &= wanted
        for number in numbers:
            found &= self._every ^ self._unwanted.get(number, 0)
        return found


def holds_on(policy: Policy, formula: Condition, key: Key | None) -> bool:
    """Tell whether a single-column formula holds of a value in its comparison form."""
    match formula:
        case Constant():
            return formula.value
        case AllOf():
            return all(holds_on(policy, item, key) for item in formula.items)
        case AnyOf():
            return any(holds_on(policy, item, key) for item in formula.items)
        case Negation():
            return not holds_on(policy, formula.item, key)
        case Known():
            return key is not None
        case OneOf():
            return key in _folded(literal_keys(policy, formula))
        case IsRep():
            return key in rep_keys(policy, formula.term)
        case TextHolds():
            return isinstance(key, str) and holds_text(formula, key)
        case MatchesPattern():
            return isinstance(key, str) and policy.pattern(formula.pattern).matches(key)
        case HasMembers():
            members = {fold(member) for member in formula.members}
            has = set(key) if isinstance(key, tuple) else set()
            return members <= has if formula.needs_all else not members.isdisjoint(has)
        case _:
            raise AssertionError("not a test of texts")


def _folded(keys: frozenset[object]) -> frozenset[object]:
    return frozenset(fold(key) if isinstance(key, str) else key for key in keys)


def _equality(policy: Policy, asked: list[Asked], every: int, size: int) -> EqualityColumn:
    taken = mask_of((bit for _, bits in asked for bit in bits), size)
    column = equality_column(policy, asked, every ^ taken, size)
    by_fold = {fold(k) if isinstance(k, str) else k: mask for k, mask in column.mask_of.items()}
    return EqualityColumn(by_fold, column.other)


def _split(policy: Policy, asked: Sequence[Asked]) -> _Split:
    found = _Split([], [], [], [])
    for formula, bits in asked:
        equality: list[Condition] = []
        layer = 0
        for part in conjuncts(formula):
            if all(_is_equality(literal) for literal in literals(part)):
                equality.append(part)
            elif (unwanted := _unwanted(part)) is not None:
                found.unwanted.append((unwanted, bits))
            elif (wanted := wanted_literals(policy, part)) is not None:
                if layer == len(found.wanted):
                    found.wanted.append([])
                found.wanted[layer].append((wanted, bits))
                layer += 1
            else:
                found.other.append((part, bits))
        if equality:
            found.equality.append((join(equality, is_all=True), bits))
    return found


def _is_equality(literal: Condition) -> bool:
    own = literal.item if isinstance(literal, Negation) else literal
    return isinstance(own, OneOf | Known | IsRep)


def _unwanted(part: Condition) -> tuple[TextLiteral, ...] | None:
    return _texts(part.item) if isinstance(part, Negation) else None


def wanted_literals(policy: Policy, part: Condition) -> tuple[TextLiteral, ...] | None:
    """Return the literals one of which a text must have, each once; None for another formula."""
    found: list[TextLiteral] = []
    for item in part.items if isinstance(part, AnyOf) else (part,):
        if isinstance(item, OneOf):
            keys = _folded(literal_keys(policy, item))
            found += (("=", str(key)) for key in sorted(keys, key=repr))
        elif (texts := _texts(item)) is not None:
            found += texts
        else:
            return None
    return tuple(dict.fromkeys(found))


def _texts(atom: Condition) -> tuple[TextLiteral, ...] | None:
    match atom:
        case TextHolds():
            return tuple((atom.relation.value, text) for text in atom.texts)
        case MatchesPattern():
            return (("matches", atom.pattern),)
        case HasMembers(_, members, needs_all) if not needs_all or len(set(members)) == 1:
            return tuple(("has", fold(member)) for member in members)
        case _:
            return None


def _by_number(
    entries: Sequence[tuple[tuple[TextLiteral, ...], Sequence[int]]],
    numbers: dict[TextLiteral, int],
    size: int,
) -> dict[int, int]:
    positions: dict[int, list[int]] = {}
    for texts, bits in entries:
        for text in texts:
            number = numbers.setdefault(text, len(numbers))
            positions.setdefault(number, []).extend(bits)
    return {number: mask_of(found, size) for number, found in positions.items()}


def _layer(
    entries: Sequence[tuple[tuple[TextLiteral, ...], Sequence[int]]],
    numbers: dict[TextLiteral, int],
    every: int,
    size: int,
) -> tuple[int, dict[int, int]]:
    asking = mask_of((bit for _, bits in entries for bit in bits), size)
    return every ^ asking, _by_number(entries, numbers, size)


def _index(policy: Policy, numbers: dict[TextLiteral, int]) -> TextIndex:
    def of(kind: str) -> list[tuple[str, int]]:
        return [(text, number) for (own, text), number in numbers.items() if own == kind]

    tests: list[tuple[Callable[[str], bool], int]] = [
        (policy.pattern(source).matches, number) for source, number in of("matches")
    ]
    return TextIndex(
        equal=of("="),
        prefixes=of(TextRelation.STARTS_WITH.value),
        suffixes=of(TextRelation.ENDS_WITH.value),
        contained=of(TextRelation.CONTAINS.value),
        patterns=tests,
        members=of("has"),
    )
