"""The manual: a page for every finding, whose bad example is found and whose good one is not."""

from pathlib import Path
from typing import Any

import pytest

from routewright_compiler import schema
from routewright_compiler.schema import codes

MANUAL = Path(schema.__file__).parents[1] / "manual"
CASES = MANUAL
KINDS = codes.finding_kinds()


def test_every_finding_has_a_page_and_every_page_a_finding() -> None:
    pages = sorted(path.stem for path in MANUAL.glob("*.md"))
    assert pages == sorted(kind.name for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_page_names_its_code_and_severity(kind: codes.FindingKind) -> None:
    text = (MANUAL / f"{kind.name}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {kind.name}\n\n{kind.code}, {kind.severity}. ")


def test_an_example_shows_what_its_page_says(bench: Any, literate_case: Any) -> None:
    name, _, part = literate_case.title.partition(": ")
    found = bench.found_in(literate_case)
    if part == "Instead":
        assert found == []
    else:
        code = next(kind.code for kind in KINDS if kind.name == name)
        assert {c for _, _, c in literate_case.expected} == {code}
        assert found == sorted(literate_case.expected)
