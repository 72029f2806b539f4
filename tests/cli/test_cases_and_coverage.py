"""Cases files, and what the tests of a policy reach."""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routewright.coverage.measuring import measured
from routewright.coverage.units import Seen, Unit, UnitKind, percent
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_runtime.decide import Router
from routewright_runtime.state import MemoryState

POLICY = """\
calendar c { open mon-fri 09:00-17:00 }
rep ana "ana@acme.example" { calendar c }
rep ben "ben@acme.example" { calendar c }
team both { ana, ben }
queue desk "The desk"
record lead { n: integer 0..  r: number  s: text }
define big = n >= 1000
rule "Big" {
  when   big and s is known
  rotate both
  sla    1 hour during c
    then reassign
}
group "G" {
  when r > 1.5
  rule "Inner" { when n in 10..19  rotate both  fallback assign desk }
}
rule "Stop" { when s contains "x"  suppress "no" }
fallback assign desk
"""
EXPECT = 'expect "one" { given { n 1000 s "a" } rule "Big" }\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in.route").write_text(POLICY)
    return tmp_path


# --- cases ------------------------------------------------------------------------------------


def test_a_run_that_was_looked_through_becomes_a_test(folder: Path, command_line) -> None:
    (folder / "leads.csv").write_text(
        "received_at,n,r,s\n2026-03-10T10:00Z,2000,,a\n2026-03-10T10:01Z,2000,,b\n"
        "2026-03-10T10:02Z,,,x\n2026-03-15T10:00Z,12,2,\n2026-03-16T10:00Z,12,2,wrong\n"
    )
    for ending in ("csv", "jsonl"):
        output = folder / f"in.cases.{ending}"
        arguments = ("--records", "leads.csv", "--output", output, "--prefix", "expect_")
        assert command_line("run", "in.route", *arguments).code == 0
        found = command_line("test", ".")
        assert found.out.endswith("5 cases: 5 ok, 0 failed\n"), found.out
        assert found.code == 0
        text = output.read_text()
        output.write_text(text.replace("ben@acme.example", "ana@acme.example"))
        found = command_line("test", ".")
        assert "owner `ana@acme.example` was expected, `ben@acme.example` came out" in found.out
        assert found.code == 1
        output.unlink()


def test_cases_share_turns_and_say_what_came_out(folder: Path, command_line) -> None:
    (folder / "in.cases.csv").write_text(
        "n,s,expect_name,expect_kind,expect_owner,expect_team,expect_rule\n"
        "1000,a,first,rep,ana@acme.example,both,Big\n"
        "1000,a,second,rep,Ben,both,Big\n"
        "1000,a,third,,ben,,\n"
        "5,,fourth,queue,The Desk,-,fallback\n"
        "5,x,fifth,suppressed,-,,Stop\n"
    )
    found = command_line("test", "in.route", "--junit", "out.xml")
    assert found.code == 1
    assert found.out == (
        "FAILED  in.cases.csv (5 cases)\n"
        "        in.cases.csv:4: third: owner `ben` was expected, `ana@acme.example` came out\n"
        "          decided by: `Big`\n"
        "5 cases: 4 ok, 1 failed\n"
    )
    suites = ElementTree.parse(folder / "out.xml").getroot()
    assert (suites.get("tests"), suites.get("failures")) == ("5", "1")
    assert [case.get("name") for case in suites.iter("testcase")][2] == "third"


def test_times_and_absences_count(folder: Path, command_line) -> None:
    rows = [
        {"n": 1000, "s": "a", "received_at": "2026-03-10T10:00Z", "expect_away": "ana"},
        {"n": 1000, "s": "a", "received_at": "2026-03-10T16:30Z", "expect_away": ["ana", "ben"]},
        {"n": 1000, "s": "a", "received_at": "2026-03-10T16:30Z"},
    ]
    rows[0] |= {"expect_owner": "ben", "expect_sla_due": "2026-03-10T12:00+01:00"}
    rows[1] |= {"expect_owner": "desk", "expect_sla_due": "-"}
    rows[2] |= {"expect_owner": "ana", "expect_sla_due": "2026-03-11T09:30Z"}
    (folder / "more.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = command_line("test", "in.route", "--cases", "more.jsonl")
    assert found.code == 0, found.out
    assert found.out.endswith("3 cases: 3 ok, 0 failed\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("n,expect_rul\n1,x\n", "did you mean `expect_rule`?"),
        ("n,s\n1,x\n", "does not say what must come out"),
        ("n,expect_kind\n1,person\n", "it must be one of rep, user"),
        ("n,expect_from\n1,soon\n", "is no time"),
        ("received_at,expect_rule\nsoon,x\n", "is no time"),
        ("n,expect_away,expect_rule\n1,zoe,x\n", "there is no rep `zoe`"),
        ("n,expect_rule\n1,x,y\n", "line 2"),
    ],
)
def test_a_cases_file_that_is_wrong_is_2(
    folder: Path, command_line, text: str, message: str
) -> None:
    (folder / "in.cases.csv").write_text(text)
    found = command_line("test", "in.route")
    assert found.code == 2
    assert message in found.err
    assert "in.cases.csv" in found.err


