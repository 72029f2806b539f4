"""Which records two policies decide differently, with a witness each, and the proof of the rest.

```
found = compare(before, after)               two decision graphs
for change in found.changes:
    change.before.branch, change.after.branch    who takes these records on each side
    found.sighting(change)                       one of them, decided by both sides
    found.cover(change)                          all of them, as few wide boxes
found.is_proved                              outside these regions both give the same
```

What "the same" means is the caller's: a key says what of a `Case` counts (by default all that is
done with the record, whatever the rule is called); the parts of a key that is a tuple differ alike
for all records of a change. A change is a pair of cases with different keys
and at least one record; two of them never share a record.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import islice, product

from routewright_compiler.analysis.budget import Budget, NotDecided
from routewright_compiler.analysis.comparison.cases import Case, Named, Open, TermValues, Way, ways
from routewright_compiler.analysis.comparison.field_differences import FieldDifference
from routewright_compiler.analysis.comparison.persons import by_person, persons
from routewright_compiler.analysis.comparison.sequence import Line, Merged, merge
from routewright_compiler.analysis.comparison.sides import Side
from routewright_compiler.analysis.comparison.translation import SIDES, Translation
from routewright_compiler.analysis.formula import Formula, holds_at
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.regions import RegionCover, Regions
from routewright_compiler.analysis.space import Box, meet
from routewright_compiler.analysis.witness import Point, Witness, WitnessMaker
from routewright_compiler.analysis.wording.region_words import RegionWords
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.conditions import ClassTerm, Condition, FieldTerm, LookupTerm, Term
from routewright_runtime.graph.model import DecisionGraph, RepTarget, TableRow
from routewright_runtime.text import fold
from routewright_runtime.values import Value
from routewright_runtime.words import Words

TOTAL_STEPS = 400_000
LISTED = 6
_TRIED_USERS = 40

Key = Callable[[Case], Hashable]


@dataclass(frozen=True, slots=True)
class Change:
    """Records that `before` takes on one side and `after` on the other; the keys differ.

    The records are those inside `boxes` and outside the boxes `among` of the comparison's space.
    """

    before: Case
    after: Case
    boxes: tuple[Box, ...]
    among: int
    lead: Lead
    where: Formula
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Undecided:
    """A question that ran out of budget: whether any record goes from one case to the other.

    `after` None: to any other at all (or `before` None, the other way round).
    """

    before: Case | None
    after: Case | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A record of a change: the smallest that shows it, and as either side reads it.

    `at` is its time (where that does not matter, a usual one). Both sides have decided it by plain
    evaluation and gave it to the branches of the change, unless the witness `is_assumed`.
    """

    witness: Witness
    before: dict[str, Value]
    after: dict[str, Value]
    at: datetime


def compare(
    before: DecisionGraph,
    after: DecisionGraph,
    key: Key | None = None,
    *,
    after_key: Key | None = None,
    budget: Budget | None = None,
) -> "Comparison":
    """Compare two policies.

    `key` tells what of a case counts (`after_key` where the other side's needs a way of its own):
    by default all that is done with the record, persons by address, names of rules aside. Cost is
    that of encoding both, and of one search for each pair of lines that differ and meet.
    """
    first, second = Policy(before), Policy(after)
    if key is None:
        addresses = persons(first, second)
        keys = outcome(addresses[0]), outcome(addresses[1])
    else:
        keys = key, after_key or key
    return Comparison(first, second, keys, budget or Budget(total_steps=TOTAL_STEPS))


def outcome(addresses: Mapping[str, str]) -> Key:
    """Return the key of all that is done with a record, reps by the addresses of `persons`."""

    def key(case: Case) -> Hashable:
        return by_person(case.attempts, addresses)

    return key


