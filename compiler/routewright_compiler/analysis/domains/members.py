"""Choices, booleans, countries, states and languages: values from a list, grouped.

Values that every condition treats alike are one class. The conditions of a part (`state.country`)
cut the same list, so a part needs no column of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from routewright_compiler.analysis.domains.term_model import EMPTY, TermTest
from routewright_compiler.analysis.formula import Formula, Formulas
from routewright_compiler.analysis.space import Box, Space, mask_of, set_bits
from routewright_runtime.graph.conditions import Known, OneOf
from routewright_runtime.text import fold
from routewright_runtime.values import Value

Part = Callable[[Value], Value | None]


def key(value: object) -> object:
    """Return how a value compares: text by its fold."""
    return fold(value) if isinstance(value, str) else value


class MembersModel:
    """Groups of listed values; class 0 is empty, the last one of an open list all others."""

    __slots__ = ("_class_of", "_formulas", "_groups", "_other", "_part_keys", "column", "columns")

    def __init__(
        self,
        space: Space,
        formulas: Formulas,
        name: str,
        members: Sequence[Value],
        cuts: Iterable[frozenset[object]],
        other: Value | None,
        allowed_empty: bool,
    ) -> None:
        """Take the values, the sets of keys that must not be torn apart, and an unlisted value."""
        self._formulas = formulas
        self._part_keys: dict[Part, list[frozenset[object]]] = {}
        self._groups = _grouped(members, cuts)
        self._class_of = {
            key(value): number for number, group in enumerate(self._groups, 1) for value in group
        }
        self._other = None
        size = len(self._groups) + 1
        if other is not None:
            self._other = size
            self._groups.append((other,))
            size += 1
        full = (1 << size) - 1
        self.column = space.add_column(name, size, allowed=full if allowed_empty else full ^ EMPTY)
        self.columns = (self.column,)

    def group(self, class_number: int) -> tuple[Value, ...]:
        """Return the values of a class; of the class of all other values, one of them."""
        return self._groups[class_number - 1]

    def is_known(self, value: Value) -> bool:
        """Tell whether a value is one of the listed ones that a record can hold."""
        return key(value) in self._class_of

    @property
    def open_class(self) -> int | None:
        """The class of all values that are not listed; None where there is none."""
        return self._other

    def test(self, test: TermTest, part: Part | None = None) -> Formula:
        """Return a test of the value, or of a part of it, as a formula."""
        match test:
            case Known() if part is None:
                mask = (1 << len(self._groups) + 1) - 2
            case OneOf() if part is None:
                mask = mask_of(
                    self._class_of[key(v)] for v in test.values if key(v) in self._class_of
                )
            case Known() | OneOf():
                assert part is not None
                wanted = None if isinstance(test, Known) else {key(v) for v in test.values}
                mask = mask_of(
                    number
                    for number, found in enumerate(self._parts(part), 1)
                    if (found if wanted is None else not wanted.isdisjoint(found))
                )
            case _:
                raise AssertionError(f"no test of listed values: {test}")
        return self._formulas.literal(self.column, mask)

    def is_exact(self, test: TermTest) -> bool:
        """Tell whether each class has all its values in the test's list, or none."""
        if not isinstance(test, OneOf):
            return True
        wanted = {key(value) for value in test.values}
        if self._other is not None and not wanted <= self._class_of.keys():
            return False
        touched = {self._class_of[item] for item in wanted if item in self._class_of}
        return all(key(v) in wanted for number in touched for v in self._groups[number - 1])

    def _parts(self, part: Part) -> list[frozenset[object]]:
        """Return for each class the keys of the part of its values."""
        found = self._part_keys.get(part)
        if found is None:
            found = self._part_keys[part] = [
                frozenset(key(told) for v in group if (told := part(v)) is not None)
                for group in self._groups
            ]
        return found

    def place(self, value: Value | None) -> Box:
        """Return the class number of a value."""
        if value is None:
            return {self.column: 0}
        found = self._class_of.get(key(value), self._other)
        assert found is not None, f"{value!r} is no value of this list"
        return {self.column: found}

    def candidates(self, domain: Box) -> Iterator[Value | None]:
        """Yield one value of each class of the domain, those a condition names first."""
        mask = domain.get(self.column, (1 << len(self._groups) + 1) - 1)
        for number in set_bits(mask & ~EMPTY):
            yield self._groups[number - 1][0]
        if mask & EMPTY:
            yield None


def _grouped(
    members: Sequence[Value], cuts: Iterable[frozenset[object]]
) -> list[tuple[Value, ...]]:
    signatures: dict[object, list[int]] = {key(value): [] for value in members}
    for number, keys in enumerate(cuts):
        for item in keys:
            if item in signatures:
                signatures[item].append(number)
    groups: dict[tuple[int, ...], list[Value]] = {}
    for value in members:
        groups.setdefault(tuple(signatures[key(value)]), []).append(value)
    # Values that no condition names come last: they are the least telling ones to show.
    unnamed = groups.pop((), None)
    found = [tuple(group) for group in groups.values()]
    return found if unnamed is None else [*found, tuple(unnamed)]
