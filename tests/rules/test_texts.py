"""What the rules say of every case, word for word: `texts/<rule-name>.txt` beside this file.

The literate cases say where something is found; this says how it reads, with its labels, notes,
help, fixes and record. `ROUTEWRIGHT_WRITE_TEXTS=1 pytest tests/rules/test_texts.py` writes it anew,
and then to be read as an author would, line by line.
"""

import csv
import io
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from compiler.conftest import Case, cases_in, compiled
from compiler.coverage.surveying import facts_on
from routewright_compiler.analysis.coverage.history import arrivals
from routewright_compiler.lint.discovery import discover
from routewright_compiler.policy import Policy
from routewright_grammar.diagnostic import Diagnostic, Label, in_order
from routewright_grammar.span import Source, Span
from routewright_runtime.decide import Router
from rules.conftest import TODAY, rebased

CASES = Path(__file__).parent
TEXTS = CASES / "texts"
HISTORY = "received_at\n" + "2026-03-09T09:00Z\n" * 5
RULES = {str(rule.NAME): rule for rule in discover()}


@pytest.mark.parametrize("name", sorted(RULES))
def test_the_findings_of_the_cases_read_as_they_should(name: str) -> None:
    path = TEXTS / f"{name}.txt"
    told = "\n".join(line for case in cases_in(CASES / f"{name}.md") for line in _told(name, case))
    if os.environ.get("ROUTEWRIGHT_WRITE_TEXTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{told}\n", encoding="utf-8")
    assert f"{told}\n" == path.read_text(encoding="utf-8")


def _told(name: str, case: Case) -> Iterator[str]:
    files = dict(rebased(case))
    history = csv.DictReader(io.StringIO(files.pop("history.csv", HISTORY)))
    outcome = compiled(files)
    assert outcome.value is not None
    policy: Policy = outcome.value
    rows = [(row, datetime.fromisoformat(row["received_at"])) for row in history]
    facts = facts_on(policy, arrivals(Router(policy.graph), rows), TODAY)
    sources = {file: Source(file, text) for file, text in files.items()}
    yield f"## {case.title}"
    for finding in in_order(RULES[name].check(facts)):
        yield from _lines(finding, sources)
    yield ""


def _lines(finding: Diagnostic, sources: dict[str, Source]) -> Iterator[str]:
    minor = ", minor" if finding.is_minor else ""
    yield f"{finding.severity.value}[{finding.code}] {finding.name} ({finding.certainty}{minor})"
    yield f"  {finding.message}"
    yield f"  {_place(finding.label, sources)}"
    yield from (f"  also {_place(label, sources)}" for label in finding.related)
    yield from (f"  {title}: {text}" for title, text in finding.notes)
    if finding.help:
        yield f"  help: {finding.help}"
    for fix in finding.fixes:
        yield f"  fix ({fix.safety.value}): {fix.message}"
        yield from (f"    {_at(edit.span, sources)} {edit.text!r}" for edit in fix.edits)
    if finding.witness is not None:
        yield f"  record: {dict(finding.witness)}"


def _place(label: Label, sources: dict[str, Source]) -> str:
    subject = f" of `{label.subject}`" if label.subject else ""
    return f"{_at(label.span, sources)}{subject} {label.message}".rstrip()


def _at(span: Span, sources: dict[str, Source]) -> str:
    source = sources[span.file]
    start, end = source.position(span.start), source.position(span.end)
    return f"{span.file}:{start.line}:{start.column}-{end.line}:{end.column}"
