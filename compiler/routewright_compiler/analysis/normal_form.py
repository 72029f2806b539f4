"""From formulas to boxes: a disjunction of boxes where it is small, helper columns where it is not.

`(a or b) and (c or d)` is four boxes, and ten such conjuncts would be a thousand. Beyond a cap a
conjunct becomes a helper column of two classes, and forbidden boxes say that it holds exactly where
the conjunct does (Tseitin 1968), so that the size stays linear and every answer exact.
"""

from collections.abc import Iterable

from routewright_compiler.analysis.formula import (
    Every,
    Formula,
    Formulas,
    Literal,
    Some,
    Truth,
    holds_at,
)
from routewright_compiler.analysis.space import Box, Space, is_inside, meet

INLINE_BOXES = 24
ASKED_BOXES = 384
"""How many boxes a question may be, where a helper column would have every index built anew."""
_COMPARED_BOXES = 64

YES = 2  # mask of class 1
NO = 1  # mask of class 0


class NormalForm:
    """Turns formulas into boxes over one space; may add helper columns and their laws."""

    __slots__ = ("_boxes", "_formulas", "_helpers", "_space", "definitions")

    def __init__(self, space: Space, formulas: Formulas) -> None:
        self._space = space
        self._formulas = formulas
        self._boxes: dict[tuple[Formula, int], tuple[Box, ...]] = {}
        self._helpers: dict[Formula, int] = {}
        self.definitions: dict[int, Formula] = {}

    def forked(self) -> "NormalForm":
        """Return one that goes on from here, on the same space; what either adds is its own."""
        found = NormalForm(self._space, self._formulas)
        found._boxes = dict(self._boxes)
        found._helpers = dict(self._helpers)
        found.definitions = dict(self.definitions)
        return found

    def boxes(self, formula: Formula, most: int = INLINE_BOXES) -> tuple[Box, ...]:
        """Return boxes that hold exactly the records for which the formula does.

        A conjunction of more than `most` boxes gets a helper column.
        """
        match formula:
            case Truth():
                return ({},) if formula.value else ()
            case Literal(column, mask):
                return ({column: mask},)
        found = self._boxes.get((formula, most))
        if found is None:
            match formula:
                case Some():
                    found = self._union(formula, most)
                case Every():
                    found = self._product(formula, most)
            self._boxes[formula, most] = found
        return found

    def _union(self, formula: Some, most: int) -> tuple[Box, ...]:
        return self._merged(box for item in formula.items for box in self.boxes(item, most))

    def _product(self, formula: Every, most: int) -> tuple[Box, ...]:
        literals: Box = {}
        unions: list[Formula] = []
        for item in formula.items:
            if isinstance(item, Literal):
                literals[item.column] = item.mask
            else:
                unions.append(item)
        boxes: tuple[Box, ...] = (literals,)
        # What the literals leave of each union, the shortest first.
        left = [
            (tuple(box for box in self.boxes(item, most) if meet(box, literals) is not None), item)
            for item in unions
        ]
        for factors, item in sorted(left, key=lambda pair: len(pair[0])):
            if len(boxes) * len(factors) > most and len(factors) > 1:
                factors = (self._helper(item),)
            joined = (meet(box, factor) for box in boxes for factor in factors)
            boxes = self._merged(box for box in joined if box is not None)
        return boxes

    def _helper(self, formula: Formula) -> Box:
        """Return the box of a helper column that holds exactly where the formula does."""
        if formula in self._helpers:
            return {self._helpers[formula]: YES}
        negation = self._formulas.negation(formula)
        if negation in self._helpers:
            return {self._helpers[negation]: NO}
        holding, failing = self.boxes(formula), self.boxes(negation)
        column = self._space.add_flag(f"helper {len(self._helpers) + 1}")
        self._helpers[formula] = column
        self.definitions[column] = formula
        for boxes, wrong in ((holding, NO), (failing, YES)):
            for box in boxes:
                self._space.forbid({**box, column: wrong}, (column,))
        return {column: YES}

    def complete(self, point: dict[int, int]) -> None:
        """Add the classes of the helper columns to a point that has all the others."""
        for column, formula in self.definitions.items():
            point[column] = int(holds_at(formula, point))

    def _merged(self, boxes: Iterable[Box]) -> tuple[Box, ...]:
        """Drop boxes inside others and join those that differ in one column only."""
        found: list[Box] = []
        for box in boxes:
            if len(found) > _COMPARED_BOXES:
                found.append(box)
                continue
            self._add(found, box)
        return tuple(found)

    def _add(self, found: list[Box], box: Box) -> None:
        while True:
            if any(is_inside(box, other) for other in found):
                return
            found[:] = [other for other in found if not is_inside(other, box)]
            for number, other in enumerate(found):
                joined = self._joined(box, other)
                if joined is not None:
                    del found[number]
                    box = joined
                    break
            else:
                found.append(box)
                return

    def _joined(self, first: Box, second: Box) -> Box | None:
        if first.keys() != second.keys():
            return None
        differing = [column for column, mask in first.items() if second[column] != mask]
        if len(differing) != 1:
            return None
        column = differing[0]
        mask = first[column] | second[column]
        if mask == self._space.full[column]:
            return {other: kept for other, kept in first.items() if other != column}
        return {**first, column: mask}
