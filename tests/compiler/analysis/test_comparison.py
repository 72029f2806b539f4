"""Two policies compared: every region and every silence against both decided record by record."""

from dataclasses import replace

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from compiler.analysis import compared_pairs, generated_sets, graphs
from compiler.analysis.compared_pairs import Pair, pairs
from routewright_compiler.analysis.comparison.comparison import Comparison, compare
from routewright_compiler.analysis.comparison.persons import persons
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.moment_search import USUAL
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.model import DecisionNode, Suppress

QUIET = settings(
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@given(pairs())
@QUIET
def test_the_changes_are_exactly_the_records_decided_differently(pair: Pair) -> None:
    records = compared_pairs.all_records(pair)
    if records is None:
        return
    found = compare(pair.before, pair.after)
    assert found.is_proved
    policies = Policy(pair.before), Policy(pair.after)
    seen = set()
    for record in records:
        read = [side.values(found.space.policy, record, USUAL) for side in found.sides]
        if is_unlawful(found, record):
            continue
        sides = zip(policies, read, persons(*policies), strict=True)
        given_to = [compared_pairs.given(*side) for side in sides]
        firsts = [compared_pairs.first_match(p, r) for p, r in zip(policies, read, strict=True)]
        change = found.change_of(Lead(record))  # type: ignore[arg-type]
        assert (change is not None) == (given_to[0] != given_to[1]), (record, given_to)
        if change is not None:
            assert [change.before.number, change.after.number] == firsts
            seen.add(id(change))
    if len(records) > 1:
        assert all(is_narrow(found, n) or id(c) in seen for n, c in enumerate(found.changes))


def is_unlawful(found: Comparison, record: object) -> bool:
    point = found.space.solver.leads.point(Lead(record))  # type: ignore[arg-type]
    index = found.space.solver.index
    return bool(index.at(point) & index.laws)


def is_narrow(found: Comparison, number: int) -> bool:
    """Tell whether a change needs a value that the short lists of the reference do not have."""
    sighting = found.sighting(found.changes[number])
    return any(
        value is not None and value not in compared_pairs.VALUES[name]
        for name, value in sighting.witness.values
    )


@given(pairs())
@QUIET
def test_every_witness_is_decided_by_both_sides_as_the_change_says(pair: Pair) -> None:
    found = compare(pair.before, pair.after)
    for change in found.changes:
        sighting = found.sighting(change)  # decides it on both sides, and asserts
        assert not sighting.witness.is_assumed
        assert found.sides[0].first_match(sighting.before, sighting.at) == change.before.number
        assert found.sides[1].first_match(sighting.after, sighting.at) == change.after.number


@given(pairs(), st.data())
@QUIET
def test_a_cover_is_the_region(pair: Pair, data: st.DataObject) -> None:
    records = compared_pairs.all_records(pair)
    found = compare(pair.before, pair.after)
    if records is None or not found.changes:
        return
    change = data.draw(st.sampled_from(found.changes))
    cover = found.cover(change, limit=50)
    assert cover.is_complete
    for record in records:
        if is_unlawful(found, record):
            continue
        point = found.space.solver.leads.point(Lead(record))  # type: ignore[arg-type]
        inside = any(all(m >> point[c] & 1 for c, m in box.items()) for box in cover.boxes)
        assert inside == found.is_in(change, point)


@given(graphs.policies(graphs.RICH))
@QUIET
def test_a_policy_is_the_same_as_itself(graph: graphs.DecisionGraph) -> None:
    assert compare(graph, graph).is_same
    assert compare(graph, graph, key=lambda case: (case.branch.rule, case.attempts)).is_same


@given(graphs.policies(graphs.RICH), graphs.policies(graphs.RICH))
@QUIET
def test_both_directions_agree(before: graphs.DecisionGraph, after: graphs.DecisionGraph) -> None:
    there, back = compare(before, after), compare(after, before)
    if there.is_proved and back.is_proved:
        assert {(c.before.number, c.after.number) for c in there.changes} == {
            (c.after.number, c.before.number) for c in back.changes
        }
    for change in there.changes:
        there.sighting(change)


def test_a_small_edit_of_a_large_policy_costs_little() -> None:
    before = generated_sets.structured(400)
    number = next(n for n, node in enumerate(before.nodes) if isinstance(node, DecisionNode) and n)
    node = before.nodes[number]
    assert isinstance(node, DecisionNode)
    retargeted = replace(node, action=Suppress("not routed"))
    after = replace(before, nodes=(*before.nodes[:number], retargeted, *before.nodes[number + 1 :]))
    same, found = compare(before, before), compare(before, after)
    assert same.is_same
    assert same.space.budget.spent == 0
    assert len(found.changes) == 1
    assert found.space.budget.spent < 100


def test_names_of_rules_count_only_where_the_key_says_so() -> None:
    rule = graphs.Rule("old name", graphs.OneOf(graphs.COUNTRY, ("DE",)), graphs.ACTIONS[1])
    before = graphs.build(graphs.FIELDS, [rule], **graphs.DECLARED)
    after = graphs.build(graphs.FIELDS, [replace(rule, name="new name")], **graphs.DECLARED)
    assert compare(before, after).is_same
    named = compare(before, after, key=lambda case: (case.branch.rule, case.attempts))
    assert [(c.before.branch.rule, c.after.branch.rule) for c in named.changes] == [
        ("old name", "new name")
    ]
