"""The valid corpus and the listings of the language page: nothing is found in them."""

from pathlib import Path
from typing import Any

import pytest

from routewright_grammar.diagnostic import Diagnostic

CASES = Path(__file__).parent / "valid"
LISTINGS = Path(__file__).parents[1] / "grammar" / "listings"
EXAMPLES = Path(__file__).parents[2] / "examples"
US_TERRITORIES = "state,team\nUS-CA|US-OR|US-WA,us_west\nNY|NJ|US-CT,emea_enterprise\n"
STORIES = sorted(
    path
    for path in EXAMPLES.glob("*/*.route")
    if any(line.startswith(("rule", "group", "fallback")) for line in path.read_text().splitlines())
)


def test_a_valid_case_has_no_findings(bench: Any, literate_case: Any) -> None:
    assert bench.found_in(literate_case) == []


def _names(found: tuple[Diagnostic, ...]) -> set[tuple[str, str]]:
    return {(item.name, item.label.subject) for item in found if item.severity == "error"}


def test_the_listings_of_the_language_page_compile(bench: Any) -> None:
    files = {path.name: path.read_text(encoding="utf-8") for path in LISTINGS.glob("*.route")}
    files["us_territories.csv"] = US_TERRITORIES
    outcome = bench.compiled(files, "acme.route")
    assert outcome.diagnostics == ()
    assert [node.name for node in outcome.value.graph.nodes if hasattr(node, "is_unique")] == [
        *("require", "Competitor", "Named account", "EMEA", "DACH enterprise"),
        *("French speakers", "US territory", "By product", "API", "Analytics"),
    ]
    # The page says itself that its assert is false.
    found = _names(bench.findings(files, "acme.route"))
    assert found <= {("refuted-assert", "free mail never reaches an enterprise team")} | {
        pair for pair in found if pair[0] == "overlap-in-unique-group"
    }


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.parent.name)
def test_every_story_compiles(bench: Any, path: Path) -> None:
    files = {item.name: item.read_bytes() for item in path.parent.iterdir() if item.is_file()}
    outcome = bench.compiled(files, path.name)
    assert outcome.diagnostics == ()
    assert outcome.value is not None
