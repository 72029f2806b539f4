"""The manual page of every rule: its bad example is found, its good one is not."""

import re
from types import ModuleType

import pytest

from compiler.conftest import MAIN, Case, cases_in
from routewright_compiler.lint.discovery import discover
from rules.conftest import Rules, pages, rebased

MODULES = discover()
HISTORY = {"over-capacity"}  # its example needs a file of records


def _cases(module: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    path = tmp_path_factory.mktemp("pages") / f"{module.NAME}.md"
    path.write_text(pages(module), encoding="utf-8")
    return {case.title.partition(": ")[2]: case for case in cases_in(path)}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.NAME))
def test_a_page_says_code_and_severity_and_why(module: ModuleType) -> None:
    text = pages(module)
    first, _, rest = text.partition("\n\n")
    assert first.endswith(".")
    assert rest.startswith(f"{module.CODE}, {module.SEVERITY}")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Why it matters", "Example", "Instead"]


@pytest.mark.parametrize(
    "module",
    [module for module in MODULES if module.NAME not in HISTORY],
    ids=lambda module: str(module.NAME),
)
def test_the_examples_show_what_the_page_says(
    module: ModuleType, rules: Rules, tmp_path_factory: pytest.TempPathFactory
) -> None:
    cases = _cases(module, tmp_path_factory)
    for title, case in cases.items():
        files = rebased(case)
        found = [d for d in rules.linted(files) if d.code == module.CODE]
        assert rules.places(found, files) == sorted(case.expected), title
    assert {code for _, _, code in cases["Example"].expected} == {module.CODE}
    assert cases["Instead"].expected == []
    assert MAIN in cases["Instead"].files
