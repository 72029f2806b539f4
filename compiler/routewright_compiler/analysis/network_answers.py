"""What reachability and components say of a policy's graph (see `policy_network`).

The exact engine has decided which edges a record can take, so these answers are exact too.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from routewright_compiler.analysis.network_ids import START

if TYPE_CHECKING:
    from networkx import DiGraph, MultiDiGraph


def reached(network: "MultiDiGraph[str]") -> frozenset[str]:
    """Return the ids of the nodes that a record can come to, the start among them."""
    import networkx

    return frozenset(networkx.descendants(_ways(network), START) | {START})


def unreached(network: "MultiDiGraph[str]", kind: str) -> tuple[str, ...]:
    """Return the names of the nodes of a kind that no record comes to, in order."""
    found = reached(network)
    return tuple(
        data["name"]
        for node, data in network.nodes(data=True)
        if data["kind"] == kind and node not in found
    )


def overlap_groups(network: "MultiDiGraph[str]") -> tuple[tuple[str, ...], ...]:
    """Return the rules that hang together by overlaps, each group in source order."""
    import networkx

    joined: networkx.Graph[str] = networkx.Graph()
    joined.add_edges_from(
        (source, target)
        for source, target, data in network.edges(data=True)
        if data["kind"] == "overlaps"
    )
    return _named_groups(network, networkx.connected_components(joined))


def circles(network: "MultiDiGraph[str]") -> tuple[tuple[str, ...], ...]:
    """Return the nodes by which a record could come back; there are none in a whole policy."""
    import networkx

    ways = _ways(network)
    found = networkx.strongly_connected_components(ways)
    round_ = (part for part in found if len(part) > 1 or ways.has_edge(*(list(part) * 2)[:2]))
    return _named_groups(network, round_)


def _ways(network: "MultiDiGraph[str]") -> "DiGraph[str]":
    import networkx

    found: DiGraph[str] = networkx.DiGraph()
    found.add_nodes_from(network.nodes)
    found.add_edges_from(
        (source, target) for source, target, data in network.edges(data=True) if data.get("open")
    )
    return found


def _named_groups(
    network: "MultiDiGraph[str]", parts: Iterator[set[str]]
) -> tuple[tuple[str, ...], ...]:
    place = {node: number for number, node in enumerate(network.nodes)}
    groups = sorted(
        (sorted(part, key=place.__getitem__) for part in parts), key=lambda g: place[g[0]]
    )
    return tuple(tuple(network.nodes[node]["name"] for node in group) for group in groups)
