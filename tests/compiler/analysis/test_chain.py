"""The chain's groups: which branches stand inside, and what each member is."""

from hypothesis import HealthCheck, given, settings

from compiler.analysis.graphs import COUNTRY, FIELDS, KIND, Group, Rule, build, policies
from routewright_compiler.analysis.chain import Chain
from routewright_compiler.analysis.facts import Facts
from routewright_runtime.graph.branches import BranchKind, GraphIndex
from routewright_runtime.graph.conditions import OneOf
from routewright_runtime.graph.model import Assign, DecisionGraph, QueueTarget

Q, OTHER = Assign(QueueTarget("q")), Assign(QueueTarget("other"))
A, B = OneOf(KIND, ("A",)), OneOf(KIND, ("B",))
DE = OneOf(COUNTRY, ("DE",))


def assert_groups_are_whole(graph: DecisionGraph) -> None:
    """Check each group against the group names that its branches carry."""
    chain = Chain(GraphIndex(graph))
    names = {name for branch in chain.branches for name in branch.groups}
    assert names <= {group.name for group in chain.groups}
    for group in chain.groups:
        path = (*group.groups, group.name)
        inside = [n for n, b in enumerate(chain.branches) if b.groups[: len(path)] == path]
        assert list(range(group.first, group.end)) == inside
        own = [n for n in inside if chain.branches[n].groups == path]
        fallbacks = [n for n in own if chain.branches[n].kind is BranchKind.GROUP_FALLBACK]
        assert [group.fallback] == (fallbacks or [None])
        rules = [m.branch for m in group.members if m.branch is not None]
        assert rules == [n for n in own if chain.branches[n].kind is BranchKind.RULE]
        for member in group.members:
            assert (member.branch is None) != (member.group is None)
            if member.branch is not None:
                assert chain.branches[member.branch].rule == member.name
            if member.group is not None:
                assert chain.groups[member.group].name == member.name
                assert chain.groups[member.group].groups == path
                assert chain.groups[member.group].guards == (*group.guards, group.own)
    assert chain.last == len(chain.branches) - 1


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(policies())
def test_groups_hold_the_branches_that_carry_their_names(graph: DecisionGraph) -> None:
    assert_groups_are_whole(graph)


def test_groups_within_groups_with_and_without_fallbacks() -> None:
    for inner_fallback in (None, Q):
        for outer_fallback in (None, OTHER):
            inner = Group("inner", A, (Rule("a", DE, Q), Rule("b", B, Q)), inner_fallback, False)
            outer = Group(
                "outer", DE, (Rule("c", A, Q), inner, Rule("d", B, Q)), outer_fallback, True
            )
            items = [
                Rule("e", A, Q),
                outer,
                Rule("f", B, OTHER),
                Group("last", B, (Rule("g", A, Q),), Q, True),
            ]
            assert_groups_are_whole(build(FIELDS, items))


def test_a_rule_behind_a_unique_group_is_none_of_its_members() -> None:
    group = Group("unique", OneOf(KIND, ("A", "B")), (Rule("a", A, Q), Rule("b", B, Q)), Q, True)
    behind = Rule("behind", DE, OTHER)
    facts = Facts(build(FIELDS, [group, behind]))
    (overlap,) = facts.overlaps.overlaps
    assert facts.chain.branches[overlap.later].rule == "behind"
    assert [facts.chain.branches[n].rule for n in overlap.earlier] == ["a", "b"]
