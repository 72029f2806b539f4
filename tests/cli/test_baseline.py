"""A baseline hides what it holds, and every entry whose finding is gone is told."""

import json
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routewright.baseline import with_baseline, write_baseline
from routewright.report import Report
from routewright_grammar.diagnostic import Diagnostic, Label, Severity
from routewright_grammar.span import Source, Span

TEXT = "".join(f'rule "R{n}" {{ when a = {n}  assign x }}\n' for n in range(6))
SOURCE = Source("in.route", TEXT)
PLACES = [TEXT.index(f'rule "R{n}"') for n in range(6)]
# Findings of one code have one severity, and refuse a policy or do not.
KINDS = {
    "RW101": (Severity.ERROR, True),
    "RW301": (Severity.ERROR, False),
    "RW901": (Severity.WARNING, False),
    "RW310": (Severity.NOTE, False),
}


def finding(code: str, place: int, message: str) -> Diagnostic:
    severity, is_refused = KINDS[code]
    label = Label(Span("in.route", PLACES[place], PLACES[place] + 9), "", f"R{place}")
    return Diagnostic(code, f"n-{code}", severity, message, label, not_compiled=is_refused)


FINDINGS = st.lists(
    st.builds(
        finding, st.sampled_from(sorted(KINDS)), st.integers(0, 5), st.sampled_from(("m", "n"))
    ),
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(FINDINGS, st.booleans(), st.data())
def test_what_was_there_is_hidden_and_what_is_gone_is_told(
    tmp_path: Path, findings: list[Diagnostic], has_notes: bool, data: st.DataObject
) -> None:
    path = tmp_path / "old.json"
    path.unlink(missing_ok=True)
    report = Report.of(findings, {"in.route": SOURCE})
    number = write_baseline(report, path, frozenset(), has_notes=has_notes)
    held = [
        f
        for f in report.findings
        if not f.not_compiled and (has_notes or f.severity is not Severity.NOTE)
    ]
    assert number == len(held) == len(json.loads(path.read_text())["findings"])
    left = with_baseline(report, path, frozenset()).findings
    assert left == tuple(f for f in report.findings if f not in held)

    gone = data.draw(st.sets(st.sampled_from(held))) if held else set()
    fewer = replace(report, findings=tuple(f for f in report.findings if f not in gone))
    after = with_baseline(fewer, path, frozenset())
    stale = [f for f in after.findings if f.name == "stale-baseline"]
    assert len(stale) == len(gone)
    for finding in stale:
        place = after.place(finding.label.span)
        assert "fingerprint" in path.read_text().splitlines()[place.start.line - 1]
    assert with_baseline(fewer, path, frozenset({"in.route"})).findings == tuple(
        f for f in fewer.findings if f not in held
    )
    write_baseline(fewer, path, frozenset(), has_notes=has_notes)
    assert not [
        f for f in with_baseline(fewer, path, frozenset()).findings if f.name == "stale-baseline"
    ]
