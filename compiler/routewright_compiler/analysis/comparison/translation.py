"""The conditions of two policies said in one: names that mean two things are told apart.

A definition, classification, score, table or calendar keeps its name where both policies declare
the same under it (all that it refers to included); where they do not, each side's gets a name of
its own. A test of a field that one side reads in fewer ways also asks for a value that it reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar, assert_never

from routewright_compiler.analysis.comparison.field_differences import (
    AFTER,
    BEFORE,
    MergedFields,
    merge_fields,
)
from routewright_compiler.analysis.domains.term_model import TermTest
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    ClassTerm,
    ComparesTerms,
    Condition,
    Constant,
    Defined,
    DuringCalendar,
    FieldTerm,
    IsRep,
    LookupTerm,
    Negation,
    OneOf,
    OutsideTest,
    ScoreTerm,
    Term,
    WithinLast,
)
from routewright_runtime.graph.model import (
    Classification,
    DecisionGraph,
    Definition,
    Score,
    Table,
    TableRow,
)
from routewright_runtime.graph.people import Calendar
from routewright_runtime.values import TypeName
from routewright_runtime.words import amount_words

SIDES = (BEFORE, AFTER)
Declaration = Definition | Classification | Score | Table | Calendar
_D = TypeVar("_D", Definition, Classification, Score, Table, Calendar)


class Kind(StrEnum):
    """What a name is given to."""

    DEFINITION = "definition"
    CLASSIFICATION = "classification"
    SCORE = "score"
    TABLE = "table"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class _Pair:
    """One name as both sides declare it, translated (None: not at all)."""

    before: Declaration | None
    after: Declaration | None
    is_shared: bool


class Translation:
    """Says the conditions and terms of two policies over one set of declarations."""

    def __init__(self, before: Policy, after: Policy) -> None:
        self.sides = (before, after)
        self.fields: MergedFields = merge_fields(before.graph, after.graph, marked)
        self._declared: tuple[dict[Kind, dict[str, Declaration]], ...] = tuple(
            _declarations(side) for side in self.sides
        )
        self._pairs: dict[tuple[Kind, str], _Pair] = {}
        # By identity: the condition is kept, so that its identity stays its own.
        self._known: tuple[dict[int, tuple[Condition, Condition]], ...] = ({}, {})
        self.has_same_reps = before.rep_by_email.keys() == after.rep_by_email.keys()
        self.has_same_zone = before.graph.zone == after.graph.zone
        self.is_plain = self._is_plain()

    def _is_plain(self) -> bool:
        """Tell whether every condition of either side means the same on the other as it stands."""
        fields = self.fields
        if any(fields.names) or any(fields.limits):
            return False
        if not (self.has_same_reps and self.has_same_zone):
            return False
        first, second = self._declared
        return all(
            first[kind].get(name, item) == item
            for kind in Kind
            for name, item in second[kind].items()
        )

    # --- names --------------------------------------------------------------------------------

    def name(self, kind: Kind, name: str, side: int) -> str:
        """Return how the declaration of a side is called in the merged policy."""
        if self.is_plain:
            return name
        pair = self._pair(kind, name)
        is_alone = pair.before is None or pair.after is None
        return name if pair.is_shared or is_alone else marked(name, side)

    def _pair(self, kind: Kind, name: str) -> _Pair:
        found = self._pairs.get((kind, name))
        if found is None:
            first, second = (
                self._body(self._declared[side][kind].get(name), side) for side in SIDES
            )
            found = _Pair(first, second, first is not None and first == second)
            self._pairs[kind, name] = found
        return found

    def _body(self, item: Declaration | None, side: int) -> Declaration | None:
        match item:
            case Definition():
                return replace(item, condition=self.condition(item.condition, side), doc="")
            case Classification():
                told = [self.condition(line.condition, side) for line in item.lines]
                pairs = zip(item.lines, told, strict=True)
                lines = tuple(replace(line, condition=said) for line, said in pairs)
                return replace(item, lines=lines, doc="")
            case Score():
                told = [self.condition(line.condition, side) for line in item.lines]
                added = zip(item.lines, told, strict=True)
                sums = tuple(replace(line, condition=said) for line, said in added)
                return replace(item, lines=sums, doc="")
            case Table():
                return replace(item, file="", doc="", rows=_unnumbered(item))
            case Calendar():
                return replace(item, doc="")
            case None:
                return None

    def merged(self) -> DecisionGraph:
        """Return a graph with the declarations of both sides, and nothing that decides."""
        before, after = (side.graph for side in self.sides)
        facts = [
            [
                replace(
                    fact,
                    premise=self.condition(fact.premise, side),
                    conclusion=self.condition(fact.conclusion, side),
                    name="",
                )
                for fact in self.sides[side].graph.facts
            ]
            for side in SIDES
        ]
        return replace(
            before,
            fields=self.fields.fields,
            nodes=(),
            edges=(),
            definitions=tuple(self._all(Kind.DEFINITION, before.definitions, after.definitions)),
            classifications=tuple(
                self._all(Kind.CLASSIFICATION, before.classifications, after.classifications)
            ),
            scores=tuple(self._all(Kind.SCORE, before.scores, after.scores)),
            tables=tuple(self._all(Kind.TABLE, before.tables, after.tables)),
            calendars=tuple(self._all(Kind.CALENDAR, before.calendars, after.calendars)),
            facts=tuple(fact for fact in facts[BEFORE] if fact in facts[AFTER]),
            doc="",
        )

    def _all(self, kind: Kind, before: tuple[_D, ...], after: tuple[_D, ...]) -> Iterator[_D]:
        known = {self.name(kind, item.name, BEFORE) for item in before}
        for side, listed in enumerate((before, after)):
            for item in listed:
                name = self.name(kind, item.name, side)
                if side == BEFORE or name not in known:
                    yield replace(self._translated(item, side), name=name)

    def _translated(self, item: _D, side: int) -> _D:
        if self.is_plain or isinstance(item, Table | Calendar):
            return item
        found = self._body(item, side)
        assert isinstance(found, type(item))
        return found

    # --- terms and conditions -----------------------------------------------------------------

    def term(self, term: Term, side: int) -> Term:
        """Return a term of one side in the merged policy."""
        if self.is_plain:
            return term
        match term:
            case FieldTerm(name, part):
                name = self.fields.names[side].get(name, name)
                return FieldTerm(name, part)
            case ClassTerm(name):
                return ClassTerm(self.name(Kind.CLASSIFICATION, name, side))
            case ScoreTerm(name):
                return ScoreTerm(self.name(Kind.SCORE, name, side))
            case LookupTerm(table, arguments, column):
                asked = tuple(self.term(argument, side) for argument in arguments)
                return LookupTerm(self.name(Kind.TABLE, table, side), asked, column)
            case _:
                assert_never(term)

    def limit(self, term: Term, side: int) -> Condition | None:
        """Return under which condition a side reads the field of a term; None where always."""
        if isinstance(term, FieldTerm):
            return self.fields.limits[side].get(term.field)
        return None

    def condition(self, condition: Condition, side: int) -> Condition:
        """Return a condition of one side in the merged policy; the same one where nothing is."""
        if self.is_plain:
            return condition
        known = self._known[side].get(id(condition))
        if known is None:
            known = condition, self._translate(condition, side)
            self._known[side][id(condition)] = known
        return known[1]

    def _translate(self, condition: Condition, side: int) -> Condition:
        match condition:
            case Constant() | OutsideTest():
                return condition
            case AllOf() | AnyOf():
                items = tuple(self.condition(item, side) for item in condition.items)
                if all(new is old for new, old in zip(items, condition.items, strict=True)):
                    return condition
                return replace(condition, items=items)
            case Negation():
                item = self.condition(condition.item, side)
                return condition if item is condition.item else replace(condition, item=item)
            case Defined():
                name = self.name(Kind.DEFINITION, condition.name, side)
                return condition if name == condition.name else replace(condition, name=name)
            case DuringCalendar():
                name = self.name(Kind.CALENDAR, condition.calendar, side)
                same = name == condition.calendar
                return condition if same else replace(condition, calendar=name)
            case ComparesTerms():
                left, right = (self.term(t, side) for t in (condition.left, condition.right))
                found = replace(condition, left=left, right=right)
                return self._within(found, side, condition.left, condition.right)
            case _:
                return self._test(condition, side)

    def _test(
        self,
        test: TermTest | WithinLast,
        side: int,
    ) -> Condition:
        term = self.term(test.term, side)
        found: Condition = test if term == test.term else replace(test, term=term)
        if isinstance(test, IsRep) and not self.has_same_reps:
            found = self._is_rep(test.term, term, side)
        if isinstance(test, WithinLast) and self._hangs_on_zone(test, side):
            name, zone = getattr(test.term, "field", ""), self.sides[side].graph.zone
            found = OutsideTest(f"{name} within {amount_words(test.span)}, by days in {zone}")
        return self._within(found, side, test.term)

    def _within(self, condition: Condition, side: int, *terms: Term) -> Condition:
        """Return a condition that also asks for values that the side reads."""
        limits = [limit for term in terms if (limit := self.limit(term, side)) is not None]
        return AllOf((condition, *limits)) if limits else condition

    def _is_rep(self, asked: Term, term: Term, side: int) -> Condition:
        """Say that a term is a rep by the list of them, which is not the other side's."""
        policy = self.sides[side]
        if isinstance(asked, LookupTerm) and policy.type_of(asked) is None:
            names = tuple(policy.reps)
            return OneOf(term, names) if names else Constant(False)
        emails = tuple(policy.rep_by_email)
        return OneOf(term, emails) if emails else Constant(False)

    def _hangs_on_zone(self, test: WithinLast, side: int) -> bool:
        if self.has_same_zone or not isinstance(test.term, FieldTerm):
            return False
        return self.sides[side].fields[test.term.field].type.name is TypeName.DATE


def marked(name: str, side: int) -> str:
    """Return a name that one side alone gives this meaning."""
    return f"{name} ({'before' if side == BEFORE else 'after'})"


def _declarations(policy: Policy) -> dict[Kind, dict[str, Declaration]]:
    return {
        Kind.DEFINITION: dict(policy.definitions),
        Kind.CLASSIFICATION: dict(policy.classifications),
        Kind.SCORE: dict(policy.scores),
        Kind.TABLE: dict(policy.tables),
        Kind.CALENDAR: dict(policy.calendars),
    }


def _unnumbered(table: Table) -> tuple[TableRow, ...]:
    """Return the rows without their lines, which say nothing about what they give."""
    return tuple(replace(row, line=0) for row in table.rows)
