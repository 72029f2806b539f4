"""Examples and promises: what a run says, in words, and what follows for the asserts."""

from typing import Any

import pytest

from routewright_compiler.lint.example_run import run_examples
from routewright_compiler.lint.examples import failing_expects

TEAM = """
rep cleo "cleo@acme.example" { at most 1 per day }
rep dan  "dan@acme.example"  { calendar office  away 2026-03-12 }
team pair { cleo, dan }
rule "Large" {
  when     employees >= 100
  rotate   pair
  fallback assign desk
  sla      1 hour during office
    at 30 minutes notify assignee
    then reassign
}
"""


def _runs(bench: Any, expect: str) -> Any:
    return run_examples(bench.policy(f'{TEAM}\nexpect "x" {{ {expect} }}'))[0]


def test_records_share_the_turn_and_each_example_begins_anew(bench: Any) -> None:
    two = "given { employees 100 } owner cleo given { employees 100 } owner dan"
    text = f'{TEAM}\nexpect "x" {{ {two} }}\nexpect "y" {{ {two} }}'
    assert [run.has_passed for run in run_examples(bench.policy(text))] == [True, True]


def test_a_mismatch_says_what_came_out_and_why(bench: Any) -> None:
    run = _runs(
        bench,
        """given { employees 100 } at 2026-03-12T10:00Z owner cleo
           given { employees 200 } at 2026-03-12T11:00Z owner dan""",
    )
    (miss,) = run.records[1].mismatches
    assert (miss.wanted, miss.found) == ("owner `dan`", "queue `desk`")
    reasons = dict(miss.reasons)
    assert reasons["decided by"] == "rule `Large`"
    assert "cleo: at the cap of 1 per day" in reasons["passed over"]
    assert "dan: away 2026-03-12" in reasons["passed over"]
    assert "fallback of the rule" in reasons["notes"]


def test_one_record_that_went_wrong_is_one_finding(bench: Any) -> None:
    checks = "queue desk owner dan sla due 2026-03-10T11:00Z"
    given = f"given {{ employees 100 }} at 2026-03-10T10:00Z {checks}"
    text = f'{TEAM}\nexpect "x" {{ {given} given {{ employees 100 }} queue desk }}'
    first, second = failing_expects(run_examples(bench.policy(text)))
    assert first.message == (
        "expect `x`, record 1: queue `desk` was expected, owner `cleo` came out"
    )
    also = [words for kind, words in first.notes if kind == "also"]
    assert also == ["owner `dan` was expected, owner `cleo` came out"]
    assert "record 2: queue `desk` was expected" in second.message


def test_the_state_after_silent_steps_is_that_of_the_next_record(bench: Any) -> None:
    run = _runs(
        bench,
        """given { employees 100 } at 2026-03-10T10:00Z
             owner cleo sla due 2026-03-10T11:00Z
             silent owner cleo on 2026-03-10T10:30Z
             silent owner dan team pair on 2026-03-10T11:00Z sla due 2026-03-10T12:00Z
           given { employees 100 } at 2026-03-11T10:00Z owner cleo""",
    )
    assert run.has_passed, [m for r in run.records for m in r.mismatches]


@pytest.mark.parametrize(
    ("expect", "reason"),
    [
        ("given { employees 100 } silent owner dan", "without `at` no clock runs"),
        ("given { } at 2026-03-10T10:00Z silent owner dan", "no SLA runs here"),
        (
            "given { employees 100 } at 2026-03-10T10:00Z away dan silent silent silent owner ana",
            "no step is left",
        ),
    ],
)
def test_why_nothing_follows_a_silence(bench: Any, expect: str, reason: str) -> None:
    run = _runs(bench, expect)
    assert [dict(m.reasons)["silent"] for r in run.records for m in r.mismatches] == [reason]


def test_a_required_field_may_be_missing_in_an_example(bench: Any) -> None:
    text = """record lead { email: email required }
queue desk
fallback assign desk
expect "x" { given { } queue desk }"""
    assert bench.findings({"main.route": text}) == ()


LAST = """
rep cleo "cleo@acme.example"
rep dan  "dan@acme.example"
team pair { cleo, dan }
rule "Small" { when employees < 10  assign desk }
expect "nobody" {
  given { employees 5 }  away cleo, dan  queue desk
  given { employees 50 }  away cleo, dan
    owner cleo
  given { employees 50 }  owner cleo
}
fallback rotate pair
"""


def test_an_example_that_leaves_nobody_fails_and_says_why(bench: Any) -> None:
    files = {"main.route": f'{LAST}\nuse "base.route"\n', "base.route": bench.base}
    policy = bench.compiled(files).value
    (run,) = run_examples(policy)
    assert not run.has_passed
    assert len(run.records) == 1, "what comes after it hangs on who would have got it"
    (finding,) = failing_expects([run])
    assert finding.message == (
        "expect `nobody`, record 2: nobody is left to take it; the last fallback rotates `pair`,"
        " and there is nobody there"
    )
    assert finding.notes == (("passed over", "cleo: away; dan: away"),)
    assert "`away`" in finding.help
    text = files["main.route"]
    assert text[finding.label.span.start :].startswith("given { employees 50 }  away")
