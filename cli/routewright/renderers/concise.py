"""One line a finding, `file:line:column: severity code name: message`, for people and editors."""

from routewright.report import Report, summary_line
from routewright.source_view import visible


def render(report: Report, is_coloured: bool) -> str:
    """Return the findings a line each and the summary."""
    lines = []
    for finding in report.findings:
        place = report.place(finding.label.span)
        where = f"{place.file}:{place.start.line}:{place.start.column}"
        what = f"{finding.severity} {finding.code} {finding.name}: {finding.message}"
        lines.append(visible(f"{where}: {what}"))
    return "\n".join((*lines, summary_line(report), ""))
