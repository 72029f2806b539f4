"""Texts stand in explanations as the policy spells them; what they mean and hash to is folded."""

from typing import Any

from routewright_runtime.decide import Router
from routewright_runtime.explain import explain, why_not
from routewright_runtime.graph.codec import content_hash, from_text, to_text
from routewright_runtime.state import MemoryState
from routewright_runtime.words import Words

FALLBACK = 'fallback suppress "none"'


def _policy(bench: Any, condition: str) -> Any:
    rule = f'rule "R" {{ when {condition} suppress "r" }}'
    text = f"record lead {{ tags: text  email: email }}\n{rule}\n{FALLBACK}\n"
    outcome = bench.compiled({"t.route": text}, "t.route")
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def _words(graph: Any) -> str:
    (guard,) = [edge.guard for edge in graph.edges if edge.guard is not None]
    return Words(graph).condition(guard)


def test_texts_stand_as_written(bench: Any) -> None:
    for condition in (
        'tags = "Lost to EINS"',
        'tags != "Lost to EINS"',
        'tags in ("Lost to EINS", "No")',
        'tags starts with ("Lost", "NO")',
        'email.domain = "Rival.Example"',
    ):
        assert _words(_policy(bench, condition).graph) == condition


def test_spelling_changes_neither_meaning_nor_hash(bench: Any) -> None:
    one = _policy(bench, 'tags in ("Lost to EINS", "No")').graph
    other = _policy(bench, 'tags in ("lost TO eins", "NO")').graph
    assert _words(one) != _words(other)
    assert content_hash(one) == content_hash(other)
    guards = [[edge.guard for edge in graph.edges] for graph in (one, other)]
    assert guards[0] == guards[1]


def test_a_stored_policy_keeps_the_spelling(bench: Any) -> None:
    graph = _policy(bench, 'tags = "Lost to EINS"').graph
    assert _words(from_text(to_text(graph))) == 'tags = "Lost to EINS"'


def test_explanations_and_changes_are_spelled_as_the_policy_is(bench: Any) -> None:
    router = Router(_policy(bench, 'tags = "Lost to EINS"').graph)
    found = explain(router, {"tags": "x"}, MemoryState(), None)
    assert found.passed_over[0].failed.condition == 'tags = "Lost to EINS"'
    (change,) = why_not(router, {"tags": "x"}, "R", None).changes
    assert (change.then, change.json) == ('"Lost to EINS"', "Lost to EINS")


def test_a_prefix_to_be_had_is_spelled_as_the_policy_is(bench: Any) -> None:
    router = Router(_policy(bench, 'tags starts with "Chief"').graph)
    (change,) = why_not(router, {"tags": "x"}, "R", None).changes
    assert change.json == "Chief"
