"""The manual of the syntax findings: a page for each, whose bad example is found, its good not."""

import re
from pathlib import Path

import pytest

import routewright_grammar
from routewright_grammar.codes import Fault
from routewright_grammar.parse import parse
from routewright_grammar.span import Source

MANUAL = Path(routewright_grammar.__file__).parent / "manual"
BLOCK = re.compile(r"^```route\n(.*?)^```$", re.DOTALL | re.MULTILINE)

# What a block of a few lines cannot show.
WITHOUT_EXAMPLE = {
    Fault.TOO_DEEPLY_NESTED,
    Fault.FILE_TOO_LARGE,
    Fault.NOT_UTF8,
    Fault.CONTROL_CHARACTER,
    Fault.TOO_MANY_ERRORS,
}


def test_every_fault_has_a_page_and_every_page_a_fault() -> None:
    pages = sorted(path.stem for path in MANUAL.glob("*.md"))
    assert pages == sorted(fault.value[1] for fault in Fault)


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name)
def test_a_page_names_its_code_and_its_example_shows_it(fault: Fault) -> None:
    code, name = fault.value
    text = (MANUAL / f"{name}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {name}\n\n{code}, error. ")
    blocks = BLOCK.findall(text)
    if fault in WITHOUT_EXAMPLE:
        assert blocks == []
        assert "## Instead\n\n" in text
        return
    bad, good = (_codes(block) for block in blocks)
    assert bad == {code}
    assert good == set()


def _codes(text: str) -> set[str]:
    return {found.code for found in parse(Source("in.route", text)).diagnostics}
