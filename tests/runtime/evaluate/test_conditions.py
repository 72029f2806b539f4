"""One condition at a time: plain evaluation, chain and masks against the reference."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.evaluate.derived import Derived
from routewright_runtime.evaluate.first_match import Strategy, record_function
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Condition,
    DuringCalendar,
    FieldTerm,
    Negation,
    OneOf,
    TimeAmount,
    TimeUnit,
    WithinLast,
)
from routewright_runtime.graph.model import Assign, DecisionGraph, QueueTarget
from runtime.evaluate.generated import (
    AT,
    CALENDARS,
    FIELDS,
    LOOKUPS,
    MOMENTS,
    NAMED,
    REPS,
    atoms,
    conditions,
    graphs,
    values,
)
from runtime.evaluate.reference import Reference
from runtime.graph.building import Do, graph_of

PLAIN = graph_of(
    FIELDS,
    (),
    (Do(Assign(QueueTarget("desk"))),),
    calendars=CALENDARS,
    reps=REPS,
    zone="Europe/Berlin",
)
RECORDS = st.lists(values(), min_size=10, max_size=30)
TIMES = st.sampled_from((AT, None))
MANY = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def check(
    graph: DecisionGraph,
    condition: Condition,
    records: list[dict[str, object]],
    at: datetime | None,
) -> None:
    """Compare all ways to evaluate a condition."""
    policy, reference = Policy(graph), Reference(graph)
    finds = []
    for strategy in Strategy:
        derived = Derived(policy)
        normal = derived.normaliser.normal(condition)
        finds.append(record_function(policy, derived, [normal], strategy))
    for record in records:
        expected = reference.holds(condition, record, at)
        assert Evaluation(policy, record, at).holds(condition) is expected  # type: ignore[arg-type]
        for find in finds:
            assert (find(record, at) == 0) is expected  # type: ignore[arg-type]


@given(condition=atoms(), records=RECORDS, at=TIMES)
@MANY
def test_atoms_hold_as_in_the_reference(
    condition: Condition, records: list[dict[str, object]], at: datetime | None
) -> None:
    check(PLAIN, condition, records, at)


@given(condition=conditions((), 12), records=RECORDS, at=TIMES)
@MANY
def test_conditions_hold_as_in_the_reference(
    condition: Condition, records: list[dict[str, object]], at: datetime | None
) -> None:
    check(PLAIN, condition, records, at)


@given(graph=graphs(max_rules=1), condition=conditions(leaves=3), records=RECORDS)
@settings(MANY, max_examples=40)
def test_names_and_tables_hold_as_in_the_reference(
    graph: DecisionGraph, condition: Condition, records: list[dict[str, object]]
) -> None:
    for asked in (condition, *NAMED, *LOOKUPS):
        check(graph, asked, records[:8], AT)


RECENT = WithinLast(FieldTerm("created"), TimeAmount(1, TimeUnit.MINUTE))
OPEN = DuringCalendar("office")
SHARED = AnyOf((Negation(RECENT), OneOf(FieldTerm("country"), ("DE",))))
TWICE: tuple[Condition, ...] = (
    AllOf((RECENT, RECENT)),
    AllOf((RECENT, Negation(RECENT))),
    AnyOf((RECENT, Negation(RECENT))),
    AllOf((AnyOf((OPEN, OPEN)), OPEN, Negation(RECENT))),
    Negation(AnyOf((AllOf((OPEN, RECENT)), OPEN))),
    AllOf((SHARED, SHARED)),
)


@pytest.mark.parametrize("condition", TWICE, ids=range(len(TWICE)))
def test_a_truth_may_be_asked_for_twice(condition: Condition) -> None:
    records: list[dict[str, object]] = [
        {"created": moment, "country": country}
        for moment in (*MOMENTS, None)
        for country in ("DE", None)
    ]
    check(PLAIN, condition, records, AT)
    policy = Policy(PLAIN)
    derived = Derived(policy)
    often = [derived.normaliser.normal(condition)] * 5  # so often that it becomes a column
    find = record_function(policy, derived, often, Strategy.MASKS)
    for record in records:
        assert (find(record, AT) == 0) is Reference(PLAIN).holds(condition, record, AT)  # type: ignore[arg-type]
