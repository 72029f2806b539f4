"""The literate cases of the three rules, and the examples of their manual pages."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from compiler.conftest import Case, cases_in
from compiler.coverage.surveying import RULES, facts_on, found_by
from routewright_compiler.analysis.coverage.history import arrivals
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_grammar.span import Source
from routewright_runtime.decide import Router

PAGES = Path(__file__).parents[2] / "rules"
TODAY = date(2026, 3, 10)  # of the cases in `tests/rules`
DEFAULT_HISTORY = "received_at\n" + "2026-03-09T09:00Z\n" * 5


def _cases() -> Iterator[Case]:
    for rule in RULES:
        yield from cases_in(PAGES / f"{rule.NAME}.md")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A file for the manual page of a rule."""
    return tmp_path / "page.md"


@pytest.mark.parametrize("case", list(_cases()), ids=str)
def test_a_case_has_the_findings_it_says(case: Case) -> None:
    assert _found(case) == sorted(case.expected)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.NAME)
def test_the_examples_of_a_manual_page_are_true(rule: object, page: Path) -> None:
    page.write_text(f"# page\n{rule.__doc__}", encoding="utf-8")
    example, instead = [case for case in cases_in(page) if case.files]
    code = getattr(rule, "CODE", "")
    assert [found for _, _, found in example.expected] == [code]
    assert _found(example) == sorted(example.expected)
    assert _found(instead) == []


def _found(case: Case) -> list[tuple[str, int, str]]:
    files = dict(case.files)
    history = files.pop("history.csv", DEFAULT_HISTORY)
    outcome = compile_policy("main.route", MappingLoader(files))
    assert outcome.value is not None, [item.message for item in outcome.diagnostics]
    policy = outcome.value
    rows = csv.DictReader(io.StringIO(history))
    records = [(row, datetime.fromisoformat(row["received_at"])) for row in rows]
    facts = facts_on(policy, arrivals(Router(policy.graph), records), TODAY)
    found = []
    for rule in RULES:
        for finding in found_by(rule, facts):
            span = finding.label.span
            line = Source(span.file, files[span.file]).position(span.start).line
            found.append((span.file, line, finding.code))
    return sorted(found)
