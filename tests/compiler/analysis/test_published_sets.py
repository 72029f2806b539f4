"""The certified figures of published rule sets: hidden rules, overlapping pairs, gaps."""

import pytest

from compiler.analysis.published_sets import class_bench, decision_table, expected
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.reach import Verdict

SETS = ("acl1_1k", "acl2_1k", "fw1_1k", "fw3_1k", "ipc1_1k", "fw4_10k")
TABLES = ("lc_05col_1000rules", "lc_07col_0500rules", "lc_15col_1500rules")


@pytest.mark.parametrize("name", SETS)
def test_hidden_rules_of_class_bench(name: str) -> None:
    certified = expected("classbench")[name]
    facts = Facts(class_bench(name))
    verdicts = facts.reach.verdicts
    assert len(facts.chain.rules()) == certified["rules"]
    hidden = [n for n in facts.chain.rules() if verdicts[n] is not Verdict.LIVE]
    assert len(hidden) == certified["hidden_by_one_rule"] + certified["hidden_only_by_several"]
    assert all(verdicts[n] is Verdict.HIDDEN for n in hidden)
    index = facts.space.solver.index
    by_one = [
        n
        for n in hidden
        if any(index.covering(box) & facts.space.before(n) for box in facts.space.boxes[n])
    ]
    assert len(by_one) == certified["hidden_by_one_rule"]
    assert not facts.undecided


@pytest.mark.parametrize("name", [name for name in SETS if name != "fw4_10k"])
def test_overlapping_pairs_of_class_bench(name: str) -> None:
    facts = Facts(class_bench(name))
    index, space = facts.space.solver.index, facts.space
    pairs = sum(
        (index.meeting(space.boxes[n][0]) & space.before(n)).bit_count()
        for n in facts.chain.rules()
    )
    assert pairs == expected("classbench")[name]["overlapping_pairs"]


@pytest.mark.parametrize("name", TABLES)
def test_clean_tables_are_disjoint_and_complete(name: str) -> None:
    facts = Facts(decision_table(f"{name}_clean"))
    assert facts.unique_groups.overlaps == ()
    assert facts.gaps.uncaught is None
    assert facts.gaps.missing == ()
    assert not facts.undecided


@pytest.mark.parametrize("name", TABLES)
def test_overlapping_pairs_of_tables(name: str) -> None:
    facts = Facts(decision_table(f"{name}_overlap10"))
    certified = expected("decision_tables")[name]["overlapping_pairs_in_overlap10"]
    assert len(facts.unique_groups.overlaps) == certified
    assert not facts.undecided


@pytest.mark.parametrize("name", TABLES)
def test_gaps_of_tables_have_a_witness_inside_the_bounds(name: str) -> None:
    facts = Facts(decision_table(f"{name}_gap10"))
    assert facts.gaps.uncaught is not None
    _, lead = facts.gaps.uncaught
    last = facts.chain.last
    witness = facts.witness(lead, lambda p: facts.space.first_match(p) == last, taken_by=last)
    bounds = {field.name: field.type for field in facts.graph.fields}
    for name_, value in witness.values:
        low, high = bounds[name_].low, bounds[name_].high
        if low is not None and high is not None:
            assert low <= value <= high  # type: ignore[operator]
