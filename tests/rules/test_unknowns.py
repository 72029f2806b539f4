"""Policies rich in what the analysis cannot know: fields compared, outside tests, calendars.

Whatever they say, lint ends in findings, and what it calls proved is so in the runtime.
"""

import random
import re
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.conftest import MAIN, compiled
from routewright_compiler.analysis.comparison.comparison import compare
from routewright_compiler.analysis.moment_search import USUAL
from routewright_compiler.lint.policy_lint import lint_policy
from routewright_compiler.lint.rule_findings import LintOptions
from routewright_compiler.policy import Policy
from routewright_grammar.diagnostic import Certainty, Diagnostic
from routewright_runtime.decide import Router
from rules.conftest import TODAY, Rules

HEAD = """
record lead {
  n: integer 0..   a: integer 0..   b: integer 0..   m: number
  s: text          t: text          k: choice(A, B)  l: choice(A, B, C)
  from: country    to: country      u: user          v: user
  d: date          e: date
}
calendar office { open mon-fri 09:00-17:00 }
rep ana "ana@acme.example" { calendar office }
rep ben "ben@acme.example"
team ae { ana, ben }
queue q "Q"
queue r "R"
queue rest "Rest"
define same = from = to
define more = a > b
"""
ORDERED = (("a", "b"), ("a", "m"), ("b", "n"), ("n", "a"), ("d", "e"))
EQUALS = (("s", "t"), ("k", "l"), ("from", "to"), ("u", "v"))
KNOWN = (
    *("n > 1", "n > 5", "a = 5", "b = 5", "b < 3", "m = 5", "a is empty", "d >= 2026-01-01"),
    *('s = "x"', 't in ("x", "y")', 't contains "x"', "s is empty", "k = A", "l in (A, B)"),
    *("from = IN", "to in (IN, DE)", "to is known", "u is rep", "u = ana", "v = ben"),
    *("d within 3 days", "same", "more", "during office"),
)
OUTCOMES = ("assign q", "assign r", "rotate ae fallback assign q", "assign u fallback assign r")
PROMISED = ("queue q", "owner ana", "team ae", 'rule "r0"', "suppressed")


