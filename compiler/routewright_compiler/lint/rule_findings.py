"""What the finding rules say of a policy: each reads the facts that the analysis worked out.

Each module of `rules/` has `CODE`, `NAME`, `SEVERITY` and `check(facts)`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from routewright_compiler.analysis.policy_facts import facts_of
from routewright_compiler.analysis.record_sample import SampleRecord
from routewright_compiler.lint.discovery import discover
from routewright_compiler.policy import Policy
from routewright_grammar.diagnostic import Certainty, Diagnostic


@dataclass(frozen=True, slots=True)
class LintOptions:
    """What the analysis may use beside the policy.

    `today` is the day from which hours are looked at (None: they are left aside); `records` are
    real records, to show and to count; `budget` is how many steps one question may take.
    """

    today: date | None = None
    records: Sequence[SampleRecord] | None = None
    budget: int | None = None


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """The findings of all rules; `undecided` counts the open questions that no finding names."""

    diagnostics: tuple[Diagnostic, ...]
    undecided: int


def rule_findings(policy: Policy, options: LintOptions) -> RuleFindings:
    """Run every rule over the facts of a policy."""
    facts = facts_of(policy, budget=options.budget, today=options.today, records=options.records)
    found = tuple(finding for rule in discover() for finding in rule.check(facts))
    named = sum(finding.certainty is Certainty.UNDECIDED for finding in found)
    return RuleFindings(found, max(facts.undecided - named, 0))
