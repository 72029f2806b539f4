"""Workflow commands of GitHub Actions, which become annotations in the pull request.

GitHub shows ten errors, ten warnings and ten notices a step (actions/toolkit,
docs/problem-matchers.md, 2025). So the worst come first, those on changed lines before others, and
what had to be held back is said; the job summary (`markdown`) has all of them.
"""

from routewright.report import Report, counted, summary_line
from routewright.shown_order import SEVERITIES, worst_first
from routewright.source_view import visible
from routewright_grammar.diagnostic import Diagnostic, Severity

LIMIT = 10
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report, is_coloured: bool) -> str:
    """Return the commands a line each, what was held back, and the summary."""
    lines: list[str] = []
    held_back: list[str] = []
    ordered = worst_first(report)
    for severity in SEVERITIES:
        own = [finding for finding in ordered if finding.severity is severity]
        lines += [_command(report, finding) for finding in own[:LIMIT]]
        if len(own) > LIMIT:
            held_back.append(counted(len(own) - LIMIT, severity.value))
    if held_back:
        lines.append(f"not annotated, see the job summary: {', '.join(held_back)} more")
    return "\n".join((*lines, summary_line(report), ""))


def _command(report: Report, finding: Diagnostic) -> str:
    place = report.place(finding.label.span)
    properties = {"file": place.file, "line": place.start.line, "endLine": place.end.line}
    if place.start.line == place.end.line:
        properties |= {"col": place.start.column, "endColumn": place.end.column}
    properties["title"] = f"{finding.code} {finding.name}"
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {written}::{_data(_text(report, finding))}"


def _text(report: Report, finding: Diagnostic) -> str:
    lines = [finding.message]
    lines += [f"{title}: {text}" for title, text in finding.notes]
    for label in finding.related:
        place = report.place(label.span)
        lines.append(f"{place.file}:{place.start.line}: {label.message or label.subject}")
    if finding.help:
        lines.append(f"help: {finding.help}")
    return "\n".join(map(visible, lines))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
