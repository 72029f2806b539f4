"""Everything that `lint` says of a policy that compiled."""

from collections.abc import Iterable
from dataclasses import dataclass

from routewright_compiler.lint.example_run import ExampleRun, run_examples
from routewright_compiler.lint.examples import failing_expects
from routewright_compiler.lint.rule_findings import LintOptions, rule_findings
from routewright_compiler.lint.style import mixed_and_or
from routewright_compiler.policy import Policy
from routewright_compiler.resolve.declarations import routed
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Diagnostic, in_order

NO_OPTIONS = LintOptions()


@dataclass(frozen=True, slots=True)
class LintResult:
    """The findings, sorted; how many rules were looked at, how many questions stayed undecided.

    `undecided` leaves out the questions that a finding names.
    """

    diagnostics: tuple[Diagnostic, ...]
    rules: int
    undecided: int
    runs: tuple[ExampleRun, ...]


def lint_policy(policy: Policy, options: LintOptions = NO_OPTIONS) -> LintResult:
    """Run the examples and the finding rules, look at the style."""
    runs = run_examples(policy)
    ruled = rule_findings(policy, options)
    findings = [*failing_expects(runs), *mixed_and_or(policy.files), *ruled.diagnostics]
    return LintResult(in_order(findings), rule_count(policy.files), ruled.undecided, runs)


def rule_count(files: Iterable[syntax.File]) -> int:
    """Return how many rules the files have, those in groups included."""
    members = [
        item
        for file in files
        for item in file.declarations
        if isinstance(item, syntax.Rule | syntax.Group)
    ]
    return sum(isinstance(member, syntax.Rule) for member in routed(members))
