"""Where laws may make two boxes disjoint that meet in every column.

`starts with "a"` and `contains "b"` meet in their columns whatever the texts are; only the laws of
texts know. Columns that laws join form components, and a component is looked at by itself. What a
mask of one column leaves possible in the others is followed law by law (arc consistency, Mackworth
1977): a box outside that shares no record. In the component of a plain text every two answers that
no law forbids have a text (see `domains/text_laws`), so a box that looks at one column of it
does share one. All others are asked, once for each different look.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from routewright_compiler.analysis.domains.field_model import FieldModel
from routewright_compiler.analysis.index import BoxIndex
from routewright_compiler.analysis.solver import Solver
from routewright_compiler.analysis.space import Box, Forbidden, Space, meet, set_bits

_TRIED = 40


@dataclass(frozen=True, slots=True)
class Shared:
    """Sets of boxes: those that share no record with a look, and those for which that is open."""

    none: int
    unsure: int


_ALL = Shared(0, 0)


class LawColumns:
    """The components of the columns that laws join; `models` are the fields that have columns.

    The first `own_laws` laws follow from what values are; those behind are facts, or learned. Laws
    that only columns of `aside` trigger are left out: the definitions of helper columns that no box
    asked about looks at.
    """

    def __init__(
        self,
        space: Space,
        models: Iterable[FieldModel] = (),
        own_laws: int = 0,
        aside: AbstractSet[int] = frozenset(),
    ) -> None:
        laws = [law for law in space.forbidden if not aside >= set(law.triggers)]
        self._allowed = space.allowed
        self._component: dict[int, int] = {}
        members: dict[int, set[int]] = {}
        for law in laws:
            joined = set(law.box)
            for root in {self._component[c] for c in law.box if c in self._component}:
                joined |= members.pop(root)
            root = min(joined)
            members[root] = joined
            self._component.update(dict.fromkeys(joined, root))
        self._members = {root: tuple(sorted(found)) for root, found in members.items()}
        self._pairs = _pairs(laws)
        own = {id(law) for law in space.forbidden[:own_laws]}
        stated = {c for law in laws if len(law.box) != 2 or id(law) not in own for c in law.box}
        # The field that a component belongs to wholly, so that its values tell all about it.
        self._fields = {
            root: model
            for model in models
            for root in {self._component[c] for c in model.columns if c in self._component}
            if set(model.columns).issuperset(self._members[root])
            and stated.isdisjoint(self._members[root])
        }
        self._plain = {root for root, model in self._fields.items() if model.is_plain_text}
        self._known: dict[tuple[tuple[int, int], ...], bool] = {}
        self._closures: dict[tuple[tuple[int, int], ...], Box | None] = {}
        self._singles: dict[int, int] = {}
        self._index: BoxIndex | None = None

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

    # --- one box or column against all boxes --------------------------------------------------

    def shared(self, box: Box, index: BoxIndex) -> Shared:
        """Return which boxes share no record with `box` for a law's sake, and which may not."""
        if self._component.keys().isdisjoint(box):
            return _ALL
        none = unsure = 0
        for look in self._looks(box).values():
            found = self._shared_look(look, index)
            none |= found.none
            unsure |= found.unsure
        return Shared(none, unsure & ~none)

    def _looks(self, box: Mapping[int, int]) -> dict[int, Box]:
        """Return what a box looks at in each component."""
        looks: dict[int, Box] = {}
        for column, mask in box.items():
            root = self._component.get(column)
            if root is not None:
                looks.setdefault(root, {})[column] = mask & self._allowed[column]
        return looks

    def _shared_look(self, look: Box, index: BoxIndex) -> Shared:
        root = self._component[next(iter(look))]
        looking = 0
        for column in self._members[root]:
            looking |= index.constrains.get(column, 0)
        closure = self.closure(look)
        if closure is None:
            return Shared(index.every, 0)
        none = 0
        for column, mask in closure.items():
            if column in index.columns:
                none |= index.constrains[column] & ~index.columns[column].look_up(mask)[0]
        unsure = looking & ~none
        if root in self._plain and len(look) == 1:
            unsure &= ~self._single(root, index)
        return Shared(none, unsure)

    def _single(self, root: int, index: BoxIndex) -> int:
        """Return the boxes that look at one column of a component."""
        if self._index is not index:
            self._index = index
            self._singles.clear()
        if root not in self._singles:
            one = two = 0
            for column in self._members[root]:
                boxes = index.constrains.get(column, 0)
                two |= one & boxes
                one |= boxes
            self._singles[root] = one & ~two
        return self._singles[root]

    def closure(self, look: Box) -> Box | None:
        """Return what a look leaves possible in its component, where that is less than all.

        None where nothing is possible. What is left may still be impossible together.
        """
        key = tuple(sorted(look.items()))
        if key not in self._closures:
            self._closures[key] = self._closed(look)
        return self._closures[key]

    def _closed(self, look: Box) -> Box | None:
        domain = dict(look)
        waiting = list(look)
        while waiting:
            column = waiting.pop()
            for other in self._pairs.get(column, ()):
                old = domain.get(other, self._allowed[other])
                new = self._supported(column, domain[column], other, old)
                if not new:
                    return None
                if new != old:
                    domain[other] = new
                    waiting.append(other)
        return domain

    def _supported(self, column: int, mask: int, other: int, classes: int) -> int:
        """Return which classes of another column go with some class of the mask."""
        laws = self._pairs[column][other]
        if mask & ~laws.together:
            return classes
        found = 0
        if laws.is_disjoint:
            for own, forbidden in laws.masks:
                if mask & own:
                    found |= classes & ~forbidden
            return found
        for number in set_bits(mask):
            support = classes
            for own, forbidden in laws.masks:
                if own >> number & 1:
                    support &= ~forbidden
            found |= support
            if found == classes:
                break
        return found

    # --- two boxes ----------------------------------------------------------------------------

    def is_possible(self, solver: Solver, first: Box, second: Box) -> bool:
        """Tell whether a record lies in both boxes; raise NotDecided."""
        both = meet(first, second)
        allowed = solver.encoder.space.allowed
        if both is None or any(not mask & allowed[column] for column, mask in both.items()):
            return False
        return all(self._is_look_possible(solver, look) for look in self._looks(both).values())

    def _is_look_possible(self, solver: Solver, look: Box) -> bool:
        closure = self.closure(look)
        if closure is None:
            return False
        if len(look) == 1 and self._component[next(iter(look))] in self._plain:
            return True
        key = tuple(sorted(look.items()))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._has_value(look) or solver.is_possible(look)
        return found

    def _has_value(self, look: Box) -> bool:
        """Tell whether one of the first values tried of the look's field lies in it."""
        model = self._fields.get(self._component[next(iter(look))])
        return model is not None and model.sample(look, _TRIED) is not None


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The laws of two columns from one side: masks of it, each with what it forbids."""

    masks: tuple[tuple[int, int], ...]
    together: int
    is_disjoint: bool


def _pairs(laws: Iterable[Forbidden]) -> dict[int, dict[int, _Pairs]]:
    """Return the laws of two columns, from each side."""
    found: dict[int, dict[int, list[tuple[int, int]]]] = {}
    for law in laws:
        if len(law.box) == 2:
            (first, one), (second, two) = law.box.items()
            found.setdefault(first, {}).setdefault(second, []).append((one, two))
            found.setdefault(second, {}).setdefault(first, []).append((two, one))
    return {
        column: {other: _joined(masks) for other, masks in others.items()}
        for column, others in found.items()
    }


def _joined(masks: list[tuple[int, int]]) -> _Pairs:
    together, is_disjoint = 0, True
    for own, _ in masks:
        is_disjoint = is_disjoint and not together & own
        together |= own
    return _Pairs(tuple(masks), together, is_disjoint)
