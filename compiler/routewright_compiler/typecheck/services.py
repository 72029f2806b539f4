"""Service levels: the clock, and the steps of a silent owner.

Units are of two kinds where a calendar counts: minutes and hours are open time, days and weeks are
open days, and neither is a number of the other. Without a calendar all are elapsed time.
"""

from typing import assert_never

from routewright_compiler.schema import codes
from routewright_compiler.typecheck.actions import notify_target, owner_target, rotate_of
from routewright_compiler.typecheck.conditions import amount_of, calendar_of
from routewright_compiler.typecheck.drafts import Attempt, Service, Step
from routewright_compiler.typecheck.scope import Scope
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Label
from routewright_runtime.graph import model

_MINUTES = {
    syntax.Unit.MINUTE: 1,
    syntax.Unit.HOUR: 60,
    syntax.Unit.DAY: 24 * 60,
    syntax.Unit.WEEK: 7 * 24 * 60,
}
_SHORT = (syntax.Unit.MINUTE, syntax.Unit.HOUR)


def service_of(
    scope: Scope, node: syntax.Sla | None, attempts: tuple[Attempt, ...]
) -> Service | None:
    """Return the checked `sla` of some decisions; None where there is none."""
    if node is None:
        return None
    calendar = None if node.calendar is None else calendar_of(scope, node.calendar)
    if isinstance(attempts[0].action, model.Suppress) and attempts[0].action.reason:
        scope.report.add(
            codes.SLA_ON_SUPPRESS,
            node.span,
            "a suppressed record has no owner, so nobody can answer in time",
            related=(Label(attempts[0].span, "suppressed here"),),
            repair="take the `sla` out",
        )
    _check_order(scope, node)
    steps = [_step(scope, node, item, attempts) for item in node.steps]
    return Service(
        model.Clock(amount_of(node.target), calendar),
        tuple(step for step in steps if step is not None),
    )


def _step(
    scope: Scope, sla: syntax.Sla, node: syntax.SlaStep, attempts: tuple[Attempt, ...]
) -> Step | None:
    if node.timing is syntax.StepTiming.AT and node.delay is not None:
        _check_delay(scope, sla, node.delay)
    action = _step_action(scope, node.action, attempts)
    if action is None:
        return None
    return Step(
        model.StepTiming(node.timing.value),
        None if node.delay is None else amount_of(node.delay),
        action,
        scope.places.of(node.span),
    )


def _step_action(
    scope: Scope, node: syntax.StepAction, attempts: tuple[Attempt, ...]
) -> model.StepAction | None:
    match node:
        case syntax.Reassign():
            if not any(isinstance(item.action, model.Rotate) for item in attempts):
                _report_reassign(scope, node, attempts[0])
            return model.Reassign()
        case syntax.Escalate():
            owner = owner_target(scope, node.target, "escalate to")
            return None if owner is None else model.Escalate(owner)
        case syntax.Assign():
            owner = owner_target(scope, node.target, "assign")
            return None if owner is None else model.Assign(owner)
        case syntax.Rotate():
            return rotate_of(scope, node)
        case syntax.Notify():
            told = notify_target(scope, node)
            return None if told is None else model.NotifyStep(told)
        case _:
            assert_never(node)


def _report_reassign(scope: Scope, node: syntax.Reassign, attempt: Attempt) -> None:
    if isinstance(attempt.action, model.Suppress):
        return  # already refused, or broken
    scope.report.add(
        codes.REASSIGN_WITHOUT_ROTATION,
        node.span,
        "`reassign` goes on to the next of the same rotation, and this decision rotates nobody",
        related=(Label(attempt.span, "the decision"),),
        repair="write `rotate`, `assign` or `escalate to` with the one who takes over",
    )


def _check_delay(scope: Scope, sla: syntax.Sla, delay: syntax.Duration) -> None:
    """Report an `at` that does not lie before the target, or cannot be compared with it."""
    target = sla.target
    if sla.calendar is not None and (delay.unit in _SHORT) != (target.unit in _SHORT):
        scope.report.add(
            codes.MIXED_UNITS,
            delay.span,
            "this step is counted in open time and its target in open days, or the other way round",
            related=(Label(target.span, "the target"),),
            repair="write both in minutes and hours, or both in days and weeks",
        )
    elif delay.amount * _MINUTES[delay.unit] >= target.amount * _MINUTES[target.unit]:
        scope.report.add(
            codes.LATE_STEP,
            delay.span,
            "a step `at` a time comes before the target; this one does not",
            related=(Label(target.span, "the target"),),
            repair="write `then` for a step at the target, `after` for one behind it",
        )


def _check_order(scope: Scope, sla: syntax.Sla) -> None:
    """Report steps that stand out of order: first `at`, rising, then `then`, then `after`."""
    at_minutes = 0
    before: syntax.SlaStep | None = None
    for step in sla.steps:
        problem = ""
        if step.timing is syntax.StepTiming.AFTER and before is None:
            problem = "`after` counts from the step before, and there is none"
        if step.timing is syntax.StepTiming.AT and step.delay is not None:
            minutes = step.delay.amount * _MINUTES[step.delay.unit]
            if before is not None and before.timing is not syntax.StepTiming.AT:
                problem = f"this `at` comes before the `{before.timing}` above it"
            elif minutes < at_minutes:
                problem = "this `at` comes before the one above it"
            at_minutes = max(at_minutes, minutes)
        if problem:
            scope.report.add(
                codes.STEP_ORDER,
                step.span,
                problem,
                repair="write the steps in the order in which they come: `at`, `then`, `after`",
            )
        before = step
