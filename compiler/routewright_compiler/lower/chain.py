"""The chain of tests: rules, groups and fallbacks to nodes and edges.

Nodes are numbered in order of writing. A fallback of a group or of the file is one node however
many decisions lead to it; the decisions of one rule share its SLA steps. A fallback behind a
decision that always succeeds is never tried and has no node.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from routewright_compiler.typecheck.drafts import (
    Attempt,
    CheckedFallback,
    CheckedGroup,
    CheckedRequire,
    CheckedRule,
    Routing,
    Service,
)
from routewright_runtime.graph.conditions import Condition
from routewright_runtime.graph.model import (
    DecisionNode,
    Edge,
    EdgeKind,
    Node,
    StartNode,
    StepNode,
    TestKind,
    TestNode,
    always_succeeds,
)


@dataclass(slots=True)
class _Chain:
    """Nodes and edges so far; `dangling` are the edges whose target is the next test to come."""

    nodes: list[Node] = field(default_factory=lambda: [StartNode()])
    edges: list[Edge] = field(default_factory=list)
    dangling: list[tuple[str, EdgeKind, Condition | None]] = field(
        default_factory=lambda: [("start", EdgeKind.ENTER, None)]
    )
    failing: list[list[str]] = field(default_factory=lambda: [[]])
    numbers: dict[str, int] = field(default_factory=dict)

    def new_id(self, kind: str) -> str:
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        return f"{kind}{self.numbers[kind]}"

    def arrive(self, node_id: str) -> None:
        """Let all dangling edges end at a node."""
        for source, kind, guard in self.dangling:
            self.edges.append(Edge(source, node_id, kind, guard))
        self.dangling = []


def chain_of(routing: Routing) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """Return the nodes and edges of the routing, in order of priority."""
    chain = _Chain()
    for require in routing.requires:
        _add_require(chain, require)
    for member in routing.members:
        _add_member(chain, member, ())
    _add_fallbacks(chain, routing.fallbacks, ())
    return tuple(chain.nodes), tuple(chain.edges)


def _add_require(chain: _Chain, item: CheckedRequire) -> None:
    test = TestNode(
        chain.new_id("test"), TestKind.REQUIRE, "require", doc=item.doc, place=item.place
    )
    _add_test(chain, test)
    first = _add_attempts(chain, (item.attempt,), None, "require")
    chain.edges.append(Edge(test.id, first, EdgeKind.MATCH, item.condition))
    chain.dangling.append((test.id, EdgeKind.ELSE, None))


def _add_member(chain: _Chain, item: CheckedRule | CheckedGroup, groups: tuple[str, ...]) -> None:
    if isinstance(item, CheckedGroup):
        _add_group(chain, item, groups)
        return
    test = TestNode(
        chain.new_id("test"), TestKind.RULE, item.name, groups, doc=item.doc, place=item.place
    )
    _add_test(chain, test)
    first = _add_attempts(chain, item.attempts, item.service, "")
    chain.edges.append(Edge(test.id, first, EdgeKind.MATCH, item.condition))
    chain.dangling.append((test.id, EdgeKind.ELSE, None))


def _add_group(chain: _Chain, item: CheckedGroup, groups: tuple[str, ...]) -> None:
    test = TestNode(
        chain.new_id("test"),
        TestKind.GROUP,
        item.name,
        groups,
        item.is_unique,
        item.doc,
        item.place,
    )
    _add_test(chain, test)
    chain.dangling.append((test.id, EdgeKind.MATCH, item.condition))
    chain.failing.append([])
    inside = (*groups, item.name)
    for member in item.members:
        _add_member(chain, member, inside)
    if item.fallbacks:
        _add_fallbacks(chain, item.fallbacks, inside)
    else:
        failing = chain.failing.pop()
        chain.failing[-1] += failing
    chain.dangling.append((test.id, EdgeKind.ELSE, None))


def _add_test(chain: _Chain, test: TestNode) -> None:
    chain.nodes.append(test)
    chain.arrive(test.id)


def _add_fallbacks(
    chain: _Chain, fallbacks: tuple[CheckedFallback, ...], groups: tuple[str, ...]
) -> None:
    """Add the fallbacks of a group or of the file; all that failed inside comes to the first."""
    waiting = chain.failing.pop()
    name = " / ".join((*groups, "fallback"))
    for number, item in enumerate(fallbacks[: _tried(item.attempt for item in fallbacks)], 1):
        node = _add_decision(chain, item.attempt, name, item.service)
        if number == 1:
            chain.arrive(node.id)
        for source in waiting:
            chain.edges.append(Edge(source, node.id, EdgeKind.FAILS))
        waiting = [] if always_succeeds(node.action) else [node.id]
        _add_steps(chain, (node.id,), item.service)
    if chain.failing:
        chain.failing[-1] += waiting


def _add_attempts(
    chain: _Chain, attempts: tuple[Attempt, ...], service: Service | None, origin: str
) -> str:
    """Add a decision and its own fallbacks; return the id of the first."""
    ids: list[str] = []
    for number, attempt in enumerate(attempts[: _tried(attempts)]):
        word = origin if number == 0 else f"fallback {number}"
        node = _add_decision(chain, attempt, word, service)
        if ids:
            chain.edges.append(Edge(ids[-1], node.id, EdgeKind.FAILS))
        ids.append(node.id)
    _add_steps(chain, tuple(ids), service)
    if not always_succeeds(node.action):
        chain.failing[-1].append(node.id)
    return ids[0]


def _tried(attempts: Iterable[Attempt]) -> int | None:
    """Return how many attempts come to be tried: up to the first that always succeeds."""
    certain = (n for n, item in enumerate(attempts, 1) if always_succeeds(item.action))
    return next(certain, None)


def _add_decision(
    chain: _Chain, attempt: Attempt, origin: str, service: Service | None
) -> DecisionNode:
    node = DecisionNode(
        chain.new_id("decision"),
        attempt.action,
        origin,
        attempt.hold,
        attempt.notify,
        attempt.tags,
        None if service is None else service.clock,
        attempt.doc,
        attempt.place,
    )
    chain.nodes.append(node)
    return node


def _add_steps(chain: _Chain, decisions: tuple[str, ...], service: Service | None) -> None:
    if service is None:
        return
    sources = decisions
    for step in service.steps:
        node = StepNode(chain.new_id("step"), step.timing, step.delay, step.action, step.place)
        chain.nodes.append(node)
        chain.edges.extend(Edge(source, node.id, EdgeKind.SILENT) for source in sources)
        sources = (node.id,)