def test_a_case_that_expects_nothing_fails(folder: Path, command_line) -> None:
    (folder / "in.cases.csv").write_text("n,expect_rule\n1,\n")
    found = command_line("test", "in.route")
    assert found.code == 1
    assert "nothing is expected of this record" in found.out


def test_cases_need_one_policy(folder: Path, command_line) -> None:
    (folder / "two.route").write_text(POLICY)
    (folder / "c.csv").write_text("n,expect_rule\n1,fallback\n")
    assert command_line("test", ".", "--cases", "c.csv").code == 2
    assert command_line("test", "two.route", "--cases", "c.csv").code == 0


# --- coverage ---------------------------------------------------------------------------------

ROUTER = Router(compile_policy("in.route", MappingLoader({"in.route": POLICY})).value.graph)


def seen(*records: dict[str, object]) -> list[Seen]:
    found = []
    for record in records:
        values = ROUTER.read(record)
        decision = ROUTER.decide({}, MemoryState(), None, record_values=values)
        found.append(Seen(values, None, decision.branch, decision.decision_id))
    return found


def units(*records: dict[str, object]) -> dict[tuple[UnitKind, int], list[str]]:
    """Return what is missing, by kind and line."""
    found: dict[tuple[UnitKind, int], list[str]] = {}
    for unit in measured(ROUTER, seen(*records)):
        assert unit.place is not None
        if unit.missing:
            found.setdefault((unit.kind, unit.place.line), []).append(unit.missing)
    return found


def test_without_tests_nothing_is_covered() -> None:
    every = measured(ROUTER, [])
    assert [unit.is_covered for unit in every] == [False] * len(every)
    kinds = [unit.kind for unit in every]
    assert {kind: kinds.count(kind) for kind in UnitKind} == {
        UnitKind.RULE: 3,
        UnitKind.CONDITION: 6,
        UnitKind.BOUND: 4,
        UnitKind.FALLBACK: 2,
        UnitKind.STEP: 1,
    }


def test_a_rule_and_both_outcomes_of_a_condition() -> None:
    missing = units({"n": 1000, "s": "a"})
    assert (UnitKind.RULE, 8) not in missing
    assert missing[UnitKind.RULE, 16] == ["no record reaches it"]
    assert missing[UnitKind.CONDITION, 7] == ["never false where it is asked"]
    # What `Big` has taken never comes to the group.
    assert missing[UnitKind.CONDITION, 15] == ["never asked"]
    missing = units({"n": 1000, "s": "a"}, {"n": 999, "s": "a"}, {"n": 1000})
    assert (UnitKind.CONDITION, 7) not in missing
    assert (UnitKind.CONDITION, 9) not in missing
    assert missing[UnitKind.CONDITION, 15] == ["never true where it is asked"]


def test_a_condition_in_a_group_is_asked_of_what_enters_it() -> None:
    missing = units({"n": 12, "r": 1})
    assert missing[UnitKind.CONDITION, 16] == ["never asked"]
    missing = units({"n": 12, "r": 2}, {"n": 30, "r": 2})
    assert (UnitKind.CONDITION, 16) not in missing


@pytest.mark.parametrize(
    ("values", "lacking"),
    [
        ((1000,), "`999`"),
        ((999,), "`1000`"),
        ((5, 5000), "`1000` and `999`"),
        ((999, 1000), None),
    ],
)
def test_a_bound_of_whole_numbers_is_tested_next_to_it(
    values: tuple[int, ...], lacking: str | None
) -> None:
    missing = units(*({"n": n} for n in values))
    assert missing.get((UnitKind.BOUND, 7)) == (
        None if lacking is None else [f"no record has {lacking}"]
    )


