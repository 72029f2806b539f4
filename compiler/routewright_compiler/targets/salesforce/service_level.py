"""When the steps behind a silent owner come, if nobody ever answers: a list of moments.

The chain is that of the runtime (`routewright_runtime.sla.step`), in elapsed time: `at` steps count
from the present owner's start and are done anew for every new owner, `then` is at the present
owner's target, `after` counts from the step before.
"""

from dataclasses import dataclass

from routewright_runtime.graph.conditions import TimeAmount, TimeUnit
from routewright_runtime.graph.model import (
    Clock,
    NotifyStep,
    Reassign,
    Rotate,
    StepAction,
    StepNode,
    StepTiming,
)

MINUTES = {
    TimeUnit.MINUTE: 1,
    TimeUnit.HOUR: 60,
    TimeUnit.DAY: 24 * 60,
    TimeUnit.WEEK: 7 * 24 * 60,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One step, `minutes` after the record was given."""

    minutes: int
    step: StepNode

    @property
    def action(self) -> StepAction:
        """Return what the step does."""
        return self.step.action


def minutes_of(span: TimeAmount) -> int:
    """Return a span in minutes; a day has 24 hours."""
    return span.amount * MINUTES[span.unit]


def moments(clock: Clock, steps: tuple[StepNode, ...]) -> tuple[Moment, ...]:
    """Return the steps of a silent chain in order of time; of one time, as written.

    A step that gives the record to the next of a rotation is passed without a new owner: the choice
    that stands in for it.
    """
    target = minutes_of(clock.span)
    found: list[Moment] = []
    start, step_at, position = 0, None, 0
    done: set[int] = set()
    while True:
        waiting = _waiting(steps, position, done)
        times = [(_time(steps, p, start, step_at, target), p) for p in waiting]
        if not times:
            return tuple(found)
        minutes, here = min(times)
        step = steps[here]
        found.append(Moment(minutes, step))
        if step.timing is StepTiming.AT:
            done.add(here)
        else:
            step_at, position = minutes, here + 1
        if not isinstance(step.action, NotifyStep | Reassign | Rotate):
            start = step_at = minutes
            done = {p for p in done if not isinstance(steps[p].action, NotifyStep)}


def _waiting(steps: tuple[StepNode, ...], position: int, done: set[int]) -> list[int]:
    at = [p for p, s in enumerate(steps) if s.timing is StepTiming.AT and p not in done]
    chain = [p for p, s in enumerate(steps) if s.timing is not StepTiming.AT and p >= position]
    return at + chain[:1]


def _time(
    steps: tuple[StepNode, ...], position: int, start: int, step_at: int | None, target: int
) -> int:
    step = steps[position]
    if step.timing is StepTiming.THEN:
        return start + target
    assert step.delay is not None
    delay = minutes_of(step.delay)
    if step.timing is StepTiming.AT:
        return start + delay
    if step_at is None:
        step_at = _time(steps, position - 1, start, None, target) if position else start + target
    return step_at + delay
