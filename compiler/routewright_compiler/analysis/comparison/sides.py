"""One side of a comparison: its list of branches, and records decided by plain evaluation."""

from collections.abc import Mapping
from datetime import datetime

from routewright_compiler.analysis.comparison.cases import (
    Case,
    CaseMaker,
    Named,
    Open,
    decision_terms,
)
from routewright_compiler.analysis.comparison.translation import Translation
from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.branches import Branch, GraphIndex, branches
from routewright_runtime.graph.conditions import Condition, FieldTerm, Term
from routewright_runtime.graph.model import QueueTarget, RepTarget, TeamTarget
from routewright_runtime.text import fold
from routewright_runtime.values import TypeName, Value


class Side:
    """A policy as one side of a comparison; `number` 0 is before, 1 is after."""

    def __init__(self, number: int, translation: Translation) -> None:
        self.number = number
        self.policy: Policy = translation.sides[number]
        self.graph = self.policy.graph
        self.index = GraphIndex(self.graph)
        self.branches: tuple[Branch, ...] = branches(self.index)
        self._translation = translation
        terms = {
            term: translation.term(term, number)
            for decision in dict.fromkeys(branch.decision_id for branch in self.branches)
            for term in decision_terms(self.index, decision)
        }
        self.limits: dict[Term, Condition] = {
            merged: limit
            for term, merged in terms.items()
            if (limit := translation.limit(term, number)) is not None
        }
        self.terms: tuple[Term, ...] = tuple(dict.fromkeys(terms.values()))
        self._original = {merged: term for term, merged in terms.items()}
        self.cases = CaseMaker(self.policy, self.index, terms)

    def guards(self, branch: Branch) -> tuple[Condition, ...]:
        """Return the conditions of a branch in the merged policy."""
        return tuple(self._translation.condition(g, self.number) for g in branch.guards)

    def values(self, merged: Policy, values: Mapping[str, Value], at: datetime) -> dict[str, Value]:
        """Return a record of the merged policy as this side reads it."""
        fields = self._translation.fields
        names, limits = fields.names[self.number], fields.limits[self.number]
        evaluation = Evaluation(merged, values, at)
        found: dict[str, Value] = {}
        for field in self.graph.fields:
            value = values.get(names.get(field.name, field.name))
            limit = limits.get(field.name)
            if value is not None and (limit is None or evaluation.holds(limit)):
                found[field.name] = value
        return found

    def case_at(self, number: int, values: Mapping[str, Value | None], at: datetime | None) -> Case:
        """Return what a branch gives for a record as this side reads it, its terms evaluated."""
        evaluation = Evaluation(self.policy, values, at)
        branch = self.branches[number]
        named = [
            (term, _named(self.policy, self._original[term], evaluation))
            for term in self.cases.terms(branch)
        ]
        return self.cases.case(number, branch, tuple(named))

    def first_match(self, values: Mapping[str, Value], at: datetime) -> int:
        """Return the branch that takes a record, by the meaning of the language written out."""
        evaluation = Evaluation(self.policy, values, at)
        return next(
            number
            for number, branch in enumerate(self.branches)
            if all(evaluation.holds(guard) for guard in branch.guards)
        )


def _named(policy: Policy, term: Term, evaluation: Evaluation) -> Named:
    """Return the value of a term; of a field that names no user only that there is one."""
    value = evaluation.value(term)
    if value is None or isinstance(value, RepTarget | TeamTarget | QueueTarget):
        return value
    if isinstance(term, FieldTerm):
        type_ = policy.type_of(term)
        is_user = type_ is not None and type_.name is TypeName.USER
        return fold(str(value)) if is_user else Open.KNOWN
    return str(value)
