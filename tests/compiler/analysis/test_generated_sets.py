"""Large generated sets: everything is decided, and the work stays within counted steps.

Steps are nodes of the search, the same on every machine; times belong to the benchmarks.
"""

import pytest

from compiler.analysis.generated_sets import structured, tangled
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.reach import Verdict
from routewright_runtime.graph.model import DecisionGraph

SETS = (
    ("structured 20", structured(20), 500),
    ("structured 200", structured(200), 2_000),
    ("structured 2,000", structured(2_000), 12_000),
    ("tangled 200", tangled(200), 30_000),
)


@pytest.mark.parametrize(("graph", "steps"), [s[1:] for s in SETS], ids=[s[0] for s in SETS])
def test_everything_is_decided_within_the_steps(graph: DecisionGraph, steps: int) -> None:
    facts = Facts(graph)
    for number, verdict in enumerate(facts.reach.verdicts):
        if verdict is Verdict.HIDDEN and number != facts.chain.last:
            assert facts.reach.cover(number).is_minimal
    assert facts.redundancy and facts.gaps and facts.unique_groups and facts.overlaps
    assert facts.vacuity and facts.dead_values and facts.people
    assert facts.undecided == 0
    assert facts.space.budget.spent <= steps


def test_the_planted_rules_are_hidden_by_their_two_halves() -> None:
    facts = Facts(structured(200))
    hidden = [n for n, v in enumerate(facts.reach.verdicts) if v is Verdict.HIDDEN]
    assert len(hidden) >= 30
    for number in hidden:
        assert 1 <= len(facts.reach.cover(number).takers) <= 4
