"""Rules over a small step budget: none falls over, and what is called proved is so."""

from pathlib import Path
from typing import Any

import pytest

from compiler.conftest import compiled
from routewright_compiler.analysis.policy_facts import facts_of
from routewright_compiler.lint.discovery import discover
from routewright_compiler.policy import Policy
from routewright_grammar.diagnostic import Certainty, Diagnostic
from rules.conftest import TODAY, Rules, rebased

CASES = Path(__file__).parent
RUN_ELSEWHERE: frozenset[str] = frozenset()
# Whether an earlier rule is an exception, or what hides a value is reached, may be open.
MAY_SAY_MORE = frozenset({"RW310", "RW322"})


def findings(policy: Policy, budget: int | None) -> tuple[list[Diagnostic], int]:
    """Return what all rules say within a budget, and how many questions are open."""
    facts = facts_of(policy, budget=budget, today=TODAY)
    found = [finding for rule in discover() for finding in rule.check(facts)]
    return found, facts.undecided


@pytest.mark.parametrize("budget", [0, 2, 8])
def test_less_is_said_but_nothing_else(literate_case: Any, budget: int) -> None:
    outcome = compiled(rebased(literate_case))
    assert outcome.value is not None
    whole, open_questions = findings(outcome.value, None)
    assert open_questions == 0
    some, open_questions = findings(outcome.value, budget)
    keys = {(item.code, item.label.span) for item in whole}
    for finding in some:
        if finding.certainty is not Certainty.UNDECIDED and finding.code not in MAY_SAY_MORE:
            assert (finding.code, finding.label.span) in keys, finding
    said = {(item.code, item.label.span) for item in some}
    assert keys <= said or open_questions > 0


def test_open_questions_about_facts_are_counted(rules: Rules) -> None:
    text = """
    fact "one" {
      (partner or country = DE) and (employees > 5 or source = "web") implies revenue > 9
    }
    rule "A" { when country = FR  rotate ae }
    """
    outcome = compiled(rules.files(text))
    assert outcome.value is not None
    facts = facts_of(outcome.value, budget=0)
    assert facts.fact_check.undecided > 0
    before = len(facts.reach.undecided)
    assert facts.undecided == before + facts.fact_check.undecided
