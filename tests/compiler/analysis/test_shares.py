"""The lazy ranking of takers is the plain one: each branch once, in tiers, with the same parts."""

import pytest

from compiler.analysis.generated_sets import structured, tangled
from compiler.analysis.graphs import COUNTRY, FIELDS, KIND, Rule, build
from routewright_compiler.analysis import shares
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.shares import Shares, Taker
from routewright_compiler.analysis.space import Box
from routewright_runtime.graph.conditions import AllOf, AnyOf, Known, OneOf
from routewright_runtime.graph.model import DecisionGraph

GRAPHS = {"structured": structured(150), "tangled": tangled(80)}


def open_columns(space: PolicySpace, box: Box, other: Box) -> int:
    """Count the columns in which a box does not accept all of another."""
    allowed = space.encoder.space.allowed
    return sum(
        bool(box.get(column, allowed[column]) & allowed[column] & ~mask)
        for column, mask in other.items()
    )


def in_tiers(space: PolicySpace, number: int, ranked: list[Taker]) -> list[Taker]:
    """Sort takers of one box each: those that hold all, those open in one column, the rest."""
    (box,) = space.boxes[number]

    def place(taker: Taker) -> tuple[int, float, int]:
        (other,) = space.boxes[taker.branch]
        tier = min(open_columns(space, box, other), 2)
        return tier, -taker.share, taker.branch

    return sorted(ranked, key=place)


@pytest.mark.parametrize("counted_classes", [0, 256], ids=["sorted", "counted"])
@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_the_largest_parts_come_first(
    graph: DecisionGraph, counted_classes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "_COUNTED_BOXES", 0)
    monkeypatch.setattr(shares, "_COUNTED_CLASSES", counted_classes)
    space = PolicySpace(graph)
    ranking = Shares(space)
    single = sum(bits for bits in space.bits if bits.bit_count() == 1)
    several = 0
    for number, boxes in enumerate(space.boxes):
        among = space.before(number)
        ranked = ranking.ranked(number, among)
        largest = list(ranking.largest(number, among))
        assert sorted(t.branch for t in largest) == sorted(t.branch for t in ranked)
        if len(boxes) == 1:
            plain = ranking.ranked(number, among & single)
            assert list(ranking.largest(number, among & single)) == in_tiers(space, number, plain)
            several += len(plain) > 3
        else:
            assert largest == ranked
    assert several > 20


def test_few_boxes_are_ranked_whole() -> None:
    space = PolicySpace(GRAPHS["tangled"])
    ranking = Shares(space)
    number = next(n for n in reversed(range(80)) if len(space.boxes[n]) == 1)
    meeting = space.solver.index.meeting(space.boxes[number][0]) & space.before(number)
    few = 0
    while meeting and few.bit_count() < shares._COUNTED_BOXES:
        few |= meeting & -meeting
        meeting &= meeting - 1
    assert list(ranking.largest(number, few)) == ranking.ranked(number, few)


def test_the_part_of_several_boxes_is_their_mean() -> None:
    both = AnyOf((OneOf(KIND, ("A",)), OneOf(COUNTRY, ("DE",))))
    rules = [
        Rule("all", Known(KIND)),
        Rule("A", OneOf(KIND, ("A",))),
        Rule("half of A", AllOf((OneOf(KIND, ("A",)), OneOf(COUNTRY, ("FR",))))),
        Rule("both", both),
    ]
    space = PolicySpace(build(FIELDS, rules))
    assert [len(boxes) for boxes in space.boxes[:4]] == [1, 1, 1, 2]
    found = {t.branch: t.share for t in Shares(space).ranked(3, space.before(3))}
    allowed = space.encoder.space.allowed
    countries = allowed[next(iter(space.boxes[2][0].keys() - space.boxes[1][0].keys()))].bit_count()
    kinds = allowed[next(iter(space.boxes[1][0]))].bit_count()
    assert found[0] == 1.0
    assert found[1] == pytest.approx((1 + 1 / kinds) / 2)
    assert found[2] == pytest.approx((1 / countries + 0) / 2)
