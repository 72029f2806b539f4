"""The graph of a policy says what the findings say: of every case of the rules, and the stories."""

import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx
import pytest

from compiler.conftest import compiled
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.network_answers import circles, overlap_groups, unreached
from routewright_compiler.analysis.policy_facts import facts_of
from routewright_compiler.analysis.policy_network import policy_network
from routewright_compiler.lint.policy_lint import lint_policy
from routewright_compiler.lint.rule_findings import LintOptions
from routewright_compiler.policy import Policy
from routewright_grammar.diagnostic import Certainty, Diagnostic
from rules.conftest import TODAY, rebased
from rules.stories import policy_of

if TYPE_CHECKING:
    from networkx import MultiDiGraph

CASES = Path(__file__).parent
RUN_ELSEWHERE: frozenset[str] = frozenset()
STORIES = ("acme", "ramping", "scored", "sized", "startup", "territories")


def test_the_graph_agrees_with_the_findings_of_a_case(literate_case: Any) -> None:
    outcome = compiled(rebased(literate_case))
    assert outcome.value is not None
    assert_agrees(outcome.value)


@pytest.mark.parametrize("story", STORIES)
def test_the_graph_agrees_with_the_findings_of_a_story(story: str) -> None:
    assert_agrees(policy_of(story))


def assert_agrees(policy: Policy) -> None:
    """Compare reachability and components with what `lint` finds."""
    facts = facts_of(policy)
    network = policy_network(facts)
    found = lint_policy(policy, LintOptions(today=TODAY)).diagnostics
    dead = [d for d in of(found, "unreachable-rule") if d.certainty is not Certainty.UNDECIDED]
    assert sorted(unreached(network, "rule")) == subjects(dead)
    assert sorted(unreached(network, "team")) == subjects(of(found, "unreachable-team"))
    assert idle_reps(network) == subjects(of(found, "unreachable-rep"))
    assert circles(network) == ()
    for finding in dead:
        hiding = {
            network.nodes[source]["name"]
            for source, _, kind in network.in_edges(f"rule {finding.label.subject}", keys=True)
            if kind == "hides"
        }
        assert {label.subject for label in finding.related if label.subject} <= hiding
    later = {data["name"] for _, data in network.nodes(data=True) if data.get("overlaps", 0) > 0}
    assert sorted(later) == subjects(of(found, "overlapping-outcomes"))
    assert sorted(overlap_groups(network)) == sorted(groups_of_all_pairs(facts))
    again = networkx.node_link_data(network, edges="edges")
    assert json.loads(json.dumps(again)) == again


def of(found: Iterable[Diagnostic], name: str) -> list[Diagnostic]:
    """Return the findings of a name."""
    return [finding for finding in found if finding.name == name]


def subjects(found: Iterable[Diagnostic]) -> list[str]:
    """Return what findings are about, sorted."""
    return sorted(finding.label.subject for finding in found)


def idle_reps(network: "MultiDiGraph[str]") -> list[str]:
    """Return the unreached reps but for those of unreached teams, who go with their team."""
    of_teams = {
        network.nodes[member]["name"]
        for team in unreached(network, "team")
        for member in network.successors(f"team {team}")
    }
    return sorted(set(unreached(network, "rep")) - of_teams)


def groups_of_all_pairs(facts: Facts) -> list[tuple[str, ...]]:
    """Return the components over every overlapping pair, found by merging sets one by one."""
    groups: list[set[int]] = []
    for overlap in facts.overlaps.overlaps:
        for earlier in overlap.earlier:
            merged = {earlier, overlap.later}
            for group in [g for g in groups if not g.isdisjoint(merged)]:
                groups.remove(group)
                merged |= group
            groups.append(merged)
    return [tuple(facts.chain.branches[n].rule for n in sorted(group)) for group in groups]


WHOLE = """\
rep ana "ana@acme.example"  rep ben "ben@acme.example" { at most 1 per day }
team pair { ben }  queue desk "Desk"  queue late "Late"
record lead { country: country  size: integer  name: text }
require country else assign desk
require size else assign late
group "G" {
  when size > 5
  rule "A" {
    when country = DE
    rotate pair notify ana fallback assign desk
    sla 1 hour at 30 minutes notify ben then reassign
      after 1 hour escalate to ana after 2 hours assign late
  }
  fallback suppress "no"
}
fallback assign desk
"""


def test_the_whole_graph_of_a_policy() -> None:
    outcome = compiled({"main.route": WHOLE})
    assert outcome.value is not None, outcome.diagnostics
    network = policy_network(facts_of(outcome.value))
    nodes = [(node, data["kind"], data.get("action")) for node, data in network.nodes(data=True)]
    assert nodes == [
        ("start", "start", None),
        ("require", "require", None),
        ("attempt 1 of require", "attempt", "assign"),
        ("require 2", "require", None),
        ("attempt 1 of require 2", "attempt", "assign"),
        ("rule A", "rule", None),
        ("attempt 1 of rule A", "attempt", "rotate"),
        ("step 1 of rule A", "step", "notify"),
        ("step 2 of rule A", "step", "reassign"),
        ("step 3 of rule A", "step", "escalate"),
        ("step 4 of rule A", "step", "assign"),
        ("attempt 2 of rule A", "attempt", "assign"),
        ("fallback of G", "group fallback", None),
        ("attempt 1 of fallback of G", "attempt", "suppress"),
        ("fallback", "fallback", None),
        ("attempt 1 of fallback", "attempt", "assign"),
        ("team pair", "team", None),
        ("rep ana", "rep", None),
        ("rep ben", "rep", None),
        ("queue desk", "queue", None),
        ("queue late", "queue", None),
    ]
    edges = {(source, kind, target) for source, target, kind in network.edges(keys=True)}
    first, second = "attempt 1 of rule A", "attempt 2 of rule A"
    steps = [f"step {number} of rule A" for number in range(1, 5)]
    assert edges == {
        *(("start", "receives", b) for b in ("require", "require 2", "rule A", "fallback of G")),
        ("start", "receives", "fallback"),
        ("require", "decides", "attempt 1 of require"),
        ("require 2", "decides", "attempt 1 of require 2"),
        ("rule A", "decides", first),
        ("fallback of G", "decides", "attempt 1 of fallback of G"),
        ("fallback", "decides", "attempt 1 of fallback"),
        ("attempt 1 of require", "assigns", "queue desk"),
        ("attempt 1 of require 2", "assigns", "queue late"),
        ("attempt 1 of fallback", "assigns", "queue desk"),
        (first, "rotates", "team pair"),
        ("team pair", "has member", "rep ben"),
        (first, "notifies", "rep ana"),
        (first, "falls back to", second),
        (second, "assigns", "queue desk"),
        (first, "then", steps[0]),
        (second, "then", steps[0]),
        *((one, "then", other) for one, other in pairwise(steps)),
        (steps[0], "notifies", "rep ben"),
        (steps[2], "escalates to", "rep ana"),
        (steps[3], "assigns", "queue late"),
    }
    for source, target, data in network.edges(data=True):
        assert data["open"], (source, target)
        assert data["certainty"] == "proved"
        assert data["witness"] is not None
    assert network.edges["rule A", first, "decides"]["witness"] == {"country": "DE", "size": 6}
