"""Asserts tried on the records of the examples: a record that breaks one refutes it.

An example that does not break a promise proves nothing; the analysis decides the rest.
"""

from collections.abc import Iterable

from routewright_compiler.lint.example_run import ExampleRun, RecordRun
from routewright_compiler.policy import Policy, Promise
from routewright_compiler.schema import codes
from routewright_compiler.schema.report import Report, shown
from routewright_grammar.diagnostic import Diagnostic
from routewright_grammar.syntax import OutcomeKind, Quantifier
from routewright_runtime.decide import Router
from routewright_runtime.decision import Decision, DecisionKind
from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.text import fold
from routewright_runtime.values import to_json


def tried_promises(
    policy: Policy, runs: Iterable[ExampleRun], router: Router
) -> tuple[Diagnostic, ...]:
    """Return a finding for each promise that a record of an example breaks."""
    report = Report()
    records = [(run, record) for run in runs for record in run.records]
    for promise in policy.promises:
        for run, record in records:
            if _is_broken(promise, record, router):
                _report(report, policy, promise, run, record)
                break
    return report.found()


def is_met(promise: Promise, decision: Decision) -> bool:
    """Whether a decision is one of the outcomes that a promise names."""
    is_rep = decision.kind in (DecisionKind.REP, DecisionKind.HELD)
    match promise.kind:
        case OutcomeKind.RULE:
            return decision.rule in promise.targets
        case OutcomeKind.TEAM:
            return decision.team in promise.targets
        case OutcomeKind.QUEUE:
            return decision.kind is DecisionKind.QUEUE and decision.owner in promise.targets
        case OutcomeKind.SUPPRESSED:
            return decision.kind is DecisionKind.SUPPRESSED
        case OutcomeKind.OWNER:
            if decision.kind is DecisionKind.USER:
                return fold(decision.owner) in {fold(user) for user in promise.users}
            return is_rep and decision.owner in promise.targets


def _is_broken(promise: Promise, record: RecordRun, router: Router) -> bool:
    evaluation = Evaluation(router.policy, record.record.values, record.record.moment)
    if not evaluation.holds(promise.condition):
        return False
    return is_met(promise, record.decision) != (promise.quantifier is Quantifier.ALWAYS)


def _report(
    report: Report, policy: Policy, promise: Promise, run: ExampleRun, record: RecordRun
) -> None:
    values = record.record.values
    decision = record.decision
    owner = shown(decision.owner) if decision.owner else "nobody"
    team = f" of team {shown(decision.team)}" if decision.team else ""
    report.add(
        codes.REFUTED_ASSERT,
        promise.span,
        f"assert {shown(promise.name)} does not hold: a record of the examples breaks it",
        subject=promise.name,
        notes=(
            ("example", run.example.name),
            ("today", f"rule `{decision.rule}` gives it to {owner}{team}"),
        ),
        repair="change the rule that takes this record, or the assert",
        witness=tuple(
            (field.name, to_json(values[field.name]))
            for field in policy.graph.fields
            if values.get(field.name) is not None
        ),
    )
