"""`test`: run the examples and cases of policies, say which hold and what they reach."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from routewright.cases.running import CaseRun, cases_beside, read_cases, run_case
from routewright.compiling import compile_file
from routewright.coverage.attainable import attainable
from routewright.coverage.measuring import measured
from routewright.coverage.units import Seen, percent
from routewright.errors import DamagedInputError, ExitCode
from routewright.junit import junit_xml
from routewright.mutants.trying import Ran, trials
from routewright.output_file import write_file
from routewright.policy_files import policies
from routewright.testing_data import tests_json
from routewright.testing_words import Checked, junit_cases, tests_text
from routewright_compiler.lint.example_run import ExampleRun, run_examples
from routewright_compiler.mutation.survey import Survey, survey
from routewright_compiler.policy import Policy
from routewright_runtime.decide import Router
from routewright_runtime.records import ReadRecord
from routewright_runtime.state import MemoryState

MAX_MUTANTS = 1_000


@dataclass(frozen=True, slots=True)
class TestCall:
    """What the user asked for; `cases` are files beside those that lie beside the policy."""

    __test__ = False  # not for pytest

    paths: tuple[Path, ...]
    junit: Path | None = None
    cases: tuple[Path, ...] = ()
    has_coverage: bool = False
    min_coverage: int | None = None
    has_mutants: bool = False
    max_mutants: int = MAX_MUTANTS
    min_mutants: int | None = None
    form: str = "text"


def check_paths(call: TestCall) -> int:
    """Run all; return 1 where one fails, there is none, or too little is covered, else 0."""
    found = policies(call.paths, Path())
    if call.cases and len(found) != 1:
        raise DamagedInputError(
            f"`--cases` needs one policy, and PATH stands for {len(found)}; name one of them"
        )
    checked = [_check(path, call) for path in found]
    results = [case for policy in checked for case in junit_cases(policy)]
    sys.stdout.write(tests_json(checked) if call.form == "json" else tests_text(checked))
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
    is_short = _covers_too_little(call, checked)
    is_weak = _notices_too_little(call, checked)
    return ExitCode.FINDINGS if is_failed or is_short or is_weak else ExitCode.OK


def _covers_too_little(call: TestCall, checked: Sequence[Checked]) -> bool:
    reached = percent(unit for policy in checked for unit in policy.units or ())
    if call.min_coverage is None or reached >= call.min_coverage:
        return False
    print(
        f"routewright: the tests cover {reached} % of what was to be covered,"
        f" {call.min_coverage} % were asked for",
        file=sys.stderr,
    )
    return True


def _notices_too_little(call: TestCall, checked: Sequence[Checked]) -> bool:
    """Tell whether fewer mutants than asked for are noticed, all policies together."""
    if not _has_mutants(call):
        return False
    untried = [policy.policy for policy in checked if policy.survey is None]
    for name in untried:
        print(
            f"routewright: the mutants of `{name}` are tried once it has tests and all hold",
            file=sys.stderr,
        )
    if call.min_mutants is None:
        return False
    tried = [item for policy in checked if policy.survey for item in policy.survey.tried]
    noticed = 0 if untried and not tried else Survey(tuple(tried), 0).percent
    if noticed >= call.min_mutants:
        return False
    print(
        f"routewright: the tests notice {noticed} % of the mutants,"
        f" {call.min_mutants} % were asked for",
        file=sys.stderr,
    )
    return True


def _has_mutants(call: TestCall) -> bool:
    return call.has_mutants or call.min_mutants is not None


def _check(path: Path, call: TestCall) -> Checked:
    compiled = compile_file(path)
    policy = compiled.policy
    started = time.perf_counter()
    router = Router(policy.graph)
    runs = run_examples(policy, router)
    ran = [_run(file, router, path) for file in (*cases_beside(path), *call.cases)]
    cases = tuple(run for _, runs_of_file in ran for run in runs_of_file)
    is_measured = call.has_coverage or call.min_coverage is not None
    every = measured(router, _seen(runs, cases)) if is_measured else ()
    units = attainable(policy.graph, every) if is_measured else None
    found = _survey(call, policy, router, runs, ran) if _has_mutants(call) else None
    seconds = time.perf_counter() - started
    return Checked(
        compiled.name,
        policy.graph,
        runs,
        cases,
        compiled.sources,
        units,
        len(every) - len(units or ()),
        found,
        seconds,
    )


def _run(path: Path, router: Router, policy: Path) -> Ran:
    file = read_cases(path, router, policy)
    if not file.cases:
        raise DamagedInputError(f"`{file.source}` has no case; add a row, or delete the file")
    state = MemoryState()
    return file, tuple(run_case(file, case, router, state) for case in file.cases)


def _survey(
    call: TestCall,
    policy: Policy,
    router: Router,
    runs: Sequence[ExampleRun],
    ran: Sequence[Ran],
) -> Survey | None:
    """Return what became of the mutants; None where a test fails by itself, or there is none."""
    tests = trials(runs, ran)
    if not tests or any(test.fails(router) for test in tests):
        return None
    return survey(policy, router, tests, call.max_mutants)


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
    decided = ((case, case.decision) for case in cases if case.decision is not None)
    seen += [Seen(c.values, c.at, made.branch, made.decision_id) for c, made in decided]
    return seen
