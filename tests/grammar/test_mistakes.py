"""Every message about a mistake, as literate cases in `mistakes/*.md`; and every fix repairs.

A case is a heading, the text as a `route` block, and a `text` block with what is said of it: one
line a finding (code, name, place, message), then its other places, its help and its fix (the whole
text after it, `⏎` for a line end); last, which declarations could still be read.
"""

import re
from pathlib import Path

import pytest

from routewright_grammar.diagnostic import Diagnostic, Fix
from routewright_grammar.parse import parse
from routewright_grammar.span import Source, Span

FOLDER = Path(__file__).parent / "mistakes"
CASE = re.compile(r"^## (.*)\n```route\n([\s\S]*?)\n```\n```text\n([\s\S]*?)\n```$", re.MULTILINE)
CASES = [
    pytest.param(text, said, id=f"{path.stem}: {title}")
    for path in sorted(FOLDER.glob("*.md"))
    for title, text, said in CASE.findall(path.read_text(encoding="utf-8"))
]


def apply(fix: Fix, text: str) -> str:
    for edit in sorted(fix.edits, key=lambda edit: -edit.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def place(source: Source, span: Span) -> str:
    start, end = source.position(span.start), source.position(span.end)
    return f"{start.line}:{start.column}-{end.line}:{end.column}"


def lines_about(source: Source, found: Diagnostic) -> list[str]:
    said = [f"{found.code} {found.name} {place(source, found.label.span)} {found.message}"]
    said += [f"  also {place(source, label.span)} {label.message}" for label in found.related]
    said += [f"  help {found.help}"] if found.help else []
    said += [f"  fix  {apply(fix, source.text)}".replace("\n", "⏎") for fix in found.fixes]
    return said


def report(text: str) -> str:
    source = Source("case.route", text)
    outcome = parse(source)
    assert outcome.value is not None
    said = [line for found in outcome.diagnostics for line in lines_about(source, found)]
    read = ", ".join(type(item).__name__ for item in outcome.value.declarations)
    return "\n".join([*said, f"reads {read or 'nothing'}"])


def test_there_are_cases() -> None:
    assert len(CASES) > 180
    headings = sum(path.read_text("utf-8").count("\n## ") for path in FOLDER.glob("*.md"))
    assert headings == len(CASES)


@pytest.mark.parametrize(("text", "said"), CASES)
def test_a_mistake_is_explained(text: str, said: str) -> None:
    assert report(text) == said


@pytest.mark.parametrize(("text", "said"), CASES)
def test_every_finding_stops_the_compiler(text: str, said: str) -> None:
    outcome = parse(Source("case.route", text))
    assert outcome.diagnostics
    assert outcome.is_refused
    assert all(found.not_compiled for found in outcome.diagnostics)


def test_applying_the_fixes_one_after_another_leads_to_a_clean_file() -> None:
    cured = 0
    for case in CASES:
        text = str(case.values[0])
        if any(not found.fixes for found in parse(Source("case.route", text)).diagnostics):
            continue
        for _ in range(8):
            found = parse(Source("case.route", text)).diagnostics
            if not found:
                break
            assert found[0].fixes, text
            text = apply(found[0].fixes[0], text)
        assert not parse(Source("case.route", text)).diagnostics, text
        cured += 1
    assert cured > 90


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('rule "R" { when n >= 5m  assign lena }', "write `5M` for `5m`"),
        ('rule "R" { when n in (1 2)  assign lena }', "insert `,`"),
        ('rule "R" { when n = 1;  assign lena }', "delete `;`"),
    ],
)
def test_a_fix_says_what_it_does(text: str, title: str) -> None:
    (found,) = parse(Source("case.route", text)).diagnostics
    assert [fix.message for fix in found.fixes] == [title]
