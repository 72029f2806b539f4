"""The type of a field, from what is asked of it.

| asked | type |
|---|---|
| `includes`, `excludes`, INCLUDES | `choices open(…)` |
| only `True` and `False` | `boolean` |
| less or greater than a number, and nothing but numbers | `number` |
| ISPICKVAL or TEXT, and no part of its text | `choice open(…)` |
| anything else | `text` |

Types are open where the org may have values that no entry names. A test that its field's type does
not take (a multi-select compared as a whole, text ordered like numbers) stays in its own words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from routewright_compiler.targets.salesforce.asked import (
    Blank,
    Compares,
    Condition,
    Equals,
    Every,
    Holds,
    Includes,
    Inverse,
    Matches,
    Opaque,
    Ordered,
    Recent,
    Some,
    Test,
    Truth,
    ValueKind,
    atoms,
)
from routewright_runtime.text import fold

_NUMBER = re.compile(r"-?\d{1,30}(?:\.\d{1,18})?")
_UNSAYABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_TRUTHS = ("true", "false")


class FieldKind(StrEnum):
    """The types that are inferred."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice open"
    CHOICES = "choices open"


@dataclass(frozen=True, slots=True)
class FieldType:
    """A field's type and, of a choice, its members in the order met."""

    kind: FieldKind
    members: tuple[str, ...] = ()


@dataclass(slots=True)
class _Uses:
    equal: list[str] = field(default_factory=list)
    kinds: set[ValueKind] = field(default_factory=set)
    ordered: list[str] = field(default_factory=list)
    included: list[str] = field(default_factory=list)
    is_searched: bool = False


def field_types(conditions: Iterable[Condition]) -> dict[str, FieldType]:
    """Return the type of each field that the conditions name, in the order met."""
    uses: dict[str, _Uses] = {}
    for condition in conditions:
        for test in atoms(condition):
            if not isinstance(test, Opaque):
                _note(test, uses.setdefault(test.field, _Uses()))
    return {name: _type(use) for name, use in uses.items()}


def _note(test: Test, use: _Uses) -> None:
    match test:
        case Equals(_, values, kind):
            use.equal.extend(values)
            use.kinds.add(kind)
        case Ordered(_, _, value):
            use.ordered.append(value)
        case Includes(_, values):
            use.included.extend(values)
        case Holds():
            use.is_searched = True
        case Blank() | Matches() | Recent() | Compares():
            pass


def _type(use: _Uses) -> FieldType:
    if use.included:
        return FieldType(FieldKind.CHOICES, _members(use.included))
    if use.is_searched:
        return FieldType(FieldKind.TEXT)
    is_picklist = ValueKind.PICKLIST in use.kinds
    if use.ordered or ValueKind.NUMBER in use.kinds:
        has_numbers_only = all(_NUMBER.fullmatch(text) for text in (*use.equal, *use.ordered))
        return FieldType(FieldKind.NUMBER if has_numbers_only else FieldKind.TEXT)
    if use.equal and not is_picklist and all(text.casefold() in _TRUTHS for text in use.equal):
        return FieldType(FieldKind.BOOLEAN)
    if is_picklist:
        return FieldType(FieldKind.CHOICE, _members(use.equal))
    return FieldType(FieldKind.TEXT)


def _members(values: Iterable[str]) -> tuple[str, ...]:
    members: dict[str, str] = {}
    for value in values:
        if is_sayable(value):
            members.setdefault(fold(value), value)
    return tuple(members.values())


def is_sayable(value: str) -> bool:
    """Tell whether a text of the language can hold a value."""
    return bool(fold(value)) and _UNSAYABLE.search(value) is None


# --- fitting ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fitted:
    """A condition whose every test its field's type takes, and why others stayed as they were."""

    condition: Condition
    doubts: tuple[str, ...]


def fit(condition: Condition, types: dict[str, FieldType]) -> Fitted:
    """Replace tests that their field's type does not take by their own words; fold constants."""
    doubts: list[str] = []
    return Fitted(_fit(condition, types, doubts), tuple(dict.fromkeys(doubts)))


