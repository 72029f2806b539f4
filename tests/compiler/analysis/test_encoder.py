"""Formulas and boxes against plain evaluation, and leads against the domains they were made for."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.analysis.brute_force import lawful
from compiler.analysis.graphs import RICH, UNKNOWN, policies, records
from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.formula import holds_at
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.model import DecisionGraph

MOMENTS = st.sampled_from([datetime(2026, 3, d, h, tzinfo=UTC) for d in (7, 10) for h in (3, 12)])
RELAXED = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


def lead_of(record: dict[str, object], at: datetime) -> Lead:
    return Lead({k: v for k, v in record.items() if v is not None}, at)  # type: ignore[misc]


@RELAXED
@given(policies((*RICH, *UNKNOWN)), st.lists(records(), min_size=3, max_size=3), MOMENTS)
def test_formulas_and_boxes_hold_where_the_conditions_do(
    graph: DecisionGraph, drawn: list[dict[str, object]], at: datetime
) -> None:
    space = PolicySpace(graph)
    solver = space.solver
    for record in drawn:
        lead = lead_of(record, at)
        point = solver.leads.point(lead)
        evaluation = Evaluation(Policy(graph), lead.values, at)
        for number, branch in enumerate(space.chain.branches):
            expected = all(evaluation.holds(guard) for guard in branch.guards)
            assert holds_at(space.formulas[number], point) == expected, branch
            in_boxes = any(
                all(mask >> point[c] & 1 for c, mask in box.items()) for box in space.boxes[number]
            )
            assert in_boxes == expected, branch


@RELAXED
@given(policies((*RICH, *UNKNOWN)))
def test_a_lead_lies_where_the_search_said(graph: DecisionGraph) -> None:
    space = PolicySpace(graph)
    solver = space.solver
    for number in range(len(space.bits)):
        for box in space.boxes[number]:
            try:
                found = solver.lead(box, space.before(number))
            except NotDecided:
                continue
            if found is None:
                continue
            domain, lead = found
            point = solver.leads.point(lead)
            if lead.assumes:
                continue
            assert all(mask >> point[c] & 1 for c, mask in domain.items()), (domain, lead)
            assert not solver.index.at(point) & solver.index.laws, "a lead that no law allows"
            assert space.first_match(point) == number
            assert lawful(dict(lead.values)), "a state lies in its country"
