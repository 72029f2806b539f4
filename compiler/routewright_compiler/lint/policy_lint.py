"""Everything that `lint` says of a policy that compiled."""

from collections.abc import Iterable
from dataclasses import dataclass

from routewright_compiler.lint.example_run import ExampleRun, run_examples
from routewright_compiler.lint.examples import failing_expects
from routewright_compiler.lint.promises import tried_promises
from routewright_compiler.lint.rule_findings import decides_promises, rule_findings
from routewright_compiler.lint.style import mixed_and_or
from routewright_compiler.policy import Policy
from routewright_compiler.resolve.declarations import routed
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Diagnostic, in_order
from routewright_runtime.decide import Router


@dataclass(frozen=True, slots=True)
class LintResult:
    """The findings, sorted; how many rules were looked at, how many questions stayed undecided."""

    diagnostics: tuple[Diagnostic, ...]
    rules: int
    undecided: int
    runs: tuple[ExampleRun, ...]


def lint_policy(policy: Policy) -> LintResult:
    """Run the examples and the finding rules, look at the style.

    Where no rule decides asserts, they are tried on the records of the examples, and those that
    none of these breaks are counted as undecided.
    """
    router = Router(policy.graph) if policy.examples else None
    runs = () if router is None else run_examples(policy, router)
    findings = [*failing_expects(runs), *mixed_and_or(policy.files)]
    undecided = 0
    ruled = rule_findings(policy)
    if ruled is not None:
        findings += ruled.diagnostics
        undecided += ruled.undecided
    if ruled is None or not decides_promises():
        refuted = () if router is None else tried_promises(policy, runs, router)
        findings += refuted
        undecided += len(policy.promises) - len(refuted)
    return LintResult(in_order(findings), rule_count(policy.files), undecided, runs)


def rule_count(files: Iterable[syntax.File]) -> int:
    """Return how many rules the files have, those in groups included."""
    members = [
        item
        for file in files
        for item in file.declarations
        if isinstance(item, syntax.Rule | syntax.Group)
    ]
    return sum(isinstance(member, syntax.Rule) for member in routed(members))
