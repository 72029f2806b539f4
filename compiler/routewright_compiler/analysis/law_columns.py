"""Where laws may make two boxes disjoint that meet in every column.

`starts with "a"` and `contains "b"` meet in their columns whatever the texts are; only the laws of
texts know. Columns that laws join form components; a pair of boxes is doubtful where both look into
one component, and then it is asked, once for each different look.
"""

from collections.abc import Iterable

from routewright_compiler.analysis.index import BoxIndex
from routewright_compiler.analysis.solver import Solver
from routewright_compiler.analysis.space import Box, Space, meet


class LawColumns:
    """The components of the columns that laws join."""

    def __init__(self, space: Space) -> None:
        self._component: dict[int, int] = {}
        members: dict[int, set[int]] = {}
        for law in space.forbidden:
            joined = set(law.box)
            for root in {self._component[c] for c in law.box if c in self._component}:
                joined |= members.pop(root)
            root = min(joined)
            members[root] = joined
            self._component.update(dict.fromkeys(joined, root))
        self._members = {root: tuple(sorted(found)) for root, found in members.items()}
        self._known: dict[tuple[tuple[int, int], ...], bool] = {}

    @property
    def columns(self) -> dict[int, int]:
        """The columns that laws mention, with their component."""
        return self._component

    def joined(self, columns: Iterable[int]) -> frozenset[int]:
        """Return the columns that laws join with some, and these."""
        found = set(columns)
        for root in {self._component[c] for c in found if c in self._component}:
            found.update(self._members[root])
        return frozenset(found)

    def doubtful(self, box: Box, index: BoxIndex) -> int:
        """Return the boxes that look into a component that `box` looks into too."""
        found = 0
        for root in {self._component[c] for c in box if c in self._component}:
            for column in self._members[root]:
                found |= index.constrains.get(column, 0)
        return found

    def is_possible(self, solver: Solver, first: Box, second: Box) -> bool:
        """Tell whether a record lies in both boxes; raise NotDecided."""
        both = meet(first, second)
        allowed = solver.encoder.space.allowed
        if both is None or any(not mask & allowed[column] for column, mask in both.items()):
            return False
        look = {c: m for c, m in both.items() if c in self._component}
        if not look:
            return True
        key = tuple(sorted(look.items()))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = solver.is_possible(look)
        return found