def _fit(condition: Condition, types: dict[str, FieldType], doubts: list[str]) -> Condition:
    match condition:
        case Every(items):
            return _joined(items, types, doubts, is_every=True)
        case Some(items):
            return _joined(items, types, doubts, is_every=False)
        case Inverse(item):
            inside = _fit(item, types, doubts)
            match inside:
                case Truth(value):
                    return Truth(not value)
                case Inverse(inner):
                    return inner
                case _:
                    return Inverse(inside)
        case Truth() | Opaque():
            return condition
        case _:
            doubt = _misfit(condition, types[condition.field])
            if not doubt:
                return condition
            doubts.append(doubt)
            return Opaque(words_of(condition))


def _joined(
    items: tuple[Condition, ...],
    types: dict[str, FieldType],
    doubts: list[str],
    *,
    is_every: bool,
) -> Condition:
    kept: list[Condition] = []
    for item in items:
        fitted = _fit(item, types, doubts)
        if fitted == Truth(value=not is_every):
            return fitted
        if fitted == Truth(value=is_every):
            continue
        inner = Every if is_every else Some
        kept.extend(fitted.items if isinstance(fitted, inner) else (fitted,))
    if not is_every:
        kept = _merged(kept)
    if not kept:
        return Truth(value=is_every)
    if len(kept) == 1:
        return kept[0]
    return Every(tuple(kept)) if is_every else Some(tuple(kept))


def _merged(items: list[Condition]) -> list[Condition]:
    """Join alternatives that ask the same of one field into one list."""
    places: dict[tuple[object, ...], int] = {}
    merged: list[Condition] = []
    for item in items:
        match item:
            case Equals(name, values, kind):
                key: tuple[object, ...] = (Equals, name)
            case Holds(name, relation, _):
                key = (Holds, name, relation)
            case Includes(name, values):
                key = (Includes, name)
            case _:
                merged.append(item)
                continue
        place = places.setdefault(key, len(merged))
        if place == len(merged):
            merged.append(item)
            continue
        first = merged[place]
        match first, item:
            case Equals(name, values, kind), Equals(_, more, _):
                merged[place] = Equals(name, values + more, kind)
            case Holds(name, relation, texts), Holds(_, _, more):
                merged[place] = Holds(name, relation, texts + more)
            case Includes(name, values), Includes(_, more):
                merged[place] = Includes(name, values + more)
    return merged


def _misfit(test: Test, type_: FieldType) -> str:
    """Say why a type does not take a test; nothing where it does."""
    match test:
        case Equals(name, values):
            if type_.kind is FieldKind.CHOICES:
                return f"`{name}` holds several values and is compared as one"
            unsayable = not all(is_sayable(value) for value in values)
            return f"a value of `{name}` has a line break or control character" * unsayable
        case Holds(name, _, texts):
            if type_.kind is not FieldKind.TEXT:
                return f"`{name}` holds several values and is searched as one text"
            unsayable = not all(is_sayable(text) for text in texts)
            return f"a value of `{name}` has a line break or control character" * unsayable
        case Ordered(name, _, value):
            if type_.kind is FieldKind.NUMBER:
                return ""
            if _NUMBER.fullmatch(value) is None:
                return f"`{name}` is compared with `{value}`, which is no plain number"
            return f"`{name}` is text and ordered like text"
        case Includes(name, values):
            unsayable = not all(is_sayable(value) and ";" not in value for value in values)
            return f"a value of `{name}` cannot be told from a list" * unsayable
        case Blank() | Matches() | Recent() | Compares():
            return ""
        case _:
            assert_never(test)


def words_of(test: Test) -> str:
    """Return a test in one line, for an `outside` condition."""
    match test:
        case Ordered(_, _, _, written):
            return written
        case Equals(name, values):
            text = f"{name} equals {','.join(values)}"
        case Holds(name, relation, texts):
            text = f"{name} {relation} {','.join(texts)}"
        case Includes(name, values):
            text = f"{name} includes {','.join(values)}"
        case Blank(name):
            text = f"{name} equals"
        case Matches(name, pattern):
            text = f"{name} matches {pattern}"
        case Recent(name, amount, unit):
            text = f"{name} within {amount} {unit}"
        case Compares(name, order, other):
            text = f"{name} {order} {other}"
        case _:
            assert_never(test)
    return "criterion: " + " ".join(_UNSAYABLE.sub(" ", text).split())
