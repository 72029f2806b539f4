"""Conditions over derived terms, said over plain fields.

A definition is written out. A test of a classification is true where the first of its lines that
holds has a value that meets the test; a test of a look-up where the row that wins has such a cell;
a test of a score where one of the ways to add up its lines does. All by the meaning of the
language, without a partition of values, so that the analysis can prove the outcome afterwards.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import assert_never

from routewright_compiler.analysis.domains.term_model import TermTest
from routewright_compiler.analysis.table_rows import (
    PlainRow,
    cell_test,
    key_test,
    plain_rows,
    value_test,
)
from routewright_compiler.target.expansion.joining import FALSE, TRUE, every, opposite, some
from routewright_runtime.evaluate.comparison import TermValue
from routewright_runtime.evaluate.points import total
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
    HasMembers,
    IsRep,
    Known,
    LookupTerm,
    MatchesPattern,
    Negation,
    OneOf,
    OutsideTest,
    ScoreTerm,
    TextHolds,
    WithinLast,
)
from routewright_runtime.graph.model import Table
from routewright_runtime.values import Value

MAX_WAYS = 4096


class TooManyWaysError(Exception):
    """A score has too many ways to add up to be written out; the text names it."""


class Plain:
    """Says the conditions of one policy over plain fields; remembers what it said."""

    def __init__(self, policy: Policy, *, keep_scores: bool, keep_classes: bool) -> None:
        """Keep tests of scores, of classifications, as they are, where the target has such."""
        self._policy = policy
        self._keeps_scores = keep_scores
        self._keeps_classes = keep_classes
        self._defined: dict[str, Condition] = {}
        self._tests: dict[TermTest, Condition] = {}
        self._rows: dict[str, tuple[PlainRow, ...]] = {}

    def condition(self, condition: Condition) -> Condition:
        """Return an equal condition over plain fields; raise TooManyWaysError."""
        match condition:
            case Constant():
                return TRUE if condition.value else FALSE
            case AllOf():
                return every(self.condition(item) for item in condition.items)
            case AnyOf():
                return some(self.condition(item) for item in condition.items)
            case Negation():
                return opposite(self.condition(condition.item))
            case Defined():
                return self._definition(condition.name)
            case OneOf() | Between() | TextHolds() | MatchesPattern() | HasMembers():
                return self._test(condition)
            case Known() | IsRep():
                return self._test(condition)
            case WithinLast() | DuringCalendar() | ComparesTerms() | OutsideTest():
                return condition
            case _:
                assert_never(condition)

    def _definition(self, name: str) -> Condition:
        found = self._defined.get(name)
        if found is None:
            found = self.condition(self._policy.definitions[name].condition)
            self._defined[name] = found
        return found

    def _test(self, test: TermTest) -> Condition:
        match test.term:
            case ClassTerm() if not self._keeps_classes:
                make = self._of_class
            case ScoreTerm() if not self._keeps_scores:
                make = self._of_score
            case LookupTerm():
                make = self._of_lookup
            case _:
                return test
        found = self._tests.get(test)
        if found is None:
            found = self._tests[test] = make(test)
        return found

    def _of_class(self, test: TermTest) -> Condition:
        assert isinstance(test.term, ClassTerm)
        classification = self._policy.classifications[test.term.name]
        holds = value_test(self._policy, test)
        last = classification.otherwise
        found: Condition = TRUE if last is not None and holds(last) else FALSE
        for line in reversed(classification.lines):
            found = _before(self.condition(line.condition), holds(line.value), found)
        return found

    def _of_score(self, test: TermTest) -> Condition:
        assert isinstance(test.term, ScoreTerm)
        score = self._policy.scores[test.term.name]
        lines = [(self.condition(line.condition), line.points) for line in score.lines]
        holds = value_test(self._policy, test)
        return _Sums(score.name, lines, holds).where(0, Decimal(0))

    def _of_lookup(self, test: TermTest) -> Condition:
        term = test.term
        assert isinstance(term, LookupTerm)
        table = self._policy.tables[term.table]
        rows = self._plain_rows(table)
        holds = cell_test(self._policy, test)
        if len(table.keys) == 1 and not table.is_match:
            # Rows of one key meet nowhere: one list says it.
            values = dict.fromkeys(v for row in rows if holds(row.row) for v in row.keys[0])
            return self._test(OneOf(term.arguments[0], tuple(values))) if values else FALSE
        found: Condition = FALSE
        for answer, alike in _runs(rows, lambda row: holds(row.row)):
            guard = some(self._row(table, term, row) for row in alike)
            found = _before(guard, answer, found)
        return found

    def _plain_rows(self, table: Table) -> tuple[PlainRow, ...]:
        found = self._rows.get(table.name)
        if found is None:
            found = self._rows[table.name] = plain_rows(table)
        return found

    def _row(self, table: Table, term: LookupTerm, row: PlainRow) -> Condition:
        return every(
            self._test(key_test(table, column, term.arguments[column], values))
            for column, values in enumerate(row.keys)
            if values
        )


def _before(guard: Condition, answer: bool, otherwise: Condition) -> Condition:
    """Return what holds where `guard` gives `answer`, and elsewhere what `otherwise` says."""
    if answer:
        return some((guard, otherwise))
    return every((opposite(guard), otherwise))


def _runs(
    rows: Sequence[PlainRow], answer: Callable[[PlainRow], bool]
) -> Iterable[tuple[bool, list[PlainRow]]]:
    """Yield runs of neighbouring rows of one answer, the last run first."""
    run: list[PlainRow] = []
    value = False
    for row in reversed(rows):
        own = answer(row)
        if run and own is not value:
            yield value, run
            run = []
        value = own
        run.append(row)
    if run:
        yield value, run


class _Sums:
    """The ways in which the lines of a score add up to a sum that holds."""

    def __init__(
        self,
        name: str,
        lines: Sequence[tuple[Condition, Value]],
        holds: Callable[[TermValue], bool],
    ) -> None:
        self._name = name
        self._lines = lines
        self._holds = holds
        self._memo: dict[tuple[int, Decimal], Condition] = {}

    def where(self, level: int, so_far: Decimal) -> Condition:
        """Return where the rest of the lines brings the sum to one that holds."""
        key = (level, so_far)
        found = self._memo.get(key)
        if found is not None:
            return found
        if len(self._memo) > MAX_WAYS:
            raise TooManyWaysError(self._name)
        if level == len(self._lines):
            found = TRUE if self._holds(so_far) else FALSE
        else:
            condition, points = self._lines[level]
            assert isinstance(points, int | Decimal)
            adding = self.where(level + 1, total((so_far, points)))
            leaving = self.where(level + 1, so_far)
            found = adding if adding == leaving else _choice(condition, adding, leaving)
        self._memo[key] = found
        return found


def _choice(condition: Condition, yes: Condition, no: Condition) -> Condition:
    """Return `yes` where the condition holds and `no` elsewhere, as short as can be said."""
    if yes == TRUE:
        return some((condition, no))
    if no == TRUE:
        return some((opposite(condition), yes))
    if yes == FALSE:
        return every((opposite(condition), no))
    if no == FALSE:
        return every((condition, yes))
    return some((every((condition, yes)), every((opposite(condition), no))))
