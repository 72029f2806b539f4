"""`test`: run the examples of policies and say which hold."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from routewright.compiling import compile_file
from routewright.errors import ExitCode
from routewright.junit import JunitCase, junit_xml
from routewright.output_file import write_file
from routewright.policy_files import policies
from routewright.report import counted
from routewright.source_view import visible
from routewright_compiler.lint.example_run import ExampleRun, run_examples
from routewright_grammar.span import Source


@dataclass(frozen=True, slots=True)
class _Checked:
    """The examples of one policy, run."""

    policy: str
    runs: tuple[ExampleRun, ...]
    sources: dict[str, Source]
    seconds: float


def check_paths(paths: Sequence[Path], junit: Path | None) -> int:
    """Run all examples; return 1 where one fails or there is none, else 0."""
    checked = [_check(path) for path in policies(paths, Path())]
    cases = [_case(policy, run) for policy in checked for run in policy.runs]
    sys.stdout.write(_text(checked))
    if junit is not None:
        write_file(junit, junit_xml(cases, sum(policy.seconds for policy in checked)))
    if not cases:
        print(
            "routewright: there is no `expect` to run; write one, such as"
            ' expect "…" { given { } queue data_desk }',
            file=sys.stderr,
        )
        return ExitCode.FINDINGS
    return ExitCode.FINDINGS if any(case.failures for case in cases) else ExitCode.OK


def _check(path: Path) -> _Checked:
    compiled = compile_file(path)
    started = time.perf_counter()
    runs = run_examples(compiled.policy)
    return _Checked(compiled.name, runs, dict(compiled.sources), time.perf_counter() - started)


def _text(checked: Sequence[_Checked]) -> str:
    lines: list[str] = []
    for policy in checked:
        if len(checked) > 1:
            lines.append(f"{policy.policy}:")
        for run in policy.runs:
            mark = "ok    " if run.has_passed else "FAILED"
            many = f" ({counted(len(run.records), 'record')})" if len(run.records) > 1 else ""
            lines.append(visible(f"{mark}  {run.example.name}{many}"))
            lines += [visible(f"        {line}") for line in _failures(policy, run)]
    runs = [run for policy in checked for run in policy.runs]
    failed = sum(1 for run in runs if not run.has_passed)
    lines.append(f"{counted(len(runs), 'example')}: {len(runs) - failed} ok, {failed} failed")
    return "\n".join((*lines, ""))


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


def _case(policy: _Checked, run: ExampleRun) -> JunitCase:
    return JunitCase(policy.policy, run.example.name, tuple(_failures(policy, run)))
