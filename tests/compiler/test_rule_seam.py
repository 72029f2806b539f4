"""The seam between lint and the finding rules, with a rule and facts made up for the test."""

import sys
from collections.abc import Iterable
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import pytest

from routewright_compiler.lint import rule_findings
from routewright_compiler.lint.policy_lint import lint_policy
from routewright_grammar.diagnostic import Diagnostic, Label, Severity

ASSERTS = """
assert "one" { when employees > 5  always queue desk }
assert "two" { never team ae }
"""


def _rule(name: str) -> ModuleType:
    rule = ModuleType(f"rule_{name}")

    def check(facts: Any) -> Iterable[Diagnostic]:
        span = facts.policy.name_spans["desk"]
        yield Diagnostic("RW999", name, Severity.NOTE, "made up", Label(span))

    rule.CODE, rule.NAME, rule.SEVERITY, rule.check = "RW999", name, Severity.NOTE, check
    return rule


def _install(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    facts_module = ModuleType(rule_findings.FACTS_MODULE)
    facts_module.__spec__ = ModuleSpec(rule_findings.FACTS_MODULE, None)

    class Facts:
        def __init__(self, policy: Any) -> None:
            self.policy = policy
            self.undecided = 7

    facts_module.facts_of = Facts
    rules = tuple(_rule(name) for name in names)
    monkeypatch.setattr(rule_findings, "discover", lambda: rules)
    monkeypatch.setitem(sys.modules, rule_findings.FACTS_MODULE, facts_module)


def test_without_rules_every_assert_is_undecided(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_findings, "discover", lambda: ())
    result = lint_policy(bench.policy(ASSERTS))
    assert (result.diagnostics, result.undecided) == ((), 2)


def test_a_rule_reads_the_facts_and_its_findings_are_sorted_in(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(monkeypatch, "made-up", "made-up-too")
    result = lint_policy(bench.policy(ASSERTS))
    assert [d.name for d in result.diagnostics] == ["made-up", "made-up-too"]
    assert result.undecided == 7 + 2


def test_a_rule_that_decides_asserts_takes_them_over(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(monkeypatch, "refuted-assert")
    assert lint_policy(bench.policy(ASSERTS)).undecided == 7
