"""The forms that other tools read, each held to the rules of its reader."""

import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routewright.fingerprints import fingerprints
from routewright.fixes.edits import applied
from routewright.renderers import formats, render
from routewright.report import Report
from routewright.shown_order import worst_first
from routewright_grammar.diagnostic import Diagnostic, Edit, Fix, FixSafety, Label, Severity
from routewright_grammar.span import Source, Span

TEXT = 'rule "A" {\n\twhen "Zoë 日本" = city\n}\n\nrule "B" {\n  when city = "Rom"\n}\n'
SOURCE = Source("a b/ein.route", TEXT)


def span(piece: str, text: str = TEXT) -> Span:
    start = text.index(piece)
    return Span(SOURCE.file, start, start + len(piece))


FINDING = Diagnostic(
    "RW301",
    "unreachable-rule",
    Severity.ERROR,
    "rule `B` never gets 100% of a record",
    Label(span('rule "B"'), "never reached", "B"),
    related=(Label(span("= city"), "takes them first", "A"),),
    notes=(("now", "rule `A`"),),
    help="move `B` above `A`",
    fixes=(Fix("swap", FixSafety.UNSAFE, (Edit(span("city"), "x"), Edit(span("=", TEXT), "is"))),),
    witness=(("city", "Rom"), ("size", None)),
)
REPORT = Report.of([FINDING], {SOURCE.file: SOURCE}, rules=2)


def many(count: int, severity: Severity = Severity.ERROR) -> list[Diagnostic]:
    """Return findings on lines of their own in `many.route`."""
    return [
        Diagnostic(
            "RW901", "style", severity, f"finding {n}", Label(Span("many.route", 2 * n, 2 * n + 1))
        )
        for n in range(count)
    ]


def many_report(count: int, severity: Severity = Severity.ERROR) -> Report:
    source = Source("many.route", "x\n" * count)
    return Report.of(many(count, severity), {source.file: source})


# --- sarif ------------------------------------------------------------------------------------


def sarif(report: Report) -> dict[str, object]:
    log = json.loads(render("sarif", report))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_sarif_is_read_by_a_reader_of_its_own() -> None:
    reader = pytest.importorskip("sarif_pydantic", reason="needs the dev extra")
    for report in (REPORT, many_report(3), Report.of([])):
        log = reader.Sarif.model_validate_json(render("sarif", report))
        assert len(log.runs[0].results) == len(report.findings)
    (result,) = reader.Sarif.model_validate_json(render("sarif", REPORT)).runs[0].results
    assert result.rule_id == "RW301"
    assert result.level.value == "error"


