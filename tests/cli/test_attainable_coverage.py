"""What no record can cover does not count; what a record covers is never called impossible."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from routewright.coverage.attainable import attainable
from routewright.coverage.measuring import measured
from routewright.coverage.units import Seen, UnitKind, Wanted
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_runtime.decide import Router
from routewright_runtime.state import MemoryState

POLICY = """\
rep ana "ana@acme.example"
queue desk "The desk"
record lead { n: integer 0..100  s: text  k: choice(A, B)  b: boolean required }
define some = n >= 0
rule "Low" { when n < 10 and some assign ana }
rule "Middle" { when n in 10..50 and k = A assign ana }
group "G" {
  when k = A
  rule "Rest" { when n > 50 or n is empty assign desk }
  rule "Hidden" { when s = "x" assign ana }
}
rule "B" { when k = B or b assign ana }
rule "Never" { when n > 5 and n < 3 assign ana }
rule "Out" { when outside "x" assign desk }
fallback assign desk
"""
OUTCOME = compile_policy("in.route", MappingLoader({"in.route": POLICY}))
assert OUTCOME.value is not None
GRAPH = OUTCOME.value.graph
ROUTER = Router(GRAPH)


def seen(*records: dict[str, object]) -> list[Seen]:
    found = []
    for record in records:
        values = ROUTER.read(record)
        decision = ROUTER.decide({}, MemoryState(), None, record_values=values)
        found.append(Seen(values, None, decision.branch, decision.decision_id))
    return found


def wanted(*records: dict[str, object]) -> tuple[set[Wanted], set[Wanted]]:
    """Return the records that are missing, and those of them that there can be."""
    every = measured(ROUTER, seen(*records))
    possible = attainable(GRAPH, every)
    return (
        {item for unit in every for item in unit.wanted},
        {item for unit in possible for item in unit.wanted},
    )


def test_the_impossible_is_left_out_and_the_rest_is_asked() -> None:
    every = measured(ROUTER, [])
    left = attainable(GRAPH, every)
    rules = [unit.words for unit in left if unit.kind is UnitKind.RULE]
    assert rules == ["rule `Low`", "rule `Middle`", "rule `Rest`", "rule `B`", "rule `Out`"]
    bounds = {
        (unit.place.line, unit.missing)
        for unit in left
        if unit.kind is UnitKind.BOUND and unit.place is not None
    }
    # Below 0 nothing reads; 9 and 10..50 are taken before; what `Never` asks of is never below 3.
    assert (4, "no record has `0`") in bounds
    assert (5, "no record has `10` and `9`") in bounds
    assert {missing for line, missing in bounds if line == 6} == {
        "no record has `10`",
        "no record has `50` and `51`",
    }
    assert {missing for line, missing in bounds if line == 9} == {"no record has `51`"}


RECORDS = st.lists(
    st.fixed_dictionaries(
        {"b": st.booleans()},
        optional={
            "n": st.sampled_from((0, 2, 3, 5, 6, 9, 10, 11, 49, 50, 51, 52, 100)),
            "s": st.sampled_from(("x", "y")),
            "k": st.sampled_from("AB"),
        },
    ),
    max_size=30,
)
ALL, POSSIBLE = wanted()


@given(RECORDS)
def test_what_a_record_covers_was_never_called_impossible(records: list) -> None:
    missing, _ = wanted(*records)
    assert ALL - missing <= POSSIBLE


def test_everything_possible_can_be_covered() -> None:
    records = [
        {"n": n, "s": s, "k": k, "b": b}
        for n in (None, 0, 9, 10, 50, 51, 100)
        for s in (None, "x")
        for k in (None, "A", "B")
        for b in (True, False)
    ]
    missing, possible = wanted(*records)
    out = next(n for n, b in enumerate(ROUTER.matcher.branches) if b.rule == "Out")
    assert {item.branch for item in possible} == {out}, "only what hangs on `outside` is left"
    assert missing - possible


def test_it_is_said(tmp_path: Path, command_line) -> None:
    (tmp_path / "in.route").write_text(POLICY + 'expect "a" { given { } rule "fallback" }\n')
    found = command_line("test", "in.route", "--coverage")
    assert " more that no record can cover do not count\n" in found.out
    assert "rules 0 of 5" in found.out
    found = command_line("test", "in.route", "--coverage", "--format", "json")
    assert json.loads(found.out)["policies"][0]["coverage"]["unattainable"] > 0
