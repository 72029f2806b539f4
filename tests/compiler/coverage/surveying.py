"""Policies written in tests, with the coverage of their facts on a fixed day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from routewright_compiler.analysis.coverage.capacity import Arrival
from routewright_compiler.analysis.coverage.coverage import Coverage
from routewright_compiler.analysis.policy_facts import PolicyFacts, facts_of
from routewright_compiler.policy import Policy
from routewright_compiler.rules import over_capacity, uncovered_hours, unmeetable_sla
from routewright_grammar.diagnostic import Diagnostic

TODAY = date(2026, 11, 24)
RULES: tuple[Any, ...] = (uncovered_hours, unmeetable_sla, over_capacity)


def facts_on(
    policy: Policy, history: Sequence[Arrival] | None = None, today: date | None = TODAY
) -> PolicyFacts:
    """Return the facts of a compiled policy, with the coverage of a day and a history."""
    facts = facts_of(policy)
    facts.coverage = Coverage(facts.reach, today, history, facts.witness)
    return facts


def found_by(rule: Any, facts: PolicyFacts) -> list[Diagnostic]:
    """Return the findings of one rule."""
    return list(rule.check(facts))
