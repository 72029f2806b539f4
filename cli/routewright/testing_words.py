"""What came out of the tests of policies, for people and as cases of a test report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from routewright.cases.running import CaseRun
from routewright.coverage.units import Unit
from routewright.coverage.words import coverage_lines
from routewright.junit import JunitCase
from routewright.mutants.showing import mutant_lines
from routewright.report import counted
from routewright.source_view import visible
from routewright.text_files import shown
from routewright_compiler.lint.example_run import ExampleRun, Stuck
from routewright_compiler.mutation.survey import Survey
from routewright_grammar.span import Source
from routewright_runtime.graph.model import DecisionGraph


@dataclass(frozen=True, slots=True)
class Checked:
    """The examples and cases of one policy, run.

    `units` None: coverage was not asked for; `unattainable` more no record can cover. `survey`
    None: mutants were not asked for, or could not be tried because a test fails by itself.
    """

    policy: str
    graph: DecisionGraph
    runs: tuple[ExampleRun, ...]
    cases: tuple[CaseRun, ...]
    sources: Mapping[str, Source]
    units: tuple[Unit, ...] | None
    unattainable: int
    survey: Survey | None
    seconds: float


def tests_text(checked: Sequence[Checked]) -> str:
    """Return every test with what failed in it, what was asked for besides, and the totals."""
    lines: list[str] = []
    for policy in checked:
        if len(checked) > 1:
            lines.append(f"{policy.policy}:")
        for run in policy.runs:
            mark = "ok    " if run.has_passed else "FAILED"
            many = (
                f" ({counted(len(run.example.records), 'record')})"
                if len(run.example.records) > 1
                else ""
            )
            lines.append(visible(f"{mark}  {run.example.name}{many}"))
            lines += [visible(f"        {line}") for line in example_failures(policy, run)]
        lines += _case_lines(policy.cases)
        if policy.units is not None:
            lines += map(visible, coverage_lines(policy.units, policy.sources, policy.unattainable))
        if policy.survey is not None:
            lines += mutant_lines(policy.survey, policy.graph, policy.sources)
    lines += _totals(checked)
    return "\n".join((*lines, ""))


def junit_cases(policy: Checked) -> list[JunitCase]:
    """Return every example and case of a policy as a case of a test report."""
    found = [
        JunitCase(policy.policy, run.example.name, tuple(example_failures(policy, run)))
        for run in policy.runs
    ]
    for case in policy.cases:
        failures = tuple(case_failures(case)) if case.misses else ()
        found.append(JunitCase(shown(Path(case.file)), case.name, failures))
    return found


def example_failures(policy: Checked, run: ExampleRun) -> list[str]:
    """Return what failed in an example and why, with places; nothing where it holds."""
    lines = []
    for number, record in enumerate(run.records, start=1):
        which = f"record {number}: " if len(run.example.records) > 1 else ""
        for miss in record.mismatches:
            place = _place(policy, miss.expected.span.file, miss.expected.span.start)
            lines.append(f"{place} {which}{miss.wanted} was expected, {miss.found} came out")
            lines += [f"  {title}: {text}" for title, text in miss.reasons]
    if run.stuck is not None:
        lines += _stuck(policy, run, run.stuck)
    return lines


def _stuck(policy: Checked, run: ExampleRun, stuck: Stuck) -> list[str]:
    """Return why nobody could take a record of an example."""
    which = f"record {stuck.number}: " if len(run.example.records) > 1 else ""
    place = _place(policy, stuck.record.span.file, stuck.record.span.start)
    reasons = [f"  {title}: {text}" for title, text in stuck.reasons]
    return [f"{place} {which}{stuck.words}", *reasons]


def case_failures(case: CaseRun) -> list[str]:
    """Return what failed in a case, and who decided it, if it was decided."""
    lines = [f"{case.file}:{case.line}: {case.name}: {miss}" for miss in case.misses]
    return lines if case.decision is None else [*lines, f"  decided by: `{case.decision.rule}`"]


def _case_lines(cases: Sequence[CaseRun]) -> list[str]:
    """Return a line a file of cases, and what failed in it."""
    lines: list[str] = []
    for file in dict.fromkeys(case.file for case in cases):
        own = [case for case in cases if case.file == file]
        failed = [case for case in own if case.misses]
        mark = "FAILED" if failed else "ok    "
        lines.append(visible(f"{mark}  {file} ({counted(len(own), 'case')})"))
        lines += [visible(f"        {line}") for case in failed for line in case_failures(case)]
    return lines


def _totals(checked: Sequence[Checked]) -> list[str]:
    runs = [run for policy in checked for run in policy.runs]
    cases = [case for policy in checked for case in policy.cases]
    lines = []
    if runs or not cases:
        failed = sum(1 for run in runs if not run.has_passed)
        lines.append(f"{counted(len(runs), 'example')}: {len(runs) - failed} ok, {failed} failed")
    if cases:
        failed = sum(1 for case in cases if case.misses)
        lines.append(f"{counted(len(cases), 'case')}: {len(cases) - failed} ok, {failed} failed")
    return lines


def _place(policy: Checked, file: str, offset: int) -> str:
    source = policy.sources.get(file)
    if source is None:
        return f"{file}:"
    position = source.position(offset)
    return f"{file}:{position.line}:{position.column}:"
