"""From the conditions of a policy to formulas and boxes over one space.

The order of work: collect what is asked (`vocabulary`), cut every field into classes (`domains`),
add the columns of what is unknown, translate conditions on demand, and state the facts as boxes
without records.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from decimal import Decimal
from typing import assert_never

from routewright_compiler.analysis.domains.age import AgeModel, counts_days
from routewright_compiler.analysis.domains.field_building import FieldBuilder
from routewright_compiler.analysis.domains.field_model import FieldModel
from routewright_compiler.analysis.domains.members import MembersModel
from routewright_compiler.analysis.domains.term_model import TermTest
from routewright_compiler.analysis.exactness import Exactness
from routewright_compiler.analysis.formula import ALWAYS, NEVER, Formula, Formulas, Literal
from routewright_compiler.analysis.lookups import LookupFormulas
from routewright_compiler.analysis.normal_form import ASKED_BOXES, NormalForm
from routewright_compiler.analysis.scores import ScoreFormulas, TooManySumsError
from routewright_compiler.analysis.space import Box, Space
from routewright_compiler.analysis.table_rows import cell_place, key_test, plain_rows, value_test
from routewright_compiler.analysis.vocabulary import Lookup, Vocabulary
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    ClassTerm,
    ComparesTerms,
    Condition,
    Constant,
    Defined,
    DuringCalendar,
    FieldTerm,
    HasMembers,
    IsRep,
    Known,
    LookupTerm,
    MatchesPattern,
    Negation,
    OneOf,
    Order,
    OutsideTest,
    ScoreTerm,
    Term,
    TextHolds,
    WithinLast,
)
from routewright_runtime.graph.model import TableRow
from routewright_runtime.graph.people import Calendar
from routewright_runtime.values import TypeName

YES = 2
_SAMPLES = 40
_LESS, _EQUAL, _GREATER = 2, 4, 8
_ORDERS = {
    Order.LESS: _LESS,
    Order.LESS_OR_EQUAL: _LESS | _EQUAL,
    Order.EQUAL: _EQUAL,
    Order.GREATER_OR_EQUAL: _GREATER | _EQUAL,
    Order.GREATER: _GREATER,
}
_TURNED = {_LESS: _GREATER, _GREATER: _LESS, _EQUAL: _EQUAL}


class Encoder:
    """The space of one policy and the translation of its conditions."""

    def __init__(self, policy: Policy, conditions: Iterable[Condition]) -> None:
        self.policy = policy
        self.space = Space()
        self.formulas = Formulas(self.space.full)
        self.normal_form = NormalForm(self.space, self.formulas)
        self.fields: dict[str, FieldModel] = {}
        self.ages: dict[tuple[Term, bool], AgeModel] = {}
        self.calendars: dict[str, int] = {}
        self.outside: dict[str, int] = {}
        self.comparisons: dict[tuple[Term, Term], int] = {}
        self.score_unknowns: dict[TermTest, int] = {}
        # By identity: the condition is kept, so that its identity stays its own.
        self._formulas: dict[int, tuple[Condition, Formula]] = {}
        self._definitions: dict[str, Formula] = {}
        self._lines: dict[str, list[tuple[Formula, str]]] = {}
        self._scores: dict[str, ScoreFormulas] = {}
        self._lookups: dict[Lookup, LookupFormulas] = {}
        self._derived: dict[TermTest, Formula] = {}
        self._vocabulary = Vocabulary(policy, conditions)
        self._build_fields()
        # The laws up to here follow from what values are; later ones are stated or learned.
        self.field_laws = len(self.space.forbidden)
        self._build_unknowns()
        self._state_facts()

    # --- columns ------------------------------------------------------------------------------

    def _build_fields(self) -> None:
        tests: dict[str, dict[str | None, list[TermTest]]] = {}
        for term, asked in self._vocabulary.tests.items():
            if isinstance(term, FieldTerm):
                tests.setdefault(term.field, {})[term.part] = asked
        builder = self._builder()
        used = [field for field in self.policy.graph.fields if field.name in tests]
        for field in used:
            if field.type.name is TypeName.STATE and field.country_field in tests:
                cuts = _countries_of_states(field.country_field, tests[field.name])
                tests[field.country_field].setdefault(None, []).extend(cuts)
        for field in sorted(used, key=lambda f: f.type.name is TypeName.STATE):
            around = self.fields.get(field.country_field or "")
            self.fields[field.name] = builder.build(field, tests[field.name], around)
        for term, spans in self._vocabulary.spans.items():
            self._build_ages(term, list(spans))

    def _builder(self) -> FieldBuilder:
        reps = tuple(self.policy.rep_by_email)
        return FieldBuilder(self.space, self.formulas, self.policy.zone, reps)

    def _build_ages(self, term: Term, tests: list[WithinLast]) -> None:
        """Add the columns of ages; only fields have them."""
        assert isinstance(term, FieldTerm), "only a field has an age"
        field = self.policy.fields[term.field]
        is_day = field.type.name is TypeName.DATE
        for kind in (False, True):
            chosen = [test for test in tests if counts_days(test, is_day) is kind]
            if chosen:
                model = AgeModel(
                    self.space, self.formulas, field.name, chosen, kind, not field.is_required
                )
                self.ages[term, kind] = model
                known = self.formulas.negation(self._tested(Known(term)))
                self._forbid(self.formulas.every((known, self._at(model.column, ~1))))
                known = self._tested(Known(term))
                self._forbid(self.formulas.every((known, self._at(model.column, 1))))

    def _at(self, column: int, mask: int) -> Formula:
        return self.formulas.literal(column, mask & self.space.full[column])

    def _forbid(self, formula: Formula, triggers: Iterable[int] | None = None) -> None:
        chosen = None if triggers is None else tuple(triggers)
        for box in self.normal_form.boxes(formula):
            self.space.forbid(box, chosen)

    def _build_unknowns(self) -> None:
        for name in self._vocabulary.calendars:
            if _is_cut(self.policy.calendars[name]):
                self.calendars[name] = self.space.add_flag(f"during {name}")
        for text in self._vocabulary.outside:
            self.outside[text] = self.space.add_flag(f'outside "{text}"', is_unknown=True)
        for left, right in self._vocabulary.comparisons:
            if (right, left) in self.comparisons:
                continue
            column = self.space.add_column(f"{left} and {right}", 4, is_unknown=True)
            self.comparisons[left, right] = column
            both = [self._tested(Known(left)), self._tested(Known(right))]
            known = self.formulas.every(both)
            self._forbid(self.formulas.every((known, self._at(column, 1))), (column,))
            empty = self.formulas.negation(known)
            self._forbid(self.formulas.every((empty, self._at(column, ~1))), (column,))

    def _state_facts(self) -> None:
        for fact in self.policy.graph.facts:
            premise, conclusion = self.formula(fact.premise), self.formula(fact.conclusion)
            wrong = self.formulas.every((premise, self.formulas.negation(conclusion)))
            self._forbid(wrong)

    # --- more conditions ----------------------------------------------------------------------

    def telling(self, conditions: Iterable[Condition]) -> "Encoder | None":
        """Return an encoder that tells these conditions, too, on the same space.

        A field whose classes do not tell them gets a new column of finer ones; all the others stay
        as they are. None where more would have to change: laws hang on its columns, or an unknown
        is new.
        """
        asked = Vocabulary(self.policy, conditions)
        unknowns: list[Condition] = [
            *(DuringCalendar(name) for name in asked.calendars),
            *(OutsideTest(text) for text in asked.outside),
            *(ComparesTerms(left, Order.LESS, right) for left, right in asked.comparisons),
        ]
        if asked.spans or not all(map(self._is_known, unknowns)):
            return None
        coarse: dict[FieldTerm, list[TermTest]] = {}
        for term, tests in asked.tests.items():
            new = [test for test in tests if not self.is_exact(test)]
            if new and not isinstance(term, FieldTerm):
                return None
            if new and isinstance(term, FieldTerm):
                coarse[term] = new
        names = {term.field for term in coarse}
        if not all(name in self.fields and self._is_free_of_laws(name) for name in names):
            return None
        return self._refined(coarse)

    def _is_free_of_laws(self, name: str) -> bool:
        model = self.fields[name]
        if model.field.type.name in (TypeName.COUNTRY, TypeName.STATE):
            return False  # they are built together
        laws = self.space.forbidden
        return not any(column in law.box for law in laws for column in model.columns)

    def _refined(self, coarse: Mapping[FieldTerm, Sequence[TermTest]]) -> "Encoder":
        found = copy(self)
        found.normal_form = self.normal_form.forked()
        found.fields = dict(self.fields)
        found.score_unknowns = dict(self.score_unknowns)
        gone = {c for term in coarse for c in self.fields[term.field].columns}
        found._formulas = {
            key: known
            for key, known in self._formulas.items()
            if isinstance(known[1], Literal) and known[1].column not in gone
        }
        found._definitions, found._lines = {}, {}
        found._scores, found._lookups, found._derived = {}, {}, {}
        found._vocabulary = self._vocabulary.with_tests(coarse)
        tests: dict[str, dict[str | None, list[TermTest]]] = {}
        for term, asked in found._vocabulary.tests.items():
            if isinstance(term, FieldTerm):
                tests.setdefault(term.field, {})[term.part] = asked
        builder = found._builder()
        for name in dict.fromkeys(term.field for term in coarse):
            found.fields[name] = builder.build(self.fields[name].field, tests[name], None)
        return found

    def gone_columns(self, old: "Encoder") -> frozenset[int]:
        """Return the columns of an encoder on the same space that this one has finer ones for."""
        return frozenset(
            column
            for name, model in old.fields.items()
            if self.fields[name] is not model
            for column in model.columns
        )

    def translated(self, domain: Box, old: "Encoder") -> Box | None:
        """Return domains that lie inside those of an encoder on the same space, where one is found.

        Of a field with finer columns, one value is kept.
        """
        found = dict(domain)
        for name, model in old.fields.items():
            given = {c: found.pop(c) for c in model.columns if c in found}
            if not given or self.fields[name] is model:
                found.update(given)
                continue
            value = model.sample(given, _SAMPLES)
            if value is None and not model.is_in(None, given):
                return None
            found.update((c, 1 << k) for c, k in self.fields[name].place(value).items())
        return found

    # --- conditions ---------------------------------------------------------------------------

    def formula(self, condition: Condition) -> Formula:
        """Return a condition as a formula; its tests must be in the vocabulary."""
        known = self._formulas.get(id(condition))
        if known is None:
            known = self._formulas[id(condition)] = (condition, self._formula(condition))
        return known[1]

    def _formula(self, condition: Condition) -> Formula:
        match condition:
            case Constant():
                return ALWAYS if condition.value else NEVER
            case AllOf():
                return self.formulas.every(self.formula(item) for item in condition.items)
            case AnyOf():
                return self.formulas.some(self.formula(item) for item in condition.items)
            case Negation():
                return self.formulas.negation(self.formula(condition.item))
            case Defined():
                return self._defined(condition.name)
            case DuringCalendar():
                return self._during(condition.calendar)
            case OutsideTest():
                return self.formulas.literal(self.outside[condition.text], YES)
            case ComparesTerms():
                return self._compared(condition)
            case WithinLast():
                return self._within(condition)
            case OneOf() | Between() | TextHolds() | MatchesPattern() | HasMembers():
                return self._tested(condition)
            case Known() | IsRep():
                return self._tested(condition)
            case _:
                assert_never(condition)

    def finds_row(self, call: Lookup, row: TableRow) -> Formula:
        """Return for which records a look-up finds a row; it must be in the vocabulary."""
        return self._lookups_by_call(call).where_row(row)

    def asked(self) -> Iterator[TermTest]:
        """Yield the tests of fields that the policy puts, each once, in order of appearance."""
        for term, tests in self._vocabulary.tests.items():
            if isinstance(term, FieldTerm):
                yield from dict.fromkeys(tests)

    def boxes(self, formula: Formula) -> tuple[Box, ...]:
        """Return boxes that hold exactly the records for which the formula does."""
        return self.normal_form.boxes(formula)

    def asked_boxes(self, formula: Formula) -> tuple[Box, ...]:
        """Return the same as `boxes`: more of them, and helper columns only for very many."""
        return self.normal_form.boxes(formula, ASKED_BOXES)

    def is_exact(self, condition: Condition) -> bool:
        """Tell whether a condition that was not asked before can be told by these classes."""
        return Exactness(self.fields, self._is_known).holds(condition)

    def _is_known(self, condition: Condition) -> bool:
        match condition:
            case Defined():
                return True  # every definition is encoded
            case DuringCalendar():
                calendar = self.policy.calendars[condition.calendar]
                return condition.calendar in self.calendars or not _is_cut(calendar)
            case OutsideTest():
                return condition.text in self.outside
            case ComparesTerms():
                pair = (condition.left, condition.right)
                return pair in self.comparisons or pair[::-1] in self.comparisons
            case OneOf() | Known() if isinstance(condition.term, ClassTerm):
                return True  # so are the lines of every classification
        return False

    def _defined(self, name: str) -> Formula:
        if name not in self._definitions:
            self._definitions[name] = self.formula(self.policy.definitions[name].condition)
        return self._definitions[name]

    def _during(self, calendar: str) -> Formula:
        column = self.calendars.get(calendar)
        return ALWAYS if column is None else self.formulas.literal(column, YES)

    def _compared(self, condition: ComparesTerms) -> Formula:
        mask = _ORDERS[condition.order]
        column = self.comparisons.get((condition.left, condition.right))
        if column is None:
            column = self.comparisons[condition.right, condition.left]
            mask = sum(_TURNED[bit] for bit in _TURNED if mask & bit)
        return self.formulas.literal(column, mask)

    def _within(self, condition: WithinLast) -> Formula:
        is_day = self.policy.fields[_field_of(condition.term)].type.name is TypeName.DATE
        return self.ages[condition.term, counts_days(condition, is_day)].test(condition)

    def single_masks(self, listed: OneOf) -> list[int]:
        """Return the classes of each value of a list, in the column of its field's test."""
        assert isinstance(listed.term, FieldTerm)
        single = (OneOf(listed.term, (value,)) for value in listed.values)
        found = [self._field_test(listed.term, test) for test in single]
        return [formula.mask if isinstance(formula, Literal) else 0 for formula in found]

    def _tested(self, test: TermTest) -> Formula:
        term = test.term
        if isinstance(term, FieldTerm):
            return self._field_test(term, test)
        found = self._derived.get(test)
        if found is None:
            found = self._derived[test] = self._derived_test(term, test)
        return found

    def _field_test(self, term: FieldTerm, test: TermTest) -> Formula:
        model = self.fields[term.field]
        part = model.part(term.part)
        if part is not None:
            return part.test(test)
        if term.part is not None:
            listed = model.part(None)
            assert isinstance(listed, MembersModel), "only states have parts without a column"
            return listed.test(test, _country_of_state)
        columns = (model.part(name) for name in ("domain", "local"))
        return next(found for found in columns if found is not None).test(test)

    def _derived_test(self, term: Term, test: TermTest) -> Formula:
        match term:
            case ClassTerm():
                return self._classified(term.name, test)
            case ScoreTerm():
                return self._scored(term.name, test)
            case LookupTerm():
                lookup = self._lookup(term)
                return lookup.where_cell(
                    cell_place(self.policy, term), value_test(self.policy, test)
                )
        raise AssertionError(f"a field is not derived: {term}")

    # --- derived terms ------------------------------------------------------------------------

    def _classified(self, name: str, test: TermTest) -> Formula:
        classification = self.policy.classifications[name]
        if name not in self._lines:
            self._lines[name] = [
                (self.formula(line.condition), line.value) for line in classification.lines
            ]
        holds = value_test(self.policy, test)
        last = classification.otherwise
        found: Formula = ALWAYS if last is not None and holds(last) else NEVER
        for condition, value in reversed(self._lines[name]):
            if holds(value):
                found = self.formulas.some((condition, found))
            else:
                found = self.formulas.every((self.formulas.negation(condition), found))
        return found

    def _scored(self, name: str, test: TermTest) -> Formula:
        if name not in self._scores:
            lines = [
                (self.formula(line.condition), Decimal(line.points))  # type: ignore[arg-type]
                for line in self.policy.scores[name].lines
            ]
            self._scores[name] = ScoreFormulas(self.space, self.formulas, lines)
        try:
            return self._scores[name].where(value_test(self.policy, test))
        except TooManySumsError:
            column = self.space.add_flag(f"{name} as asked", is_unknown=True)
            self.score_unknowns[test] = column
            return self.formulas.literal(column, YES)

    def _lookup(self, term: LookupTerm) -> LookupFormulas:
        return self._lookups_by_call((term.table, term.arguments))

    def _lookups_by_call(self, key: Lookup) -> LookupFormulas:
        name, arguments = key
        if key not in self._lookups:
            table = self.policy.tables[name]
            rows = plain_rows(table)
            guards = [
                tuple(
                    self._tested(key_test(table, n, arguments[n], values)) if values else ALWAYS
                    for n, values in enumerate(row.keys)
                )
                for row in rows
            ]
            self._lookups[key] = LookupFormulas(self.space, self.formulas, rows, guards)
        return self._lookups[key]


def _countries_of_states(
    country_field: str, tests: Mapping[str | None, Sequence[TermTest]]
) -> Iterator[TermTest]:
    """Yield tests of the country that tell apart what tests of its states do."""
    term = FieldTerm(country_field)
    for test in tests.get("country", ()):
        if isinstance(test, OneOf):
            yield OneOf(term, test.values)
    states = (v for test in tests.get(None, ()) if isinstance(test, OneOf) for v in test.values)
    for country in dict.fromkeys(str(value)[:2] for value in states):
        yield OneOf(term, (country,))


def _is_cut(calendar: Calendar) -> bool:
    """Tell whether a calendar is ever closed."""
    return bool(calendar.openings or calendar.holidays or calendar.closed)


def _field_of(term: Term) -> str:
    assert isinstance(term, FieldTerm)
    return term.field


def _country_of_state(value: object) -> str:
    return str(value)[:2]
