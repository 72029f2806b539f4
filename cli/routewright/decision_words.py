"""Decisions of the graph in the words of the language, for drawings and explanations."""

from typing import assert_never

from routewright_runtime.graph.conditions import (
    ClassTerm,
    FieldTerm,
    LookupTerm,
    ScoreTerm,
    Term,
    TimeAmount,
)
from routewright_runtime.graph.model import (
    Action,
    Assign,
    Escalate,
    NotifyStep,
    QueueTarget,
    Reassign,
    RepTarget,
    Rotate,
    RotationMethod,
    SkillTest,
    StepAction,
    StepNode,
    StepTiming,
    Suppress,
    TeamTarget,
)


def action_words(action: Action) -> str:
    """Return a decision as it would be written: `rotate emea by weight where speaks fr`."""
    match action:
        case Assign(target):
            return f"assign {target_words(target)}"
        case Suppress(reason):
            return f'suppress "{reason}"'
        case Rotate(target, method, where):
            by = "" if method is RotationMethod.TURN else f" by {method}"
            return f"rotate {target_words(target)}{by}{_where_words(where)}"
        case _:
            assert_never(action)


def step_words(step: StepNode) -> str:
    """Return an SLA step as it would be written: `at 10 minutes notify assignee`."""
    delay = "" if step.delay is None else f" {amount_words(step.delay)}"
    match step.timing:
        case StepTiming.AT | StepTiming.THEN | StepTiming.AFTER:
            return f"{step.timing}{delay} {_step_action_words(step.action)}"
        case _:
            assert_never(step.timing)


def target_words(target: RepTarget | TeamTarget | QueueTarget | Term) -> str:
    """Return who or what is named: a name, a field, a look-up."""
    match target:
        case RepTarget(name) | TeamTarget(name) | QueueTarget(name):
            return name
        case _:
            return term_words(target)


def term_words(term: Term) -> str:
    """Return a term as it would be written: `email.domain`, `us_territory(state).team`."""
    match term:
        case FieldTerm(name, part):
            return name if part is None else f"{name}.{part}"
        case ClassTerm(name) | ScoreTerm(name):
            return name
        case LookupTerm(table, arguments, column):
            return f"{table}({', '.join(map(term_words, arguments))}).{column}"
        case _:
            assert_never(term)


def amount_words(span: TimeAmount) -> str:
    """Return `15 minutes`, `1 day`."""
    return f"{span.amount} {span.unit}{'' if span.amount == 1 else 's'}"


def _where_words(where: tuple[SkillTest, ...]) -> str:
    tests = [
        f"{test.skill} {test.value if isinstance(test.value, str) else term_words(test.value)}"
        for test in where
    ]
    return f" where {' and '.join(tests)}" if tests else ""


def _step_action_words(action: StepAction) -> str:
    match action:
        case Reassign():
            return "reassign"
        case Escalate(target):
            return f"escalate to {target_words(target)}"
        case NotifyStep(target):
            return f"notify {target}"
        case Assign() | Rotate():
            return action_words(action)
        case _:
            assert_never(action)
