"""Whether a graph's nodes and edges are those of a decision graph.

The compiler proves more, and says it in the user's words; this keeps a damaged file from being
taken for a policy.
"""

from routewright_runtime.graph.model import (
    DecisionGraph,
    DecisionNode,
    EdgeKind,
    StartNode,
    StepNode,
    TestNode,
    always_succeeds,
)

# What may leave a node, and what must.
_LEAVING = {
    StartNode: (frozenset({EdgeKind.ENTER}), frozenset({EdgeKind.ENTER})),
    TestNode: (
        frozenset({EdgeKind.MATCH, EdgeKind.ELSE}),
        frozenset({EdgeKind.MATCH, EdgeKind.ELSE}),
    ),
    DecisionNode: (frozenset({EdgeKind.FAILS, EdgeKind.SILENT}), frozenset()),
    StepNode: (frozenset({EdgeKind.SILENT}), frozenset()),
}
_LEADS_TO = {
    EdgeKind.ENTER: TestNode | DecisionNode,
    EdgeKind.MATCH: TestNode | DecisionNode,
    EdgeKind.ELSE: TestNode | DecisionNode,
    EdgeKind.FAILS: DecisionNode,
    EdgeKind.SILENT: StepNode,
}


def structure_problem(graph: DecisionGraph) -> str | None:
    """Return what is wrong with the nodes and edges, or None; linear in the graph."""
    nodes = {node.id: node for node in graph.nodes}
    if len(nodes) != len(graph.nodes):
        return "two nodes have one id"
    leaving: dict[str, dict[EdgeKind, str]] = {node_id: {} for node_id in nodes}
    for edge in graph.edges:
        source, target = nodes.get(edge.source), nodes.get(edge.target)
        if source is None or target is None:
            return f"the edge {edge.source} to {edge.target} has no node at an end"
        if edge.kind not in _LEAVING[type(source)][0] or edge.kind in leaving[edge.source]:
            return f"an edge `{edge.kind}` too many leaves {edge.source}"
        if not isinstance(target, _LEADS_TO[edge.kind]):
            return f"an edge `{edge.kind}` leads to {edge.target}"
        is_certain = isinstance(source, DecisionNode) and always_succeeds(source.action)
        if edge.kind is EdgeKind.FAILS and is_certain:
            return f"a fallback stands behind {edge.source}, which always succeeds"
        if (edge.kind is EdgeKind.MATCH) is (edge.guard is None):
            return f"the guard of an edge from {edge.source} is not where it should be"
        leaving[edge.source][edge.kind] = edge.target
    if not isinstance(nodes.get("start"), StartNode):
        return "there is no start"
    for node in graph.nodes:
        if not _LEAVING[type(node)][1] <= leaving[node.id].keys():
            return f"an edge is missing from {node.id}"
    return "the edges run in a circle" if _has_circle(leaving) else None


def _has_circle(leaving: dict[str, dict[EdgeKind, str]]) -> bool:
    entering = dict.fromkeys(leaving, 0)
    for edges in leaving.values():
        for target in edges.values():
            entering[target] += 1
    free = [node_id for node_id, count in entering.items() if not count]
    left = len(entering)
    while free:
        left -= 1
        for target in leaving[free.pop()].values():
            entering[target] -= 1
            if not entering[target]:
                free.append(target)
    return left > 0
