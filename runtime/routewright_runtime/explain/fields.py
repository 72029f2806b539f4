"""Which fields a condition looks at, itself and through every name it uses."""

from collections.abc import Iterable

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
    LookupTerm,
    Negation,
    OutsideTest,
    ScoreTerm,
    Term,
    WithinLast,
)


def fields_behind(
    policy: Policy, condition: Condition, terms: Iterable[Term] = ()
) -> frozenset[str]:
    """Return the names of the fields that a condition and some terms depend on."""
    walk = AtomWalk(policy)
    walk.condition(condition)
    for term in terms:
        walk.term(term)
    return frozenset(walk.fields)


class AtomWalk:
    """Collects atoms and fields behind conditions, each name followed once.

    `has_time` tells whether any of them depends on the time of the decision.
    """

    __slots__ = ("_followed", "_policy", "atoms", "fields", "has_time", "lookups")

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._followed: set[object] = set()
        self.atoms: dict[Condition, None] = {}
        self.fields: dict[str, None] = {}
        self.lookups: dict[LookupTerm, None] = {}
        self.has_time = False

    def condition(self, condition: Condition) -> None:
        """Walk a condition."""
        match condition:
            case AllOf() | AnyOf():
                for item in condition.items:
                    self.condition(item)
            case Negation():
                self.condition(condition.item)
            case Constant() | OutsideTest():
                return
            case DuringCalendar():
                self.has_time = True
            case Defined():
                if condition not in self._followed:
                    self._followed.add(condition)
                    self.condition(self._policy.definitions[condition.name].condition)
            case ComparesTerms():
                self.atoms.setdefault(condition)
                self.term(condition.left)
                self.term(condition.right)
            case _:
                self.has_time = self.has_time or isinstance(condition, WithinLast)
                self.atoms.setdefault(condition)
                self.term(condition.term)

    def term(self, term: Term) -> None:
        """Walk what a term is made of."""
        if isinstance(term, FieldTerm):
            self.fields.setdefault(term.field)
            return
        if term in self._followed:
            return
        self._followed.add(term)
        match term:
            case ClassTerm():
                for line in self._policy.classifications[term.name].lines:
                    self.condition(line.condition)
            case ScoreTerm():
                for points in self._policy.scores[term.name].lines:
                    self.condition(points.condition)
            case LookupTerm():
                self.lookups.setdefault(term)
                for argument in term.arguments:
                    self.term(argument)
