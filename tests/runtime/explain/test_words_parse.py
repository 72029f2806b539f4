"""What `Words` writes compiles again to the same condition, for every condition of the corpus."""

from pathlib import Path

import pytest

from routewright_compiler.pipeline import compile_policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_runtime.graph.conditions import Condition, Constant
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.words import Words

ROOT = Path(__file__).resolve().parents[3]


def is_used(path: Path) -> bool:
    """Tell whether another file beside it uses this one, so that it is no policy itself."""
    return any(f'use "{path.name}"' in p.read_text("utf-8") for p in path.parent.glob("*.route"))


POLICIES = sorted(
    path
    for folder in ("examples", "tests/compiler/valid")
    for path in (ROOT / folder).rglob("*.route")
    if not is_used(path)
)


def files_of(folder: Path) -> dict[str, str | bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.suffix in (".route", ".csv")}


def compiled(name: str, files: dict[str, str | bytes]) -> DecisionGraph | None:
    found = compile_policy(name, MappingLoader(files)).value
    return None if found is None else found.graph


def conditions_of(graph: DecisionGraph) -> list[Condition]:
    """Return every condition that stands in a graph, but those that say nothing."""
    found = [edge.guard for edge in graph.edges if edge.guard is not None]
    found += [item.condition for item in graph.definitions]
    found += [line.condition for item in graph.classifications for line in item.lines]
    found += [line.condition for item in graph.scores for line in item.lines]
    found += [side for fact in graph.facts for side in (fact.premise, fact.conclusion)]
    return [condition for condition in found if not isinstance(condition, Constant)]


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_words_compile_to_the_same_condition(path: Path) -> None:
    files = files_of(path.parent)
    graph = compiled(path.name, files)
    assert graph is not None, "every policy of the corpus compiles"
    words = Words(graph)
    conditions = conditions_of(graph)
    lines = [f"define zz{i} = {words.condition(c)}" for i, c in enumerate(conditions)]
    text = path.read_text(encoding="utf-8") + "\n" + "\n".join(lines) + "\n"
    again = compiled(path.name, {**files, path.name: text})
    assert again is not None, "\n".join(lines)
    defined = {item.name: item.condition for item in again.definitions}
    for i, condition in enumerate(conditions):
        assert defined[f"zz{i}"] == condition, lines[i]
        assert words.condition(defined[f"zz{i}"]) == words.condition(condition)
