"""SARIF 2.1.0, the form that code scanning and editors read.

Every result carries a partial fingerprint that survives moved lines, and the other parties as
related locations. Columns are counted in code points, which the run says. Code scanning takes
25,000 results a run and shows 100 locations a result (GitHub, "SARIF results exceed one or more
limits", 2025): what is beyond is left out, the mildest first, and the run says how many.
"""

import json
from collections.abc import Iterable
from urllib.parse import quote

from routewright.fingerprints import fingerprints
from routewright.report import Report
from routewright.report_data import plain, summary_data
from routewright.shown_order import worst_first
from routewright_grammar.diagnostic import Diagnostic, Edit, Fix, Label, Severity
from routewright_grammar.span import Span

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
RESULTS_LIMIT = 25_000
RELATED_LIMIT = 100
FINGERPRINT = "routewright/v1"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}

Data = dict[str, object]


def render(report: Report, is_coloured: bool) -> str:
    """Return one SARIF log with one run."""
    kept = set(map(id, worst_first(report)[:RESULTS_LIMIT]))
    marked = [
        (finding, fingerprint)
        for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True)
        if id(finding) in kept
    ]
    rules = _rules(finding for finding, _ in marked)
    order = {str(rule["id"]): index for index, rule in enumerate(rules)}
    held_back = len(report.findings) - len(marked)
    run = {
        "tool": {"driver": {"name": "routewright", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(report, finding, fingerprint, order[finding.code])
            for finding, fingerprint in marked
        ],
        "properties": {**summary_data(report), "heldBack": held_back},
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _rules(findings: Iterable[Diagnostic]) -> list[Data]:
    found = {finding.code: finding for finding in findings}
    return [
        {
            "id": code,
            "name": finding.name,
            "shortDescription": {"text": finding.name.replace("-", " ")},
            "help": {"text": f"`routewright rule {finding.name}` shows the manual page."},
            "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        }
        for code, finding in sorted(found.items())
    ]


def _result(report: Report, finding: Diagnostic, fingerprint: str, rule_index: int) -> Data:
    text = finding.message if not finding.help else f"{finding.message}\nHelp: {finding.help}"
    result: Data = {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(report, finding.label)],
        "partialFingerprints": {FINGERPRINT: fingerprint},
        "properties": {
            "certainty": finding.certainty.value,
            "notes": [f"{title}: {text}" for title, text in finding.notes],
            "witness": None if finding.witness is None else plain(dict(finding.witness)),
        },
    }
    related = finding.related[:RELATED_LIMIT]
    if related:
        result["relatedLocations"] = [
            {"id": number, **_location(report, label, label.message or "see here")}
            for number, label in enumerate(related, 1)
        ]
    fixes = [_fix(report, fix) for fix in finding.fixes if fix.edits]
    if fixes:
        result["fixes"] = fixes
    return result


def _location(report: Report, label: Label, message: str = "") -> Data:
    location: Data = {"physicalLocation": _physical(report, label.span)}
    if label.subject:
        location["logicalLocations"] = [{"name": label.subject}]
    if message:
        location["message"] = {"text": message}
    return location


def _physical(report: Report, span: Span) -> Data:
    data: Data = {"artifactLocation": {"uri": uri(span.file)}}
    if span.file in report.sources:
        data["region"] = _region(report, span)
    return data


def _region(report: Report, span: Span) -> Data:
    place = report.place(span)
    return {
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    }


def _fix(report: Report, fix: Fix) -> Data:
    files = dict.fromkeys(edit.span.file for edit in fix.edits)
    return {
        "description": {"text": f"{fix.message} ({fix.safety})"},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": uri(file)},
                "replacements": [
                    _replacement(report, edit) for edit in fix.edits if edit.span.file == file
                ],
            }
            for file in files
        ],
    }


def _replacement(report: Report, edit: Edit) -> Data:
    data: Data = {"deletedRegion": _region(report, edit.span)}
    if edit.text:
        data["insertedContent"] = {"text": edit.text}
    return data


def uri(file: str) -> str:
    """Return a path as a URI reference, an absolute one with its scheme."""
    if file.startswith("/"):
        return f"file://{quote(file)}"
    if file[1:3] == ":/":
        return f"file:///{quote(file, safe='/:')}"
    return quote(file)
