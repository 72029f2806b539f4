"""What no record comes to, and why: the marks of a drawn policy.

They are read off the graph of the analysis (`routewright_compiler.analysis.policy_network`), so a
drawing says nothing that `lint` does not.
"""

from collections.abc import Iterator

from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.network_answers import reached, unreached
from routewright_compiler.analysis.network_ids import NetworkIds
from routewright_compiler.analysis.policy_network import policy_network
from routewright_compiler.analysis.reach import Verdict
from routewright_runtime.graph.branches import BranchKind
from routewright_runtime.graph.model import TestKind, TestNode

_NAMED = 3
_FALLBACKS = frozenset({BranchKind.GROUP_FALLBACK, BranchKind.FALLBACK})


class GraphMarks:
    """Marks of one policy.

    `unreached` are the ids of the tests and decisions in the decision graph that decide no record;
    `reasons` has a line for each rule among them. `idle_teams` and `idle_reps` are those whom no
    record gets to, the members of idle teams left out.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._chain = facts.chain
        self._network = policy_network(facts, with_overlaps=False, with_witnesses=False)
        self._ids = NetworkIds(facts.chain)
        self._reached = reached(self._network)
        self.unreached = frozenset(self._unreached())
        self.reasons: dict[str, str] = {
            branch.test_id: self._reason(number)
            for number, branch in enumerate(self._chain.branches)
            if branch.kind is BranchKind.RULE and branch.test_id in self.unreached
        }
        self.idle_teams = unreached(self._network, "team")
        self.idle_reps = tuple(self._idle_reps())

    def _unreached(self) -> Iterator[str]:
        for node, name in self._ids.nodes.items():
            if name not in self._reached:
                yield node
        is_live = [name in self._reached for name in self._ids.branches]
        for number, branch in enumerate(self._chain.branches):
            if branch.kind not in _FALLBACKS and not is_live[number]:
                yield branch.test_id
        tests = [node for node in self._facts.graph.nodes if isinstance(node, TestNode)]
        groups = {node.name: node.id for node in tests if node.kind is TestKind.GROUP}
        for group in self._chain.groups:
            if not any(is_live[group.first : group.end]):
                yield groups[group.name]

    def _reason(self, number: int) -> str:
        if self._facts.reach.verdicts[number] is Verdict.NEVER:
            return "no record meets its condition"
        names = [
            self._network.nodes[source]["name"]
            for source, _, kind in self._network.in_edges(self._ids.branches[number], keys=True)
            if kind == "hides"
        ]
        more = len(names) - _NAMED
        shown = names[:_NAMED] if more <= 0 else [*names[: _NAMED - 1], f"{more + 1} more"]
        *first, last = shown
        return f"hidden by {', '.join(first)} and {last}" if first else f"hidden by {last}"

    def _idle_reps(self) -> Iterator[str]:
        idle = set(self.idle_teams)
        teams = [team for team in self._facts.graph.teams if team.name in idle]
        members = {member.rep for team in teams for member in team.members}
        for name in unreached(self._network, "rep"):
            if name not in members:
                yield name
