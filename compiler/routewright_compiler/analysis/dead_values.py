"""List members and branches of a rule's condition that can never matter where the rule stands.

A member matters where leaving it out would change who gets some record: a record that the rule with
it and the rule without it treat differently, and that no earlier rule takes. Rules of one box are
looked at value by value in their own columns: every class inside a hole is alive, and the classes
left over are asked again until none is found or none is left. Other rules are asked part by part.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.condition_parts import (
    Part,
    Path,
    only_value,
    parts,
    values_of,
    without_values,
)
from routewright_compiler.analysis.domains.text import TextModel
from routewright_compiler.analysis.encoder import Encoder
from routewright_compiler.analysis.formula import NEVER, Formula, Literal
from routewright_compiler.analysis.law_columns import LawColumns
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.reach import Reach, Verdict
from routewright_compiler.analysis.space import Box, set_bits
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Condition,
    FieldTerm,
    Negation,
    OneOf,
)

_TRIED_CLASSES = 64


@dataclass(frozen=True, slots=True)
class DeadPart:
    """A part of a rule's condition that never matters: the whole part, or values of its list."""

    branch: int
    part: Part
    values: tuple[int, ...] = ()  # places in the list; none: the whole part


class DeadValues:
    """All dead members and branches of the rules that receive records."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._space: PolicySpace = reach.space
        self.undecided = 0
        self._laws = LawColumns(reach.space.encoder.space)
        self.dead: tuple[DeadPart, ...] = tuple(self._all())

    def _all(self) -> Iterator[DeadPart]:
        for number in self._space.chain.rules():
            if self._reach.verdicts[number] is not Verdict.LIVE:
                continue
            try:
                yield from self._of_rule(number)
            except NotDecided:
                self.undecided += 1

    def _of_rule(self, number: int) -> Iterator[DeadPart]:
        condition = self._space.chain.branches[number].guards[-1]
        if len(self._space.boxes[number]) == 1 and _is_flat(condition):
            yield from self._of_flat_rule(number, condition)
            return
        dead_below: list[tuple[int, ...]] = []
        for part in parts(condition):
            if any(part.path[: len(path)] == path for path in dead_below):
                continue
            if isinstance(part.inside, AnyOf) and self._is_dead(number, condition, part, NEVER):
                dead_below.append(part.path)
                yield DeadPart(number, part)
                continue
            if len(values_of(part.condition)) > 1:
                dead = self._dead_values(number, condition, part)
                if dead:
                    yield DeadPart(number, part, dead)

    # --- rules of one box ---------------------------------------------------------------------

    def _of_flat_rule(self, number: int, condition: Condition) -> Iterator[DeadPart]:
        dead_classes: dict[int, int] | None = None
        for part in parts(condition):
            listed = part.condition
            if not isinstance(listed, OneOf):
                if len(values_of(listed)) > 1:
                    found = self._dead_values(number, condition, part)
                    if found:
                        yield DeadPart(number, part, found)
                continue
            if len(listed.values) > 1:
                if dead_classes is None:
                    dead_classes = self._dead_classes(number)
                found = self._dead_listed(number, listed, dead_classes)
                if found:
                    yield DeadPart(number, part, found)

    def _dead_classes(self, number: int) -> dict[int, int]:
        """Return the classes of each column that no record which the rule receives has.

        A hole shows all classes inside it to be alive, in every column; those left over in a
        column are asked again until none is found or none is left.
        """
        space = self._space
        allowed = space.encoder.space.allowed
        (box,) = space.boxes[number]
        left = {column: mask & allowed[column] for column, mask in box.items()}
        before = space.before(number) & self._reach.live & space.solver.index.meeting(box)
        self._strike(left, self._reach.holes[number], box, before)
        for column in left:
            while left[column]:
                found = space.solver.hole({**box, column: left[column]}, before)
                if found is None:
                    break
                self._strike(left, found, box, before)
        return left

    def _strike(self, left: Box, hole: Box, box: Box, before: int) -> None:
        """Take away the classes inside a hole, and those that leave it a hole in their place."""
        for column, mask in left.items():
            left[column] = mask & ~hole[column] if column in hole else 0
        if not any(left.values()) or not self._laws.columns.keys().isdisjoint(hole):
            return
        index = self._space.solver.index
        shown = {c: index.columns[c].look_up(m)[0] for c, m in hole.items() if c in index.columns}
        for column, mask in left.items():
            if not mask or column in self._laws.columns:
                continue
            found = index.columns[column]
            others = {c: boxes for c, boxes in shown.items() if c != column}
            for number in set_bits(mask):
                if self._is_near(column, others, box, before & found.at(number)):
                    left[column] &= ~(1 << number)

    def _is_near(self, asked: int, shown: Box, box: Box, meeting: int) -> bool:
        """Tell whether a class leaves a hole, as it is or with another class in another column.

        `shown` are the boxes that meet the hole in each other column, `meeting` those that accept
        the class in the column `asked`.
        """
        index = self._space.solver.index
        rest = meeting
        for boxes in shown.values():
            rest &= boxes
        if not rest:
            return True
        for column, found in index.columns.items():
            if column == asked or column in self._laws.columns:
                continue
            if not index.constrains[column] & rest:
                continue
            left = meeting
            for other, boxes in shown.items():
                if other != column:
                    left &= boxes
            classes = box.get(column, -1) & index.allowed[column]
            if classes.bit_count() > _TRIED_CLASSES:
                continue
            if any(not found.at(number) & left for number in set_bits(classes)):
                return True
        return False

    def _dead_listed(self, number: int, listed: OneOf, dead: dict[int, int]) -> tuple[int, ...]:
        """Return the places of the values no record of which the rule receives."""
        encoder = self._space.encoder
        (box,) = self._space.boxes[number]
        whole = encoder.formula(listed)
        if not isinstance(whole, Literal) or whole.column not in box:
            return ()
        column = whole.column
        is_whole = whole.mask == box[column] and not _may_not_read(encoder, listed)
        if is_whole and not dead[column]:
            return ()
        alive = box[column] & encoder.space.allowed[column] & ~dead[column]
        single = (encoder.formula(only_value(listed, n)) for n in range(len(listed.values)))
        masks = [f.mask if isinstance(f, Literal) else 0 for f in single]
        return tuple(n for n, mask in enumerate(masks) if not mask & alive)

    # --- any rule -----------------------------------------------------------------------------

    def _dead_values(self, number: int, condition: Condition, part: Part) -> tuple[int, ...]:
        """Return the places of the values without which the rule decides every record alike.

        Values of one class are alike in everything, so a value is taken away with its class.
        """
        encoder, listed = self._space.encoder, part.condition
        places = range(len(values_of(listed)))
        single = [encoder.formula(only_value(listed, place)) for place in places]
        whole = encoder.formula(listed)
        dead: list[int] = []
        for place in places:
            if len(dead) + 1 == len(places):
                break
            gone = frozenset((*dead, place))
            if isinstance(listed, OneOf) and isinstance(listed.term, FieldTerm):
                taken = encoder.formulas.some(single[n] for n in gone)
                rest = encoder.formulas.every((whole, encoder.formulas.negation(taken)))
            else:
                rest = encoder.formula(without_values(listed, gone))
            if self._is_dead(number, condition, part, rest):
                dead.append(place)
        return tuple(dead)

    def _is_dead(self, number: int, condition: Condition, part: Part, instead: Formula) -> bool:
        """Tell whether the rule decides alike with another formula in place of a part."""
        space = self._space
        encoder = space.encoder
        outer = [encoder.formula(g) for g in space.chain.branches[number].guards[:-1]]
        with_it = encoder.formula(condition)
        without = self._with(condition, part.path, instead)
        formulas = encoder.formulas
        for one, other in ((with_it, without), (without, with_it)):
            differing = formulas.every((*outer, one, formulas.negation(other)))
            if self._is_received(number, differing):
                return False
        return True

    def _with(self, condition: Condition, path: Path, instead: Formula) -> Formula:
        """Return the formula of a condition with another formula in place of a part."""
        if not path:
            return instead
        encoder = self._space.encoder
        match condition:
            case AllOf() | AnyOf():
                items = [
                    self._with(item, path[1:], instead) if n == path[0] else encoder.formula(item)
                    for n, item in enumerate(condition.items)
                ]
                is_every = isinstance(condition, AllOf)
                return encoder.formulas.every(items) if is_every else encoder.formulas.some(items)
            case Negation():
                inner = self._with(condition.item, path[1:], instead)
                return encoder.formulas.negation(inner)
        raise AssertionError("a path leads through conjunctions, disjunctions and negations only")

    def _is_received(self, number: int, formula: Formula) -> bool:
        space = self._space
        before = space.before(number) & self._reach.live
        boxes = space.encoder.boxes(formula)
        return space.solver.any_hole(boxes, before) is not None


def _is_flat(condition: Condition) -> bool:
    """Tell whether a condition is a test of fields or a conjunction of such tests."""
    items = condition.items if isinstance(condition, AllOf) else (condition,)
    terms = [getattr(item, "term", None) for item in items]
    return all(isinstance(term, FieldTerm) for term in terms) and len(set(terms)) == len(terms)


def _may_not_read(encoder: Encoder, listed: OneOf) -> bool:
    """Tell whether a listed text is one that no record can hold."""
    assert isinstance(listed.term, FieldTerm)
    model = encoder.fields[listed.term.field].part(listed.term.part)
    return isinstance(model, TextModel) and not all(
        model.is_known(str(value)) for value in listed.values
    )
