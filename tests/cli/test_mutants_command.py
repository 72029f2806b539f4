"""`test --mutants`: what the tests do not notice, for people and for scripts."""

import json
from pathlib import Path

import pytest

POLICY = """\
queue desk "The desk"
queue other "Another"
record lead { n: integer 0..  s: text }
define big = n >= 1000 and
  s is known
rule "Big" { when big assign other }
rule "Small" { when n < 10 assign other }
fallback assign desk
"""
WEAK = 'expect "big" { given { n 2000 s "a" } rule "Big" }\n'
STRONG = """\
expect "edges" {
  given { n 1000 s "a" } rule "Big"
  given { n 999 s "a" } rule "fallback"
  given { n 1000 } rule "fallback"
  given { n 9 } rule "Small"
  given { n 10 } queue desk
}
expect "queues" { given { n 1000 s "a" } queue other given { n 9 } queue other }
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return tmp_path / "in.route"


def test_weak_tests_are_shown_what_they_miss(policy: Path, command_line) -> None:
    policy.write_text(POLICY + WEAK)
    found = command_line("test", "in.route", "--mutants")
    assert found.code == 0
    lines = found.out.splitlines()
    assert lines[:2] == [
        "ok      big",
        "mutants noticed 20 %: threshold 0 of 2, operator 2 of 5, decision 0 of 3",
    ]
    text = found.out
    assert (
        "  in.route:4:19: threshold of `big`: no test notices this change\n"
        "    - define big = n >= 1000 and\n"
        "    + define big = n >= 999 and\n"
        '    record: n 999, s "acme"\n'
        "    decided by `fallback`, after the change by `Big`\n"
    ) in text
    assert "    - define big = n >= 1000 and\n    + define big = n >= 1000 or\n" in text
    assert '    + rule "Small" { when n <= 10 assign other }\n    record: n 10\n' in text
    assert "    + fallback assign other\n    record: any record\n" in text


def test_strong_tests_notice_everything(policy: Path, command_line) -> None:
    policy.write_text(POLICY + STRONG)
    found = command_line("test", "in.route", "--mutants", "--min-mutants", "100")
    assert found.code == 0, found.out
    assert (
        "mutants noticed 100 %: threshold 2 of 2, operator 5 of 5, decision 3 of 3\n" in found.out
    )


def test_too_few_noticed_is_a_finding(policy: Path, command_line) -> None:
    policy.write_text(POLICY + WEAK)
    found = command_line("test", "in.route", "--min-mutants", "21")
    assert found.code == 1
    assert "the tests notice 20 % of the mutants, 21 % were asked for" in found.err
    assert command_line("test", "in.route", "--min-mutants", "20").code == 0


def test_the_record_shown_is_one_that_a_test_should_have(policy: Path, command_line) -> None:
    """The witnesses, written down as cases, notice every mutant."""
    policy.write_text(POLICY + WEAK)
    found = command_line("test", "in.route", "--mutants", "--format", "json")
    document = json.loads(found.out)
    assert document["summary"] == {"examples": 1, "cases": 0, "failed": 0}
    mutants = document["policies"][0]["mutants"]
    assert mutants["percent"] == 20 and mutants["noticed"] == 2 and mutants["left_out"] == 0
    assert mutants["kinds"]["threshold"] == {"noticed": 0, "of": 2}
    first = mutants["unnoticed"][0]
    assert first["start"] == {"line": 4, "column": 16} and first["kind"] == "operator"
    assert first["before"] == ["define big = n >= 1000 and"]
    assert first["after"] == ["define big = n > 1000 and"]
    assert first["witness"] == {"n": 1000, "s": "acme"} and first["rules"] == ["Big", "fallback"]
    records = [item["witness"] for item in mutants["unnoticed"]]
    (policy.parent / "found.jsonl").write_text("".join(f"{json.dumps(r)}\n" for r in records))
    run = ("run", "in.route", "--records", "found.jsonl", "--output", "in.cases.jsonl")
    assert command_line(*run, "--prefix", "expect_").code == 0
    found = command_line("test", "in.route", "--mutants")
    assert "mutants noticed 100 %" in found.out, found.out


def test_failing_tests_try_no_mutants(policy: Path, command_line) -> None:
    policy.write_text(POLICY + WEAK.replace('rule "Big"', 'rule "Small"'))
    for options in (("--mutants",), ("--min-mutants", "1")):
        found = command_line("test", "in.route", *options)
        assert found.code == 1
        assert "the mutants of `in.route` are tried once it has tests and all hold" in found.err
        assert "mutants noticed" not in found.out
    policy.write_text(POLICY)
    assert command_line("test", "in.route", "--mutants").code == 1


def test_not_all_are_tried_where_that_is_said(policy: Path, command_line) -> None:
    policy.write_text(POLICY + STRONG)
    found = command_line("test", "in.route", "--mutants", "--max-mutants", "4")
    assert "  7 mutants more not tried; `--max-mutants` says how many are\n" in found.out


def test_what_decides_alike_does_not_count(policy: Path, command_line) -> None:
    policy.write_text(POLICY.replace("n < 10 ", "n < 10 and n < 20 ") + STRONG)
    found = command_line("test", "in.route", "--mutants")
    assert "mutants noticed 100 %" in found.out
    assert "2 decide every record alike and do not count" in found.out
    found = command_line("test", "in.route", "--mutants", "--format", "json")
    assert json.loads(found.out)["policies"][0]["mutants"]["equivalent"] == 2


def test_results_as_data(policy: Path, command_line) -> None:
    policy.write_text(POLICY + WEAK + 'expect "wrong" { given { } rule "Big" }\n')
    (policy.parent / "in.cases.csv").write_text("n,expect_rule\n5,Small\n6,Big\n")
    found = command_line("test", "in.route", "--format", "json", "--coverage")
    assert found.code == 1
    document = json.loads(found.out)
    (tested,) = document["policies"]
    assert document["version"] == 1
    assert document["summary"] == {"examples": 2, "cases": 2, "failed": 2}
    assert [item["passed"] for item in tested["examples"]] == [True, False]
    assert "rule `Big` was expected" in tested["examples"][1]["failures"][0]
    assert [(item["line"], item["passed"]) for item in tested["cases"]] == [(2, True), (3, False)]
    assert tested["coverage"]["kinds"]["rules"] == {"covered": 2, "of": 2}
    assert tested["coverage"]["missing"][0]["file"] == "in.route"
    assert tested["mutants"] is None


def test_an_empty_test_set_fails(policy: Path, command_line) -> None:
    policy.write_text(POLICY)
    found = command_line("test", "in.route")
    assert found.code == 1 and "there is no `expect` to run" in found.err
    (policy.parent / "in.cases.csv").write_text("n,expect_rule\n")
    found = command_line("test", "in.route")
    assert found.code == 2 and "`in.cases.csv` has no case" in found.err
