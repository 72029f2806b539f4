"""`--baseline FILE`: the findings that were there when the tool came, which may only become fewer.

    {"version": 1, "findings": [
      {"fingerprint": "4e8c…", "file": "in.route", "code": "RW901", "name": "mixed-and-or", …}]}

A finding whose file and fingerprint stand in it is not reported. An entry that no finding meets any
more is an error, so that the file shrinks with every repair. Paths are relative to its folder.
"""

import json
import os
import posixpath
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from routewright.errors import DamagedInputError
from routewright.fingerprints import fingerprints
from routewright.lint_kinds import STALE_BASELINE
from routewright.output_file import write_file
from routewright.report import Report
from routewright.severities import with_severities
from routewright.text_files import read_text, shown
from routewright_compiler.schema.report import Report as Found
from routewright_grammar.diagnostic import Diagnostic, Severity
from routewright_grammar.span import Source, Span

VERSION = 1

Key = tuple[str, str]  # file, fingerprint


@dataclass(frozen=True, slots=True)
class _Entry:
    key: Key
    data: dict[str, object]


def with_baseline(report: Report, path: Path, incomplete: Set[str]) -> Report:
    """Return the report without the findings of a baseline, and with an error a stale entry.

    An entry of a file that was not linted is passed over, and so is one of a file in `incomplete`,
    where not everything was looked for. Raises DamagedInputError where the file is no baseline.
    """
    text = read_text(path)
    entries = _entries(path, text)
    keys = _keys(report, path)
    known = {entry.key for entry in entries}
    kept = [d for d, key in zip(report.findings, keys, strict=True) if not _is_known(d, key, known)]
    met = set(keys)
    source = Source(shown(path), text)
    stale = Found()
    for entry in entries:
        if entry.key not in met and _was_looked_at(entry, report, path, incomplete):
            _report_stale(entry, source, stale)
    merged = Report.of([*kept, *with_severities(stale.found())], report.sources)
    sources = {**report.sources, source.file: source}
    return replace(report, findings=merged.findings, sources=sources)


def write_baseline(
    report: Report, path: Path, incomplete: Set[str], *, has_notes: bool = False
) -> int:
    """Write a baseline and return how many findings it holds; notes only where they are wanted.

    Where there is one already, entries without a finding are taken out and none is added: delete
    the file to begin again.
    """
    keys = _keys(report, path)
    rows = [
        _row(finding, key)
        for finding, key in zip(report.findings, keys, strict=True)
        if not finding.not_compiled and (has_notes or finding.severity is not Severity.NOTE)
    ]
    if path.exists():
        entries = _entries(path, read_text(path))
        met = set(keys)
        rows = [
            entry.data
            for entry in entries
            if entry.key in met or not _was_looked_at(entry, report, path, incomplete)
        ]
    document = {"version": VERSION, "findings": rows}
    write_file(path, json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    return len(rows)


def _is_known(finding: Diagnostic, key: Key, known: Set[Key]) -> bool:
    return key in known and not finding.not_compiled


def _keys(report: Report, path: Path) -> tuple[Key, ...]:
    return tuple(
        (_relative(finding.label.span.file, path), fingerprint)
        for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True)
    )


def _relative(file: str, path: Path) -> str:
    """Return a file's path from the folder of the baseline, with forward slashes."""
    try:
        return Path(os.path.relpath(file, path.parent)).as_posix()
    except ValueError:  # on another drive
        return file


def _was_looked_at(entry: _Entry, report: Report, path: Path, incomplete: Set[str]) -> bool:
    file, _ = entry.key
    if any(_relative(name, path) == file for name in incomplete):
        return False
    if any(_relative(name, path) == file for name in report.sources):
        return True
    return not Path(posixpath.join(path.parent.as_posix(), file)).exists()


def _row(finding: Diagnostic, key: Key) -> dict[str, object]:
    return {
        "fingerprint": key[1],
        "file": key[0],
        "code": finding.code,
        "name": finding.name,
        "subject": finding.label.subject,
        "message": finding.message,
    }


def _report_stale(entry: _Entry, source: Source, found: Found) -> None:
    file, fingerprint = entry.key
    start = max(source.text.find(f'"{fingerprint}"'), 0)
    what = str(entry.data.get("name") or "finding")
    found.add(
        STALE_BASELINE,
        Span(source.file, start, start + len(fingerprint) + 2),
        f"the baseline holds a `{what}` of `{file}` that is not found any more",
        subject=str(entry.data.get("subject") or ""),
        repair="take the entry out, by hand or with `--write-baseline`",
    )


def _entries(path: Path, text: str) -> Sequence[_Entry]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as trouble:
        raise _damaged(path, "is not JSON") from trouble
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise _damaged(path, f"is no baseline of version {VERSION}")
    rows = data.get("findings")
    if not isinstance(rows, list):
        raise _damaged(path, "has no list of findings")
    entries = []
    for row in rows:
        if not isinstance(row, dict) or not all(
            isinstance(row.get(key), str) for key in ("file", "fingerprint")
        ):
            raise _damaged(path, "has an entry without file and fingerprint")
        entries.append(_Entry((row["file"], row["fingerprint"]), row))
    return entries


def _damaged(path: Path, what: str) -> DamagedInputError:
    return DamagedInputError(
        f"`{shown(path)}` {what}; delete it and write a new one with `--write-baseline`"
    )
