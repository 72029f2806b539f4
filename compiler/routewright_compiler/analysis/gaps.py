"""Records that only the file's fallback catches, and those that get there for want of a value.

The gap is everything outside all branches but the last. Where it holds a record with every field
filled in, the rules leave something out. A record with an empty field is caught only because the
value is missing where, whatever the value were, some branch would take it: "there is a record such
that for all values …" is answered by turns. A hole with the field empty is a proposal; a hole with
it filled in, inside the proposal, refutes that part of it; the rest is proposed again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.domains.field_model import NoValue
from routewright_compiler.analysis.formula import (
    Every,
    Formula,
    Literal,
    Some,
    Truth,
    columns_of,
)
from routewright_compiler.analysis.law_columns import LawColumns
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.reach import Reach
from routewright_compiler.analysis.space import Box, meet, set_bits

_ROUNDS = 6_000


@dataclass(frozen=True, slots=True)
class MissingValue:
    """A field whose being empty alone sends a record to the last fallback."""

    field: str
    domain: Box
    lead: Lead


class Gaps:
    """The gap with all values there, and the fields whose lack opens one."""

    def __init__(self, reach: Reach) -> None:
        self._space: PolicySpace = reach.space
        self._reach = reach
        self.undecided = 0
        last = self._space.chain.last
        self.among = self._space.before(last) & reach.live
        self._empties = self._empty_columns()
        self.uncaught: tuple[Box, Lead] | None = self._asked(self._filled_in(()))
        self.missing: tuple[MissingValue, ...] = tuple(self._missing())

    def _empty_columns(self) -> dict[str, tuple[int, ...]]:
        """Return for each field that a branch reads the columns whose class 0 says it is empty."""
        found: dict[str, tuple[int, ...]] = {}
        encoder = self._space.encoder
        read = self._space.read_fields
        for name, model in encoder.fields.items():
            if model.field.is_required or name not in read:
                continue
            columns = [model.anchor]
            columns += [a.column for (t, _), a in encoder.ages.items() if t.field == name]  # type: ignore[union-attr]
            found[name] = tuple(columns)
        return found

    @property
    def filled_in(self) -> Box:
        """The box of the records in which no field that a branch reads is empty."""
        return self._filled_in(())

    def _filled_in(self, but: tuple[str, ...]) -> Box:
        """Return the box of the records with no field empty but those named."""
        full = self._space.encoder.space.full
        columns = [c for name, cs in self._empties.items() if name not in but for c in cs]
        return {column: full[column] & ~1 for column in columns}

    def _asked(self, box: Box) -> tuple[Box, Lead] | None:
        try:
            return self._space.solver.lead(box, self.among)
        except NotDecided:
            self.undecided += 1
            return None

    def _missing(self) -> Iterator[MissingValue]:
        for name in self._empties:
            try:
                found = self._missing_value(name)
            except NotDecided:
                self.undecided += 1
                continue
            if found is not None:
                yield found

    def _unread_empty(self) -> Box:
        """Return the box of the records whose fields that no branch reads are empty."""
        space = self._space
        return {
            model.anchor: 1
            for name, model in space.encoder.fields.items()
            if name not in space.read_fields and not model.field.is_required
        }

    def _missing_value(self, name: str) -> MissingValue | None:
        if self._has_idle_value(name):
            return None
        model = self._space.encoder.fields[name]
        columns = self._empties[name]
        own = frozenset(model.columns)
        if len(columns) == 1 and self._stated.joined(own) == own:
            return self._missing_in_own(name, own)
        empty = {**self._unread_empty(), **dict.fromkeys(columns, 1)}
        return self._missing_inside(name, empty, [_ROUNDS])

    @cached_property
    def _stated(self) -> LawColumns:
        """The columns that laws join, the definitions of helper columns left aside."""
        encoder = self._space.encoder
        helpers = encoder.normal_form.definitions.keys()
        return LawColumns(encoder.space, encoder.fields.values(), encoder.field_laws, helpers)

    def _hanging(self, own: frozenset[int]) -> frozenset[int]:
        """Return the helper columns that hang on some columns."""
        definitions = self._space.encoder.normal_form.definitions.items()
        return frozenset(c for c, formula in definitions if not own.isdisjoint(columns_of(formula)))

    def _has_idle_value(self, name: str) -> bool:
        """Tell whether some value of a field helps into no branch more than its being empty does.

        Then a record that nothing catches for want of a value is not caught with that value either.
        Formulas know no negation, so it is enough that no literal holds of the value and not of the
        empty field. A field that a law joins with another one is not judged so.
        """
        model = self._space.encoder.fields[name]
        own = {*model.columns, *self._empties[name]}
        empty = model.place(None)
        if any(empty.get(column) != 0 for column in own):
            return False
        laws = [law for law in self._laws_of_records if not own.isdisjoint(law)]
        if any(law.keys() - own for law in laws):
            return False
        if len(own) == 1 and not laws:
            (column,) = own
            allowed = self._space.encoder.space.allowed[column] & ~1
            return bool(allowed & ~self._helping.get(column, 0))
        return any(
            not any(self._helping.get(column, 0) >> place & 1 for column, place in point.items())
            and not any(all(law[c] >> point[c] & 1 for c in law) for law in laws)
            for point in self._points(name)
        )

    @cached_property
    def _laws_of_records(self) -> tuple[Box, ...]:
        """The forbidden boxes, but for those that define a helper column."""
        definitions = self._space.encoder.normal_form.definitions
        laws = self._space.encoder.space.forbidden
        return tuple(law.box for law in laws if not definitions.keys() >= set(law.triggers))

    @cached_property
    def _helping(self) -> dict[int, int]:
        """For each column the classes that a literal of a branch accepts, but not the empty one."""
        found: dict[int, int] = {}
        seen: set[Formula] = set()
        waiting = list(self._space.formulas[: self._space.chain.last])
        while waiting:
            item = waiting.pop()
            if item in seen:
                continue
            seen.add(item)
            match item:
                case Literal(column, mask):
                    if not mask & 1:
                        found[column] = found.get(column, 0) | mask
                case Every() | Some():
                    waiting.extend(item.items)
                case Truth():
                    pass
        return found

    def _missing_in_own(self, name: str, own: frozenset[int]) -> MissingValue | None:
        """Look where every value of a field is caught by boxes that refuse the empty one.

        No law joins the field's columns with others, but a helper column may hang on them: a box
        that looks at such a one may refuse the empty value. The record must lie in such a box for
        each of some values, so boxes are chosen value by value, the one with the fewest left first,
        and their common part is narrowed until it is asked.
        """
        index = self._space.solver.index
        model = self._space.encoder.fields[name]
        empty = model.place(None)
        hanging = self._hanging(own)
        filling = self.among & ~self._accepting(empty)
        for column in hanging:
            filling |= self.among & index.constrains.get(column, 0)
        own |= hanging
        values = _smallest([self._accepting(point) & filling for point in self._points(name)])
        rounds = [_ROUNDS]
        near: dict[int, int] = {}
        stack: list[Box] = [self._unread_empty()]
        if values and not values[0]:
            return None  # whatever is not caught with the field empty is not with that value
        is_empty = {column: 1 << number for column, number in empty.items()}
        while stack:
            rounds[0] -= 1
            if rounds[0] < 0:
                raise NotDecided
            outer = stack.pop()
            meeting = index.meeting(outer) & filling
            covering = self._covering(outer, own)
            if covering & ~filling:
                continue  # taken with the field empty, too
            left = [boxes & meeting for boxes in values if not boxes & covering]
            if left and not all(left):
                continue
            if self._space.solver.hole({**outer, **is_empty}, self.among) is None:
                continue
            if not left:
                missing = self._missing_inside(name, {**outer, **is_empty}, rounds)
                if missing is not None:
                    return missing
                continue
            parts = self._promising(left, meeting, near, own)
            stack += reversed(self._apart(outer, parts))
        return None

    def _promising(
        self, left: list[int], meeting: int, near: dict[int, int], own: frozenset[int]
    ) -> Iterator[Box]:
        """Yield the boxes of the value with the fewest that meet one of every other value, too.

        Boxes are yielded without the field's own columns; `near` keeps which boxes meet one so.
        """
        left = sorted(left, key=int.bit_count)
        index = self._space.solver.index
        for number in set_bits(left[0]):
            box = {c: m for c, m in index.boxes[number].items() if c not in own}
            if number not in near:
                near[number] = index.meeting(box)
            around = near[number] & meeting
            if all(boxes & around for boxes in left):
                yield box

    def _apart(self, outer: Box, boxes: Iterable[Box]) -> list[Box]:
        """Return the parts of `outer` inside each box, without what an earlier one has already.

        Only what differs in one column is taken away, so that each part stays a box.
        """
        allowed = self._space.encoder.space.allowed
        whole: list[Box] = []
        found: list[Box] = []
        for box in boxes:
            inner = meet(outer, box)
            if inner is None:
                continue
            rest: Box | None = inner
            for earlier in whole:
                if rest is None:
                    break
                rest = _outside_of(rest, earlier, allowed)
            if rest is not None:
                found.append(rest)
            whole.append(inner)
        return found

    def _points(self, name: str) -> Iterator[Box]:
        """Yield the classes of values of a field: of each class of one column, else of a few."""
        model = self._space.encoder.fields[name]
        if len(model.columns) == 1:
            (column,) = model.columns
            allowed = self._space.encoder.space.allowed[column] & ~1
            yield from ({column: k} for k in set_bits(allowed))
            return
        yield from map(model.place, self._space.some_values(name))
        usual = {column: 1 for column in model.columns if column != model.anchor}
        allowed = self._space.encoder.space.allowed[model.anchor] & ~1
        for number in set_bits(allowed):
            value = model.find({**usual, model.anchor: 1 << number})
            if value is not None and not isinstance(value, NoValue):
                yield model.place(value)

    def _accepting(self, point: Box) -> int:
        """Return the boxes of the gap that accept classes, each in its column."""
        found = self.among
        for column, number in point.items():
            index = self._space.solver.index.columns.get(column)
            if index is not None:
                found &= index.at(number)
        return found

    def _covering(self, outer: Box, own: frozenset[int]) -> int:
        """Return the boxes that accept all of `outer` in every column but a field's own."""
        index = self._space.solver.index
        found = self.among
        for other, column in index.columns.items():
            if other not in own:
                found &= ~column.look_up(outer.get(other, index.allowed[other]))[1]
        return found

    def _missing_inside(self, name: str, box: Box, rounds: list[int]) -> MissingValue | None:
        """Propose records with the field empty, and refute them by a value that is not caught."""
        space = self._space
        full = space.encoder.space.full
        columns = self._empties[name]
        own = set(space.encoder.fields[name].columns) | set(columns)
        is_filled = {column: full[column] & ~1 for column in columns}
        waiting: list[Box] = [box]
        while waiting:
            rounds[0] -= 1
            if rounds[0] < 0:
                raise NotDecided
            asked = waiting.pop()
            found = space.solver.lead(asked, self.among)
            if found is None:
                continue
            proposal, lead = space.without_helpers(found[0]), found[1]
            outer = {c: m for c, m in proposal.items() if c not in own}
            refuted = space.solver.hole({**outer, **is_filled}, self.among)
            if refuted is None:
                if space.solver.is_possible({**outer, **is_filled}):
                    return MissingValue(name, proposal, lead)
                waiting += _without(asked, outer, full)
                continue
            hit = {c: m for c, m in space.without_helpers(refuted).items() if c not in own}
            waiting += _without(asked, self._widened(hit, refuted, columns), full)
        return None

    def _widened(self, hit: Box, refuted: Box, columns: tuple[int, ...]) -> Box:
        """Drop what a refutation does not need: one value that is caught nowhere refutes it all."""
        index = self._space.solver.index
        if any(self._stated.joined((c,)) != {c} for c in columns):
            return hit
        value = {c: refuted.get(c, index.allowed[c] & ~1) for c in columns}
        value = {c: m & -m if c in columns else m for c, m in value.items()}
        for column in sorted(hit):
            rest = {c: m for c, m in hit.items() if c != column}
            if not index.meeting({**rest, **value}) & self.among:
                hit = rest
        return hit


def _smallest(sets: list[int]) -> list[int]:
    """Return the sets that have no other inside them, each once."""
    found: list[int] = []
    for one in sorted(set(sets), key=int.bit_count):
        if not any(not other & ~one for other in found):
            found.append(one)
    return found


def _outside_of(box: Box, hit: Box, allowed: list[int]) -> Box | None:
    """Return `box` without `hit` where that is one box, else the whole; None: nothing is left."""
    outside: tuple[int, int] | None = None
    for column, mask in hit.items():
        own = box.get(column, allowed[column]) & allowed[column]
        left = own & ~mask
        if left == own:
            return box
        if left:
            if outside is not None:
                return box
            outside = column, left
    return None if outside is None else {**box, outside[0]: outside[1]}


def _without(box: Box, hit: Box, full: list[int]) -> list[Box]:
    """Return boxes that together are `box` without `hit`, which meets it in every column."""
    found: list[Box] = []
    rest = dict(box)
    for column, mask in hit.items():
        old = rest.get(column, full[column])
        if old & ~mask:
            found.append({**rest, column: old & ~mask})
        rest[column] = old & mask
    return found
