"""The steps behind a silent owner, laid out in time: what `next_step` of the runtime does, ahead.

All hours count, and every owner stays silent. `at D` is counted from the present owner's start and
comes anew for each owner, but a step that changes the owner comes once; `then` is at the target,
`after D` counts from the step before. So the chain is a fixed list of (minutes after the step
before, step), which waits can follow.
"""

from collections.abc import Callable
from dataclasses import dataclass

from routewright_runtime.graph.conditions import TimeAmount, TimeUnit
from routewright_runtime.graph.model import Clock, NotifyStep, StepNode, StepTiming

_MINUTES = {TimeUnit.MINUTE: 1, TimeUnit.HOUR: 60, TimeUnit.DAY: 1_440, TimeUnit.WEEK: 10_080}


def minutes_of(amount: TimeAmount) -> int:
    """Return an amount of elapsed time in minutes."""
    return amount.amount * _MINUTES[amount.unit]


@dataclass(frozen=True, slots=True)
class TimedStep:
    """A step, so many minutes after the one before (the first: after the assignment)."""

    minutes: int
    step: StepNode


def timed_steps(
    clock: Clock, steps: tuple[StepNode, ...], finds_somebody: Callable[[StepNode], bool]
) -> tuple[TimedStep, ...]:
    """Return what happens while nobody answers; steps that find nobody are passed at once."""
    chain = _Chain(minutes_of(clock.span), steps, finds_somebody)
    return tuple(chain.run())


class _Chain:
    def __init__(
        self, span: int, steps: tuple[StepNode, ...], finds_somebody: Callable[[StepNode], bool]
    ) -> None:
        self._span = span
        self._steps = steps
        self._finds_somebody = finds_somebody
        self._start = 0
        self._step_at: int | None = None
        self._next = 0
        self._done: set[int] = set()

    def run(self) -> list[TimedStep]:
        found: list[TimedStep] = []
        last = 0
        while (choice := self._choice()) is not None:
            at, position = choice
            carried = self._carry_out(at, position)
            if carried is not None:
                found.append(TimedStep(at - last, carried))
                last = at
        return found

    def _choice(self) -> tuple[int, int] | None:
        found: list[tuple[int, int]] = []
        is_chain_found = False
        for position, step in enumerate(self._steps):
            if step.timing is StepTiming.AT:
                if position in self._done:
                    continue
            elif is_chain_found or position < self._next:
                continue
            else:
                is_chain_found = True
            found.append((self._time(position), position))
        return min(found, default=None)

    def _time(self, position: int) -> int:
        step = self._steps[position]
        if step.timing is StepTiming.THEN:
            return self._start + self._span
        assert step.delay is not None
        if step.timing is StepTiming.AT:
            return self._start + minutes_of(step.delay)
        base = self._step_at
        if base is None:
            base = self._time(position - 1) if position else self._start + self._span
        return base + minutes_of(step.delay)

    def _carry_out(self, at: int, position: int) -> StepNode | None:
        while True:
            step = self._steps[position]
            self._mark(at, position, step)
            if isinstance(step.action, NotifyStep):
                return step
            if self._finds_somebody(step):
                self._start = self._step_at = at
                self._done = {n for n in self._done if not self._is_notice(n)}
                return step
            following = self._following()
            if following is None:
                return None
            position = following

    def _mark(self, at: int, position: int, step: StepNode) -> None:
        if step.timing is StepTiming.AT:
            self._done.add(position)
        else:
            self._step_at, self._next = at, position + 1
        self._position = position

    def _following(self) -> int | None:
        for later in range(self._position + 1, len(self._steps)):
            is_at = self._steps[later].timing is StepTiming.AT
            if later not in self._done if is_at else later >= self._next:
                return later
        return None

    def _is_notice(self, position: int) -> bool:
        return isinstance(self._steps[position].action, NotifyStep)
