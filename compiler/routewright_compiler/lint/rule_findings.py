"""What the finding rules say of a policy: each reads the facts that the analysis worked out.

The seam to the analysis: `analysis.policy_facts.facts_of(policy)` gives the facts; their
`undecided` counts the questions (asserts among them) that stayed open. Each module of `rules/` has
`CODE`, `NAME`, `SEVERITY` and `check(facts)`.
"""

import importlib
import importlib.util
from dataclasses import dataclass

from routewright_compiler.lint.discovery import discover
from routewright_compiler.policy import Policy
from routewright_grammar.diagnostic import Diagnostic

FACTS_MODULE = "routewright_compiler.analysis.policy_facts"


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """The findings of all rules, and how many questions stayed undecided."""

    diagnostics: tuple[Diagnostic, ...]
    undecided: int


def rule_findings(policy: Policy) -> RuleFindings | None:
    """Run every rule over the facts of a policy; None where there are no rules."""
    rules = discover()
    if not rules or importlib.util.find_spec(FACTS_MODULE) is None:
        return None
    facts = importlib.import_module(FACTS_MODULE).facts_of(policy)
    found = [finding for rule in rules for finding in rule.check(facts)]
    return RuleFindings(tuple(found), int(facts.undecided))


def decides_promises() -> bool:
    """Whether a rule proves or refutes asserts, so that they need not be tried on the examples."""
    return any(rule.NAME == "refuted-assert" for rule in discover())
