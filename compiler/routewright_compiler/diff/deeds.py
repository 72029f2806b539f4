"""What a decision does with a record, in a half sentence: gives it to team `emea`."""

from typing import assert_never

from routewright_compiler.analysis.comparison.cases import (
    Attempt,
    Deed,
    Given,
    Step,
    UserTarget,
)
from routewright_compiler.schema.report import listed, shown
from routewright_runtime.graph.model import (
    Clock,
    QueueTarget,
    RepTarget,
    RotationMethod,
    StepTiming,
    TeamTarget,
)
from routewright_runtime.words import Words, amount_words


class DeedWords:
    """Words for the decisions of a comparison; terms are said by `words`."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def attempt(self, attempt: Attempt) -> str:
        """Return what an attempt does, with its hold."""
        hold = "" if attempt.hold is None else f", held up to {amount_words(attempt.hold)}"
        return self.deed(attempt.deed) + hold

    def deed(self, deed: Deed) -> str:
        """Return what is done with the record."""
        match deed.verb:
            case "suppress":
                return f"suppresses it ({shown(deed.reason)})"
            case "reassign":
                return "reassigns it"
            case "notify":
                return f"tells {shown(deed.told)}"
        if deed.target is None:
            return "leaves it where it is"
        match deed.target:
            case QueueTarget(name):
                return f"puts it into queue {shown(name)}"
            case TeamTarget(name):
                return f"gives it to team {shown(name)}{self._how(deed)}"
            case _:
                return f"gives it to {self._whom(deed.target)}{self._how(deed)}"

    def _whom(self, target: Given) -> str:
        match target:
            case RepTarget(name):
                return shown(name)
            case TeamTarget(name) | QueueTarget(name):
                return shown(name)
            case UserTarget(name):
                return f"user {shown(name)}"
            case _:
                return f"whom {shown(self._words.term(target))} names"

    def _how(self, deed: Deed) -> str:
        method = deed.method
        by = "" if method in (None, RotationMethod.TURN) else f" by {method}"
        asked = " and ".join(
            f"{skill} {value if isinstance(value, str) else self._words.term(value)}"
            for skill, value in deed.where
        )
        return f"{by}{f' where {asked}' if asked else ''}"

    def behind(self, attempts: tuple[Attempt, ...]) -> str:
        """Return what is tried where the first attempt finds nobody."""
        if len(attempts) < 2:
            return "nothing, for somebody is always there"
        return ", then ".join(self.attempt(attempt) for attempt in attempts[1:])

    def sla(self, attempt: Attempt, *, has_steps: bool = True) -> str:
        """Return the SLA of an attempt."""
        text = clock_words(attempt.clock)
        if attempt.steps and has_steps:
            text += ": " + ", ".join(self.step(step) for step in attempt.steps)
        return text

    def step(self, step: Step) -> str:
        """Return an SLA step: at 10 minutes tells `assignee`."""
        delay = "" if step.delay is None else f" {amount_words(step.delay)}"
        match step.timing:
            case StepTiming.AT | StepTiming.THEN | StepTiming.AFTER:
                return f"{step.timing}{delay} {self.deed(step.deed)}"
            case _:
                assert_never(step.timing)

    def notices(self, attempt: Attempt) -> str:
        """Return whom an attempt tells, and its tags."""
        told = f"tells {listed(map(shown, attempt.notify))}" if attempt.notify else "tells nobody"
        tags = f"tags it {listed(map(shown, attempt.tags))}" if attempt.tags else "no tag"
        return f"{told}, {tags}"


def clock_words(clock: Clock | None) -> str:
    """Return `SLA 15 minutes during berlin`, or that there is none."""
    if clock is None:
        return "no SLA"
    during = "" if clock.calendar is None else f" during {clock.calendar}"
    return f"SLA {amount_words(clock.span)}{during}"
