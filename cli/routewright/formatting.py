"""`fmt`: the canonical layout of files, written in place, checked, or shown as a diff.

A file keeps its byte-order mark and its kind of line ends. Declarations that do not parse are left
as they are written, and said.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from routewright.cache_folder import cache_folder
from routewright.errors import ExitCode, UnreadableFileError
from routewright.fixes.edits import line_end_of
from routewright.fixes.repairing import diff
from routewright.output_file import write_file
from routewright.policy_files import ENDING
from routewright.report import counted
from routewright.text_files import files_below, read_bytes, shown, unreadable
from routewright_grammar.format import format_source
from routewright_grammar.refusal import BYTE_ORDER_MARK, decode
from routewright_grammar.span import Source


@dataclass(frozen=True, slots=True)
class FmtCall:
    """What the user asked for: only to check, or to see the changes; else files are written."""

    paths: tuple[Path, ...]
    is_check: bool = False
    has_diff: bool = False


@dataclass(frozen=True, slots=True)
class _File:
    """A file before and after; the texts have the file's line ends and no byte-order mark."""

    path: Path
    has_mark: bool
    before: str
    after: str
    damaged_lines: tuple[int, ...]

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def format_paths(call: FmtCall) -> int:
    """Lay out the files that paths stand for; return 1 where one differs and was not written.

    Every file is read before the first is written. Raises UnreadableFileError for one that is no
    text, with the others untouched.
    """
    files = [_laid_out(path) for path in _files(call.paths)]
    changed = [file for file in files if file.is_changed]
    for file in files:
        for line in file.damaged_lines:
            print(
                f"routewright: {shown(file.path)}:{line}: left as it is written, it does not parse",
                file=sys.stderr,
            )
    if call.has_diff:
        sys.stdout.write("".join(diff(shown(f.path), f.before, f.after) for f in changed))
    if call.is_check or call.has_diff:
        _say(changed, files, "would change", "would stay")
        return ExitCode.FINDINGS if changed else ExitCode.OK
    for file in changed:
        mark = BYTE_ORDER_MARK.decode() if file.has_mark else ""
        write_file(file.path, f"{mark}{file.after}")
    _say(changed, files, "changed", "stayed")
    return ExitCode.OK


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    seen: set[Path] = set()
    for path in paths:
        found = list(files_below(path, ENDING)) if path.is_dir() else [path]
        if not found:
            raise UnreadableFileError(f"`{shown(path)}` has no {ENDING} file; name one")
        for file in found:
            if file not in seen:
                seen.add(file)
                yield file


def _laid_out(path: Path) -> _File:
    data = read_bytes(path)
    decoded = decode(shown(path), data)
    if decoded.value is None:
        raise unreadable(path, decoded.diagnostics[0].message)
    before = decoded.value.text
    made = format_source(Source(shown(path), before), cache_dir=cache_folder())
    if made is None:
        raise unreadable(path, "is no text; `routewright lint` says more")
    after = made.text.replace("\n", line_end_of(before))
    return _File(path, data.startswith(BYTE_ORDER_MARK), before, after, made.damaged_lines)


def _say(changed: Sequence[_File], files: Sequence[_File], does: str, stays: str) -> None:
    for file in changed:
        print(f"{does}: {shown(file.path)}", file=sys.stderr)
    rest = len(files) - len(changed)
    print(f"{counted(len(changed), 'file')} {does}, {rest:,} {stays}", file=sys.stderr)
