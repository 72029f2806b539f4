"""Reviewdog's diagnostic format, one JSON document.

Its columns count the bytes of the line in UTF-8, from 1 (reviewdog, proto/rdf/reviewdog.proto). A
suggestion is one replacement, so a fix of several edits becomes the stretch that holds them all.
"""

import json

from routewright.fixes.edits import applied
from routewright.report import Report
from routewright_grammar.diagnostic import Diagnostic, Fix, Severity
from routewright_grammar.span import Position, Source, Span

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}

Data = dict[str, object]


def render(report: Report, is_coloured: bool) -> str:
    """Return the document, findings in order of place."""
    document = {
        "source": {"name": "routewright"},
        "diagnostics": [_diagnostic(report, finding) for finding in report.findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _diagnostic(report: Report, finding: Diagnostic) -> Data:
    data: Data = {
        "message": _message(report, finding),
        "location": _location(report, finding.label.span),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.code},
    }
    suggestions = [made for fix in finding.fixes if (made := _suggestion(report, fix))]
    if suggestions:
        data["suggestions"] = suggestions
    return data


def _message(report: Report, finding: Diagnostic) -> str:
    """Return the message with the other parties; older readers refuse keys they do not know."""
    lines = [finding.message]
    for label in finding.related:
        place = report.place(label.span)
        lines.append(f"{place.file}:{place.start.line}: {label.message or label.subject}")
    lines += [f"help: {finding.help}"] if finding.help else []
    return "\n".join(lines)


def _location(report: Report, span: Span) -> Data:
    data: Data = {"path": span.file}
    source = report.sources.get(span.file)
    if source is not None:
        data["range"] = _range(report, source, span)
    return data


def _range(report: Report, source: Source, span: Span) -> Data:
    place = report.place(span)
    return {"start": _position(source, place.start), "end": _position(source, place.end)}


def _position(source: Source, position: Position) -> Data:
    before = source.line_text(position.line)[: position.column - 1]
    column = len(before.encode(errors="replace")) + 1
    return {"line": position.line, "column": column}


def _suggestion(report: Report, fix: Fix) -> Data | None:
    files = {edit.span.file for edit in fix.edits}
    source = report.sources.get(next(iter(files), ""))
    if len(files) != 1 or source is None:
        return None
    start = min(edit.span.start for edit in fix.edits)
    end = max(edit.span.end for edit in fix.edits)
    text = applied(source.text[:end], fix.edits)[start:]
    return {"range": _range(report, source, Span(source.file, start, end)), "text": text}
