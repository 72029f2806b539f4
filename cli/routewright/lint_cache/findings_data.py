"""Findings as plain JSON, and back to what they were.

A finding is a list of its parts in their order, and a file is its number among the files of the
entry, which keeps an entry of thousands of findings small and quick to read. Values of a witness
keep their types: what JSON cannot say is a pair of a letter and a text or list.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from routewright_grammar.diagnostic import (
    Certainty,
    Diagnostic,
    Edit,
    Fix,
    FixSafety,
    Label,
    Severity,
)
from routewright_grammar.span import Span

Json = None | bool | int | float | str | Sequence["Json"]
Row = list[Any]


class UnkeptError(Exception):
    """A witness holds a value that has no form here; the entry is not written."""


class FindingWriter:
    """Turns findings into rows; `files` are the names in the order of their numbers."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    @property
    def files(self) -> list[str]:
        """Return the files that the rows so far point into."""
        return list(self._numbers)

    def row(self, finding: Diagnostic) -> Row:
        """Return one finding; raise UnkeptError where a value has no form."""
        witness = finding.witness
        return [
            finding.code,
            finding.name,
            finding.severity.value,
            finding.message,
            self._label(finding.label),
            [self._label(label) for label in finding.related],
            [[title, text] for title, text in finding.notes],
            finding.help,
            [self._fix(fix) for fix in finding.fixes],
            None if witness is None else [[name, _packed(value)] for name, value in witness],
            finding.certainty.value,
            finding.not_compiled,
            finding.is_minor,
        ]

    def _label(self, label: Label) -> Row:
        return [*self._span(label.span), label.message, label.subject]

    def _fix(self, fix: Fix) -> Row:
        edits = [[*self._span(edit.span), edit.text] for edit in fix.edits]
        return [fix.message, fix.safety.value, edits]

    def _span(self, span: Span) -> tuple[int, int, int]:
        number = self._numbers.setdefault(span.file, len(self._numbers))
        return number, span.start, span.end


_SEVERITIES = {item.value: item for item in Severity}
_CERTAINTIES = {item.value: item for item in Certainty}
_SAFETIES = {item.value: item for item in FixSafety}


class FindingReader:
    """Turns rows into the findings that they stand for; `files` as the writer numbered them."""

    def __init__(self, files: Sequence[str]) -> None:
        self._files = files

    def finding(self, row: Row) -> Diagnostic:
        """Return one finding; raise LookupError, TypeError or ValueError where the row is none."""
        code, name, severity, message, place, related, notes, repair, *others = row
        fixes, witness, certainty, not_compiled, is_minor = others
        return Diagnostic(
            code,
            name,
            _SEVERITIES[severity],
            message,
            self._label(place),
            tuple([self._label(item) for item in related]),
            tuple([(title, text) for title, text in notes]),
            repair,
            tuple([self._fix(item) for item in fixes]),
            None if witness is None else tuple([(key, _unpacked(value)) for key, value in witness]),
            _CERTAINTIES[certainty],
            not_compiled,
            is_minor,
        )

    def _label(self, row: Row) -> Label:
        file, start, end, message, subject = row
        return Label(Span(self._files[file], start, end), message, subject)

    def _fix(self, row: Row) -> Fix:
        message, safety, edits = row
        return Fix(message, _SAFETIES[safety], tuple([self._edit(item) for item in edits]))

    def _edit(self, row: Row) -> Edit:
        file, start, end, text = row
        return Edit(Span(self._files[file], start, end), text)


def _packed(value: object) -> Json:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return ["d", str(value)]
        case datetime():
            return ["m", value.isoformat()]
        case date():
            return ["y", value.isoformat()]
        case tuple() | list():
            return ["t" if isinstance(value, tuple) else "l", [_packed(item) for item in value]]
        case Mapping():
            return ["o", [[str(key), _packed(item)] for key, item in value.items()]]
        case _:
            raise UnkeptError(type(value).__name__)


def _unpacked(value: object) -> object:
    if not isinstance(value, list):
        return value
    kind, content = value
    match kind:
        case "d":
            return Decimal(content)
        case "m":
            return datetime.fromisoformat(content)
        case "y":
            return date.fromisoformat(content)
        case "t":
            return tuple(_unpacked(item) for item in content)
        case "l":
            return [_unpacked(item) for item in content]
        case "o":
            return {key: _unpacked(item) for key, item in content}
        case _:
            raise ValueError(kind)