class _Writer:
    """Writes policies from choices that a seed makes."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def pick(self, *items: str) -> str:
        return self._chance.choice(items)

    def test(self) -> str:
        kind = self._chance.randrange(10)
        if kind < 3:
            pair = self._chance.choice(ORDERED)
            left, right = self._chance.sample(pair, 2)
            return f"{left} {self.pick('=', '!=', '<', '<=', '>', '>=')} {right}"
        if kind < 5:
            left, right = self._chance.sample(self._chance.choice(EQUALS), 2)
            return f"{left} {self.pick('=', '!=')} {right}"
        return self.pick('outside "coin"', 'outside "dice"') if kind == 5 else self.pick(*KNOWN)

    def condition(self, depth: int = 2) -> str:
        kind = self._chance.randrange(8) if depth else 0
        if kind < 2:
            return self.test()
        if kind == 2:
            return f"not ({self.condition(depth - 1)})"
        joined = (self.condition(depth - 1) for _ in range(2))
        return f"({' and '.join(joined)})" if kind < 6 else f"({' or '.join(joined)})"

    def policy(self) -> str:
        count = self._chance.randint(2, 5)
        rules = [
            f'rule "r{n}" {{ when {self.condition()}  {self.pick(*OUTCOMES)} }}'
            for n in range(count)
        ]
        if count > 2:
            at = self._chance.randrange(count - 1)
            inside = "\n".join((*rules[at : at + 2], self.pick("", "fallback assign ben")))
            kind = self.pick("unique group", "group")
            rules[at : at + 2] = [f'{kind} "g" {{ when {self.test()}\n{inside}\n}}']
        fact = f'fact "f" {{ {self.test()} implies {self.test()} }}'
        promise = f"when {self.condition()} {self.pick('always', 'never')} {self.pick(*PROMISED)}"
        return "\n".join(
            (
                self.pick("", "", fact),
                self.pick("", "", "require from else assign r"),
                *rules,
                f'assert "p" {{ {promise} }}',
                "fallback assign rest",
            )
        )


def _compiled(text: str) -> Policy:
    outcome = compiled({MAIN: HEAD + text})
    assert outcome.value is not None, [d.message for d in outcome.diagnostics]
    return outcome.value


# Whether such a fact is kept hangs on the time, on the CRM, or on fields compared.
_UNKNOWN_FACT = re.compile(
    r"fact .*(during|within|outside|same|more| (=|!=|<|<=|>|>=) ([abdeklmnstuv]|from|to)\b)"
)

# Whose records the witness of a finding is: its subject's, its first relation's, or the last
# fallback's.
TAKERS: Mapping[str, str] = {
    "overlapping-outcomes": "first",
    "redundant-rule": "own",
    "refuted-assert": "first",
    "empty-passes-negation": "first",
    "uncaught-records": "last",
    "missing-value-gap": "last",
}


def _taker(finding: Diagnostic) -> str | None:
    match TAKERS.get(finding.name):
        case "own":
            return finding.label.subject
        case "first" if finding.related:
            return finding.related[0].subject
        case "last":
            return "fallback"
    return None


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 100_000))
def test_lint_ends_in_findings_and_what_is_proved_replays(seed: int) -> None:
    text = _Writer(seed).policy()
    policy = _compiled(text)
    keeps_facts = _UNKNOWN_FACT.search(text) is None
    router = Router(policy.graph)
    branches = router.matcher.branches
    for finding in lint_policy(policy, LintOptions(TODAY)).diagnostics:
        titles = {title for title, _ in finding.notes}
        if finding.certainty is not Certainty.PROVED or finding.witness is None:
            continue
        taker = _taker(finding)
        if taker is None or "moment" in titles:
            continue
        read = router.read(dict(finding.witness))
        assert not read.unread
        assert branches[router.matcher.match(read.values, USUAL)].rule == taker, finding
        if keeps_facts:
            assert not router.matcher.contradicted_facts(read.values, USUAL), finding


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 100_000))
def test_every_change_between_two_such_policies_is_sighted(seed: int) -> None:
    writer = _Writer(seed)
    before, after = _compiled(writer.policy()), _compiled(writer.policy())
    found = compare(before.graph, after.graph)
    for change in found.changes:
        assert found.sighting(change).before is not None


SHARED = """
rule "a" { when n > 1 and from = IN and to = from  assign r }
rule "b" { when from = to and n > 5  assign q }
rule "c" { when a > 5 and n > 0  assign r }
fallback assign rest
"""


def test_rules_may_share_a_comparison_of_two_fields(rules: Rules) -> None:
    (first, _) = [d for d in rules.linted({MAIN: HEAD + SHARED}) if d.code == "RW310"]
    assert first.witness is not None
    shown = dict(first.witness)
    assert "a" not in shown, "what the claim does not hang on is not said to be empty"
    assert shown == {"n": 6, "from": "IN", "to": "IN"}, "values that really compare so"
    assert first.certainty is Certainty.PROVED


def test_what_no_values_show_is_possible_only(rules: Rules) -> None:
    text = """
rule "a" { when from = IN and to = DE and from = to  assign r }
rule "b" { when from = to and n > 5  assign q }
fallback assign rest
"""
    (first,) = [d for d in rules.linted({MAIN: HEAD + text}) if d.code == "RW310"]
    assert first.certainty is Certainty.POSSIBLE
    assert dict(first.witness or ()) == {"n": 6, "from": "IN", "to": "DE"}


@pytest.mark.parametrize("test", ["not (a = b)", "b != a", "a < b", "not (b <= a)", "a > b"])
def test_a_comparison_is_one_unknown_however_it_is_written(rules: Rules, test: str) -> None:
    text = f'rule "x" {{ when a = b  assign q }}\nrule "y" {{ when b = a and {test}  assign r }}\n'
    found = rules.linted({MAIN: f"{HEAD}{text}fallback assign rest\n"})
    (never,) = [d for d in found if d.code == "RW301"]
    assert never.label.subject == "y"
    assert never.certainty is Certainty.PROVED
