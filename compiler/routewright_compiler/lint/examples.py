"""Findings about `expect` blocks: what was expected, what came out, and why."""

from collections.abc import Iterable

from routewright_compiler.lint.example_run import ExampleRun, Mismatch, Stuck
from routewright_compiler.schema import codes
from routewright_compiler.schema.report import Report, shown
from routewright_grammar.diagnostic import Diagnostic, Label


def failing_expects(runs: Iterable[ExampleRun]) -> tuple[Diagnostic, ...]:
    """Return one finding for each record that did not come out as expected, or at all."""
    report = Report()
    for run in runs:
        for number, record in enumerate(run.records, 1):
            if record.mismatches:
                _report(report, run, number, record.mismatches)
        if run.stuck is not None:
            _report_stuck(report, run, run.stuck)
    return report.found()


def _report(report: Report, run: ExampleRun, number: int, mismatches: tuple[Mismatch, ...]) -> None:
    """Report the first mismatch of a record; the others follow from the same decision."""
    which = _which(run, number)
    first, *others = mismatches
    report.add(
        codes.FAILING_EXPECT,
        first.expected.span,
        f"expect {shown(run.example.name)}{which}: {_words(first)}",
        subject=run.example.name,
        related=(Label(run.example.span, "this example", run.example.name),),
        notes=(*(("also", _words(other)) for other in others), *first.reasons),
        repair="change the rule if the example is right, the example if the rule is",
    )


def _report_stuck(report: Report, run: ExampleRun, stuck: Stuck) -> None:
    report.add(
        codes.FAILING_EXPECT,
        stuck.record.span,
        f"expect {shown(run.example.name)}{_which(run, stuck.number)}: {stuck.words}",
        subject=run.example.name,
        related=(Label(run.example.span, "this example", run.example.name),),
        notes=stuck.reasons,
        repair="name fewer people after `away`, or end the policy's fallback in a queue",
    )


def _which(run: ExampleRun, number: int) -> str:
    return f", record {number}" if len(run.example.records) > 1 else ""


def _words(mismatch: Mismatch) -> str:
    return f"{mismatch.wanted} was expected, {mismatch.found} came out"
