"""The fast way from a record's values to the branch that decides.

A matcher is built once from a checked graph and then asked for every record; what it finds is what
plain evaluation of the branches in order would find. It may be shared by threads.
"""

from collections.abc import Iterable
from datetime import datetime

from routewright_runtime.evaluate.compute import Values
from routewright_runtime.evaluate.dependencies import names_below
from routewright_runtime.evaluate.derived import Derived
from routewright_runtime.evaluate.first_match import Find, Strategy, cheaper, record_function
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.branches import Branch, GraphIndex, branches
from routewright_runtime.graph.conditions import AllOf, Condition, Defined, Negation
from routewright_runtime.graph.model import DecisionGraph

# Up to so many names, their functions are made when they are first met.
MANY_NAMES = 20


class Matcher:
    """Finds the first branch all of whose guards hold.

    `match(values, at)` returns its index in `branches`; `values` are canonical, an absent field is
    empty, `at` is the aware time of the decision or None. `strategy` is chosen by estimated cost.
    """

    __slots__ = ("_facts", "branches", "index", "match", "policy", "strategy")

    match: Find

    def __init__(
        self,
        graph: DecisionGraph,
        *,
        policy: Policy | None = None,
        strategy: Strategy | None = None,
    ) -> None:
        self.policy = policy or Policy(graph)
        self.index = GraphIndex(graph)
        self.branches: tuple[Branch, ...] = branches(self.index)
        derived = Derived(self.policy)
        guards = [guard for branch in self.branches for guard in branch.guards]
        guards += [side for fact in graph.facts for side in (fact.premise, fact.conclusion)]
        names = names_below(self.policy, guards)
        for name in names if len(names) > MANY_NAMES else ():
            if isinstance(name, Defined):
                derived.normaliser.definition(name.name)
            else:
                derived.slot_of(name)
        conditions: list[Condition] = [
            derived.normaliser.normal(AllOf(branch.guards)) for branch in self.branches
        ]
        self.strategy = strategy or cheaper(self.policy, conditions)
        self.match = record_function(self.policy, derived, conditions, self.strategy)

        self._facts = tuple(
            (fact.name, record_function(self.policy, derived, [contradiction], Strategy.CHAIN))
            for fact in graph.facts
            for contradiction in [
                derived.normaliser.normal(AllOf((fact.premise, Negation(fact.conclusion))))
            ]
        )

    def contradicted_facts(self, values: Values, at: datetime | None) -> tuple[str, ...]:
        """Return the names of the facts that a record contradicts, in source order."""
        return tuple([name for name, find in self._facts if find(values, at) == 0])

    def match_all(self, records: Iterable[Values], at: datetime | None) -> list[int]:
        """Return the branch index of each record, all decided at one time."""
        match = self.match
        return [match(values, at) for values in records]
