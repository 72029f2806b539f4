"""A rotation that asks for the record's own value, as one rotation for each value.

`rotate t where speaks language` keeps a turn of its own for each language. A configuration says
that value by value; so does the policy here, before the two are compared. The rule is tested once
for each value that a member has, once where the field is empty (then nothing is asked), and once
for all other values, for which nobody is found and the next attempt follows.
"""

from dataclasses import replace

from routewright_runtime.graph.conditions import (
    AllOf,
    Condition,
    FieldTerm,
    Known,
    Negation,
    OneOf,
)
from routewright_runtime.graph.model import (
    DecisionGraph,
    DecisionNode,
    Edge,
    EdgeKind,
    Node,
    Rotate,
    SkillKind,
    SkillTest,
    StepNode,
    TeamTarget,
    TestKind,
    TestNode,
)
from routewright_runtime.values import TypeName

MOST_PARTS = 400


def split_by_skill(graph: DecisionGraph) -> DecisionGraph:
    """Return a graph that decides every record alike, its rotations asking for fixed values.

    Only the first attempt of a rule is split, for values of texts, choices and languages.
    """
    for _ in range(MOST_PARTS):
        found = _first(graph)
        if found is None:
            return graph
        graph = _split(graph, *found)
    return graph


def _first(graph: DecisionGraph) -> tuple[TestNode, DecisionNode, int] | None:
    nodes = {node.id: node for node in graph.nodes}
    for edge in graph.edges:
        test, decision = nodes[edge.source], nodes[edge.target]
        if edge.kind is not EdgeKind.MATCH or not isinstance(test, TestNode):
            continue
        if test.kind is TestKind.GROUP or not isinstance(decision, DecisionNode):
            continue
        action = decision.action
        if not isinstance(action, Rotate) or not isinstance(action.target, TeamTarget):
            continue
        for place, asked in enumerate(action.where):
            if isinstance(asked.value, FieldTerm) and _is_plain(graph, asked.value):
                return test, decision, place
    return None


def _is_plain(graph: DecisionGraph, term: FieldTerm) -> bool:
    kinds = (TypeName.LANGUAGE, TypeName.CHOICE, TypeName.TEXT, TypeName.COUNTRY)
    return term.part is None and any(
        field.name == term.field and field.type.name in kinds for field in graph.fields
    )


def _split(
    graph: DecisionGraph, test: TestNode, decision: DecisionNode, place: int
) -> DecisionGraph:
    action = decision.action
    assert isinstance(action, Rotate) and isinstance(action.target, TeamTarget)
    asked = action.where[place]
    assert isinstance(asked.value, FieldTerm)
    match = next(e for e in graph.edges if e.source == test.id and e.kind is EdgeKind.MATCH)
    other = next(e for e in graph.edges if e.source == test.id and e.kind is EdgeKind.ELSE)
    assert match.guard is not None
    others = (*action.where[:place], *action.where[place + 1 :])
    parts: list[tuple[str, Condition, tuple[SkillTest, ...]]] = [
        ("none", Negation(Known(asked.value)), others)
    ]
    for value in _values(graph, action.target.name, asked.skill):
        own_value = OneOf(asked.value, (_spelled(graph, asked.value, value),))
        parts.append((value, own_value, (*others, SkillTest(asked.skill, value))))
    nodes: list[Node] = list(graph.nodes)
    edges = [e for e in graph.edges if not (e.source == test.id and e.kind is EdgeKind.ELSE)]
    edges = [e for e in edges if e is not match]
    tests = [test.id, *(f"{test.id}~{number}" for number in range(1, len(parts) + 1))]
    for number, (_, condition, where) in enumerate(parts):
        own = f"{decision.id}~{number}"
        if number:
            nodes.append(replace(test, id=tests[number]))
        nodes.append(replace(decision, id=own, action=replace(action, where=where)))
        edges.append(Edge(tests[number], own, EdgeKind.MATCH, AllOf((match.guard, condition))))
        edges.append(Edge(tests[number], tests[number + 1], EdgeKind.ELSE))
        edges.extend(_behind(graph, decision.id, own, nodes))
    fails = next(e for e in graph.edges if e.source == decision.id and e.kind is EdgeKind.FAILS)
    nodes.append(replace(test, id=tests[-1]))
    edges.append(Edge(tests[-1], fails.target, EdgeKind.MATCH, match.guard))
    edges.append(Edge(tests[-1], other.target, EdgeKind.ELSE))
    return replace(graph, nodes=tuple(nodes), edges=tuple(edges))


def _behind(graph: DecisionGraph, old: str, new: str, nodes: list[Node]) -> list[Edge]:
    """Copy what follows a decision: the next attempt, and its own chain of steps."""
    found = [
        Edge(new, edge.target, EdgeKind.FAILS)
        for edge in graph.edges
        if edge.source == old and edge.kind is EdgeKind.FAILS
    ]
    by_id = {node.id: node for node in graph.nodes}
    source, copied = old, new
    while True:
        step = next(
            (e for e in graph.edges if e.source == source and e.kind is EdgeKind.SILENT), None
        )
        if step is None:
            return found
        node = by_id[step.target]
        assert isinstance(node, StepNode)
        own = f"{new}~{node.id}"
        nodes.append(replace(node, id=own))
        found.append(Edge(copied, own, EdgeKind.SILENT))
        source, copied = node.id, own


def _values(graph: DecisionGraph, team_name: str, skill: SkillKind) -> tuple[str, ...]:
    """Return the values that members of a team have, each once."""
    team = next(item for item in graph.teams if item.name == team_name)
    reps = {rep.name: rep for rep in graph.reps}
    found: dict[str, None] = {}
    for member in team.members:
        rep = reps[member.rep]
        found.update(dict.fromkeys(rep.speaks if skill is SkillKind.SPEAKS else rep.knows))
    return tuple(found)


def _spelled(graph: DecisionGraph, term: FieldTerm, value: str) -> str:
    """Return a value as conditions hold it: a member of a choice as it is declared."""
    field = next(item for item in graph.fields if item.name == term.field)
    return field.type.member_by_fold.get(value, value)
