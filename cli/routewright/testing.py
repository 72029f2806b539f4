"""`test`: run the examples and cases of policies, say which hold and what they reach."""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from routewright.cases.running import CaseRun, cases_beside, run_cases
from routewright.compiling import compile_file
from routewright.coverage.measuring import measured
from routewright.coverage.units import Seen, Unit, percent
from routewright.coverage.words import coverage_lines
from routewright.errors import DamagedInputError, ExitCode
from routewright.junit import JunitCase, junit_xml
from routewright.output_file import write_file
from routewright.policy_files import policies
from routewright.report import counted
from routewright.source_view import visible
from routewright.text_files import shown
from routewright_compiler.lint.example_run import ExampleRun, run_examples
from routewright_grammar.span import Source
from routewright_runtime.decide import Router
from routewright_runtime.records import ReadRecord


@dataclass(frozen=True, slots=True)
class TestCall:
    """What the user asked for; `cases` are files beside those that lie beside the policy."""

    __test__ = False  # not for pytest

    paths: tuple[Path, ...]
    junit: Path | None = None
    cases: tuple[Path, ...] = ()
    has_coverage: bool = False
    min_coverage: int | None = None


@dataclass(frozen=True, slots=True)
class _Checked:
    """The examples and cases of one policy, run; `units` where coverage was asked for."""

    policy: str
    runs: tuple[ExampleRun, ...]
    cases: tuple[CaseRun, ...]
    sources: Mapping[str, Source]
    units: tuple[Unit, ...]
    seconds: float


def check_paths(call: TestCall) -> int:
    """Run all; return 1 where one fails, there is none, or too little is covered, else 0."""
    found = policies(call.paths, Path())
    if call.cases and len(found) != 1:
        raise DamagedInputError(
            f"`--cases` needs one policy, and PATH stands for {len(found)}; name one of them"
        )
    checked = [_check(path, call) for path in found]
    results = [case for policy in checked for case in _junit_cases(policy)]
    sys.stdout.write(_text(checked, _has_coverage(call)))
    if call.junit is not None:
        write_file(call.junit, junit_xml(results, sum(policy.seconds for policy in checked)))
    is_failed = any(case.failures for case in results)
    if not results:
        is_failed = True
        print(
            "routewright: there is no `expect` to run; write one, such as"
            ' expect "…" { given { } queue data_desk }',
            file=sys.stderr,
        )
    return ExitCode.FINDINGS if is_failed or _is_too_little(call, checked) else ExitCode.OK


def _has_coverage(call: TestCall) -> bool:
    return call.has_coverage or call.min_coverage is not None


def _is_too_little(call: TestCall, checked: Sequence[_Checked]) -> bool:
    reached = percent(unit for policy in checked for unit in policy.units)
    if call.min_coverage is None or reached >= call.min_coverage:
        return False
    print(
        f"routewright: the tests cover {reached} % of what was to be covered,"
        f" {call.min_coverage} % were asked for",
        file=sys.stderr,
    )
    return True


def _check(path: Path, call: TestCall) -> _Checked:
    compiled = compile_file(path)
    policy = compiled.policy
    started = time.perf_counter()
    router = Router(policy.graph)
    runs = run_examples(policy, router)
    files = (*cases_beside(path), *call.cases)
    cases = tuple(run for file in files for run in run_cases(file, router, path))
    units = measured(router, _seen(runs, cases)) if _has_coverage(call) else ()
    seconds = time.perf_counter() - started
    return _Checked(compiled.name, runs, cases, compiled.sources, units, seconds)


def _seen(runs: Sequence[ExampleRun], cases: Sequence[CaseRun]) -> list[Seen]:
    """Return every record that was decided, those of examples first."""
    seen = [
        Seen(
            values=ReadRecord(record.record.values),
            at=record.record.moment,
            branch=record.decision.branch,
            decision_id=record.decision.decision_id,
            step_ids=tuple(
                step_id
                for step in record.steps
                if step is not None
                for step_id in (*(passed.step.id for passed in step.passed), step.step.id)
            ),
        )
        for run in runs
        for record in run.records
    ]
    seen += [Seen(c.values, c.at, c.decision.branch, c.decision.decision_id) for c in cases]
    return seen


def _text(checked: Sequence[_Checked], has_coverage: bool) -> str:
    lines: list[str] = []
    for policy in checked:
        if len(checked) > 1:
            lines.append(f"{policy.policy}:")
        for run in policy.runs:
            mark = "ok    " if run.has_passed else "FAILED"
            many = f" ({counted(len(run.records), 'record')})" if len(run.records) > 1 else ""
            lines.append(visible(f"{mark}  {run.example.name}{many}"))
            lines += [visible(f"        {line}") for line in _failures(policy, run)]
        lines += _case_lines(policy.cases)
        if has_coverage:
            lines += map(visible, coverage_lines(policy.units, policy.sources))
    lines += _totals(checked)
    return "\n".join((*lines, ""))


def _case_lines(cases: Sequence[CaseRun]) -> list[str]:
    """Return a line a file of cases, and what failed in it."""
    lines: list[str] = []
    for file in dict.fromkeys(case.file for case in cases):
        own = [case for case in cases if case.file == file]
        failed = [case for case in own if case.misses]
        mark = "FAILED" if failed else "ok    "
        lines.append(visible(f"{mark}  {file} ({counted(len(own), 'case')})"))
        lines += [visible(f"        {line}") for case in failed for line in _misses(case)]
    return lines


def _totals(checked: Sequence[_Checked]) -> list[str]:
    runs = [run for policy in checked for run in policy.runs]
    failed = sum(1 for run in runs if not run.has_passed)
    lines = [f"{counted(len(runs), 'example')}: {len(runs) - failed} ok, {failed} failed"]
    cases = [case for policy in checked for case in policy.cases]
    if cases:
        failed = sum(1 for case in cases if case.misses)
        lines.append(f"{counted(len(cases), 'case')}: {len(cases) - failed} ok, {failed} failed")
    return lines


def _misses(case: CaseRun) -> list[str]:
    lines = [f"{case.file}:{case.line}: {case.name}: {miss}" for miss in case.misses]
    return [*lines, f"  decided by: `{case.decision.rule}`"]


def _failures(policy: _Checked, run: ExampleRun) -> list[str]:
    lines = []
    for number, record in enumerate(run.records, start=1):
        which = f"record {number}: " if len(run.records) > 1 else ""
        for miss in record.mismatches:
            place = _place(policy, miss.expected.span.file, miss.expected.span.start)
            lines.append(f"{place} {which}{miss.wanted} was expected, {miss.found} came out")
            lines += [f"  {title}: {text}" for title, text in miss.reasons]
    return lines


def _place(policy: _Checked, file: str, offset: int) -> str:
    source = policy.sources.get(file)
    if source is None:
        return f"{file}:"
    position = source.position(offset)
    return f"{file}:{position.line}:{position.column}:"


def _junit_cases(policy: _Checked) -> list[JunitCase]:
    found = [
        JunitCase(policy.policy, run.example.name, tuple(_failures(policy, run)))
        for run in policy.runs
    ]
    for case in policy.cases:
        failures = tuple(_misses(case)) if case.misses else ()
        found.append(JunitCase(shown(Path(case.file)), case.name, failures))
    return found
