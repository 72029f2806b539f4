"""The graph of a policy: reachability in it says what the facts say, and edges carry records."""

import json

from hypothesis import HealthCheck, given, settings

from compiler.analysis.brute_force import Small, brute, small_policies
from compiler.analysis.graphs import COUNTRY, FIELDS, KIND, Rule, build
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.policy_network import overlap_groups, policy_network, unreached
from routewright_runtime.graph.conditions import AllOf, OneOf
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
