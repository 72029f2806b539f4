"""Whether a decision graph is whole: it takes any graph, also one loaded from elsewhere.

The chain of tests must be a chain: every node reached from the start, every edge between two nodes,
no circle, and every path ending in a decision that has no attempt behind it; behind one that always
succeeds there is none. Definitions,
classifications and scores must not come back to themselves.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

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
from routewright_runtime.graph.model import (
    DecisionGraph,
    DecisionNode,
    EdgeKind,
    StartNode,
    StepNode,
    TestNode,
    always_succeeds,
)

if TYPE_CHECKING:
    from networkx import DiGraph


class FaultKind(StrEnum):
    """What may be wrong with the structure of a graph."""

    REPEATED_ID = "two nodes have one id"
    LOOSE_EDGE = "an edge ends at no node"
    WRONG_EDGE = "a node has edges that its kind does not have"
    UNREACHED = "nothing leads to this node"
    CIRCLE = "nodes lead back to themselves"
    NO_DECISION = "a path ends without a decision"
    CIRCULAR_DEFINITION = "definitions need themselves"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault, and the ids of the nodes or the names that it is about, sorted."""

    kind: FaultKind
    subjects: tuple[str, ...]


# The edges that may leave each kind of node, and those that must.
_ALLOWED: dict[type, tuple[frozenset[EdgeKind], frozenset[EdgeKind]]] = {
    StartNode: (frozenset({EdgeKind.ENTER}), frozenset({EdgeKind.ENTER})),
    TestNode: (
        frozenset({EdgeKind.MATCH, EdgeKind.ELSE}),
        frozenset({EdgeKind.MATCH, EdgeKind.ELSE}),
    ),
    DecisionNode: (frozenset({EdgeKind.FAILS, EdgeKind.SILENT}), frozenset()),
    StepNode: (frozenset({EdgeKind.SILENT}), frozenset()),
}


def check_structure(graph: DecisionGraph) -> tuple[Fault, ...]:
    """Return every fault, sorted; none where the graph is whole. Linear in the graph."""
    faults: set[Fault] = set()
    ids = [node.id for node in graph.nodes]
    faults.update(Fault(FaultKind.REPEATED_ID, (i,)) for i, n in Counter(ids).items() if n > 1)
    kinds = {node.id: type(node) for node in graph.nodes}
    faults.update(_edge_faults(graph, kinds))
    if not _is_all_reached(kinds, graph):
        faults.update(_path_faults(graph, kinds))
    faults.update(_definition_faults(graph))
    return tuple(sorted(faults))


def _is_all_reached(kinds: Collection[str], graph: DecisionGraph) -> bool:
    """Tell whether all nodes are reached, none leads back to itself, and no edge is loose."""
    pairs = [(edge.source, edge.target) for edge in graph.edges]
    if any(source not in kinds or target not in kinds for source, target in pairs):
        return False
    # Without circles, every way back ends at a node that nothing leads to: only at the start.
    roots = set(kinds).difference(target for _, target in pairs)
    return roots == {"start"} and _has_no_circle(pairs)


def _has_no_circle(pairs: Iterable[tuple[str, str]]) -> bool:
    """Tell whether edges lead nowhere back: nodes that nothing leads to are taken away by turns."""
    after: dict[str, list[str]] = {}
    coming: Counter[str] = Counter()
    for source, target in pairs:
        after.setdefault(source, []).append(target)
        coming[target] += 1
    waiting = [source for source in after if not coming[source]]
    while waiting:
        for target in after.get(waiting.pop(), ()):
            coming[target] -= 1
            if not coming[target]:
                waiting.append(target)
    return not any(coming.values())


def _path_faults(graph: DecisionGraph, kinds: Collection[str]) -> Iterator[Fault]:
    import networkx  # slow to import, and only to tell what is wrong

    network: DiGraph[str] = networkx.DiGraph()
    network.add_nodes_from(kinds)
    for edge in graph.edges:
        if edge.source in kinds and edge.target in kinds:
            network.add_edge(edge.source, edge.target)
        else:
            loose = tuple(sorted({edge.source, edge.target}.difference(kinds)))
            yield Fault(FaultKind.LOOSE_EDGE, loose)
    if "start" in kinds:
        reached = networkx.descendants(network, "start") | {"start"}
        yield from (Fault(FaultKind.UNREACHED, (i,)) for i in kinds if i not in reached)
    else:
        yield Fault(FaultKind.NO_DECISION, ("start",))
    for circle in networkx.strongly_connected_components(network):
        if len(circle) > 1 or network.has_edge(*(list(circle) * 2)[:2]):
            yield Fault(FaultKind.CIRCLE, tuple(sorted(circle)))


