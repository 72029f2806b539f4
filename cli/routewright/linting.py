"""`lint`: compile and check every policy that paths stand for, repair what is asked, report.

The compiler and the analysis are imported only where something has to be worked out: what an
unchanged lint found is recalled without them.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from routewright.cache_folder import cache_folder
from routewright.config import config_for
from routewright.errors import DamagedInputError, ExitCode
from routewright.lint_cache.memory import LintMemory
from routewright.linted import Linted
from routewright.output_file import write_file
from routewright.policy_files import policies
from routewright.renderers import render
from routewright.report import Report, counted, shown_to_people
from routewright.terminal import is_coloured
from routewright.text_files import reason_of, shown, unreadable
from routewright_grammar.diagnostic import Severity

_RANKS = {Severity.NOTE: 1, Severity.WARNING: 2, Severity.ERROR: 3}
_NEVER = 4
_READ_BY_PEOPLE = frozenset({"full", "concise", "github", "markdown"})
_SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"


@dataclass(frozen=True, slots=True)
class LintCall:
    """What the user asked for; None where nothing was said."""

    paths: tuple[Path, ...]
    form: str = "full"
    output: Path | None = None
    fail_on: str | None = None
    has_fix: bool = False
    has_unsafe_fixes: bool = False
    baseline: Path | None = None
    has_write_baseline: bool = False
    base: str | None = None
    records: str | None = None
    budget: int | None = None
    shows_all_overlaps: bool = False
    has_cache: bool = True


def lint_paths(call: LintCall) -> int:
    """Write the report; return 1 where a finding is as severe as asked for, else 0."""
    if call.has_write_baseline and call.baseline is None:
        raise DamagedInputError("`--write-baseline` needs `--baseline FILE`, the file to write")
    found = policies(call.paths, Path())
    if call.has_fix or call.has_unsafe_fixes:
        _repair(call, found)
    report = _with_changes(call, _with_baseline(call, _linted(call, found)))
    _write(call, report)
    least = min((_threshold(call, path) for path in found), default=_NEVER)
    is_found = any(_RANKS[finding.severity] >= least for finding in report.findings)
    return ExitCode.FINDINGS if is_found else ExitCode.OK


def _linted(call: LintCall, found: Sequence[Path]) -> Linted:
    folder = cache_folder() if call.has_cache else None
    memory = None if folder is None else LintMemory(folder, found, call.records, call.budget)
    known = None if memory is None else memory.recall()
    if known is not None:
        return known
    from routewright.lint_cache.linting_anew import lint_anew

    return lint_anew(found, call.records, call.budget, memory)


def _repair(call: LintCall, found: Sequence[Path]) -> None:
    from routewright.fixes.repairing import repair

    done = repair(found, writes=call.has_fix, takes_unsafe=call.has_unsafe_fixes)
    sys.stderr.write(done.diff)
    if call.has_fix:
        for file, number in done.by_file.items():
            print(
                f"routewright: repaired {counted(number, 'finding')} in `{file}`", file=sys.stderr
            )
    elif done.by_file:
        print("routewright: nothing is written; add `--fix` to write it", file=sys.stderr)
    if done.left_out and not call.has_unsafe_fixes:
        print(
            f"routewright: {counted(done.left_out, 'fix')} left out, not proved to change no"
            " decision; `--unsafe-fixes` shows what would be written",
            file=sys.stderr,
        )


def _with_baseline(call: LintCall, linted: Linted) -> Report:
    if call.baseline is None:
        return linted.report
    from routewright.baseline import with_baseline, write_baseline

    if call.has_write_baseline:
        has_notes = call.fail_on == Severity.NOTE.value
        number = write_baseline(
            linted.report, call.baseline, linted.incomplete, has_notes=has_notes
        )
        said = f"`{shown(call.baseline)}` holds {counted(number, 'finding')}"
        print(f"routewright: {said}", file=sys.stderr)
    return with_baseline(linted.report, call.baseline, linted.incomplete)


def _with_changes(call: LintCall, report: Report) -> Report:
    if call.base is None:
        return report
    from routewright.changed_lines import changed_lines

    changed = changed_lines(call.base, Path())
    return replace(report, changed=_by_name(changed, report))


def _by_name(changed: Mapping[str, frozenset[int]], report: Report) -> dict[str, frozenset[int]]:
    """Return changed lines by the names that the report uses, which may be absolute."""
    real = {os.path.realpath(path): lines for path, lines in changed.items()}
    return {file: real.get(os.path.realpath(file), frozenset()) for file in report.sources}


def _write(call: LintCall, report: Report) -> None:
    coloured = call.output is None and is_coloured(sys.stdout)
    is_short = call.form in _READ_BY_PEOPLE and not call.shows_all_overlaps
    shown_part = shown_to_people(report) if is_short else report
    text = render(call.form, shown_part, is_coloured=coloured)
    if call.output is None:
        sys.stdout.write(text)
    else:
        write_file(call.output, text)
    summary = os.environ.get(_SUMMARY_VARIABLE)
    if call.form == "github" and summary:
        _append(Path(summary), render("markdown", shown_part))


def _append(path: Path, text: str) -> None:
    """Add text to a job summary, which several steps write to in turn."""
    try:
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as trouble:
        raise unreadable(path, reason_of(trouble)) from trouble


def _threshold(call: LintCall, policy: Path) -> int:
    # The linting has looked at the settings; the names in them take the compiler to look up.
    word = call.fail_on or config_for(policy, is_known_good=True).fail_on or Severity.ERROR.value
    return _NEVER if word == "never" else _RANKS[Severity(word)]
