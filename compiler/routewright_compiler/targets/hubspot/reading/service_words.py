"""What follows silence, as an `sla` of the language."""

from collections.abc import Callable, Sequence

from routewright_compiler.targets.hubspot.reading.outcomes import (
    Due,
    Event,
    Notice,
    Silence,
    ToQueue,
    ToTurn,
)
from routewright_runtime.graph.conditions import TimeAmount
from routewright_runtime.graph.model import (
    Assign,
    Clock,
    Escalate,
    NotifyStep,
    QueueTarget,
    Reassign,
    RepTarget,
    Rotate,
    StepNode,
    StepTiming,
    TeamTarget,
)

_UNITS = ((1_440, "day"), (60, "hour"), (1, "minute"))


def minutes_text(minutes: int) -> str:
    """Return `2 hours` for a count of minutes."""
    size, unit = next((s, u) for s, u in _UNITS if minutes % s == 0)
    count = minutes // size
    return f"{count} {unit}{'s' if count > 1 else ''}"


def clock_text(clock: Clock, steps: Sequence[StepNode]) -> str:
    """Return a service level as the language spells it, all hours counting."""
    found = [f"sla {_amount(clock.span)}"]
    found += [f"  {_timing(step)}{_action(step)}" for step in steps if _can_be_said(step)]
    return "\n".join(found)


def _amount(span: TimeAmount) -> str:
    return f"{span.amount} {span.unit}{'s' if span.amount > 1 else ''}"


def _timing(step: StepNode) -> str:
    if step.timing is StepTiming.THEN:
        return "then "
    assert step.delay is not None
    return f"{step.timing} {_amount(step.delay)} "


def _can_be_said(step: StepNode) -> bool:
    match step.action:
        case Escalate(target) | Assign(target):
            return isinstance(target, RepTarget | QueueTarget)
        case Rotate(target, _, where):
            return isinstance(target, TeamTarget) and not where
        case _:
            return True


def _action(step: StepNode) -> str:
    match step.action:
        case Reassign():
            return "reassign"
        case NotifyStep(name):
            return f"notify {name}"
        case Escalate(RepTarget(name) | QueueTarget(name)):
            return f"escalate to {name}"
        case Assign(RepTarget(name) | QueueTarget(name)):
            return f"assign {name}"
        case Rotate(TeamTarget(name), method):
            return f"rotate {name} by {method}"
        case _:
            raise AssertionError("a step to whom only the record names has no text")


def flat_text(
    service: Sequence[Event], receiver: Callable[[Event], str], notice: Callable[[Notice], str]
) -> str | None:
    """Return a plain `sla` of what follows; None where its meaning would be another one.

    A notice before a new owner would come again for the new owner, so such a chain cannot be said.
    """
    span = next((event.minutes for event in service if isinstance(event, Due)), None)
    if span is None:
        span = next((event.minutes for event in service if isinstance(event, Silence)), None)
    if span is None:
        return None
    lines = [f"sla {minutes_text(span)}"]
    at, waited = 0, 0
    has_notice, is_handed_over = False, False
    for event in service:
        if isinstance(event, Due):
            continue
        if isinstance(event, Silence):
            at, waited = at + event.minutes, waited + event.minutes
            continue
        is_notice = isinstance(event, Notice)
        if waited == 0 or (has_notice and not is_notice):
            return None
        if is_handed_over or at > span:
            base = at - span if len(lines) == 1 else waited
            timing = f"after {minutes_text(base)}"
        else:
            timing = "then" if at == span else f"at {minutes_text(at)}"
        has_notice = has_notice or (is_notice and timing.startswith("at"))
        is_handed_over = is_handed_over or not is_notice
        waited = 0
        if isinstance(event, Notice):
            lines.append(f"  {timing} notify {notice(event)}")
        else:
            verb = "rotate" if isinstance(event, ToTurn) else "assign"
            verb = "assign" if isinstance(event, ToQueue) else verb
            lines.append(f"  {timing} {verb} {receiver(event)}")
    return "\n".join(lines)
