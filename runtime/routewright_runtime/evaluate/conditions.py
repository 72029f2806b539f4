"""Plain evaluation of one condition on one record: the meaning of the language, written out.

Two truth values only: a test of an empty term is false, and `Negation` is plain. The fast matcher
agrees with this on every record (`tests/runtime/evaluate`); traces are taken from here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from routewright_runtime.evaluate.comparison import TermValue, folded_key, name_key
from routewright_runtime.evaluate.order import in_order, is_between
from routewright_runtime.evaluate.points import total
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.evaluate.span import is_within
from routewright_runtime.evaluate.tables import TableIndex
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
    TextRelation,
    WithinLast,
)
from routewright_runtime.graph.model import RepTarget, TableRow
from routewright_runtime.text import fold
from routewright_runtime.values import Value, part_of

Values = Mapping[str, Value | None]


class Evaluation:
    """One record at one time; derived terms are computed once. `touched` grows by outside tests."""

    __slots__ = ("_memo", "_rows", "at", "policy", "touched", "values")

    def __init__(self, policy: Policy, values: Values, at: datetime | None) -> None:
        self.policy = policy
        self.values = values
        self.at = at
        self.touched: dict[str, None] = {}
        self._memo: dict[Term | Defined, TermValue | None] = {}
        self._rows: dict[LookupTerm, TableRow | None] = {}

    def holds(self, condition: Condition) -> bool:
        """Tell whether a condition holds."""
        match condition:
            case Constant():
                return condition.value
            case AllOf():
                return all(self.holds(item) for item in condition.items)
            case AnyOf():
                return any(self.holds(item) for item in condition.items)
            case Negation():
                return not self.holds(condition.item)
            case Defined():
                return self._defined(condition)
            case DuringCalendar():
                return self.at is not None and self.policy.is_open(condition.calendar, self.at)
            case OutsideTest():
                self.touched.setdefault(condition.text)
                return False
            case ComparesTerms():
                return self._compares(condition)
            case Known():
                return self.value(condition.term) is not None
            case OneOf() | Between() | TextHolds() | MatchesPattern() | HasMembers():
                value = self.value(condition.term)
                return value is not None and self._tests(condition, value)
            case IsRep() | WithinLast():
                value = self.value(condition.term)
                return value is not None and self._stands(condition, value)
            case _:
                assert_never(condition)

    def value(self, term: Term) -> TermValue | None:
        """Return the value of a term; None is empty."""
        if isinstance(term, FieldTerm) and term.part is None:
            return self.values.get(term.field)
        if term not in self._memo:
            self._memo[term] = self._derive(term)
        return self._memo[term]

    def row(self, term: LookupTerm) -> TableRow | None:
        """Return the row that a look-up finds."""
        if term not in self._rows:
            arguments = [self.value(argument) for argument in term.arguments]
            self._rows[term] = self.policy.table_index(term.table).row(arguments)
        return self._rows[term]

    def _derive(self, term: Term) -> TermValue | None:
        match term:
            case FieldTerm(name, part):
                assert part is not None
                return part_of(self.values.get(name), self.policy.fields[name].type.name, part)
            case ClassTerm():
                classification = self.policy.classifications[term.name]
                for line in classification.lines:
                    if self.holds(line.condition):
                        return line.value
                return classification.otherwise
            case ScoreTerm():
                score = self.policy.scores[term.name]
                return total(line.points for line in score.lines if self.holds(line.condition))
            case LookupTerm():
                row = self.row(term)
                return None if row is None else self._index(term).cell(row, term.column)
            case _:
                assert_never(term)

    def _index(self, term: LookupTerm) -> TableIndex:
        return self.policy.table_index(term.table)

    def _defined(self, condition: Defined) -> bool:
        if condition not in self._memo:
            definition = self.policy.definitions[condition.name]
            self._memo[condition] = self.holds(definition.condition)
        return self._memo[condition] is True

    def _tests(
        self,
        condition: OneOf | Between | TextHolds | MatchesPattern | HasMembers,
        value: TermValue,
    ) -> bool:
        match condition:
            case OneOf():
                key_of = self.policy.key_of(condition.term)
                return key_of(value) in {key_of(literal) for literal in condition.values}
            case Between():
                return is_between(condition, value)
            case TextHolds():
                return holds_text(condition, fold(str(name_key(value))))
            case MatchesPattern():
                pattern = self.policy.pattern(condition.pattern)
                return pattern.matches(fold(str(name_key(value))))
            case HasMembers():
                members = {fold(member) for member in condition.members}
                has = {fold(item) for item in value} if isinstance(value, tuple) else set()
                return members <= has if condition.needs_all else not members.isdisjoint(has)
            case _:
                assert_never(condition)

    def _stands(self, condition: IsRep | WithinLast, value: TermValue) -> bool:
        if isinstance(condition, IsRep):
            return is_rep(self.policy, value)
        return self.at is not None and is_within(condition.span, value, self.at, self.policy.zone)

    def _compares(self, condition: ComparesTerms) -> bool:
        left, right = self.value(condition.left), self.value(condition.right)
        if left is None or right is None:
            return False
        return in_order(folded_key(name_key(left)), condition.order, folded_key(name_key(right)))


def is_rep(policy: Policy, value: TermValue) -> bool:
    """Tell whether a value is a rep of the policy: by e-mail, or the rep that a cell names."""
    if isinstance(value, str):
        return fold(value) in policy.rep_by_email
    return isinstance(value, RepTarget)


def holds_text(condition: TextHolds, folded: str) -> bool:
    """Tell whether a folded text contains, starts or ends with one of the condition's texts."""
    match condition.relation:
        case TextRelation.CONTAINS:
            return any(text in folded for text in condition.texts)
        case TextRelation.STARTS_WITH:
            return folded.startswith(condition.texts)
        case TextRelation.ENDS_WITH:
            return folded.endswith(condition.texts)
