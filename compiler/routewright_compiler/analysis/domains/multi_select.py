"""Multi-selects: one flag for each member that a condition names, and whether there is any at all.

A closed list all of whose members are named is empty exactly where none of them is there; otherwise
a value may consist of members that nobody asks about.
"""

from collections.abc import Container, Iterable, Iterator

from routewright_compiler.analysis.domains.term_model import EMPTY, TermTest
from routewright_compiler.analysis.formula import Formula, Formulas
from routewright_compiler.analysis.space import Box, Space
from routewright_runtime.graph.conditions import HasMembers, Known
from routewright_runtime.text import fold
from routewright_runtime.values import Value, ValueType

_ABSENT, _PRESENT = 1, 2


class MultiSelectModel:
    """The flags of one multi-select."""

    __slots__ = (
        "_flags",
        "_formulas",
        "_never",
        "_spare",
        "_spelling",
        "_type",
        "column",
        "columns",
    )

    def __init__(
        self,
        space: Space,
        formulas: Formulas,
        name: str,
        type_: ValueType,
        never: Container[str],
        tests: Iterable[TermTest],
        allowed_empty: bool,
    ) -> None:
        """Take the type, and the folded members that read as nothing."""
        self._formulas = formulas
        self._type = type_
        self._never = never
        self.column = space.add_column(name, 2, allowed=3 if allowed_empty else 2)
        named = [m for test in tests if isinstance(test, HasMembers) for m in test.members]
        self._spelling = {
            fold(m): type_.member_by_fold.get(fold(m), m) for m in named if self._can_have(m)
        }
        self._flags = {
            member: space.add_flag(f"{name} has {spelling}")
            for member, spelling in self._spelling.items()
        }
        self.columns = (self.column, *self._flags.values())
        unnamed = [m for m in type_.members if fold(m) not in self._flags and fold(m) not in never]
        self._spare = unnamed[0] if unnamed else _other(self._flags) if type_.is_open else None
        self._forbid(space)

    def _forbid(self, space: Space) -> None:
        for flag in self._flags.values():
            space.forbid({self.column: EMPTY, flag: _PRESENT})
        if self._spare is None:
            space.forbid({self.column: 2, **dict.fromkeys(self._flags.values(), _ABSENT)})

    def test(self, test: TermTest) -> Formula:
        """Return `has …` or `is known` as a formula."""
        match test:
            case Known():
                return self._formulas.literal(self.column, 2)
            case HasMembers():
                items = [self._has(member) for member in test.members]
                join = self._formulas.every if test.needs_all else self._formulas.some
                return join(items)
        raise AssertionError(f"no test of a multi-select: {test}")

    def is_exact(self, test: TermTest) -> bool:
        """Tell whether every member of the test that there can be has its flag."""
        if not isinstance(test, HasMembers):
            return True
        return all(fold(m) in self._flags or not self._can_have(m) for m in test.members)

    def _can_have(self, member: str) -> bool:
        folded = fold(member)
        is_member = self._type.is_open or folded in self._type.member_by_fold
        return is_member and folded not in self._never

    def _has(self, member: str) -> Formula:
        flag = self._flags.get(fold(member))
        if flag is None:
            return self._formulas.some(())
        return self._formulas.literal(flag, _PRESENT)

    def place(self, value: Value | None) -> Box:
        """Return the class number of a value in each column."""
        found = {fold(item) for item in value} if isinstance(value, tuple) else set()
        return {
            self.column: int(bool(found)),
            **{flag: int(member in found) for member, flag in self._flags.items()},
        }

    def candidates(self, domain: Box) -> Iterator[Value | None]:
        """Yield the smallest value inside the domain."""
        chosen = [
            self._spelling[member]
            for member, flag in self._flags.items()
            if not domain.get(flag, _ABSENT) & _ABSENT
        ]
        if not chosen and domain.get(self.column, EMPTY) & EMPTY:
            yield None
        elif not chosen and self._spare is None:
            free = [m for m, flag in self._flags.items() if domain.get(flag, 3) & _PRESENT]
            yield (self._spelling[free[0]],) if free else None
        else:
            yield tuple(chosen) if chosen else (str(self._spare),)


def _other(flags: dict[str, int]) -> str:
    number = 1
    while f"other {number}" in flags:
        number += 1
    return f"Other {number}"