class Comparison:
    """Two policies compared: `changes` in order of the lines, what is `undecided`, and `fields`."""

    def __init__(
        self,
        before: Policy,
        after: Policy,
        keys: tuple[Key, Key],
        budget: Budget,
    ) -> None:
        translation = Translation(before, after)
        self.fields: tuple[FieldDifference, ...] = translation.fields.differences
        self.sides = (Side(0, translation), Side(1, translation))
        self._keys = keys
        declared = translation.merged()
        self._values = TermValues(Policy(declared), _people(self.sides))
        self._cases = [[s.cases.case(n, b) for n, b in enumerate(s.branches)] for s in self.sides]
        self._merged: Merged = merge(
            declared, self.sides, (self._line_keys(0), self._line_keys(1)), self._extra(), budget
        )
        self.space: PolicySpace = self._merged.space
        self.undecided: tuple[Undecided, ...] = ()
        self.changes: tuple[Change, ...] = tuple(self._changes())

    @property
    def is_proved(self) -> bool:
        """Tell whether outside the regions of the changes both sides surely give the same."""
        return not self.undecided

    @property
    def is_same(self) -> bool:
        """Tell whether no record is decided differently."""
        return not self.changes and not self.undecided

    def _line_keys(self, number: int) -> list[Hashable]:
        """Return the key of each branch; one that hangs on a limit of a field is of one side."""
        side, key = self.sides[number], self._keys[number]
        limited = set(self.sides[0].limits) | set(self.sides[1].limits)
        found: list[Hashable] = []
        for case in self._cases[number]:
            is_limited = bool(limited) and not limited.isdisjoint(side.cases.terms(case.branch))
            found.append((number, case.number, "limited") if is_limited else key(case))
        return found

    def _extra(self) -> list[Condition]:
        """Return the conditions that telling cases apart needs."""
        terms = dict.fromkeys(term for side in self.sides for term in side.terms)
        limits = [limit for side in self.sides for limit in side.limits.values()]
        found = [*limits]
        for term in terms:
            found += [c for way in ways(self._values, (term,), (), {}) or () for c in way[1]]
        return found

    # --- questions ----------------------------------------------------------------------------

    def _changes(self) -> Iterator[Change]:
        for number, line in enumerate(self._merged.lines):
            if line.only is not None:
                yield from self._changes_from(number, line, line.only)

    def _changes_from(self, number: int, line: Line, side: int) -> Iterator[Change]:
        """Yield the changes of the records whose first line in the sequence is this one."""
        space, solver = self.space, self.space.solver
        boxes, taken = space.boxes[number], space.before(number)
        if not self._may_leave(boxes, taken):
            return
        meeting = 0
        for box in boxes:
            meeting |= solver.index.meeting(box)
        meeting &= self._merged.bits[1 - side] & ~taken & ~space.bits[number]
        for other in space.owners(meeting):
            is_closer = self._merged.lines[other].key == line.key
            if not is_closer:
                found = list(self._between(number, other, side, taken))
                is_closer = bool(found)
                yield from found
            taken |= space.bits[other]
            if is_closer and not self._may_leave(boxes, taken):
                return

    def _may_leave(self, boxes: Sequence[Box], among: int) -> bool:
        try:
            return self.space.solver.any_hole(boxes, among) is not None
        except NotDecided:
            return True

    def _between(self, one: int, other: int, side: int, taken: int) -> Iterator[Change]:
        """Yield the changes of the records that go from one line to another."""
        space = self.space
        lines = (one, other) if side == 0 else (other, one)
        common = _meeting(space.boxes[one], space.boxes[other])
        cases = [self._case_of(lines[number], number) for number in SIDES]
        try:
            if space.solver.any_hole(common, taken) is None:
                return
        except NotDecided:
            self.undecided += (Undecided(cases[0], cases[1]),)
            return
        yield from self._split(lines, (cases[0], cases[1]), common, taken)

    def _case_of(self, line: int, side: int) -> Case:
        number = self._merged.lines[line].numbers[side]
        assert number is not None, "a line is asked about as one of a side that has it"
        return self._cases[side][number]

    def _split(
        self, lines: tuple[int, int], cases: tuple[Case, Case], common: Sequence[Box], taken: int
    ) -> Iterator[Change]:
        """Yield the changes between two branches, one for each pair of cases that differ."""
        encoder = self.space.encoder
        both = [self.space.formulas[line] for line in lines]
        pairs = list(self._pairs(cases))
        if pairs and self._is_unlisted(cases, self._shared(cases)):
            self.undecided += (Undecided(*cases),)
            return
        for first, second, conditions in pairs:
            where = encoder.formulas.every(encoder.formula(c) for c in conditions)
            boxes: tuple[Box, ...] = tuple(common)
            if conditions:
                boxes = encoder.boxes(encoder.formulas.every((*both, where)))
            try:
                lead = self._lead(boxes, taken)
            except NotDecided:
                self.undecided += (Undecided(first, second),)
                continue
            if lead is not None:
                yield Change(first, second, boxes, taken, lead, where, lines)

    def _lead(self, boxes: Sequence[Box], taken: int) -> Lead | None:
        solver = self.space.solver
        for box in boxes:
            found = solver.lead(box, taken & solver.index.meeting(box))
            if found is not None:
                return found[1]
        return None

    def _pairs(
        self, cases: tuple[Case, Case]
    ) -> Iterator[tuple[Case, Case, tuple[Condition, ...]]]:
        """Yield the cases of two branches that differ, with the conditions under which both are.

        A term of both sides is left open where what it names makes no difference to that.
        """
        shared = self._shared(cases)
        for ways_of_both in product(*(self._ways(side, cases, shared) for side in SIDES)):
            (first, first_where), (second, second_where) = ways_of_both
            told = dict(first)
            if any(told[term] != value for term, value in second if term in shared):
                continue
            where = (*first_where, *second_where)
            pair = self._named(0, cases[0], first), self._named(1, cases[1], second)
            if self._is_alike(pair):
                continue
            known = [term for term in sorted(shared, key=repr) if told[term] is Open.KNOWN]
            finer = list(self._finer(pair, known)) if known else []
            coarse = self._likeness(pair)
            if any(self._likeness((one, other)) != coarse for one, other, _ in finer):
                for one, other, more in finer:
                    if not self._is_alike((one, other)):
                        yield one, other, tuple(dict.fromkeys((*where, *more)))
                continue
            yield *pair, tuple(dict.fromkeys(where))

    def _shared(self, cases: tuple[Case, Case]) -> set[Term]:
        terms = [set(side.cases.terms(cases[side.number].branch)) for side in self.sides]
        return (terms[0] & terms[1]) - self.sides[0].limits.keys() - self.sides[1].limits.keys()

    def _ways(self, side: int, cases: tuple[Case, Case], shared: set[Term]) -> list[Way]:
        own = self.sides[side]
        found = ways(self._values, own.cases.terms(cases[side].branch), shared, own.limits)
        return [((), ())] if found is None else found

    def _finer(
        self, pair: tuple[Case, Case], known: Sequence[Term]
    ) -> Iterator[tuple[Case, Case, tuple[Condition, ...]]]:
        """Yield the pair with values for terms of both sides that are known to be there."""
        for named, where in ways(self._values, known, (), {}) or ():
            values = dict(named)
            if None in values.values():
                continue
            told = [
                tuple((term, values.get(term, value)) for term, value in case.named)
                for case in pair
            ]
            yield self._named(0, pair[0], told[0]), self._named(1, pair[1], told[1]), where

    def _is_alike(self, pair: tuple[Case, Case]) -> bool:
        return self._keys[0](pair[0]) == self._keys[1](pair[1])

    def _likeness(self, pair: tuple[Case, Case]) -> tuple[bool, ...]:
        """Return which parts of the keys are equal; of keys in as many parts, else of the whole."""
        first, second = self._keys[0](pair[0]), self._keys[1](pair[1])
        if isinstance(first, tuple) and isinstance(second, tuple) and len(first) == len(second):
            return tuple(one == other for one, other in zip(first, second, strict=True))
        return (first == second,)

    def _is_unlisted(self, pair: tuple[Case, Case], shared: set[Term]) -> bool:
        """Tell whether a case leaves open what has too many values to be told apart."""
        terms = {term for side in SIDES for term in self._terms_of(side, pair[side])} - shared
        return any(
            isinstance(term, LookupTerm | ClassTerm) and not self._values.of(term) for term in terms
        )

    def _terms_of(self, side: int, case: Case) -> tuple[Term, ...]:
        return self.sides[side].cases.terms(case.branch)

    def _named(self, side: int, case: Case, named: tuple[tuple[Term, Named], ...]) -> Case:
        return self.sides[side].cases.case(case.number, case.branch, named) if named else case

    # --- records and regions ------------------------------------------------------------------

    @cached_property
    def _maker(self) -> WitnessMaker:
        return WitnessMaker(self.space)

    @cached_property
    def regions(self) -> Regions:
        """Describes regions of the comparison's space by primes."""
        return Regions(self.space)

    @cached_property
    def words(self) -> RegionWords:
        """Words for the regions of the comparison's space."""
        return RegionWords(self.space, Words(self.space.graph, LISTED))

    def cover(self, change: Change, limit: int = 12) -> RegionCover:
        """Return the region of a change as few wide boxes, at most `limit`."""
        return self.regions.cover(change.boxes, change.among, limit)

    def is_in(self, change: Change, point: Point) -> bool:
        """Tell whether the record with these classes is one of a change."""
        firsts = tuple(self.space.first_match(point, bits) for bits in self._merged.bits)
        return firsts == change.lines and holds_at(change.where, point)

    def change_of(self, lead: Lead) -> Change | None:
        """Return the change that a record belongs to, None where both sides give it the same."""
        point = self.space.solver.leads.point(lead)
        lines = tuple(self.space.first_match(point, bits) for bits in self._merged.bits)
        return next(
            (c for c in self.changes if c.lines == lines and holds_at(c.where, point)), None
        )

    def change_between(self, before: Case, after: Case) -> Change | None:
        """Return the change of a record that both sides have decided, its terms evaluated.

        None where both give it the same, and where the proof does not hold of it: a field read in
        another way, a contradicted fact.
        """
        numbers = before.number, after.number
        found = [
            change
            for change in self._by_numbers.get(numbers, ())
            if _is_case(before, change.before) and _is_case(after, change.after)
        ]
        return min(found, key=_open_terms, default=None)

    @cached_property
    def _by_numbers(self) -> dict[tuple[int, int], list[Change]]:
        found: dict[tuple[int, int], list[Change]] = {}
        for change in self.changes:
            found.setdefault((change.before.number, change.after.number), []).append(change)
        return found

    def sighting(self, change: Change) -> Sighting:
        """Return the smallest record of a change, decided by both sides."""
        made = self._maker.make(change.lead, lambda point: self.is_in(change, point))
        witness = self._telling(change, made)
        at = witness.at or change.lead.at
        values = {name: value for name, value in witness.values if value is not None}
        read = [side.values(self.space.policy, values, at) for side in self.sides]
        if not witness.is_assumed:
            for side, case in zip(self.sides, (change.before, change.after), strict=True):
                found = side.first_match(read[side.number], at)
                assert found == case.number, f"{values} goes to {found} and not to {case.number}"
        return Sighting(witness, read[0], read[1], at)

    def _telling(self, change: Change, witness: Witness) -> Witness:
        """Return a record that shows a change, where two open fields may name the same user.

        Where no other user of the same classes is found, it is one that is possible only.
        """
        if not _open_terms(change) or self._is_told(change, witness):
            return witness
        fields = self.space.encoder.fields
        named = (*change.before.named, *change.after.named)
        open_fields = {
            term.field for term, v in named if v is Open.KNOWN and isinstance(term, FieldTerm)
        }
        for place, (name, value) in enumerate(witness.values):
            if name not in open_fields:
                continue
            classes = fields[name].place(value)
            domain = {column: 1 << number for column, number in classes.items()}
            for other in islice(fields[name].made_up(domain), _TRIED_USERS):
                values = (*witness.values[:place], (name, other), *witness.values[place + 1 :])
                changed = replace(witness, values=values)
                if fields[name].is_in(other, domain) and self._is_told(change, changed):
                    return changed
        return replace(witness, is_assumed=True)

    def _is_told(self, change: Change, witness: Witness) -> bool:
        """Tell whether both sides give a record differently, its terms evaluated."""
        at = witness.at or change.lead.at
        given = {name: value for name, value in witness.values if value is not None}
        first, second = (
            side.case_at(case.number, side.values(self.space.policy, given, at), at)
            for side, case in zip(self.sides, (change.before, change.after), strict=True)
        )
        return not self._is_alike((first, second))