def test_a_bound_of_other_numbers_is_tested_at_it_and_across() -> None:
    assert units({"r": 2})[UnitKind.BOUND, 15] == ["no record has `1.5`"]
    assert units({"r": "1.5"})[UnitKind.BOUND, 15] == ["no record has above `1.5`"]
    assert (UnitKind.BOUND, 15) not in units({"r": "1.5"}, {"r": "1.6"})


def test_both_ends_of_a_range_are_bounds() -> None:
    inside = [{"n": n, "r": 2} for n in (10, 19)]
    assert units(*inside)[UnitKind.BOUND, 16] == ["no record has `9`", "no record has `20`"]
    assert (UnitKind.BOUND, 16) not in units(*inside, {"n": 9, "r": 2}, {"n": 20, "r": 2})


RECORDS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "n": st.sampled_from((9, 10, 19, 20, 999, 1000)),
            "r": st.sampled_from((1, 1.5, 2)),
            "s": st.sampled_from(("a", "x")),
        },
    ),
    max_size=6,
)


@given(RECORDS, RECORDS)
def test_more_tests_never_cover_less(some: list, more: list) -> None:
    few, many = measured(ROUTER, seen(*some)), measured(ROUTER, seen(*some, *more))
    assert [unit.place for unit in few] == [unit.place for unit in many]
    for before, after in zip(few, many, strict=True):
        assert after.is_covered or not before.is_covered
    assert percent(few) <= percent(many)


@given(st.integers(0, 40), st.integers(0, 40))
def test_percentages_are_rounded_down(covered: int, missing: int) -> None:
    every = [Unit(UnitKind.RULE, None, "", "")] * covered
    every += [Unit(UnitKind.RULE, None, "", "no")] * missing
    found = percent(every)
    assert (found == 100) == (missing == 0)
    assert found * (covered + missing) <= 100 * covered or not every


def test_coverage_is_shown_and_held_to_a_least(folder: Path, command_line) -> None:
    (folder / "in.route").write_text(POLICY + EXPECT)
    plain = command_line("test", "in.route")
    assert (plain.code, "coverage" in plain.out) == (0, False)
    shown = command_line("test", "in.route", "--coverage")
    assert shown.code == 0
    lines = shown.out.splitlines()
    assert lines[1].startswith("coverage 6 %: rules 1 of 3, conditions 0 of 6, bounds 0 of 4, ")
    assert "  in.route:16: rule `Inner`: no record reaches it" in lines
    assert "  in.route:7: `n >= 1000`: no record has `999`" in lines
    assert "  in.route:12: `then reassign`: no `silent` owner comes to it" in lines
    assert command_line("test", "in.route", "--min-coverage", "6").code == 0
    found = command_line("test", "in.route", "--min-coverage", "7")
    assert found.code == 1
    assert "the tests cover 6 %" in found.err
    assert command_line("test", "in.route", "--min-coverage", "101").code == 2


def test_a_silent_owner_covers_the_step(folder: Path, command_line) -> None:
    (folder / "in.route").write_text(
        POLICY + 'expect "quiet" { given { n 1000 s "a" } at 2026-03-10T10:00Z rule "Big"'
        " silent owner ben }\n"
    )
    found = command_line("test", "in.route", "--coverage")
    assert "SLA steps 1 of 1" in found.out


def test_what_leaves_nobody_fails_as_a_test_and_not_as_a_program(
    tmp_path: Path, command_line
) -> None:
    (tmp_path / "in.route").write_text(
        'rep ana "ana@acme.example"\nteam all { ana }\nqueue desk "Desk"\n'
        'record lead { n: integer }\nrule "One" { when n = 1  assign desk }\n'
        'expect "nobody" { given { n 2 }  away ana  owner ana }\nfallback rotate all\n'
    )
    (tmp_path / "in.cases.csv").write_text("n,expect_owner,expect_away\n1,desk,ana\n2,ana,ana\n")
    found = command_line("test", ".", "--coverage", "--mutants")
    assert found.code == 1
    why = "nobody is left to take it; the last fallback rotates `all`, and there is nobody there"
    assert f"in.route:6:19: {why}\n          passed over: ana: away\n" in found.out
    assert f"in.cases.csv:3: line 3: {why} (ana: away)\n" in found.out
    assert "1 example: 0 ok, 1 failed\n2 cases: 1 ok, 1 failed" in found.out
    linted = command_line("lint", ".")
    assert why in linted.out
