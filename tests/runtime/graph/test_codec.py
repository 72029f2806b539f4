"""The graph as JSON and back, its hash, and what a damaged file comes to."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routewright_runtime.graph.codec import (
    GraphFormatError,
    content_hash,
    from_json,
    from_text,
    to_json,
    to_text,
)
from routewright_runtime.graph.conditions import Between, FieldTerm, Place
from routewright_runtime.graph.model import DecisionGraph, Edge, TestNode
from runtime.evaluate.generated import graphs
from runtime.explain.sample import GRAPH

SLOW = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
RUNTIME = Path(__file__).resolve().parents[3] / "runtime"


@given(graph=graphs())
@SLOW
def test_a_graph_survives_json(graph: DecisionGraph) -> None:
    again = from_json(json.loads(json.dumps(to_json(graph))))
    assert again == graph
    assert content_hash(again) == content_hash(graph)
    assert from_text(to_text(graph)) == graph


def moved(graph: DecisionGraph) -> DecisionGraph:
    """Return the same policy as if it had been written elsewhere."""
    place = Place("other.route", 7, 9, 3)
    nodes = tuple(replace(n, place=place) if isinstance(n, TestNode) else n for n in graph.nodes)
    fields = tuple(replace(item, place=place) for item in graph.fields)
    return replace(graph, nodes=nodes, fields=fields)


@given(graph=graphs())
@SLOW
def test_the_hash_depends_on_the_meaning_and_not_on_places(graph: DecisionGraph) -> None:
    assert content_hash(moved(graph)) == content_hash(graph)
    (first, *others) = graph.fields
    renamed = replace(graph, fields=(replace(first, is_required=not first.is_required), *others))
    assert content_hash(renamed) != content_hash(graph)


def test_places_are_kept() -> None:
    again = from_json(to_json(moved(GRAPH)))
    assert again.fields[0].place == Place("other.route", 7, 9, 3)
    assert from_json(to_json(GRAPH, with_places=False)).fields[0].place is None


def test_a_changed_threshold_changes_the_hash() -> None:
    def changed(edge: Edge) -> Edge:
        guard = Between(FieldTerm("employees"), 1001, None)
        return replace(edge, guard=guard) if edge.guard is not None else edge

    assert content_hash(replace(GRAPH, edges=tuple(map(changed, GRAPH.edges)))) != content_hash(
        GRAPH
    )


DAMAGE = st.sampled_from((None, True, -1, 1.5, "x", [], {}, {"decimal": "x"}, {"class": "Assign"}))


def damage(data: object, path: list[int], value: object) -> object:
    """Return the JSON data with something replaced at a place that the path leads to."""
    if not path or not isinstance(data, dict | list) or not data:
        return value
    if isinstance(data, list):
        i = path[0] % len(data)
        return [*data[:i], damage(data[i], path[1:], value), *data[i + 1 :]]
    key = sorted(data)[path[0] % len(data)]
    return {**data, key: damage(data[key], path[1:], value)}


@given(st.lists(st.integers(0, 99), max_size=8), DAMAGE)
@settings(max_examples=200, deadline=None)
def test_damaged_json_is_refused_or_is_another_graph(path: list[int], value: object) -> None:
    data = damage(to_json(GRAPH), path, value)
    try:
        graph = from_json(data)
    except GraphFormatError:
        return
    assert from_json(to_json(graph)) == graph


@given(st.integers(0, 10**6), st.sampled_from('"{}[]:,0aZ'))
@settings(max_examples=150, deadline=None)
def test_a_stored_text_with_a_changed_character_is_refused(position: int, char: str) -> None:
    text = to_text(GRAPH)
    i = position % (len(text) - 1)
    changed = text[:i] + char + text[i + 1 :]
    if json_or_none(changed) == json.loads(text):
        return
    with pytest.raises(GraphFormatError):
        from_text(changed)


def json_or_none(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", '{"sha256": "", "graph": {}}', "[" * 100_000, "\ud800"]
)
def test_what_is_no_graph_is_refused(text: str) -> None:
    with pytest.raises(GraphFormatError, match="compile the"):
        from_text(text)


def test_another_version_is_refused_with_the_remedy() -> None:
    with pytest.raises(GraphFormatError, match="version 99, this release reads version 1"):
        from_json({**to_json(GRAPH), "version": 99})


def test_a_graph_loads_and_runs_without_the_compilers_libraries(tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text(to_text(GRAPH), encoding="utf-8")
    code = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from routewright_runtime.decide import Router
from routewright_runtime.graph.codec import from_text
from routewright_runtime.state import MemoryState

router = Router(from_text(Path(sys.argv[1]).read_text(encoding="utf-8")))
record = {"email": "cfo@bank.example", "country": "CH", "size": "4000"}
decision = router.decide(record, MemoryState(), datetime(2026, 3, 10, 9, tzinfo=UTC))
print(decision.owner, decision.rule)
print(sorted({"lark", "networkx", "jinja2", "click"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "policy.json")],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(RUNTIME)},
        timeout=60,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["lena DACH enterprise", "[]"]
