"""Run the examples of a policy: each record in order, and the steps of owners who stay silent."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from routewright_compiler.policy import (
    CheckKind,
    Example,
    ExampleRecord,
    ExpectedOutcome,
    Policy,
)
from routewright_compiler.schema.report import shown
from routewright_runtime.decide import Router
from routewright_runtime.decision import Decision, DecisionKind
from routewright_runtime.errors import NobodyLeftError
from routewright_runtime.graph.model import NotifyStep, QueueTarget, RepTarget
from routewright_runtime.records import ReadRecord
from routewright_runtime.sla import StepOutcome, UserTarget, next_step
from routewright_runtime.state import MemoryState
from routewright_runtime.state.overlay import OverlayState
from routewright_runtime.text import fold


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something else came out than was expected: both in words, and why."""

    expected: ExpectedOutcome
    wanted: str
    found: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RecordRun:
    """One record of an example as it was decided; `steps` are those of a silent owner."""

    record: ExampleRecord
    decision: Decision
    steps: tuple[StepOutcome | None, ...]
    mismatches: tuple[Mismatch, ...]


@dataclass(frozen=True, slots=True)
class Stuck:
    """A record that nobody can take, since its example says that all are away; and why, in words.

    `number` counts the records of the example from 1.
    """

    record: ExampleRecord
    number: int
    words: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ExampleRun:
    """A whole example as it was run; the records from the one that is `stuck` on are left out."""

    example: Example
    records: tuple[RecordRun, ...]
    stuck: Stuck | None = None

    @property
    def has_passed(self) -> bool:
        """Whether everything that was expected came out."""
        return self.stuck is None and not any(run.mismatches for run in self.records)


def run_examples(policy: Policy, router: Router | None = None) -> tuple[ExampleRun, ...]:
    """Run every `expect` of a policy, each with rotation state of its own that starts empty."""
    if not policy.examples:
        return ()
    made = router or Router(policy.graph)
    return tuple(run_example(made, example) for example in policy.examples)


def run_example(router: Router, example: Example) -> ExampleRun:
    """Run one `expect`."""
    state = MemoryState()
    runs: list[RecordRun] = []
    for record in example.records:
        try:
            runs.append(_run_record(router, record, state))
        except NobodyLeftError as trouble:
            return ExampleRun(example, tuple(runs), _stuck(record, len(runs) + 1, trouble))
    return ExampleRun(example, tuple(runs))


def _stuck(record: ExampleRecord, number: int, trouble: NobodyLeftError) -> Stuck:
    return Stuck(
        record,
        number,
        f"nobody is left to take it; the last fallback rotates {shown(trouble.team)}, and there is"
        " nobody there",
        (("passed over", "; ".join(trouble.passed_over)),),
    )


def _run_record(router: Router, record: ExampleRecord, state: MemoryState) -> RecordRun:
    values = ReadRecord(record.values)
    absent = frozenset(record.away)
    decision = router.decide({}, state, record.moment, absent=absent, record_values=values)
    mismatches = [
        found
        for check in record.checks
        if (found := _compare(check, _Outcome.of_decision(decision), _why(router, decision)))
    ]
    steps: list[StepOutcome | None] = []
    assignment = decision.assignment
    current: MemoryState | OverlayState = state
    for silent in record.silents:
        step = None
        if assignment is not None:
            step = next_step(
                router.index,
                router.rotation,
                assignment,
                current,
                router.terms(values, record.moment),
                absent=absent,
            )
        steps.append(step)
        if step is None:
            assignment = None
        else:
            assignment, current = step.assignment, step.state
        outcome = _Outcome.of_step(step)
        reasons = _why_step(step, decision, record)
        mismatches += [m for check in silent if (m := _compare(check, outcome, reasons))]
    if isinstance(current, OverlayState):
        current.apply()
    return RecordRun(record, decision, tuple(steps), tuple(mismatches))


# --- comparing --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came out, of a decision or of a step, in one form."""

    rule: str | None
    team: str
    rep: str | None
    user: str | None
    queue: str | None
    suppressed: str | None
    held: datetime | None
    due: datetime | None
    on: datetime | None

    @classmethod
    def of_decision(cls, decision: Decision) -> "_Outcome":
        kind = decision.kind
        is_rep = kind in (DecisionKind.REP, DecisionKind.HELD)
        return cls(
            decision.rule,
            decision.team,
            decision.owner if is_rep else None,
            decision.owner if kind is DecisionKind.USER else None,
            decision.owner if kind is DecisionKind.QUEUE else None,
            decision.reason if kind is DecisionKind.SUPPRESSED else None,
            decision.held_from,
            decision.sla_due,
            None,
        )

    @classmethod
    def of_step(cls, step: StepOutcome | None) -> "_Outcome":
        if step is None:
            return cls(None, "", None, None, None, None, None, None, None)
        owner = step.assignment.owner
        return cls(
            None,
            step.team or "",
            owner.name if isinstance(owner, RepTarget) else None,
            owner.name if isinstance(owner, UserTarget) else None,
            owner.name if isinstance(owner, QueueTarget) else None,
            None,
            None,
            step.due,
            step.at,
        )

    @property
    def owner_words(self) -> str:
        if self.suppressed is not None:
            return f"suppressed `{self.suppressed}`"
        if self.queue is not None:
            return f"queue `{self.queue}`"
        owner = self.rep or self.user
        return f"owner `{owner}`" if owner else "no owner"


