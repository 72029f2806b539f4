"""The examples and cases of a policy as the tests that mutants must get past."""

from collections.abc import Sequence
from datetime import datetime

from routewright.cases.running import CaseRun, CasesFile, run_case
from routewright_compiler.lint.example_run import ExampleRun, run_example
from routewright_compiler.mutation.trials import Trial, TrialRecord, Values
from routewright_runtime.decide import Router
from routewright_runtime.decision import Decision
from routewright_runtime.state import MemoryState

Ran = tuple[CasesFile, tuple[CaseRun, ...]]


def trials(examples: Sequence[ExampleRun], files: Sequence[Ran]) -> list[Trial]:
    """Return each example and each file of cases that was run as one test."""
    return [*map(_of_example, examples), *(_of_file(file, runs) for file, runs in files)]


def _of_example(run: ExampleRun) -> Trial:
    records = tuple(_record(r.record.values, r.record.moment, r.decision) for r in run.records)

    def fails(router: Router) -> bool:
        return not run_example(router, run.example).has_passed

    return Trial(run.example.name, records, fails)


def _of_file(file: CasesFile, runs: Sequence[CaseRun]) -> Trial:
    decided = [(run, run.decision) for run in runs if run.decision is not None]
    records = tuple(_record(run.values.values, run.at, made) for run, made in decided)

    def fails(router: Router) -> bool:
        state = MemoryState()
        return any(run_case(file, case, router, state).misses for case in file.cases)

    return Trial(file.source, records, fails)


def _record(values: Values, at: datetime | None, decision: Decision) -> TrialRecord:
    made = frozenset(attempt.node.id for attempt in decision.attempts)
    return TrialRecord(values, at, decision.branch, made)
