"""The graph of a policy: reachability in it says what the facts say, and edges carry records."""

import json
from datetime import datetime

from hypothesis import HealthCheck, given, settings

from compiler.analysis.brute_force import Small, brute, small_policies
from compiler.analysis.graphs import COUNTRY, FIELDS, KIND, SIZE, Rule, build
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.network_answers import (
    circles,
    overlap_groups,
    reached,
    unreached,
)
from routewright_compiler.analysis.policy_network import policy_network
from routewright_runtime.decide import Router
from routewright_runtime.graph.conditions import AllOf, AnyOf, Between, OneOf
from routewright_runtime.graph.model import Assign, QueueTarget, RepTarget, Rotate, TeamTarget
from routewright_runtime.graph.people import Member, Rep, Team

TRIED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@TRIED
@given(small_policies())
def test_rules_that_no_path_reaches_are_those_that_receive_nothing(small: Small) -> None:
    reference = brute(*small)
    if reference is None:
        return
    facts = Facts(small[0])
    network = policy_network(facts)
    expected = tuple(
        facts.chain.branches[n].rule for n in facts.chain.rules() if n not in reference.first
    )
    assert unreached(network, "rule") == expected
    assert json.dumps(list(network.edges(data="witness")))


Q = Assign(QueueTarget("q"))
AND_SIZE = AllOf((OneOf(KIND, ("A",)), Between(SIZE, 5, None)))
A_IN_DE = AllOf((OneOf(KIND, ("A",)), OneOf(COUNTRY, ("DE",))))
PEOPLE: dict[str, object] = {
    "reps": tuple(Rep(name, f"{name}@acme.example", "UTC") for name in ("ana", "ben", "cleo")),
    "teams": (Team("one", (Member("ana"),)), Team("two", (Member("ben"),))),
}


def test_edges_carry_the_records_that_show_them() -> None:
    rules = [
        Rule("all of A", OneOf(KIND, ("A",)), Rotate(TeamTarget("one"))),
        Rule("A in DE", A_IN_DE, Rotate(TeamTarget("two"))),
        Rule("DE", OneOf(COUNTRY, ("DE",)), Assign(QueueTarget("q"))),
        Rule("FR", OneOf(COUNTRY, ("FR",)), Assign(RepTarget("cleo"))),
    ]
    network = policy_network(Facts(build(FIELDS, rules, **PEOPLE)))
    assert unreached(network, "rule") == ("A in DE",)
    assert unreached(network, "team") == ("two",)
    assert unreached(network, "rep") == ("ben",)
    edges = {
        (network.nodes[a]["name"], kind, network.nodes[b]["name"]): witness
        for a, b, kind, data in network.edges(keys=True, data=True)
        for witness in [data["witness"]]
    }
    assert edges["all of A", "hides", "A in DE"] == {"country": "DE", "kind": "A"}
    assert edges["all of A", "overlaps", "DE"] == {"country": "DE", "kind": "A"}
    assert edges["start", "receives", "FR"] == {"country": "FR"}
    assert ("all of A", "rotates", "one") in edges
    assert ("one", "has member", "ana") in edges
    assert overlap_groups(network) == (("all of A", "DE", "FR"),)


def test_an_attempt_behind_a_sure_one_is_not_reached() -> None:
    rules = [Rule("a", OneOf(KIND, ("A",)), Assign(RepTarget("ana")), (Assign(RepTarget("ben")),))]
    network = policy_network(Facts(build(FIELDS, rules, **PEOPLE)))
    assert unreached(network, "rep") == ("ben", "cleo")


@TRIED
@given(small_policies())
def test_people_that_no_path_reaches_are_those_of_the_facts(small: Small) -> None:
    facts = Facts(small[0])
    network = policy_network(facts)
    assert unreached(network, "team") == facts.people.unreached_teams
    assert unreached(network, "rep") == facts.people.unreached_reps
    assert circles(network) == ()