def _compare(
    check: ExpectedOutcome, outcome: _Outcome, reasons: tuple[tuple[str, str], ...]
) -> Mismatch | None:
    wanted, found, is_met = _sides(check, outcome)
    return None if is_met else Mismatch(check, wanted, found, reasons)


def _sides(check: ExpectedOutcome, outcome: _Outcome) -> tuple[str, str, bool]:
    """Return what was wanted and what came out, in words, and whether they agree."""
    target = check.target
    match check.kind:
        case CheckKind.RULE:
            found = f"rule `{outcome.rule}`" if outcome.rule is not None else "a step of the SLA"
            return f"rule `{target}`", found, outcome.rule == target
        case CheckKind.TEAM:
            found = f"team `{outcome.team}`" if outcome.team else f"{outcome.owner_words}, no team"
            return f"team `{target}`", found, outcome.team == target
        case CheckKind.OWNER:
            is_met = outcome.rep == target if target is not None else _is_user(outcome, check.user)
            return f"owner `{target or check.user}`", outcome.owner_words, is_met
        case CheckKind.QUEUE:
            return f"queue `{target}`", outcome.owner_words, outcome.queue == target
        case CheckKind.SUPPRESSED:
            is_met = outcome.suppressed is not None and target in (None, outcome.suppressed)
            wanted = "suppressed" if target is None else f"suppressed `{target}`"
            return wanted, outcome.owner_words, is_met
        case CheckKind.HELD_UNTIL:
            return _times("held until", check, outcome.held, "not held")
        case CheckKind.SLA_DUE:
            return _times("sla due", check, outcome.due, "no due time")
        case CheckKind.ON:
            return _times("on", check, outcome.on, "no step")
        case _:
            assert_never(check.kind)


def _is_user(outcome: _Outcome, user: str | None) -> bool:
    return user is not None and outcome.user is not None and fold(outcome.user) == fold(user)


def _times(
    words: str, check: ExpectedOutcome, found: datetime | None, nothing: str
) -> tuple[str, str, bool]:
    assert check.moment is not None
    zone = None if found is None else found.tzinfo
    wanted = check.moment if zone is None else check.moment.astimezone(zone)
    shown = nothing if found is None else f"{words} {_shown(found)}"
    return f"{words} {_shown(wanted)}", shown, found == check.moment


def _shown(moment: datetime) -> str:
    text = moment.isoformat(timespec="minutes" if not moment.second else "seconds")
    return f"`{text.replace('+00:00', 'Z')}`"


# --- why --------------------------------------------------------------------------------------


def _why(router: Router, decision: Decision) -> tuple[tuple[str, str], ...]:
    """Return which rule decided, and who was passed over on the way."""
    reasons = [("decided by", f"rule `{decision.rule}`")]
    if decision.rule.endswith("fallback") or decision.rule == "require":
        reasons = [("decided by", f"`{decision.rule}`")]
    skipped = [
        f"{skip.rep}: {skip.words}"
        for attempt in decision.attempts
        if attempt.pick is not None
        for skip in attempt.pick.skipped
    ]
    if skipped:
        reasons.append(("passed over", "; ".join(dict.fromkeys(skipped))))
    if decision.notes:
        reasons.append(("notes", "; ".join(decision.notes)))
    if decision.sla_due is None and decision.assignment is None:
        clock = router.index.decision(decision.decision_id).clock
        if clock is None:
            reasons.append(("sla", "this decision has none"))
        elif decision.kind is not DecisionKind.SUPPRESSED:
            reasons.append(("sla", "without `at` nothing is due"))
    return tuple(reasons)


def _why_step(
    step: StepOutcome | None, decision: Decision, record: ExampleRecord
) -> tuple[tuple[str, str], ...]:
    if step is None:
        what = "no step is left" if decision.assignment is not None else "no SLA runs here"
        if record.moment is None:
            what = "without `at` no clock runs"
        return (("silent", what),)
    action = step.step.action
    words = type(action).__name__.lower()
    if isinstance(action, NotifyStep):
        words = f"notify {action.target}"
    reasons = [("step", f"`{step.step.timing}`: {words}")]
    skipped = [f"{skip.rep}: {skip.words}" for skip in step.skipped]
    if skipped:
        reasons.append(("passed over", "; ".join(skipped)))
    return tuple(reasons)
