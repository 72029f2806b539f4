"""In which order findings are shown where not all can be: worst first, changed lines first."""

from routewright.report import Report
from routewright_grammar.diagnostic import Diagnostic, Severity
from routewright_grammar.span import Span

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def worst_first(report: Report) -> tuple[Diagnostic, ...]:
    """Return the findings by severity, within one those of changed lines first, then by place."""

    def rank(finding: Diagnostic) -> tuple[int, bool]:
        return SEVERITIES.index(finding.severity), not is_on_changed_line(report, finding)

    return tuple(sorted(report.findings, key=rank))


def is_on_changed_line(report: Report, finding: Diagnostic) -> bool:
    """Whether a change touches a line that the finding, or another party of it, stands on."""
    spans = (finding.label.span, *(label.span for label in finding.related))
    return any(_is_changed(report, span) for span in spans)


def _is_changed(report: Report, span: Span) -> bool:
    lines = report.changed.get(span.file)
    if not lines:
        return False
    place = report.place(span)
    return any(place.start.line <= line <= place.end.line for line in lines)