def _is_case(found: Case, wanted: Case) -> bool:
    """Tell whether a case with evaluated terms is one of a case that may leave some open."""
    values = dict(found.named)
    return all(
        values[term] is not None if value is Open.KNOWN else _alike(values[term], value)
        for term, value in wanted.named
    )


def _alike(first: Named, second: Named) -> bool:
    if isinstance(first, str) and isinstance(second, str):
        return fold(first) == fold(second)
    return first == second


def _open_terms(change: Change) -> int:
    return sum(v is Open.KNOWN for case in (change.before, change.after) for _, v in case.named)


def _meeting(first: Sequence[Box], second: Sequence[Box]) -> list[Box]:
    found = (meet(one, other) for one in first for other in second)
    return [box for box in found if box is not None]


def _people(sides: Sequence[Side]) -> list[str]:
    """Return the e-mails of the reps whom a decision or a row names outright, folded."""
    found: dict[str, None] = {}
    for side in sides:
        emails = {rep.name: email for email, rep in side.policy.rep_by_email.items()}
        for name in _named_reps(side.graph):
            found[emails[name]] = None
    return list(found)


def _named_reps(graph: DecisionGraph) -> Iterator[str]:
    for node in graph.nodes:
        target = getattr(getattr(node, "action", None), "target", None)
        if isinstance(target, RepTarget):
            yield target.name
    rows: Iterator[TableRow] = (row for table in graph.tables for row in table.rows)
    for row in rows:
        yield from (cell.name for cell in row.cells if isinstance(cell, RepTarget))