def _edge_faults(graph: DecisionGraph, kinds: dict[str, type]) -> Iterator[Fault]:
    leaving: dict[str, list[EdgeKind]] = {node_id: [] for node_id in kinds}
    decisions = [node for node in graph.nodes if isinstance(node, DecisionNode)]
    certain = {node.id for node in decisions if always_succeeds(node.action)}
    for edge in graph.edges:
        if edge.source in leaving:
            leaving[edge.source].append(edge.kind)
        if (edge.kind is EdgeKind.MATCH) != (edge.guard is not None):
            yield Fault(FaultKind.WRONG_EDGE, (edge.source,))
        if edge.kind is EdgeKind.FAILS and edge.source in certain:
            yield Fault(FaultKind.WRONG_EDGE, (edge.source,))
        if _is_wrong_target(edge.kind, kinds.get(edge.target)):
            yield Fault(FaultKind.WRONG_EDGE, (edge.source,))
    for node_id, kind in kinds.items():
        allowed, needed = _ALLOWED[kind]
        found = leaving[node_id]
        if not allowed.issuperset(found) or len(set(found)) < len(found):
            yield Fault(FaultKind.WRONG_EDGE, (node_id,))
        if not needed.issubset(found):
            yield Fault(FaultKind.NO_DECISION, (node_id,))


def _is_wrong_target(kind: EdgeKind, target: type | None) -> bool:
    match kind:
        case EdgeKind.FAILS:
            return target is not DecisionNode
        case EdgeKind.SILENT:
            return target is not StepNode
        case EdgeKind.ENTER | EdgeKind.MATCH | EdgeKind.ELSE:
            return target not in (TestNode, DecisionNode)
        case _:
            assert_never(kind)


# --- definitions ------------------------------------------------------------------------------


def _definition_faults(graph: DecisionGraph) -> Iterator[Fault]:
    pairs = [
        (name, used)
        for name, conditions in _named(graph)
        for condition in conditions
        for used in _uses(condition)
    ]
    if _has_no_circle(pairs):
        return
    import networkx

    network: DiGraph[str] = networkx.DiGraph(pairs)
    for circle in networkx.strongly_connected_components(network):
        if len(circle) > 1 or network.has_edge(*(list(circle) * 2)[:2]):
            yield Fault(FaultKind.CIRCULAR_DEFINITION, tuple(sorted(circle)))


def _named(graph: DecisionGraph) -> Iterator[tuple[str, Iterable[Condition]]]:
    for definition in graph.definitions:
        yield definition.name, (definition.condition,)
    for classification in graph.classifications:
        yield classification.name, [line.condition for line in classification.lines]
    for score in graph.scores:
        yield score.name, [line.condition for line in score.lines]


def _uses(condition: Condition) -> Iterator[str]:
    """Yield the names of definitions, classifications and scores in a condition."""
    match condition:
        case AllOf() | AnyOf():
            for item in condition.items:
                yield from _uses(item)
        case Negation():
            yield from _uses(condition.item)
        case Defined():
            yield condition.name
        case ComparesTerms():
            yield from _terms(condition.left)
            yield from _terms(condition.right)
        case OneOf() | Between() | TextHolds() | MatchesPattern():
            yield from _terms(condition.term)
        case HasMembers() | Known() | IsRep() | WithinLast():
            yield from _terms(condition.term)
        case Constant() | DuringCalendar() | OutsideTest():
            return
        case _:
            assert_never(condition)


def _terms(term: Term) -> Iterator[str]:
    match term:
        case ClassTerm() | ScoreTerm():
            yield term.name
        case LookupTerm():
            for argument in term.arguments:
                yield from _terms(argument)
        case FieldTerm():
            return
        case _:
            assert_never(term)
