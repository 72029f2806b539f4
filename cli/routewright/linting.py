"""`lint`: compile and check every policy that paths stand for, and write one report."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from routewright.compiling import Compiled, compile_file
from routewright.config import config_for
from routewright.errors import ExitCode
from routewright.output_file import write_file
from routewright.policy_files import policies
from routewright.renderers import render
from routewright.report import Report
from routewright.terminal import is_coloured
from routewright_compiler.lint.policy_lint import lint_policy
from routewright_grammar.diagnostic import Diagnostic, Severity
from routewright_grammar.span import Source

_RANKS = {Severity.NOTE: 1, Severity.WARNING: 2, Severity.ERROR: 3}
_NEVER = 4


@dataclass(frozen=True, slots=True)
class LintCall:
    """What the user asked for; None where nothing was said."""

    paths: tuple[Path, ...]
    form: str = "full"
    output: Path | None = None
    fail_on: str | None = None


def lint_paths(call: LintCall) -> int:
    """Write the report; return 1 where a finding is as severe as asked for, else 0."""
    found = policies(call.paths, Path())
    report = lint_report([compile_file(path) for path in found])
    coloured = call.output is None and is_coloured(sys.stdout)
    text = render(call.form, report, is_coloured=coloured)
    if call.output is None:
        sys.stdout.write(text)
    else:
        write_file(call.output, text)
    least = min((_threshold(call, path) for path in found), default=_NEVER)
    is_found = any(_RANKS[finding.severity] >= least for finding in report.findings)
    return ExitCode.FINDINGS if is_found else ExitCode.OK


def lint_report(policies: Iterable[Compiled]) -> Report:
    """Return what is wrong with policies; what several have in common is reported once."""
    findings: list[Diagnostic] = []
    sources: dict[str, Source] = {}
    rules = undecided = 0
    for compiled in policies:
        findings += compiled.diagnostics
        sources |= compiled.sources
        if compiled.outcome.value is not None and not compiled.outcome.is_refused:
            result = lint_policy(compiled.outcome.value)
            findings += result.diagnostics
            rules += result.rules
            undecided += result.undecided
    return Report.of(findings, sources, rules, undecided)


def _threshold(call: LintCall, policy: Path) -> int:
    word = call.fail_on or config_for(policy).fail_on or Severity.ERROR.value
    return _NEVER if word == "never" else _RANKS[Severity(word)]
