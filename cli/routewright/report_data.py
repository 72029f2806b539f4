"""A lint report as plain data: the names and shapes that scripts rely on (cli.md)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from routewright.report import Place, Report
from routewright_grammar.diagnostic import Diagnostic, Fix, Label, Severity
from routewright_grammar.span import Position

Data = dict[str, object]


def finding_data(report: Report, finding: Diagnostic) -> Data:
    """Return one finding; `witness` is null where it has none, its empty fields are null."""
    place = report.place(finding.label.span)
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "subject": finding.label.subject,
        **_place_data(place),
        "related": [_label_data(report, label) for label in finding.related],
        "notes": [{"title": title, "text": text} for title, text in finding.notes],
        "witness": None if finding.witness is None else plain(dict(finding.witness)),
        "certainty": finding.certainty.value,
        "help": finding.help,
        "fixes": [_fix_data(report, fix) for fix in finding.fixes],
    }


def summary_data(report: Report) -> Data:
    """Return the counts of the summary."""
    return {
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "notes": report.count(Severity.NOTE),
        "rules": report.rules,
        "undecided": report.undecided,
    }


def plain(value: object) -> object:
    """Return a value as JSON can hold it; an exact decimal becomes an integer or a float."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)


def _label_data(report: Report, label: Label) -> Data:
    place = report.place(label.span)
    return {"message": label.message, "subject": label.subject, **_place_data(place)}


def _fix_data(report: Report, fix: Fix) -> Data:
    edits = [{**_place_data(report.place(e.span)), "text": e.text} for e in fix.edits]
    return {"message": fix.message, "safety": fix.safety.value, "edits": edits}


def _place_data(place: Place) -> Data:
    return {
        "file": place.file,
        "start": _position_data(place.start),
        "end": _position_data(place.end),
    }


def _position_data(position: Position) -> Data:
    return {"line": position.line, "column": position.column}
