"""Everything that a policy asks of a record, term by term: what the partition has to tell apart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import assert_never

from routewright_compiler.analysis.domains.term_model import TermTest
from routewright_compiler.analysis.table_rows import telling_tests
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.branches import Branch
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
    OutsideTest,
    ScoreTerm,
    Term,
    TextHolds,
    WithinLast,
)

Lookup = tuple[str, tuple[Term, ...]]


class Vocabulary:
    """The tests of each term, and the unknowns; in order of appearance."""

    def __init__(self, policy: Policy, conditions: Iterable[Condition]) -> None:
        self.tests: dict[Term, list[TermTest]] = {}
        self.spans: dict[Term, dict[WithinLast, None]] = {}
        self.calendars: dict[str, None] = {}
        self.outside: dict[str, None] = {}
        self.comparisons: dict[tuple[Term, Term], None] = {}
        self._policy = policy
        self._seen: set[object] = set()
        self._waiting: list[Condition] = list(conditions)[::-1]
        self._lookups: dict[Lookup, list[TermTest]] = {}
        self._run()

    def with_tests(self, more: Mapping[FieldTerm, Sequence[TermTest]]) -> "Vocabulary":
        """Return the same with more tests of some fields."""
        found = copy(self)
        found.tests = dict(self.tests)
        for term, tests in more.items():
            found.tests[term] = [*self.tests.get(term, ()), *tests]
        return found

    def _run(self) -> None:
        while self._waiting:
            self._note(self._waiting.pop())
        for (table, arguments), tests in self._lookups.items():
            for test in telling_tests(self._policy, table, arguments, tests):
                self._note(test)
            while self._waiting:
                self._note(self._waiting.pop())

    def _note(self, condition: Condition) -> None:
        match condition:
            case Constant():
                pass
            case AllOf() | AnyOf():
                self._waiting.extend(reversed(condition.items))
            case Negation():
                self._waiting.append(condition.item)
            case Defined():
                self._once(condition.name, [self._policy.definitions[condition.name].condition])
            case OneOf() | Between() | TextHolds() | MatchesPattern() | HasMembers():
                self._note_test(condition.term, condition)
            case Known() | IsRep():
                self._note_test(condition.term, condition)
            case WithinLast():
                self.spans.setdefault(condition.term, {})[condition] = None
                self._note_test(condition.term, Known(condition.term))
            case DuringCalendar():
                self.calendars[condition.calendar] = None
            case OutsideTest():
                self.outside[condition.text] = None
            case ComparesTerms():
                self.comparisons[condition.left, condition.right] = None
                self._note_test(condition.left, Known(condition.left))
                self._note_test(condition.right, Known(condition.right))
            case _:
                assert_never(condition)

    def _once(self, key: object, conditions: Iterable[Condition]) -> None:
        if key not in self._seen:
            self._seen.add(key)
            self._waiting.extend(conditions)

    def _note_test(self, term: Term, test: TermTest) -> None:
        self.tests.setdefault(term, []).append(test)
        match term:
            case FieldTerm():
                pass
            case ClassTerm():
                lines = self._policy.classifications[term.name].lines
                self._once(term, (line.condition for line in lines))
            case ScoreTerm():
                scores = self._policy.scores[term.name].lines
                self._once(term, (line.condition for line in scores))
            case LookupTerm():
                asked = self._lookups.setdefault((term.table, term.arguments), [])
                asked.append(test)
                if isinstance(test, OneOf):  # so that each value of a list can be judged alone
                    asked += [OneOf(term, (value,)) for value in test.values]
            case _:
                assert_never(term)


def conditions_of(policy: Policy, branches: Iterable[Branch]) -> Iterator[Condition]:
    """Yield the conditions of a policy that decide or promise something."""
    for branch in branches:
        yield from branch.guards
    for definition in policy.graph.definitions:
        yield definition.condition
    for classification in policy.graph.classifications:
        yield from (line.condition for line in classification.lines)
    for score in policy.graph.scores:
        yield from (line.condition for line in score.lines)
    for fact in policy.graph.facts:
        yield fact.premise
        yield fact.conclusion