@TRIED
@given(small_policies())
def test_without_witnesses_it_says_the_same(small: Small) -> None:
    with_them = policy_network(Facts(small[0]))
    without = policy_network(Facts(small[0]), with_witnesses=False)
    assert list(with_them.nodes(data=True)) == list(without.nodes(data=True))
    assert reached(with_them) == reached(without)
    ways = [list(n.edges(keys=True, data="open")) for n in (with_them, without)]
    assert ways[0] == ways[1]
    assert not any(witness for _, _, witness in without.edges(data="witness"))


@TRIED
@given(small_policies())
def test_components_and_counts_are_those_of_all_pairs(small: Small) -> None:
    facts = Facts(small[0])
    network = policy_network(facts)
    group_of: dict[int, int] = {}
    for overlap in facts.overlaps.overlaps:
        assert network.nodes[f"rule {facts.chain.branches[overlap.later].rule}"]["overlaps"] == len(
            overlap.earlier
        )
        for earlier in overlap.earlier:
            one, other = (group_of.setdefault(n, n) for n in (earlier, overlap.later))
            group_of = {n: one if group == other else group for n, group in group_of.items()}
    groups: dict[int, list[str]] = {}
    for number in sorted(group_of):
        groups.setdefault(group_of[number], []).append(facts.chain.branches[number].rule)
    assert set(overlap_groups(network)) == {tuple(group) for group in groups.values()}


@TRIED
@given(small_policies())
def test_a_witness_goes_where_its_edge_goes(small: Small) -> None:
    facts = Facts(small[0])
    network = policy_network(facts)
    router = Router(small[0])
    for source, target, data in network.edges(data=True):
        if data["witness"] is None or data["certainty"] != "proved":
            continue
        at = None if data["at"] is None else datetime.fromisoformat(data["at"])
        branch_number = router.matcher.match(router.reader.read(data["witness"]).values, at)
        taken = facts.chain.branches[branch_number].rule
        if data["kind"] in ("receives", "decides"):
            branch = target if data["kind"] == "receives" else source
            assert taken == network.nodes[branch]["name"]
        elif data["kind"] == "hides":
            assert taken == network.nodes[source]["name"]


def test_components_are_joined_beyond_the_three_largest_shares() -> None:
    wide = [("A", "DE"), ("A", "FR"), ("A", "US"), ("A", "JP")]
    rules = [
        Rule(f"{kind} {country}", AllOf((OneOf(KIND, (kind,)), OneOf(COUNTRY, (country,)))), Q)
        for kind, country in wide
    ]
    rules += [
        Rule("B or A", AnyOf((OneOf(KIND, ("B",)), AND_SIZE)), Assign(QueueTarget("other"))),
    ]
    facts = Facts(build(FIELDS, rules, **PEOPLE))
    network = policy_network(facts)
    assert network.nodes["rule B or A"]["overlaps"] == 4
    assert overlap_groups(network) == (("A DE", "A FR", "A US", "A JP", "B or A"),)
    assert network.number_of_edges() > 0
    into = [d for _, _, d in network.in_edges("rule B or A", data=True) if d["kind"] == "overlaps"]
    assert len(into) == 4
    assert all(data["witness"] is not None for data in into)


def test_ids_are_of_names_and_stay_when_a_rule_is_added() -> None:
    rules = [
        Rule("a", OneOf(KIND, ("A",)), Rotate(TeamTarget("one")), (Rotate(TeamTarget("two")),)),
        Rule("b", OneOf(KIND, ("B",)), Assign(RepTarget("ben"))),
    ]
    before = policy_network(Facts(build(FIELDS, rules, **PEOPLE)))
    assert "attempt 2 of rule a" in before.nodes
    assert "attempt 1 of fallback" in before.nodes
    first = Rule("new", OneOf(COUNTRY, ("DE",)), Assign(RepTarget("cleo")))
    after = policy_network(Facts(build(FIELDS, [first, *rules], **PEOPLE)))
    assert set(before.nodes) < set(after.nodes)


def test_a_way_back_is_a_circle() -> None:
    rules = [Rule("a", OneOf(KIND, ("A",)), Rotate(TeamTarget("one")))]
    network = policy_network(Facts(build(FIELDS, rules, **PEOPLE)))
    assert circles(network) == ()
    network.add_edge("team one", "rule a", "back", kind="back", open=True)
    assert circles(network) == (("a", "a", "one"),)
