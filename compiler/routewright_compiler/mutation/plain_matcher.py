"""A matcher without generated code: for a graph that decides a few records and is thrown away."""

from collections.abc import Mapping
from datetime import datetime

from routewright_runtime.evaluate.compute import Values
from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.evaluate.first_match import Strategy
from routewright_runtime.evaluate.matcher import Matcher
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.branches import GraphIndex, branches
from routewright_runtime.graph.model import DecisionGraph


class PlainMatcher(Matcher):
    """Finds branches by plain evaluation, or by what is known already.

    `known` gives the branch of values by their identity, wherever a change cannot touch them.
    """

    __slots__ = ("_graph", "_known")

    def __init__(
        self, graph: DecisionGraph, *, policy: Policy, known: Mapping[int, int] | None = None
    ) -> None:
        self._graph = graph
        self._known = known or {}
        self.policy = policy
        self.index = GraphIndex(graph)
        self.branches = branches(self.index)
        self.strategy = Strategy.CHAIN
        self.match = self._first

    def contradicted_facts(self, values: Values, at: datetime | None) -> tuple[str, ...]:
        """Return the names of the facts that a record contradicts, in source order."""
        if not self._graph.facts:
            return ()
        evaluation = Evaluation(self.policy, values, at)
        return tuple(
            fact.name
            for fact in self._graph.facts
            if evaluation.holds(fact.premise) and not evaluation.holds(fact.conclusion)
        )

    def _first(self, values: Values, at: datetime | None) -> int:
        known = self._known.get(id(values))
        if known is not None:
            return known
        evaluation = Evaluation(self.policy, values, at)
        return next(
            number
            for number, branch in enumerate(self.branches)
            if all(evaluation.holds(guard) for guard in branch.guards)
        )
