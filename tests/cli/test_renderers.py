"""A finding in each of its forms, with the awkward texts that a source may hold."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from routewright.renderers import formats, render
from routewright.report import Report
from routewright.source_view import columns, visible
from routewright_grammar.diagnostic import Certainty, Diagnostic, Fix, FixSafety, Label, Severity
from routewright_grammar.span import Source, Span

TEXT = 'rule "A" {\n\twhen "Zoë 日本" = city\n}\n\nrule "B" {\n  when city = "Rom"\n}\n'
SOURCE = Source("in.route", TEXT)


def _span(piece: str) -> Span:
    start = TEXT.index(piece)
    return Span("in.route", start, start + len(piece))


FINDING = Diagnostic(
    "RW301",
    "unreachable-rule",
    Severity.ERROR,
    "rule `B` never receives a record",
    Label(_span('rule "B"'), "never reached", "B"),
    related=(Label(_span("= city"), "takes them first", "A"),),
    notes=(("now", "rule `A`"),),
    help="move `B` above `A`",
    fixes=(Fix("move it", FixSafety.UNSAFE),),
    witness=(("city", "Rom"), ("size", None)),
)
REPORT = Report.of([FINDING], {"in.route": SOURCE}, rules=2)

FULL = """\
error[RW301] unreachable-rule: rule `B` never receives a record
 --> in.route:5:1
  |
2 |     when "Zoë 日本" = city
  |                     ------ takes them first
  ...
5 | rule "B" {
  | ^^^^^^^^ never reached
  |
  = record: city Rom, size (empty)
  = now: rule `A`
  = help: move `B` above `A`
  = fix (unsafe): move it

1 error, 0 warnings, 0 notes in 2 rules
"""


def test_full_shows_text_marks_record_and_repair() -> None:
    assert render("full", REPORT) == FULL


def test_colour_changes_nothing_but_colour() -> None:
    import re

    painted = render("full", REPORT, is_coloured=True)
    assert "\x1b[" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == FULL


def test_concise_is_a_line_a_finding() -> None:
    assert render("concise", REPORT) == (
        "in.route:5:1: error RW301 unreachable-rule: rule `B` never receives a record\n"
        "1 error, 0 warnings, 0 notes in 2 rules\n"
    )


def test_json_has_the_shape_that_scripts_rely_on() -> None:
    document = json.loads(render("json", REPORT))
    assert document["version"] == 1
    assert document["summary"] == {
        "errors": 1,
        "warnings": 0,
        "notes": 0,
        "rules": 2,
        "undecided": 0,
    }
    (finding,) = document["findings"]
    assert finding["code"] == "RW301"
    assert finding["subject"] == "B"
    assert finding["start"] == {"line": 5, "column": 1}
    assert finding["end"] == {"line": 5, "column": 9}
    assert finding["related"][0]["subject"] == "A"
    assert finding["related"][0]["start"] == {"line": 2, "column": 16}
    assert finding["witness"] == {"city": "Rom", "size": None}
    assert finding["certainty"] == "proved"
    assert finding["fixes"] == [{"message": "move it", "safety": "unsafe", "edits": []}]


def test_jsonl_is_the_same_a_line_each() -> None:
    first, last = map(json.loads, render("jsonl", REPORT).splitlines())
    document = json.loads(render("json", REPORT))
    assert first == {"type": "finding", **document["findings"][0]}
    assert last == {"type": "summary", **document["summary"]}


# The forms of others that have no place for a summary.
BARE = {"gitlab", "rdjson"}


@pytest.mark.parametrize("name", [name for name in formats() if name not in BARE])
def test_nothing_found_is_said(name: str) -> None:
    text = render(name, Report.of([], rules=7))
    assert "7" in text


def test_undecided_findings_are_counted() -> None:
    from dataclasses import replace

    report = Report.of([replace(FINDING, certainty=Certainty.UNDECIDED)], rules=2, undecided=1)
    assert report.undecided == 2
    assert "2 questions left undecided" in render("concise", report)


def test_a_long_line_is_cut_around_the_mark() -> None:
    text = "x" * 500 + "HERE" + "y" * 500
    finding = Diagnostic("RW001", "syntax", Severity.ERROR, "m", Label(Span("f", 500, 504), "this"))
    shown = render("full", Report.of([finding], {"f": Source("f", text)}))
    line, marks = shown.splitlines()[3:5]
    assert len(line) < 230
    assert line.index("HERE") == marks.index("^^^^ this")


def test_a_terminal_obeys_nothing_of_the_text() -> None:
    text = 'tag "\x1b[31m\u202e"'
    finding = Diagnostic(
        "RW001", "syntax", Severity.ERROR, "not `\x1b]0;x`", Label(Span("f\x1b", 0, 3))
    )
    for name in ("full", "concise"):
        shown = render(name, Report.of([finding], {"f\x1b": Source("f\x1b", text)}))
        assert "\x1b" not in shown
        assert "\u202e" not in shown


@given(st.text(alphabet="ab\t日é\u0301🙂\u200d\x00", max_size=12), st.text("xy日\t", max_size=4))
def test_marks_stand_under_what_they_mark(before: str, marked: str) -> None:
    text = f"{before}|{marked}."
    start = len(before)
    finding = Diagnostic("RW001", "syntax", Severity.ERROR, "m", Label(Span("f", start, start + 1)))
    shown = render("full", Report.of([finding], {"f": Source("f", text)}))
    line, marks = shown.splitlines()[3:5]
    assert wcswidth(line[: line.index("|", 4)]) == marks.index("^")


@given(st.text(max_size=30))
def test_what_is_shown_has_a_width(text: str) -> None:
    assert columns(text) >= 0
    assert "\n" not in visible(text)
