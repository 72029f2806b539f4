"""Which fixes of a report can be written together."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from routewright.fixes.edits import clashes
from routewright_grammar.diagnostic import Diagnostic, Edit, Fix, FixSafety

IsWanted = Callable[[Fix], bool]


@dataclass(frozen=True, slots=True)
class Repair:
    """A fix to be written, with the finding it is for."""

    finding: Diagnostic
    edits: tuple[Edit, ...]


def is_safe(fix: Fix) -> bool:
    """Whether a fix claims to change no decision; that is still to be proved."""
    return fix.safety is FixSafety.SAFE and bool(fix.edits)


def is_applicable(fix: Fix) -> bool:
    """Whether a fix can be written at all, safe or not."""
    return fix.safety is not FixSafety.DISPLAY_ONLY and bool(fix.edits)


def chosen(findings: Iterable[Diagnostic], is_wanted: IsWanted) -> tuple[Repair, ...]:
    """Return the first wanted fix of each finding, without those that clash with an earlier one.

    A file that two policies name differently is repaired under its first name only.
    """
    taken: list[Edit] = []
    names: dict[str, str] = {}
    repairs: list[Repair] = []
    for finding in findings:
        fix = next((fix for fix in finding.fixes if is_wanted(fix)), None)
        if fix is None or not _is_named_alike(fix, names) or clashes(fix.edits, taken):
            continue
        taken += fix.edits
        repairs.append(Repair(finding, fix.edits))
    return tuple(repairs)


def _is_named_alike(fix: Fix, names: dict[str, str]) -> bool:
    return all(
        names.setdefault(os.path.realpath(edit.span.file), edit.span.file) == edit.span.file
        for edit in fix.edits
    )
