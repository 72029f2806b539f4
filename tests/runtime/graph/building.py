"""Decision graphs from a short description, for tests: rules, groups, fallbacks, SLA steps."""

from dataclasses import dataclass, field

from routewright_runtime.graph.conditions import AllOf, Condition, Constant, TimeAmount
from routewright_runtime.graph.model import (
    Action,
    Clock,
    DecisionGraph,
    DecisionNode,
    Edge,
    EdgeKind,
    Field,
    FieldSource,
    Node,
    StartNode,
    StepNode,
    TestKind,
    TestNode,
    always_succeeds,
)
from routewright_runtime.values import ValueType


@dataclass(frozen=True)
class Do:
    """One attempt."""

    action: Action
    hold: TimeAmount | None = None
    notify: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    clock: Clock | None = None
    steps: tuple[StepNode, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A rule; `when` None takes everything."""

    name: str
    when: Condition | None
    do: Do
    fallbacks: tuple[Do, ...] = ()
    kind: TestKind = TestKind.RULE


@dataclass(frozen=True)
class Group:
    """A group of rules and groups."""

    name: str
    when: Condition | None
    items: tuple["Rule | Group", ...]
    fallbacks: tuple[Do, ...] = ()
    is_unique: bool = False


def record_field(name: str, type_: ValueType, **more: object) -> Field:
    """Return a field that is read from its own name."""
    more.setdefault("sources", (FieldSource(name, "." in name),))
    return Field(name, type_, **more)  # type: ignore[arg-type]


@dataclass
class _Builder:
    nodes: list[Node] = field(default_factory=lambda: [StartNode()])
    edges: list[Edge] = field(default_factory=list)

    def edge(
        self, source: str, target: str, kind: EdgeKind, guard: Condition | None = None
    ) -> None:
        self.edges.append(Edge(source, target, kind, guard))

    def fails(self, source: str, target: str) -> None:
        """Join an attempt to the next one, unless it always succeeds."""
        node = next(node for node in reversed(self.nodes) if node.id == source)
        if not (isinstance(node, DecisionNode) and always_succeeds(node.action)):
            self.edge(source, target, EdgeKind.FAILS)

    def attempts(
        self, dos: tuple[Do, ...], origins: list[str], clock_from_first: bool
    ) -> list[str]:
        ids = []
        for do, origin in zip(dos, origins, strict=True):
            first = dos[0]
            clock = first.clock if clock_from_first else do.clock
            node = DecisionNode(
                f"d{len(self.nodes)}", do.action, origin, do.hold, do.notify, do.tags, clock
            )
            self.nodes.append(node)
            if ids:
                self.fails(ids[-1], node.id)
            ids.append(node.id)
            previous = node.id
            for step in first.steps if clock_from_first else do.steps:
                own = StepNode(f"s{len(self.nodes)}", step.timing, step.delay, step.action)
                self.nodes.append(own)
                self.edge(previous, own.id, EdgeKind.SILENT)
                previous = own.id
        return ids


def graph_of(
    fields: tuple[Field, ...],
    items: tuple[Rule | Group, ...],
    fallbacks: tuple[Do, ...],
    **declared: object,
) -> DecisionGraph:
    """Build a checked graph; `declared` are the other parts of `DecisionGraph`."""
    builder = _Builder()
    entry_of: dict[int, str] = {}
    fallback_of: dict[int, list[str]] = {}
    attempts_of: dict[int, list[str]] = {}
    _number(builder, items, (), entry_of, attempts_of, fallback_of)
    last = builder.attempts(fallbacks, ["fallback"] * len(fallbacks), clock_from_first=False)
    first = entry_of[id(items[0])] if items else last[0]
    builder.edge("start", first, EdgeKind.ENTER)
    _connect(builder, items, last[0], last[0], entry_of, attempts_of, fallback_of)
    declared.setdefault("zone", "UTC")
    return DecisionGraph(
        record="lead",
        fields=fields,
        nodes=tuple(builder.nodes),
        edges=tuple(builder.edges),
        **declared,  # type: ignore[arg-type]
    )


def _number(
    builder: _Builder,
    items: tuple[Rule | Group, ...],
    groups: tuple[str, ...],
    entry_of: dict[int, str],
    attempts_of: dict[int, list[str]],
    fallback_of: dict[int, list[str]],
) -> None:
    for item in items:
        kind = TestKind.GROUP if isinstance(item, Group) else item.kind
        node = TestNode(f"t{len(builder.nodes)}", kind, item.name, groups)
        builder.nodes.append(node)
        entry_of[id(item)] = node.id
        if isinstance(item, Rule):
            own = "require" if item.kind is TestKind.REQUIRE else ""
            origins = [own, *(f"fallback {i + 1}" for i in range(len(item.fallbacks)))]
            dos = (item.do, *item.fallbacks)
            attempts_of[id(item)] = builder.attempts(dos, origins, clock_from_first=True)
            continue
        inner = (*groups, item.name)
        _number(builder, item.items, inner, entry_of, attempts_of, fallback_of)
        origin = f"{' / '.join(inner)} / fallback"
        fallback_of[id(item)] = builder.attempts(
            item.fallbacks, [origin] * len(item.fallbacks), clock_from_first=False
        )


def _connect(
    builder: _Builder,
    items: tuple[Rule | Group, ...],
    behind: str,
    failing: str,
    entry_of: dict[int, str],
    attempts_of: dict[int, list[str]],
    fallback_of: dict[int, list[str]],
) -> None:
    """Join the items; `behind` is what follows the last, `failing` the enclosing fallback."""
    for number, item in enumerate(items, 1):
        after = entry_of[id(items[number])] if number < len(items) else behind
        own, guard = entry_of[id(item)], item.when or Constant(True)
        if isinstance(item, Rule):
            builder.edge(own, attempts_of[id(item)][0], EdgeKind.MATCH, guard)
            builder.edge(own, after, EdgeKind.ELSE)
            builder.fails(attempts_of[id(item)][-1], failing)
            continue
        inner = fallback_of[id(item)]
        if inner:
            builder.fails(inner[-1], failing)
        builder.edge(own, entry_of[id(item.items[0])], EdgeKind.MATCH, guard)
        builder.edge(own, after, EdgeKind.ELSE)
        _connect(
            builder,
            item.items,
            inner[0] if inner else after,
            inner[0] if inner else failing,
            entry_of,
            attempts_of,
            fallback_of,
        )


def both(*items: Condition) -> Condition:
    """Return the conjunction."""
    return AllOf(items)
