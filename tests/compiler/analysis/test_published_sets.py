"""The certified figures of published rule sets: hidden rules, overlapping pairs, gaps."""

import pytest

from compiler.analysis import published_rows
from compiler.analysis.published_rows import CLASS_BENCH as SETS
from compiler.analysis.published_rows import DECISION_TABLES as TABLES
from compiler.analysis.published_sets import class_bench, decision_table, expected, require
from compiler.conftest import compiled
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.reach import Verdict


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


def test_the_text_of_a_table_is_the_same_policy() -> None:
    require("decision_tables")
    text = published_rows.policy_text(published_rows.decision_table("lc_07col_0500rules_overlap10"))
    outcome = compiled({"main.route": text})
    assert outcome.value is not None, outcome.diagnostics
    facts = Facts(outcome.value.graph)
    certified = expected("decision_tables")["lc_07col_0500rules"]["overlapping_pairs_in_overlap10"]
    assert len(facts.unique_groups.overlaps) == certified
