"""Recall what a lint found, and keep what it finds: see the package's description."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from routewright.errors import UnreadableFileError
from routewright.lint_cache.entry_file import read_entry, write_entry
from routewright.lint_cache.findings_data import FindingReader, FindingWriter, UnkeptError
from routewright.lint_cache.read_files import (
    UNREADABLE,
    days_in,
    digest_of,
    records_digest,
    reread,
    settings_digest,
)
from routewright.lint_cache.tool import tool_digest
from routewright.linted import Linted
from routewright.report import Report
from routewright.text_files import shown, shown_text
from routewright_grammar.span import Source

FORM = 1
FOLDER = "lint"
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything beside the policies' own files that decides: settings, records, days by zone."""

    settings: str
    records: str
    days: Mapping[str, str]

    @classmethod
    def now(cls, files: Iterable[str], records: str | None, zones: Iterable[str]) -> "Inputs":
        """Return what they are now; raise OSError, KeyError or UnreadableFileError."""
        return cls(settings_digest(files), records_digest(records), days_in(zones))


class LintMemory:
    """The memory of one call: of these policies, with these options, in this folder."""

    def __init__(
        self, folder: Path, policies: Sequence[Path], records: str | None, budget: int | None
    ) -> None:
        self._folder = folder / FOLDER
        self._records = records
        self._key = _key(policies, records, budget)

    def recall(self) -> Linted | None:
        """Return what the last lint found where all that it read is as it was, else None."""
        if self._key is None:
            return None
        data = read_entry(self._folder, self._key)
        try:
            return None if data is None else self._linted(data)
        except (LookupError, TypeError, ValueError, AttributeError, OSError, UnreadableFileError):
            return None

    def inputs(self, files: Iterable[str], zones: Iterable[str]) -> Inputs | None:
        """Return what decides beside the files' contents, as it is now; None: do not keep it.

        To be asked before and after the work, so that a change in between is noticed.
        """
        if self._key is None:
            return None
        try:
            return Inputs.now(files, self._records, zones)
        except (OSError, LookupError, ValueError, UnreadableFileError):
            return None

    def keep(self, linted: Linted, read: Mapping[str, bytes | str], inputs: Inputs) -> None:
        """Keep what was found in files: `read` holds the content of each, or why there is none."""
        if self._key is None:
            return
        report = linted.report
        writer = FindingWriter()
        try:
            rows = [writer.row(finding) for finding in report.findings]
        except UnkeptError:
            return
        data: dict[str, object] = {
            "read": {
                name: digest_of(content) if isinstance(content, bytes) else UNREADABLE + content
                for name, content in read.items()
            },
            "settings": inputs.settings,
            "records": inputs.records,
            "days": dict(inputs.days),
            "sources": list(report.sources),
            "incomplete": sorted(linted.incomplete),
            "counts": [report.rules, report.undecided],
            "files": writer.files,
            "findings": rows,
        }
        write_entry(self._folder, self._key, data)

    def _linted(self, data: dict[str, Any]) -> Linted | None:
        if data["days"] != days_in(data["days"]):
            return None
        contents = reread(data["read"])
        if contents is None or data["settings"] != settings_digest(data["read"]):
            return None
        if data["records"] != records_digest(self._records):
            return None
        sources = {name: Source(name, shown_text(contents[name])) for name in data["sources"]}
        rules, undecided = data["counts"]
        reader = FindingReader(data["files"])
        found = tuple([reader.finding(row) for row in data["findings"]])
        return Linted(Report(found, sources, rules, undecided), frozenset(data["incomplete"]))


def _key(policies: Sequence[Path], records: str | None, budget: int | None) -> str | None:
    """Return the name of a call's entry; None where nothing may be kept."""
    if records == STANDARD_INPUT:
        return None
    tool = tool_digest()
    if tool is None:
        return None
    try:
        named = [FORM, tool, os.getcwd(), [shown(path) for path in policies], records, budget]
    except OSError:  # the working folder is gone
        return None
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()[:32]
