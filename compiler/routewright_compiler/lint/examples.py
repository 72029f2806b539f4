"""Findings about `expect` blocks: what was expected, what came out, and why."""

from collections.abc import Iterable, Iterator

from routewright_compiler.lint.example_run import ExampleRun, Mismatch
from routewright_compiler.schema import codes
from routewright_compiler.schema.report import Report, shown
from routewright_grammar.diagnostic import Diagnostic, Label


def failing_expects(runs: Iterable[ExampleRun]) -> tuple[Diagnostic, ...]:
    """Return a finding for everything that did not come out as expected."""
    report = Report()
    for run in runs:
        for number, mismatch in _mismatches(run):
            _report(report, run, number, mismatch)
    return report.found()


def _mismatches(run: ExampleRun) -> Iterator[tuple[int, Mismatch]]:
    for number, record in enumerate(run.records, 1):
        for mismatch in record.mismatches:
            yield number, mismatch


def _report(report: Report, run: ExampleRun, number: int, mismatch: Mismatch) -> None:
    which = f", record {number}" if len(run.records) > 1 else ""
    report.add(
        codes.FAILING_EXPECT,
        mismatch.expected.span,
        f"expect {shown(run.example.name)}{which}: {mismatch.wanted} was expected, "
        f"{mismatch.found} came out",
        subject=run.example.name,
        related=(Label(run.example.span, "this example", run.example.name),),
        notes=mismatch.reasons,
        repair="change the rule if the example is right, the example if the rule is",
    )
