"""When two decisions are the same, and in what they differ."""

from collections.abc import Callable, Hashable, Mapping
from enum import StrEnum

from routewright_compiler.analysis.comparison.cases import Attempt, Case
from routewright_compiler.analysis.comparison.persons import by_person


class ChangeKind(StrEnum):
    """In what two decisions differ, the weightiest first."""

    HANDS = "hands"  # who gets the record
    BEHIND = "fallback"  # only who gets it where that fails
    SLA = "sla"  # only the clock and its steps
    NOTICES = "notices"  # only whom it tells, and tags
    NAME = "name"  # only what the rule is called


def outcome_key(addresses: Mapping[str, str]) -> Callable[[Case], Hashable]:
    """Return the key of all that shows of a decision; the kind of a change is what part differs."""

    def key(case: Case) -> Hashable:
        attempts = by_person(case.attempts, addresses)
        hands = tuple(_hands(attempts))
        clocks = tuple((attempt.clock, attempt.steps) for attempt in attempts)
        notices = tuple((attempt.notify, attempt.tags) for attempt in attempts)
        return case.branch.rule, hands[:1], hands, clocks, notices

    return key


def kind_of(before: tuple[Attempt, ...], after: tuple[Attempt, ...]) -> ChangeKind:
    """Return in what two lists of attempts (`by_person`) differ."""
    if _hands(before[:1]) != _hands(after[:1]):
        return ChangeKind.HANDS
    if _hands(before) != _hands(after):
        return ChangeKind.BEHIND
    if [(a.clock, a.steps) for a in before] != [(a.clock, a.steps) for a in after]:
        return ChangeKind.SLA
    return ChangeKind.NAME if before == after else ChangeKind.NOTICES


def _hands(attempts: tuple[Attempt, ...]) -> list[tuple[object, ...]]:
    return [(attempt.deed, attempt.hold) for attempt in attempts]
