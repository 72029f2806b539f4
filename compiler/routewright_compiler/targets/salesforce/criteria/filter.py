"""Tests as criteria items with the shortest filter over them.

Equal items are numbered once; numbers count from 1 in order of appearance. Where every item simply
must hold, there is no filter at all. `and` and `or` are never mixed without parentheses, for no
page says which binds tighter. Lists are split where they would be longer than a value may be.
"""

from dataclasses import dataclass
from typing import assert_never

from routewright_compiler.targets.salesforce.criteria.tests import (
    AllTests,
    AnyTests,
    FieldTest,
    Tests,
    every_test,
)
from routewright_compiler.targets.salesforce.limits import (
    CRITERIA,
    FILTER_CHARACTERS,
    VALUE_CHARACTERS,
)
from routewright_compiler.targets.salesforce.model import FilterItem


@dataclass(frozen=True, slots=True)
class Criteria:
    """Items and the filter that joins them; None where all must hold."""

    items: tuple[FilterItem, ...]
    boolean_filter: str | None = None


def criteria_of(tests: Tests) -> Criteria | None:
    """Return tests as criteria; None where a limit is exceeded, or where they never hold."""
    numbered = _Numbering()
    shape = numbered.shape(_split(tests))
    items = tuple(numbered.numbers)
    if shape is None or len(items) > CRITERIA.number:
        return None
    if any(len(item.value or "") > VALUE_CHARACTERS.number for item in items):
        return None
    if _is_plain(shape, len(items)):
        return Criteria(items)
    text = _text(shape, is_within=False)
    return Criteria(items, text) if len(text) <= FILTER_CHARACTERS.number else None


def alternatives(tests: Tests) -> tuple[Tests, ...]:
    """Return tests, too many for one entry, as several whose `or` they are; one where none help.

    The alternatives of the widest `or` at the top, or beside what must hold at the top, are dealt
    out to as few entries as take them.
    """
    split = _split(tests)
    beside: tuple[Tests, ...] = ()
    if isinstance(split, AllTests):
        choices = [item for item in split.items if isinstance(item, AnyTests)]
        if not choices:
            return (tests,)
        wide = max(choices, key=lambda item: len(item.items))
        beside = tuple(item for item in split.items if item is not wide)
    elif isinstance(split, AnyTests):
        wide = split
    else:
        return (tests,)
    found: list[Tests] = []
    held: list[Tests] = []
    for item in wide.items:
        longer = every_test((*beside, AnyTests((*held, item))))
        if held and criteria_of(longer) is None:
            found.append(every_test((*beside, AnyTests(tuple(held)))))
            held = []
        held.append(item)
    found.append(every_test((*beside, AnyTests(tuple(held)))))
    return tuple(found)


def value_text(values: tuple[str, ...]) -> str:
    """Return a list of values as one text: commas between, quotes where a value needs them."""
    return ",".join(_quoted(value) for value in values)


def _quoted(value: str) -> str:
    if any(c in value for c in ',"\n\r') or value != value.strip():
        doubled = value.replace('"', '""')
        return f'"{doubled}"'
    return value


def _split(tests: Tests) -> Tests:
    """Split lists that are longer than a value may be."""
    match tests:
        case FilterItem():
            return tests
        case FieldTest():
            parts = [FieldTest(tests.field, tests.operation, part) for part in _parts(tests.values)]
            if len(parts) < 2:
                return tests
            return AllTests(tuple(parts)) if tests.denies else AnyTests(tuple(parts))
        case AllTests(items):
            return _flat(items, is_all=True)
        case AnyTests(items):
            return _flat(items, is_all=False)
        case _:
            assert_never(tests)


def _flat(items: tuple[Tests, ...], *, is_all: bool) -> Tests:
    kind: type[AllTests] | type[AnyTests] = AllTests if is_all else AnyTests
    found: list[Tests] = []
    for item in items:
        split = _split(item)
        found.extend(split.items if isinstance(split, kind) else (split,))
    kept = _absorbed(tuple(dict.fromkeys(found)), AnyTests if is_all else AllTests)
    return kept[0] if len(kept) == 1 else kind(kept)


def _absorbed(
    items: tuple[Tests, ...], other: type[AllTests] | type[AnyTests]
) -> tuple[Tests, ...]:
    """Drop what a neighbour says alone: `a or (a and b)` is `a`, `a and (a or b)` too."""
    return tuple(
        item
        for item in items
        if not (isinstance(item, other) and any(inner in items for inner in item.items))
    )


def _parts(values: tuple[str, ...]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    part: tuple[str, ...] = ()
    for value in values:
        longer = (*part, value)
        if part and len(value_text(longer)) > VALUE_CHARACTERS.number:
            found.append(part)
            longer = (value,)
        part = longer
    if part:
        found.append(part)
    return found


@dataclass(frozen=True, slots=True)
class _Shape:
    """Numbers joined by a word; a number alone stands for itself."""

    word: str
    parts: tuple["int | _Shape", ...]


class _Numbering:
    def __init__(self) -> None:
        self.numbers: dict[FilterItem, int] = {}

    def shape(self, tests: Tests) -> "int | _Shape | None":
        match tests:
            case FieldTest():
                value = value_text(tests.values) if tests.values else None
                item = FilterItem(tests.field, tests.operation, value)
                return self.numbers.setdefault(item, len(self.numbers) + 1)
            case FilterItem():
                return self.numbers.setdefault(tests, len(self.numbers) + 1)
            case AllTests(items):
                return self._joined("AND", items)
            case AnyTests(items):
                return self._joined("OR", items) if items else None
            case _:
                assert_never(tests)

    def _joined(self, word: str, items: tuple[Tests, ...]) -> "int | _Shape | None":
        parts: dict[int | _Shape, None] = {}
        for item in items:
            part = self.shape(item)
            if part is None:
                return None
            parts[part] = None
        kept = tuple(parts)
        return kept[0] if len(kept) == 1 else _Shape(word, kept)


def _is_plain(shape: "int | _Shape", count: int) -> bool:
    if isinstance(shape, int):
        return True
    every = tuple(range(1, count + 1))
    return shape.word == "AND" and shape.parts == every


def _text(shape: "int | _Shape", *, is_within: bool) -> str:
    if isinstance(shape, int):
        return str(shape)
    text = f" {shape.word} ".join(_text(part, is_within=True) for part in shape.parts)
    return f"({text})" if is_within else text
