"""Traces: what decided, what was passed over and why, who was skipped."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routewright_runtime.decide import Router
from routewright_runtime.explain import explain, render
from routewright_runtime.graph import conditions as c
from routewright_runtime.graph.conditions import FieldTerm
from routewright_runtime.graph.model import (
    Classification,
    ClassLine,
    DecisionGraph,
    Definition,
    Score,
    ScoreLine,
    Suppress,
)
from routewright_runtime.state import MemoryState
from routewright_runtime.values import TypeName, ValueType, to_json
from runtime.evaluate.generated import AT as NOON
from runtime.evaluate.generated import graphs, values
from runtime.evaluate.reference import Reference
from runtime.explain.sample import AT, LATE, ROUTER, SWISS
from runtime.graph.building import Do, Rule, graph_of, record_field

AT_WORK = """\
lena <lena@acme.example> (team dach)
  first response due 2026-03-10T10:15+01:00
  by rule "DACH enterprise"

What held
  region = EMEA: region is EMEA when country in (DE, AT, CH, FR)
  country in (DE, AT, CH): country is CH
  enterprise, which is employees >= 1000 or revenue >= 50M: employees >= 1000 holds, \
as employees is 4000

Values
  country: CH
  employees: 4000, from size
  revenue: empty

Passed over
  require: email is empty or country is empty: email is "cfo@bank.example", country is CH
  rule "Competitor": email.domain = "rival.example": email.domain is "bank.example"
  rule "Named account": owner is rep: owner is empty

Carried out
  rotate dach: lena
