"""Structure: random whole graphs have no fault, and every fault put into one is found."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_compiler.lower.chain import chain_of
from routewright_compiler.structure import Fault, FaultKind, check_structure
from routewright_compiler.typecheck.drafts import (
    Attempt,
    CheckedFallback,
    CheckedGroup,
    CheckedRequire,
    CheckedRule,
    Routing,
    Service,
    Step,
)
from routewright_grammar.span import Span
from routewright_runtime.graph.conditions import (
    AllOf,
    ClassTerm,
    Condition,
    Constant,
    Defined,
    Known,
    Negation,
    OneOf,
    Place,
    ScoreTerm,
    TimeAmount,
    TimeUnit,
)
from routewright_runtime.graph.model import (
    Assign,
    Classification,
    ClassLine,
    Clock,
    DecisionGraph,
    DecisionNode,
    Definition,
    Edge,
    EdgeKind,
    NotifyStep,
    QueueTarget,
    Rotate,
    Score,
    ScoreLine,
    StepNode,
    StepTiming,
    Suppress,
    TeamTarget,
)

PLACE = Place("x.route", 0, 0, 1)
ATTEMPT = Attempt(Assign(QueueTarget("q")), None, (), (), "", PLACE, Span("x.route", 0, 0))
ROTATION = replace(ATTEMPT, action=Rotate(TeamTarget("t")))
ATTEMPTS = st.sampled_from((ATTEMPT, ROTATION))
TRUE = Constant(value=True)
STEP = Step(StepTiming.THEN, None, NotifyStep("assignee"), PLACE)

services = st.none() | st.integers(0, 3).map(
    lambda n: Service(Clock(TimeAmount(1, TimeUnit.HOUR)), (STEP,) * n)
)
fallbacks = st.builds(CheckedFallback, ATTEMPTS, services)
rules = st.builds(
    CheckedRule,
    st.just("rule"),
    st.just(TRUE),
    st.lists(ATTEMPTS, min_size=1, max_size=3).map(tuple),
    services,
    st.just(""),
    st.just(PLACE),
)
members = st.recursive(
    rules,
    lambda inner: st.builds(
        CheckedGroup,
        st.just("group"),
        st.booleans(),
        st.just(TRUE),
        st.lists(inner, max_size=3).map(tuple),
        st.lists(fallbacks, max_size=2).map(tuple),
        st.just(""),
        st.just(PLACE),
    ),
    max_leaves=8,
)
routings = st.builds(
    Routing,
    st.lists(st.just(CheckedRequire(TRUE, ATTEMPT, "", PLACE)), max_size=2).map(tuple),
    st.lists(members, max_size=4).map(tuple),
    st.lists(fallbacks, min_size=1, max_size=3).map(tuple),
)


def graph_of(routing: Routing) -> DecisionGraph:
    nodes, edges = chain_of(routing)
    return DecisionGraph("lead", "UTC", (), nodes, edges)


graphs = routings.map(graph_of)


@given(graphs)
@settings(max_examples=100)
def test_a_lowered_routing_is_whole(graph: DecisionGraph) -> None:
    assert check_structure(graph) == ()


def _kinds(graph: DecisionGraph) -> set[FaultKind]:
    return {fault.kind for fault in check_structure(graph)}


@given(graphs, st.data())
@settings(max_examples=50)
def test_a_node_that_nothing_reaches(graph: DecisionGraph, data: st.DataObject) -> None:
    lost = data.draw(
        st.sampled_from(
            [
                DecisionNode("lost", Assign(QueueTarget("q"))),
                StepNode("lost", StepTiming.THEN, None, NotifyStep("assignee")),
            ]
        )
    )
    damaged = replace(graph, nodes=(*graph.nodes, lost))
    assert check_structure(damaged) == (Fault(FaultKind.UNREACHED, ("lost",)),)


@given(graphs, st.data())
@settings(max_examples=50)
def test_a_circle(graph: DecisionGraph, data: st.DataObject) -> None:
    """An edge is bent back to a node that leads to it."""
    edge = data.draw(st.sampled_from([e for e in graph.edges if e.kind is EdgeKind.ENTER]))
    target = edge.target
    bent = next((e for e in reversed(graph.edges) if e.kind is EdgeKind.ELSE), None)
    if bent is None:
        bent = Edge(target, target, EdgeKind.FAILS)
        damaged = replace(graph, edges=(*graph.edges, bent))
    else:
        rest = tuple(e for e in graph.edges if e is not bent)
        damaged = replace(graph, edges=(*rest, replace(bent, target=target)))
    assert FaultKind.CIRCLE in _kinds(damaged)


@given(graphs, st.data())
@settings(max_examples=50)
def test_an_edge_taken_away_ends_a_path(graph: DecisionGraph, data: st.DataObject) -> None:
    needed = [e for e in graph.edges if e.kind not in (EdgeKind.FAILS, EdgeKind.SILENT)]
    edge = data.draw(st.sampled_from(needed))
    damaged = replace(graph, edges=tuple(e for e in graph.edges if e is not edge))
    assert Fault(FaultKind.NO_DECISION, (edge.source,)) in check_structure(damaged)


@given(graphs, st.data())
@settings(max_examples=50)
def test_an_edge_to_nowhere_and_a_repeated_id(graph: DecisionGraph, data: st.DataObject) -> None:
    edge = data.draw(st.sampled_from(graph.edges))
    loose = tuple(replace(e, target="gone") if e is edge else e for e in graph.edges)
    assert Fault(FaultKind.LOOSE_EDGE, ("gone",)) in check_structure(replace(graph, edges=loose))
    node = data.draw(st.sampled_from(graph.nodes))
    twice = replace(graph, nodes=(*graph.nodes, node))
    assert Fault(FaultKind.REPEATED_ID, (node.id,)) in check_structure(twice)


@given(graphs, st.sampled_from([EdgeKind.MATCH, EdgeKind.FAILS, EdgeKind.SILENT, EdgeKind.ELSE]))
@settings(max_examples=50)
def test_an_edge_of_the_wrong_kind(graph: DecisionGraph, kind: EdgeKind) -> None:
    guard = TRUE if kind is EdgeKind.MATCH else None
    extra = Edge("start", graph.nodes[-1].id, kind, guard)
    damaged = replace(graph, edges=(*graph.edges, extra))
    assert FaultKind.WRONG_EDGE in _kinds(damaged)


def test_a_fallback_behind_a_decision_that_always_succeeds() -> None:
    certain = DecisionNode("d", Suppress("x"))
    extra = Edge("d", "decision1", EdgeKind.FAILS)
    whole = graph_of(Routing((), (), (CheckedFallback(ATTEMPT, None),)))
    damaged = replace(whole, nodes=(*whole.nodes, certain), edges=(*whole.edges, extra))
    assert Fault(FaultKind.WRONG_EDGE, ("d",)) in check_structure(damaged)


def _using(name: str, kind: int) -> Condition:
    used: Condition = Defined(name)
    if kind == 1:
        used = OneOf(ClassTerm(name), ("X",))
    elif kind == 2:
        used = Known(ScoreTerm(name))
    return AllOf((TRUE, Negation(used)))


@given(st.lists(st.integers(0, 2), min_size=1, max_size=6), st.booleans())
def test_definitions_in_a_circle(kinds: list[int], is_closed: bool) -> None:
    """Each needs the next one; whether the last needs the first makes the circle."""
    names = [f"d{i}" for i in range(len(kinds))]
    graph = graph_of(Routing((), (), (CheckedFallback(ATTEMPT, None),)))
    for index, kind in enumerate(kinds):
        after = (index + 1) % len(kinds)
        is_last = index == len(kinds) - 1
        condition = TRUE if is_last and not is_closed else _using(names[after], kinds[after])
        graph = _declared(graph, names[index], kind, condition)
    wanted = (Fault(FaultKind.CIRCULAR_DEFINITION, tuple(sorted(names))),) if is_closed else ()
    assert check_structure(graph) == wanted


def _declared(graph: DecisionGraph, name: str, kind: int, condition: Condition) -> DecisionGraph:
    if kind == 0:
        return replace(graph, definitions=(*graph.definitions, Definition(name, condition)))
    if kind == 1:
        made = Classification(name, (ClassLine("X", condition),), None)
        return replace(graph, classifications=(*graph.classifications, made))
    return replace(graph, scores=(*graph.scores, Score(name, (ScoreLine(1, condition),))))
