"""The regions of a diff against the runtime: what they say is so, and nothing else changes."""

import random
from collections.abc import Mapping
from dataclasses import replace

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from compiler.analysis import compared_pairs, graphs
from compiler.analysis.compared_pairs import MOVED, Pair, pairs
from routewright_compiler.analysis.comparison.comparison import Change, Comparison
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.record_sample import SampleRecord
from routewright_compiler.analysis.space import set_bits
from routewright_compiler.diff.outcomes import ChangeKind
from routewright_compiler.diff.policy_diff import diff_policies
from routewright_compiler.diff.record_counts import count_records
from routewright_runtime.decide import Router
from routewright_runtime.graph.conditions import AllOf, Negation
from routewright_runtime.graph.model import Assign, DecisionGraph, QueueTarget
from routewright_runtime.records import ReadRecord
from routewright_runtime.state import MemoryState
from routewright_runtime.values import Value, to_json

QUIET = settings(
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def leads_in(found: Comparison, change: Change, chance: random.Random, count: int) -> list[Lead]:
    """Return records of a region: one class drawn in each column of one of its boxes."""
    leads: list[Lead] = []
    allowed = found.space.encoder.space.allowed
    for box in found.cover(change, 20).boxes:
        for _ in range(count):
            drawn = {c: 1 << chance.choice(list(set_bits(m & allowed[c]))) for c, m in box.items()}
            lead = found.space.solver.leads.lead(drawn)
            if isinstance(lead, Lead) and is_lawful(found, lead):
                leads.append(lead)
    return leads


def is_lawful(found: Comparison, lead: Lead) -> bool:
    index = found.space.solver.index
    return not index.at(found.space.solver.leads.point(lead)) & index.laws


def decided(graph: DecisionGraph, values: Mapping[str, Value | None]) -> tuple[str, str, str]:
    """Return rule, owner and team that the runtime gives, of a fresh state and without a time."""
    decision = Router(graph).decide({}, MemoryState(), None, record_values=ReadRecord(values))
    return decision.rule, decision.owner_text.casefold(), decision.team


@given(pairs(), st.randoms(use_true_random=False))
@QUIET
def test_sampled_records_of_every_region_are_decided_as_it_says(
    pair: Pair, chance: random.Random
) -> None:
    diff = diff_policies(pair.before, pair.after)
    found = diff.comparison
    for region in diff.regions:
        for lead in leads_in(found, region.change, chance, 3):
            assert found.is_in(region.change, found.space.solver.leads.point(lead))
            read = [side.values(found.space.policy, lead.values, lead.at) for side in found.sides]
            before, after = decided(pair.before, read[0]), decided(pair.after, read[1])
            assert (before[0], after[0]) == (region.before.rule, region.after.rule)
            # A user who is called like the new address of a rep is no one else, but not told so.
            if region.kind is ChangeKind.HANDS and lead.values.get("owner") != MOVED:
                assert before[1:] != after[1:]


@given(pairs(same_declarations=True))
@QUIET
def test_every_record_outside_the_regions_is_decided_alike(pair: Pair) -> None:
    records = compared_pairs.all_records(pair)
    assume(records is not None)
    assert records is not None
    diff = diff_policies(pair.before, pair.after)
    found = diff.comparison
    assert found.is_proved
    changed = {id(region.change) for region in diff.regions}
    samples = []
    for record in records:
        if not is_lawful(found, Lead(record)):  # type: ignore[arg-type]
            continue
        before, after = decided(pair.before, record), decided(pair.after, record)  # type: ignore[arg-type]
        change = found.change_of(Lead(record))  # type: ignore[arg-type]
        if change is None:
            assert before == after
        elif id(change) in changed:
            rules = change.before.branch.rule, change.after.branch.rule
            assert (before[0], after[0]) == rules
        samples.append(
            SampleRecord("here", {n: to_json(v) for n, v in record.items()})  # type: ignore[arg-type]
        )
    counts = count_records(diff, samples)
    assert counts.size == len(samples)
    assert counts.elsewhere.count == 0


@given(graphs.policies(graphs.RICH))
@QUIET
def test_a_diff_with_itself_is_empty(graph: DecisionGraph) -> None:
    diff = diff_policies(graph, graph)
    assert diff.is_empty
    assert diff.proof == "proved: every possible record is decided as before"


@given(graphs.conditions(graphs.SIMPLE), graphs.conditions(graphs.SIMPLE))
@QUIET
def test_a_diff_with_a_disjoint_pair_in_the_other_order_is_empty(
    first: graphs.Condition, second: graphs.Condition
) -> None:
    rules = [
        graphs.Rule("one", AllOf((first, second))),
        graphs.Rule("two", AllOf((first, Negation(second))), Assign(QueueTarget("r"))),
    ]
    before = graphs.build(graphs.FIELDS, rules, **graphs.DECLARED)
    after = graphs.build(graphs.FIELDS, rules[::-1], **graphs.DECLARED)
    assert diff_policies(before, after).is_empty


def test_the_order_of_rules_that_meet_counts() -> None:
    rules = [
        graphs.Rule("one", graphs.OneOf(graphs.VIP, (True,))),
        graphs.Rule("two", graphs.OneOf(graphs.COUNTRY, ("DE",)), Assign(QueueTarget("r"))),
    ]
    before = graphs.build(graphs.FIELDS, rules, **graphs.DECLARED)
    after = graphs.build(graphs.FIELDS, rules[::-1], **graphs.DECLARED)
    diff = diff_policies(before, after)
    assert [(r.where, r.before.rule, r.after.rule) for r in diff.regions] == [
        ("country = DE and vip", "one", "two")
    ]


def test_over_budget_it_says_so() -> None:
    rules = [graphs.Rule("one", graphs.OneOf(graphs.VIP, (True,)))]
    before = graphs.build(graphs.FIELDS, rules, **graphs.DECLARED)
    moved = [replace(rules[0], action=Assign(QueueTarget("r")))]
    after = graphs.build(graphs.FIELDS, moved, **graphs.DECLARED)
    from routewright_compiler.analysis.budget import Budget
    from routewright_compiler.analysis.comparison.comparison import compare

    found = compare(before, after, budget=Budget(5_000, 0))
    assert not found.is_proved
    assert not found.is_same
    assert [(u.before and u.before.branch.rule, u.after and u.after.branch.rule)
            for u in found.undecided][:1] == [("one", "one")]  # fmt: skip