"""


def test_a_trace_reads_from_the_outcome_to_the_reasons() -> None:
    assert render(explain(ROUTER, SWISS, MemoryState(), AT)) == AT_WORK


def test_who_was_skipped_and_which_fallback_carried_it() -> None:
    found = explain(ROUTER, SWISS, MemoryState(), LATE)
    assert [(t.fallback, t.action, t.result) for t in found.tried] == [
        ("", "rotate dach", "nobody is available"),
        ("fallback of EMEA", "assign marta", "marta"),
    ]
    assert found.tried[0].skipped == (
        "lena: outside the hours of `berlin`",
        "jonas: outside the hours of `berlin`",
    )
    assert found.outcome == "marta <marta@acme.example>"


def test_the_first_condition_that_failed_and_the_row_used() -> None:
    record = {"email": "a@b.example", "country": "US", "state": "CA", "size": 200}
    found = explain(ROUTER, record, MemoryState(), AT)
    failed = {item.name: item.failed for item in found.passed_over}
    assert failed["EMEA"].finding == "region is ROW otherwise"
    assert "DACH enterprise" not in failed  # its group was passed over
    assert found.matched[0].finding == "us_territory(state) is dach (us.csv:12)"
    assert found.tried[0].table_row == "us.csv:12"


def test_a_definition_that_failed_is_told_with_its_values() -> None:
    record = {"email": "a@b.example", "country": "DE", "size": 200}
    found = explain(ROUTER, record, MemoryState(), AT)
    (dach,) = [item for item in found.passed_over if item.name == "DACH enterprise"]
    assert dach.failed.condition == "enterprise, which is employees >= 1000 or revenue >= 50M"
    assert dach.failed.finding == "employees is 200, revenue is empty"
    assert found.decision.rule == "EMEA / fallback"


def test_a_score_is_told_with_the_lines_that_make_it_up() -> None:
    french = {"email": "a@b.example", "country": "FR", "size": 4000}
    found = explain(ROUTER, french, MemoryState(), AT)
    assert found.decision.rule == "Fit"
    assert found.matched[1].finding == "fit is 30: 30 enterprise"
    own = {"email": "marta@acme.example", "country": "FR", "size": 4000}
    (fit,) = [x for x in explain(ROUTER, own, MemoryState(), AT).passed_over if x.name == "Fit"]
    assert fit.failed.finding == "fit is -20: 30 enterprise, -50 email is rep"
    poor = {"email": "a@b.example", "country": "FR", "size": 1}
    (fit,) = [x for x in explain(ROUTER, poor, MemoryState(), AT).passed_over if x.name == "Fit"]
    assert fit.failed.finding == "fit is 0: no line holds"


ONE = c.Between(FieldTerm("n"), 1, None)
TWO = c.Negation(c.OneOf(FieldTerm("n"), (5,)))
NAMED = {
    "both": c.AllOf((ONE, TWO)),
    "any": c.AnyOf((c.Known(FieldTerm("n")), ONE)),
    "nested": c.AnyOf((c.Defined("both"), c.OneOf(FieldTerm("n"), (-1,)))),
    "kind": c.Known(c.ClassTerm("sort")),
}


@pytest.mark.parametrize(
    ("condition", "n", "words"),
    [
        (c.Defined("both"), 5, "n != 5 fails, as n is 5"),
        (c.Defined("both"), 7, "n is 7"),
        (c.Defined("any"), 5, "n is known holds, as n is 5"),
        (c.Defined("any"), None, "n is empty"),
        (c.Defined("nested"), -1, "n = -1 holds, as n is -1"),
        (c.Negation(c.Defined("both")), 5, "n != 5 fails, as n is 5"),
        (c.Negation(c.Defined("any")), 5, "n is known holds, as n is 5"),
        (c.Defined("kind"), 5, "sort is HIGH when n in 1..9"),
        (c.Defined("kind"), 10, "sort is empty, as no line holds"),
    ],
)
def test_of_a_name_the_part_is_told_that_decides(
    condition: c.Condition, n: int | None, words: str
) -> None:
    line = ClassLine("HIGH", c.Between(FieldTerm("n"), 1, 9))
    graph = graph_of(
        (record_field("n", ValueType(TypeName.INTEGER)),),
        (Rule("R", condition, Do(Suppress("x"))),),
        (Do(Suppress("y")),),
        definitions=tuple(Definition(name, item) for name, item in NAMED.items()),
        classifications=(Classification("sort", (line,), None),),
    )
    found = explain(Router(graph), {"n": n}, MemoryState(), None)
    said = found.matched[0] if found.matched else found.passed_over[0].failed
    assert said.finding == words


def test_several_findings_beside_a_score_stay_apart() -> None:
    fit, goal = c.ScoreTerm("fit"), FieldTerm("goal")
    n = FieldTerm("n")
    lines = (ScoreLine(5, c.Known(n)), ScoreLine(2, c.Between(n, 3, None)))
    graph = graph_of(
        tuple(record_field(name, ValueType(TypeName.INTEGER)) for name in ("n", "goal")),
        (Rule("R", c.ComparesTerms(fit, c.Order.GREATER, goal), Do(Suppress("x"))),),
        (Do(Suppress("y")),),
        scores=(Score("fit", lines),),
    )
    found = explain(Router(graph), {"n": 4, "goal": 6}, MemoryState(), None)
    assert found.matched[0].finding == "fit is 7: 5 n is known, 2 n >= 3; goal is 6"


def test_what_did_not_read_is_told_with_its_field() -> None:
    record = {"email": "a@b.example", "country": "Narnia", "clearbit": {"employees": "lots"}}
    found = explain(ROUTER, record, MemoryState(), AT)
    problems = {item.field: item.problem for item in found.values if item.problem}
    assert sorted(problems) == ["country", "employees"]
    assert problems["employees"] == "`lots` is not a whole number"


def test_a_trace_consumes_no_turn() -> None:
    state = MemoryState()
    owners = [explain(ROUTER, SWISS, state, AT).decision.owner for _ in range(3)]
    assert owners == ["lena"] * 3
    assert ROUTER.decide(SWISS, state, AT).owner == "lena"
    assert explain(ROUTER, SWISS, state, AT).decision.owner == "jonas"


@given(graph=graphs(), record=values(), at=st.sampled_from((NOON, None)))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_every_record_of_every_policy_is_explained(
    graph: DecisionGraph, record: dict[str, object], at: datetime | None
) -> None:
    """What is listed as passed over failed, by the reference; what decided is the decision."""
    router, reference = Router(graph), Reference(graph)
    raw = {name: to_json(value) for name, value in record.items()}  # type: ignore[arg-type]
    found = explain(router, raw, MemoryState(), at)
    read = dict(router.read(raw).values)
    assert found.decision.decision_id == reference.decision(read, at)[1]
    guards = {
        node.id: edge.guard
        for node in graph.nodes
        for edge in graph.edges
        if edge.source == node.id and edge.guard is not None
    }
    by_name = {getattr(node, "name", ""): guards.get(node.id) for node in graph.nodes}
    for passed in found.passed_over:
        guard = by_name[passed.name]
        assert guard is not None
        assert not reference.holds(guard, read, at)
    assert render(found).startswith(found.outcome)
