"""Read the files of a policy: the first one, those it uses, and the texts of their tables.

A path in `use` or `table … from` is relative to the file it stands in, with forward slashes on
every system; `..` may lead to a shared folder above. A file used twice is read once.
"""

import itertools
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from routewright_compiler.schema import codes
from routewright_compiler.schema.loader import Loader, Unreadable
from routewright_compiler.schema.report import Report, shown
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Label
from routewright_grammar.parse import parse
from routewright_grammar.refusal import decode
from routewright_grammar.span import Span

FILE_LIMIT = 500
DEPTH_LIMIT = 50
TABLE_LIMIT_MIB = 32
_DRIVE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class TableText:
    """The file of one table: its path as resolved, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class PolicyFiles:
    """All files, the first one first, then in order of use; `tables` by the table's name span.

    `is_complete` is false where a file or a part of one is missing: then an unknown name may well
    be declared there, and is not reported.
    """

    files: tuple[syntax.File, ...]
    tables: Mapping[Span, TableText]
    is_complete: bool


def read_files(
    path: str, loader: Loader, report: Report, cache_dir: Path | None = None
) -> PolicyFiles:
    """Read the file at `path` and all that it uses; missing ones are reported where used.

    `cache_dir` is where the parser keeps its table.
    """
    reader = _Reader(loader, report, cache_dir)
    reader.read(posixpath.normpath(path.replace("\\", "/")), None)
    tables: dict[Span, TableText] = {}
    for file in reader.files.values():
        for table in file.declarations:
            if isinstance(table, syntax.Table):
                text = reader.table_text(file.source.file, table)
                if text is not None:
                    tables[table.name.span] = text
    return PolicyFiles(tuple(reader.files.values()), tables, reader.is_complete)


class _Reader:
    """Goes through `use`, depth first; `open_files` are those whose uses are being read."""

    def __init__(self, loader: Loader, report: Report, cache_dir: Path | None) -> None:
        self.loader = loader
        self.cache_dir = cache_dir
        self.report = report
        self.files: dict[str, syntax.File] = {}
        self.is_complete = True
        self._seen: set[str] = set()
        self._open_files: list[str] = []

    def read(self, path: str, use: syntax.Use | None) -> None:
        self._seen.add(path)
        data = self.loader.load(path)
        if isinstance(data, Unreadable):
            self._report_missing(path, data, Span(path, 0, 0) if use is None else use.path.span)
            self.is_complete = False
            return
        decoded = decode(path, data)
        self.report.extend(decoded.diagnostics)
        if decoded.value is None:
            self.is_complete = False
            return
        outcome = parse(decoded.value, cache_dir=self.cache_dir)
        self.report.extend(outcome.diagnostics)
        self.is_complete &= not any(d.not_compiled for d in outcome.diagnostics)
        if outcome.value is None:
            return
        self.files[path] = outcome.value
        self._open_files.append(path)
        for declaration in outcome.value.declarations:
            if isinstance(declaration, syntax.Use):
                self._follow(path, declaration)
        self._open_files.pop()

    def _follow(self, path: str, use: syntax.Use) -> None:
        target = self._resolve(path, use.path, "use")
        if target is None:
            self.is_complete = False
        elif target in self._open_files:
            self._report_circle(target, use)
        elif target in self._seen:
            return
        elif len(self._seen) >= FILE_LIMIT or len(self._open_files) >= DEPTH_LIMIT:
            self.is_complete = False
            self._refuse(
                use.path,
                f"a policy has at most {FILE_LIMIT} files, used at most {DEPTH_LIMIT} deep",
                "put declarations that belong together into one file",
            )
        else:
            self.read(target, use)

    def table_text(self, path: str, table: syntax.Table) -> TableText | None:
        target = self._resolve(path, table.path, "from")
        if target is None:
            return None
        data = self.loader.load(target)
        if not isinstance(data, Unreadable) and len(data) > TABLE_LIMIT_MIB << 20:
            data = Unreadable(f"it is larger than {TABLE_LIMIT_MIB} MiB, the most a table may have")
        if isinstance(data, Unreadable):
            self._report_missing(target, data, table.path.span)
            return None
        return TableText(target, data)

    def _resolve(self, path: str, written: syntax.Text, word: str) -> str | None:
        text = written.value
        example = "people.route" if word == "use" else "territories.csv"
        if not text.strip() or "\0" in text:
            self._refuse(written, f"{shown(text)} is not the path of a file", "")
        elif text.startswith(("/", "\\")) or _DRIVE.match(text):
            self._refuse(
                written,
                f"{shown(text)} is an absolute path",
                f'write it relative to this file, such as `{word} "../shared/{example}"`',
            )
        elif "\\" in text:
            self._refuse(
                written,
                f"{shown(text)} has backslashes",
                f"write {shown(text.replace(chr(92), '/'))}: forward slashes work on every system",
            )
        else:
            return posixpath.normpath(posixpath.join(posixpath.dirname(path), text))
        return None

    def _refuse(self, written: syntax.Text, message: str, repair: str) -> None:
        self.report.add(codes.UNUSABLE_PATH, written.span, message, repair=repair)

    def _report_missing(self, path: str, problem: Unreadable, span: Span) -> None:
        self.report.add(
            codes.MISSING_FILE,
            span,
            f"{shown(path)} cannot be read: {problem.reason}",
            repair="check the path; it is relative to the file that it is written in",
        )

    def _report_circle(self, target: str, use: syntax.Use) -> None:
        circle = [*self._open_files[self._open_files.index(target) :], target]
        names = " uses ".join(shown(name) for name in circle)
        related = [
            Label(item.path.span, "used here")
            for name, after in itertools.pairwise(circle)
            for item in self.files[name].declarations
            if isinstance(item, syntax.Use) and item.path.value.endswith(posixpath.basename(after))
        ]
        self.report.add(
            codes.CIRCULAR_USE,
            use.path.span,
            f"these files use each other in a circle: {names}"
            if len(circle) > 2
            else f"{shown(target)} uses itself",
            related=related,
            repair="take this `use` out: every name of the policy is known in all of its files",
        )
