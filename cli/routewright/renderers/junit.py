"""JUnit XML: a failed test an error; warnings and notes pass, and say what they say."""

from routewright.junit import JunitCase, junit_xml
from routewright.report import Report, summary_line
from routewright_grammar.diagnostic import Diagnostic, Severity

_GROUP = "routewright lint"


def render(report: Report, is_coloured: bool) -> str:
    """Return one document with a suite a file; a single test that passes where nothing is found."""
    cases = [_case(report, finding) for finding in report.findings]
    if not cases:
        cases = [JunitCase(_GROUP, summary_line(report))]
    return junit_xml(cases, 0.0)


def _case(report: Report, finding: Diagnostic) -> JunitCase:
    place = report.place(finding.label.span)
    at = f"{place.start.line}:{place.start.column}"
    name = f"{finding.code} {finding.name} at {at}"
    lines = [f"{place.file}:{at}: {finding.message}"]
    lines += [f"{title}: {text}" for title, text in finding.notes]
    lines += [f"help: {finding.help}"] if finding.help else []
    if finding.severity is Severity.ERROR:
        return JunitCase(place.file, name, failures=tuple(lines))
    return JunitCase(place.file, name, output=(f"{finding.severity}: {lines[0]}", *lines[1:]))
