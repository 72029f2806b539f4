"""The graph's chain of tests as one first-match list, for the evaluator and the analysis.

A branch's `guards` are the conditions of its enclosing groups and its own, outermost first; the
first branch all of whose guards hold decides. Group fallbacks become branches behind the group's
members, the file's fallback the last branch with no guards.
"""

from dataclasses import dataclass
from enum import StrEnum

from routewright_runtime.graph.conditions import Condition
from routewright_runtime.graph.model import (
    DecisionGraph,
    DecisionNode,
    Edge,
    EdgeKind,
    Node,
    StepNode,
    TestKind,
    TestNode,
)


class BranchKind(StrEnum):
    """What a branch stands for."""

    REQUIRE = "require"
    RULE = "rule"
    GROUP_FALLBACK = "group fallback"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the first-match list; `rule` is what `routed_rule` shows."""

    kind: BranchKind
    rule: str
    groups: tuple[str, ...]
    guards: tuple[Condition, ...]
    test_id: str  # id of the rule's or require's test; of a fallback, that of its first decision
    decision_id: str


class GraphIndex:
    """Look-ups into a graph by id; built once, linear in the graph."""

    __slots__ = ("_out", "graph", "nodes")

    def __init__(self, graph: DecisionGraph) -> None:
        self.graph = graph
        self.nodes: dict[str, Node] = {node.id: node for node in graph.nodes}
        self._out: dict[tuple[str, EdgeKind], Edge] = {
            (edge.source, edge.kind): edge for edge in graph.edges
        }

    def edge(self, source: str, kind: EdgeKind) -> Edge | None:
        """Return the edge of a kind that leaves a node, or None."""
        return self._out.get((source, kind))

    def decision(self, node_id: str) -> DecisionNode:
        """Return the decision of that id; an assertion where the graph is damaged."""
        node = self.nodes[node_id]
        assert isinstance(node, DecisionNode)
        return node

    def attempts(self, decision_id: str) -> tuple[DecisionNode, ...]:
        """Return the decision and those tried after it, in order."""
        found = [self.decision(decision_id)]
        while (edge := self.edge(found[-1].id, EdgeKind.FAILS)) is not None:
            found.append(self.decision(edge.target))
        return tuple(found)

    def steps(self, decision_id: str) -> tuple[StepNode, ...]:
        """Return the SLA steps of a decision, in order."""
        found: list[StepNode] = []
        source = decision_id
        while (edge := self.edge(source, EdgeKind.SILENT)) is not None:
            node = self.nodes[edge.target]
            assert isinstance(node, StepNode)
            found.append(node)
            source = node.id
        return tuple(found)


def branches(index: GraphIndex) -> tuple[Branch, ...]:
    """Return the first-match list of a checked graph, in order of priority."""
    found: list[Branch] = []
    enter = index.edge("start", EdgeKind.ENTER)
    assert enter is not None
    # Open groups as (guard, name, id of the node behind the group), innermost last.
    open_groups: list[tuple[Condition, str, str]] = []
    node_id = enter.target
    while True:
        while open_groups and open_groups[-1][2] == node_id:
            open_groups.pop()
        node = index.nodes[node_id]
        guards = tuple(guard for guard, _, _ in open_groups)
        groups = tuple(name for _, name, _ in open_groups)
        if isinstance(node, DecisionNode):
            found.append(_fallback(node, groups, guards))
            if not open_groups:
                return tuple(found)
            node_id = open_groups.pop()[2]
            continue
        assert isinstance(node, TestNode)
        match, other = index.edge(node_id, EdgeKind.MATCH), index.edge(node_id, EdgeKind.ELSE)
        assert match is not None and match.guard is not None and other is not None
        if node.kind is TestKind.GROUP:
            open_groups.append((match.guard, node.name, other.target))
            node_id = match.target
            continue
        kind = BranchKind.REQUIRE if node.kind is TestKind.REQUIRE else BranchKind.RULE
        found.append(Branch(kind, node.name, groups, (*guards, match.guard), node.id, match.target))
        node_id = other.target


def _fallback(node: DecisionNode, groups: tuple[str, ...], guards: tuple[Condition, ...]) -> Branch:
    kind = BranchKind.GROUP_FALLBACK if groups else BranchKind.FALLBACK
    return Branch(kind, node.origin, groups, guards, node.id, node.id)
