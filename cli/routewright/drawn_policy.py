"""A policy as drawings need it: what stands in it, and what the analysis knows of its ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from routewright.graph_marks import GraphMarks
from routewright.graph_view import GraphView, graph_view
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.policy_network import policy_network
from routewright_grammar.span import Source
from routewright_runtime.graph.model import DecisionGraph

if TYPE_CHECKING:
    from networkx import MultiDiGraph


@dataclass(frozen=True)
class DrawnPolicy:
    """A policy under the name that the user wrote; `sources` are the texts of its files."""

    name: str
    graph: DecisionGraph
    sources: Mapping[str, Source]

    @cached_property
    def _facts(self) -> Facts:
        return Facts(self.graph)

    @cached_property
    def network(self) -> "MultiDiGraph[str]":
        """The graph of the analysis, with witnesses."""
        return policy_network(self._facts)

    @cached_property
    def view(self) -> GraphView:
        """The boxes and arrows of a picture, those marked that no record comes to."""
        return graph_view(self.graph, self.name, self.sources, GraphMarks(self._facts))
