"""List members and branches of a rule's condition that can never matter where the rule stands.

A member matters where leaving it out would change who gets some record: a record that the rule with
it and the rule without it treat differently, and that no earlier rule takes. Rules of one box are
looked at value by value in their own columns: every class inside a hole is alive, and the classes
left over are asked again until none is found or none is left. Other rules are asked part by part.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.condition_parts import (
    Part,
    Path,
    only_value,
    parts,
    values_of,
    without_values,
)
from routewright_compiler.analysis.domains.members import MembersModel
from routewright_compiler.analysis.domains.text import TextModel
from routewright_compiler.analysis.encoder import Encoder
from routewright_compiler.analysis.formula import NEVER, Formula, Literal
from routewright_compiler.analysis.leads import Lead
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
        self._laws = reach.space.law_columns
        self.undecided = 0
        self.dead: tuple[DeadPart, ...] = tuple(self._all())

    def _all(self) -> Iterator[DeadPart]:
        live = [
            number
            for number in self._space.chain.rules()
            if self._reach.verdicts[number] is Verdict.LIVE
        ]
        for number in live:
            self._encode_questions(number)
        for number in live:
            try:
                yield from self._of_rule(number)
            except NotDecided:
                self.undecided += 1

    def _encode_questions(self, number: int) -> None:
        """Encode what will be asked of a rule, before anything is.

        A question may need a helper column, and the index of the boxes is built anew after it.
        """
        condition = self._space.chain.branches[number].guards[-1]
        if len(self._space.boxes[number]) == 1 and _is_flat(condition):
            return
        for part in parts(condition):
            if isinstance(part.inside, AnyOf):
                self._encode(number, condition, part, NEVER)
            listed = part.condition
            if len(values_of(listed)) > 1:
                for place in range(len(values_of(listed))):
                    rest = self._rest(listed, frozenset((place,)))
                    self._encode(number, condition, part, rest)

    def _encode(self, number: int, condition: Condition, part: Part, instead: Formula) -> None:
        for differing in self._differing(number, condition, part, instead):
            self._space.encoder.asked_boxes(differing)

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
        dead: dict[int, int] | None = None
        for part in parts(condition):
            listed = part.condition
            if len(values_of(listed)) < 2:
                continue
            if not isinstance(listed, OneOf) or isinstance(part.inside, Negation):
                found = self._dead_values(number, condition, part)
            else:
                if dead is None:
                    dead = self._dead_classes(number, condition)
                found = self._dead_listed(number, listed, dead)
            if found:
                yield DeadPart(number, part, found)

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
        masks = encoder.single_masks(listed)
        return tuple(n for n, mask in enumerate(masks) if not mask & alive)

    def _dead_classes(self, number: int, condition: Condition) -> dict[int, int]:
        """Return the classes of each column that no record which the rule receives has.

        A hole shows all classes inside it to be alive, in every column; those left over in a
        column are asked again until none is found or none is left.
        """
        space = self._space
        allowed = space.encoder.space.allowed
        (box,) = space.boxes[number]
        columns = {whole.column for _, whole in self._lists(condition)}
        left = {c: mask & allowed[c] for c, mask in box.items() if c in columns}
        before = space.before(number) & self._reach.live & space.solver.index.meeting(box)
        self._strike(left, self._reach.holes[number], box, before)
        self._strike_values(left, number, condition, before)
        for column in left:
            while left[column]:
                found = space.solver.some_hole(({**box, column: left[column]},), before)
                if found is None:
                    break
                self._strike(left, found, box, before)
        return left

    def _lists(self, condition: Condition) -> Iterator[tuple[OneOf, Literal]]:
        """Yield the lists of several values of a flat condition, with their formulas."""
        for item in condition.items if isinstance(condition, AllOf) else (condition,):
            if isinstance(item, OneOf) and len(item.values) > 1:
                whole = self._space.encoder.formula(item)
                if isinstance(whole, Literal):
                    yield item, whole

    def _strike_values(self, left: Box, number: int, condition: Condition, before: int) -> None:
        """Take away listed values that can stand in the place of the one in a known record.

        Where laws join columns, a value is put in with all its classes.
        """
        for listed, whole in self._lists(condition):
            is_field = isinstance(listed.term, FieldTerm) and listed.term.part is None
            if is_field and whole.column in self._laws.columns and left.get(whole.column):
                left[whole.column] = self._without_values(number, listed, left, before)

    def _without_values(self, number: int, listed: OneOf, left: Box, before: int) -> int:
        solver, encoder = self._space.solver, self._space.encoder
        whole = encoder.formula(listed)
        assert isinstance(whole, Literal) and isinstance(listed.term, FieldTerm)
        found = left[whole.column]
        try:
            lead = solver.leads.lead(self._reach.holes[number])
        except NotDecided:
            return found
        if not isinstance(lead, Lead):
            return found
        fitting, name = solver.fitting, listed.term.field
        others = fitting.others(lead.values, (name,)).boxes & (before | fitting.index.laws)
        for value, mask in zip(listed.values, encoder.single_masks(listed), strict=True):
            if not mask & found:
                continue
            holding = others & fitting.of(name, value)
            if holding and fitting.has_rest:
                changed = replace(lead, values={**lead.values, name: value})
                holding = fitting.settled(holding, changed)
            if not holding:
                found &= ~mask
        return found

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

    # --- any rule -----------------------------------------------------------------------------

    def _dead_values(self, number: int, condition: Condition, part: Part) -> tuple[int, ...]:
        """Return the places of the values without which the rule decides every record alike.

        Values of one class are alike in everything, so a value is taken away with its class.
        """
        listed = part.condition
        places = range(len(values_of(listed)))
        dead: list[int] = []
        for place in places:
            if len(dead) + 1 == len(places):
                break
            rest = self._rest(listed, frozenset((*dead, place)))
            if self._is_dead(number, condition, part, rest):
                dead.append(place)
        return tuple(dead)

    def _rest(self, listed: Condition, gone: frozenset[int]) -> Formula:
        """Return the formula of a list without some values, by their places."""
        encoder = self._space.encoder
        if not (isinstance(listed, OneOf) and isinstance(listed.term, FieldTerm)):
            return encoder.formula(without_values(listed, gone))
        taken = encoder.formulas.some(
            encoder.formula(only_value(listed, place)) for place in sorted(gone)
        )
        return encoder.formulas.every((encoder.formula(listed), encoder.formulas.negation(taken)))

    def _is_dead(self, number: int, condition: Condition, part: Part, instead: Formula) -> bool:
        """Tell whether the rule decides alike with another formula in place of a part."""
        return not any(
            self._is_received(number, differing)
            for differing in self._differing(number, condition, part, instead)
        )

    def _differing(
        self, number: int, condition: Condition, part: Part, instead: Formula
    ) -> Iterator[Formula]:
        """Yield where the rule holds only with a part, and only with another in its place."""
        encoder = self._space.encoder
        outer = [encoder.formula(g) for g in self._space.chain.branches[number].guards[:-1]]
        own = encoder.formula(part.condition)
        for one, other in ((own, instead), (instead, own)):
            told = self._only_with(condition, part.path, one, other)
            yield encoder.formulas.every((*outer, told))

    def _only_with(self, condition: Condition, path: Path, one: Formula, other: Formula) -> Formula:
        """Return where a condition holds with `one` at the end of a path and not with `other`.

        There the parts beside the path hold in a conjunction and do not in a disjunction.
        """
        encoder, formulas = self._space.encoder, self._space.encoder.formulas
        if not path:
            return formulas.every((one, formulas.negation(other)))
        match condition:
            case AllOf(items) | AnyOf(items):
                inner = self._only_with(items[path[0]], path[1:], one, other)
                beside = [encoder.formula(item) for n, item in enumerate(items) if n != path[0]]
                if isinstance(condition, AnyOf):
                    beside = [formulas.negation(item) for item in beside]
                return formulas.every((inner, *beside))
            case Negation(item):
                return self._only_with(item, path[1:], other, one)
        raise AssertionError("a path leads through conjunctions, disjunctions and negations only")

    def _is_received(self, number: int, formula: Formula) -> bool:
        space = self._space
        before = space.before(number) & self._reach.live
        boxes = space.encoder.asked_boxes(formula)
        return space.solver.leaves(boxes, before)


def _is_flat(condition: Condition) -> bool:
    """Tell whether a condition is a test of a field, or all of such tests, each of another field.

    A test may be negated.
    """
    items = condition.items if isinstance(condition, AllOf) else (condition,)
    inner = [item.item if isinstance(item, Negation) else item for item in items]
    terms = [getattr(item, "term", None) for item in inner]
    return all(isinstance(term, FieldTerm) for term in terms) and len(set(terms)) == len(terms)


def _may_not_read(encoder: Encoder, listed: OneOf) -> bool:
    """Tell whether a listed value is one that no record can hold."""
    assert isinstance(listed.term, FieldTerm)
    model = encoder.fields[listed.term.field].part(listed.term.part)
    if isinstance(model, MembersModel):
        return not all(map(model.is_known, listed.values))
    return isinstance(model, TextModel) and not all(
        model.is_known(str(value)) for value in listed.values
    )