def test_sarif_points_with_lines_columns_and_related_locations() -> None:
    run = sarif(REPORT)
    (result,) = run["results"]
    assert run["columnKind"] == "unicodeCodePoints"
    (location,) = result["locations"]
    physical = location["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "a%20b/ein.route"
    region = {"startLine": 5, "startColumn": 1, "endLine": 5, "endColumn": 9}
    assert physical["region"] == region
    (related,) = result["relatedLocations"]
    assert related["id"] == 1
    assert related["message"] == {"text": "takes them first"}
    assert related["logicalLocations"] == [{"name": "A"}]
    assert related["physicalLocation"]["region"]["startColumn"] == 16
    (fix,) = result["fixes"]
    assert len(fix["artifactChanges"][0]["replacements"]) == 2


def test_sarif_names_each_rule_once() -> None:
    run = sarif(many_report(4))
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["RW901"]
    assert {result["ruleIndex"] for result in run["results"]} == {0}


def test_sarif_keeps_the_worst_where_there_are_too_many(monkeypatch) -> None:
    from routewright.renderers import sarif as module

    monkeypatch.setattr(module, "RESULTS_LIMIT", 3)
    notes = many_report(5, Severity.NOTE)
    run = sarif(replace(notes, findings=(*notes.findings, FINDING)))
    assert [result["level"] for result in run["results"]] == ["note", "note", "error"]
    assert run["properties"]["heldBack"] == 3


# --- fingerprints -----------------------------------------------------------------------------

RULES = (
    'rule "A" {{\n  when a = 1 and b = 2\n  assign x\n}}\n{0}'
    'rule "B" {{\n  when {1}\n  assign x\n}}\n'
)


def fingerprint(text: str) -> str:
    start = text.index('rule "B"')
    finding = replace(FINDING, label=Label(Span("f", start, start + 8), "", "B"))
    (found,) = fingerprints(Report.of([finding], {"f": Source("f", text)}))
    return found


@given(st.text("\n #", max_size=8), st.sampled_from((" ", "   ", "\n    ", " # why\n ")))
def test_a_fingerprint_survives_moved_lines_and_blanks(gap: str, blank: str) -> None:
    moved = RULES.format(f"# words {gap}\n", f"a = 1{blank}or{blank}b = 2")
    assert fingerprint(moved) == fingerprint(RULES.format("", "a = 1 or b = 2"))


def test_a_fingerprint_changes_with_the_condition_only() -> None:
    first = fingerprint(RULES.format("", "a = 1 or b = 2"))
    assert fingerprint(RULES.format("", "a = 1 or b = 3")) != first
    other = RULES.format("", "a = 1 or b = 2").replace("a = 1 and b = 2", "c = 9")
    assert fingerprint(other) == first


def test_findings_that_are_alike_have_fingerprints_of_their_own() -> None:
    report = many_report(20)
    alike = replace(report, findings=tuple(replace(f, message="m") for f in report.findings))
    assert len(set(fingerprints(alike))) == 20
    rows = json.loads(render("gitlab", alike))
    assert len({row["fingerprint"] for row in rows}) == 20


# --- github -----------------------------------------------------------------------------------

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def test_github_escapes_what_would_end_a_command() -> None:
    line = render("github", REPORT).splitlines()[0]
    found = COMMAND.fullmatch(line)
    assert found is not None
    kind, properties, text = found.groups()
    assert kind == "error"
    assert dict(item.split("=") for item in properties.split(",")) == {
        "file": "a b/ein.route",
        "line": "5",
        "endLine": "5",
        "col": "1",
        "endColumn": "9",
        "title": "RW301 unreachable-rule",
    }
    assert text.startswith("rule `B` never gets 100%25 of a record%0A")
    odd = replace(FINDING, label=Label(Span("a:b,c.route", 0, 1)))
    assert "file=a%3Ab%2Cc.route," in render("github", Report.of([odd]))


@pytest.mark.parametrize("count", [9, 10, 11, 40])
def test_github_gets_ten_a_kind_and_hears_of_the_rest(count: int) -> None:
    both = many_report(count)
    warnings = [replace(f, severity=Severity.WARNING) for f in both.findings]
    report = replace(both, findings=(*both.findings, *warnings))
    lines = render("github", report).splitlines()
    kinds = [found[1] for line in lines if (found := COMMAND.fullmatch(line))]
    shown = min(count, 10)
    assert kinds == ["error"] * shown + ["warning"] * shown
    held_back = [line for line in lines if line.startswith("not annotated")]
    more = count - 10
    words = f"{more} error{'s' * (more > 1)}, {more} warning{'s' * (more > 1)} more"
    assert [line.endswith(words) for line in held_back] == [True] * (count > 10)


def test_github_shows_changed_lines_first() -> None:
    report = replace(many_report(30), changed={"many.route": frozenset({25, 30})})
    lines = render("github", report).splitlines()
    assert [found[1] for line in lines if (found := re.search(r"line=(\d+)", line))][:3] == [
        "25",
        "30",
        "1",
    ]


@given(st.permutations([*many(3), *many(3, Severity.NOTE), *many(3, Severity.WARNING)]))
def test_the_worst_come_first_and_none_is_lost(findings: list[Diagnostic]) -> None:
    ordered = worst_first(Report(tuple(findings)))
    order = [Severity.ERROR, Severity.WARNING, Severity.NOTE]
    assert [f.severity for f in ordered] == [s for s in order for _ in range(3)]
    assert sorted(f.sort_key for f in ordered) == sorted(f.sort_key for f in findings)


# --- gitlab, junit, rdjson --------------------------------------------------------------------


def test_gitlab_has_the_keys_that_it_asks_for() -> None:
    (row,) = json.loads(render("gitlab", REPORT))
    assert set(row) == {"description", "check_name", "fingerprint", "severity", "location"}
    assert row["severity"] in {"info", "minor", "major", "critical", "blocker"}
    assert row["location"] == {"path": "a b/ein.route", "lines": {"begin": 5, "end": 5}}


def test_junit_fails_for_errors_only() -> None:
    warning = replace(FINDING, severity=Severity.WARNING, message="a < b \x1b")
    suites = ElementTree.fromstring(
        render("junit", replace(REPORT, findings=(FINDING, warning))).encode()
    )
    assert (suites.get("tests"), suites.get("failures")) == ("2", "1")
    failed, passed = suites.iter("testcase")
    assert "never gets" in (failed.findtext("failure") or "")
    assert "a < b" in (passed.findtext("system-out") or "")
    junitparser = pytest.importorskip("junitparser", reason="needs the dev extra")
    read = junitparser.JUnitXml.fromstring(render("junit", REPORT).encode())
    assert (read.tests, read.failures) == (1, 1)


def test_rdjson_counts_bytes_and_its_suggestion_is_one_replacement() -> None:
    (diagnostic,) = json.loads(render("rdjson", REPORT))["diagnostics"]
    assert diagnostic["code"] == {"value": "RW301"}
    assert diagnostic["severity"] == "ERROR"
    (suggestion,) = diagnostic["suggestions"]
    start, end = suggestion["range"]["start"], suggestion["range"]["end"]
    assert start["line"] == end["line"] == 2
    line = TEXT.encode().split(b"\n")[1]
    replaced = line[start["column"] - 1 : end["column"] - 1].decode()
    made = line.decode().replace(replaced, suggestion["text"], 1)
    assert made == applied(TEXT, FINDING.fixes[0].edits).split("\n")[1]


# --- markdown ---------------------------------------------------------------------------------


def test_markdown_shows_the_finding_and_its_text() -> None:
    text = render("markdown", REPORT)
    assert text.startswith("<!-- routewright -->\n### Routewright: 1 error, ")
    assert "**error RW301** unreachable-rule in `a b/ein.route:5`: rule `B` never gets" in text
    assert '5 | rule "B" {' in text
    assert "- record: city Rom, size (empty)" in text
    assert "- help: move `B` above `A`" in text


def test_markdown_obeys_nothing_of_the_text() -> None:
    source = Source("f.route", "``` @someone\n")
    finding = Diagnostic(
        "RW001",
        "syntax",
        Severity.ERROR,
        "not <b> nor [a](b) nor @someone nor #12 nor `<i>`",
        Label(Span("f.route", 0, 3)),
    )
    text = render("markdown", Report.of([finding], {"f.route": source}))
    assert "not \\<b\\> nor \\[a\\](b) nor &#64;someone nor \\#12 nor `<i>`" in text
    assert "\n````text\n" in text


def test_markdown_fits_into_a_comment_and_counts_the_rest() -> None:
    report = many_report(2_000)
    text = render("markdown", report)
    assert len(text) < 65_536
    found = re.search(r"\*([\d,]+) findings more", text)
    assert found is not None
    assert int(found[1].replace(",", "")) + text.count("**error RW901**") == 2_000


@pytest.mark.parametrize("name", formats())
def test_a_finding_without_its_text_is_shown_all_the_same(name: str) -> None:
    text = render(name, Report.of([FINDING]))
    assert "RW301" in text or "unreachable-rule" in text
