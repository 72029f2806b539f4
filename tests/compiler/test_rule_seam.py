"""The seam between lint and the finding rules, with a rule made up for the test."""

from collections.abc import Iterable
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.lint import linted_set, rule_findings
from routewright_compiler.lint.linted_set import agreed
from routewright_compiler.lint.policy_lint import lint_policy
from routewright_compiler.lint.rule_findings import LintOptions
from routewright_grammar.diagnostic import Certainty, Diagnostic, Label, Severity

RULES = """rule "One" { when employees > 5  assign desk }
rule "Two" { when employees > 3  rotate ae }
"""
PEOPLE = """record lead { employees: integer }
rep ana "ana@acme.example"
rep ben "ben@acme.example"
queue desk
team ae { ana }
team late { ben }
"""


def _rule(name: str, certainty: Certainty = Certainty.PROVED) -> ModuleType:
    rule = ModuleType(f"rule_{name}")

    def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
        facts.note_undecided()
        span = facts.policy.name_spans["desk"]
        yield Diagnostic(
            "RW999", name, Severity.NOTE, str(facts.today), Label(span), certainty=certainty
        )

    rule.CODE, rule.NAME, rule.SEVERITY, rule.check = "RW999", name, Severity.NOTE, check
    return rule


def _install(monkeypatch: pytest.MonkeyPatch, *rules: ModuleType) -> None:
    monkeypatch.setattr(rule_findings, "discover", lambda: rules)


def test_a_rule_reads_the_facts_and_its_findings_are_sorted_in(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(monkeypatch, _rule("made-up"), _rule("made-up-too"))
    result = lint_policy(bench.policy(RULES), LintOptions(today=date(2026, 3, 10)))
    assert [(d.name, d.message) for d in result.diagnostics] == [
        ("made-up", "2026-03-10"),
        ("made-up-too", "2026-03-10"),
    ]
    assert result.rules == 2
    assert result.undecided == 2


def test_a_question_that_a_finding_names_is_not_counted_again(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(monkeypatch, _rule("open", Certainty.UNDECIDED), _rule("made-up"))
    assert lint_policy(bench.policy(RULES)).undecided == 1


def _linted(bench: Any, *texts: str) -> list[tuple[str, str]]:
    found = []
    for number, text in enumerate(texts):
        files = {f"{number}.route": f'use "people.route"\n{text}', "people.route": PEOPLE}
        policy = bench.compiled(files, f"{number}.route").value
        assert policy is not None
        found.append((policy, lint_policy(policy).diagnostics))
    return [(d.name, d.label.subject) for d in agreed(found) if d.name == "unreachable-team"]


def test_people_of_several_policies_are_idle_where_no_policy_reaches_them(bench: Any) -> None:
    to_ae, to_late = 'rule "A" { rotate ae }', 'rule "A" { rotate late }'
    end = "\nfallback assign desk"
    assert _linted(bench, to_ae + end) == [("unreachable-team", "late")]
    assert _linted(bench, to_ae + end, to_late + end) == []
    assert _linted(bench, to_ae + end, to_ae + end) == [("unreachable-team", "late")] * 2
    assert linted_set.agreed([]) == ()
