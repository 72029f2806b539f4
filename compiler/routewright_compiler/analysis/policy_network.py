"""The policy as a graph with what the analysis knows: who hides whom, who gets what.

Nodes are the start, the branches, their attempts and SLA steps, teams, reps and queues. An edge has
a `kind` and, where a record shows it, a `witness`:

| kind | from | to |
|---|---|---|
| receives | start | a branch that some record reaches |
| decides | a branch | its first attempt |
| falls back to | an attempt | the attempt tried where it fails |
| then | an attempt or step | the SLA step that follows a silent owner |
| rotates, assigns, escalates to, notifies | an attempt or step | a team, rep or queue |
| has member | a team | a rep |
| hides | an earlier branch | a branch that it helps to hide |
| overlaps | an earlier rule | a later rule with another outcome that shares records |

Since the exact engine has decided which branches receive a record, reachability in this graph is
exact too: a rule, team or rep that no path from the start reaches is never reached.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.claims import receives, takes_from
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.owners import NEVER, OwnerKind, Owners, Possible
from routewright_compiler.analysis.reach import Verdict
from routewright_compiler.analysis.witness import Witness
from routewright_runtime.graph.conditions import LookupTerm
from routewright_runtime.graph.model import (
    Assign,
    DecisionNode,
    Escalate,
    NotifyStep,
    QueueTarget,
    Reassign,
    RepTarget,
    Rotate,
    StepNode,
    Suppress,
    TeamTarget,
)

if TYPE_CHECKING:
    from networkx import MultiDiGraph

START = "start"
REACHING = frozenset(
    {
        "receives",
        "decides",
        "falls back to",
        "then",
        "rotates",
        "assigns",
        "escalates to",
        "notifies",
        "has member",
    }
)


def policy_network(facts: Facts, *, with_overlaps: bool = True) -> "MultiDiGraph[str]":
    """Return the graph of a policy; nodes and edges stand in source order.

    Overlaps are the three earlier rules that take most from each later one, as in the findings.
    """
    return _Network(facts).built(with_overlaps=with_overlaps)


def unreached(network: "MultiDiGraph[str]", kind: str) -> tuple[str, ...]:
    """Return the names of the nodes of a kind that no path from the start reaches, in order."""
    import networkx

    way: MultiDiGraph[str] = networkx.MultiDiGraph()
    way.add_nodes_from(network.nodes)
    way.add_edges_from(
        (source, target)
        for source, target, data in network.edges(data=True)
        if data["kind"] in REACHING
    )
    reached = networkx.descendants(way, START)
    return tuple(
        data["name"]
        for node, data in network.nodes(data=True)
        if data["kind"] == kind and node not in reached
    )


def overlap_groups(network: "MultiDiGraph[str]") -> tuple[tuple[str, ...], ...]:
    """Return the rules that hang together by overlaps, each group in source order."""
    import networkx

    joined: networkx.Graph[str] = networkx.Graph()
    joined.add_edges_from(
        (source, target)
        for source, target, data in network.edges(data=True)
        if data["kind"] == "overlaps"
    )
    place = {node: number for number, node in enumerate(network.nodes)}
    components = networkx.connected_components(joined)
    groups = [sorted(group, key=place.__getitem__) for group in components]
    groups.sort(key=lambda group: place[group[0]])
    return tuple(tuple(network.nodes[node]["name"] for node in group) for group in groups)


class _Network:
    def __init__(self, facts: Facts) -> None:
        import networkx  # slow to import, and of use here only

        self._facts = facts
        self._chain = facts.chain
        self._owners = Owners(facts.space.policy, facts.chain.index)
        self.network: MultiDiGraph[str] = networkx.MultiDiGraph()

    def built(self, *, with_overlaps: bool) -> "MultiDiGraph[str]":
        self._add_node(START, "start", START)
        for number in range(len(self._chain.branches)):
            self._add_branch(number)
        self._add_people()
        for number in range(len(self._chain.branches)):
            self._link_branch(number)
        if with_overlaps:
            self._link_overlaps()
        return self.network

    def _add_node(self, node: str, kind: str, name: str, **more: object) -> None:
        self.network.add_node(node, kind=kind, name=name, **more)

    def _link(self, source: str, target: str, kind: str, witness: Witness | None = None) -> None:
        shown = None if witness is None else dict(witness.record)
        if self.network.has_edge(source, target, kind):
            return
        self.network.add_edge(source, target, kind, kind=kind, witness=shown)

    # --- nodes --------------------------------------------------------------------------------

    def _branch_id(self, number: int) -> str:
        branch = self._chain.branches[number]
        return f"branch {branch.test_id}"

    def _add_branch(self, number: int) -> None:
        branch = self._chain.branches[number]
        self._add_node(
            self._branch_id(number),
            branch.kind.value,
            branch.rule,
            groups=list(branch.groups),
            verdict=self._facts.reach.verdicts[number].value,
        )
        for attempt in self._chain.index.attempts(branch.decision_id):
            self._add_node(attempt.id, "attempt", attempt.origin or branch.rule)
            for step in self._chain.index.steps(attempt.id):
                self._add_node(step.id, "step", step.timing.value)

    def _add_people(self) -> None:
        graph = self._facts.graph
        for team in graph.teams:
            self._add_node(f"team {team.name}", "team", team.name)
        for rep in graph.reps:
            self._add_node(f"rep {rep.name}", "rep", rep.name)
        for queue in graph.queues:
            self._add_node(f"queue {queue.name}", "queue", queue.name)
        for team in graph.teams:
            for member in team.members:
                self._link(f"team {team.name}", f"rep {member.rep}", "has member")

    # --- edges --------------------------------------------------------------------------------

    def _link_branch(self, number: int) -> None:
        node = self._branch_id(number)
        branch = self._chain.branches[number]
        match self._facts.reach.verdicts[number]:
            case Verdict.LIVE:
                self._link(START, node, "receives", self._received(number))
            case Verdict.UNDECIDED:
                self._link(START, node, "receives")
            case Verdict.HIDDEN if number != self._chain.last:
                self._link_hiding(number)
            case _:
                pass
        attempts = self._chain.index.attempts(branch.decision_id)
        self._link(node, attempts[0].id, "decides")
        for attempt in attempts:
            self._link_action(number, attempt)
            before = attempt.id
            for step in self._chain.index.steps(attempt.id):
                self._link(before, step.id, "then")
                self._link_action(number, step)
                before = step.id
        for first, second in pairwise(attempts):
            if self._owners.fails(first.action) == NEVER:
                break  # what stands behind is never tried
            self._link(first.id, second.id, "falls back to")

    def _received(self, number: int) -> Witness | None:
        try:
            found = self._facts.reach.received(number)
        except NotDecided:
            return None
        if found is None:
            return None
        claim = receives(self._facts.space, number)
        return self._facts.witness(found[1], claim, taken_by=number)

    def _link_hiding(self, number: int) -> None:
        for taker in self._facts.reach.cover(number).takers:
            self._link(
                self._branch_id(taker.branch),
                self._branch_id(number),
                "hides",
                self._taken(taker.branch, number),
            )

    def _taken(self, earlier: int, later: int) -> Witness | None:
        try:
            found = self._facts.reach.taken(earlier, later)
        except NotDecided:
            return None
        if found is None:
            return None
        claim = takes_from(self._facts.space, earlier, later)
        return self._facts.witness(found[1], claim, taken_by=earlier)

    def _link_overlaps(self) -> None:
        for overlap in self._facts.overlaps.overlaps:
            for taker in self._facts.overlaps.takers(overlap):
                claim = takes_from(self._facts.space, taker.branch, overlap.later)
                witness = self._facts.witness(taker.lead, claim, taken_by=taker.branch)
                source, target = self._branch_id(taker.branch), self._branch_id(overlap.later)
                self._link(source, target, "overlaps", witness)

    def _link_action(self, number: int, node: DecisionNode | StepNode) -> None:
        if isinstance(node, DecisionNode):
            for name in node.notify:
                self._link_told(node.id, name)
        match node.action:
            case Suppress() | Reassign():
                pass
            case NotifyStep(target):
                self._link_told(node.id, target)
            case Rotate(TeamTarget(name)):
                self._link(node.id, f"team {name}", "rotates")
            case Assign(RepTarget(name)):
                self._link(node.id, f"rep {name}", "assigns")
            case Assign(QueueTarget(name)):
                self._link(node.id, f"queue {name}", "assigns")
            case Escalate(RepTarget(name)):
                self._link(node.id, f"rep {name}", "escalates to")
            case Escalate(QueueTarget(name)):
                self._link(node.id, f"queue {name}", "escalates to")
            case Assign() | Rotate() | Escalate():
                self._link_named(number, node)

    def _link_told(self, node: str, name: str) -> None:
        if name in self._facts.space.policy.teams:
            self._link(node, f"team {name}", "notifies")
        elif name != "assignee":
            self._link(node, f"rep {name}", "notifies")

    def _link_named(self, number: int, node: DecisionNode | StepNode) -> None:
        """Link to whom a field or cell can name, for a record that the branch receives."""
        if self._facts.reach.verdicts[number] is not Verdict.LIVE:
            return
        for possible in self._named(node):
            if not self._facts.people.can_be(number, possible):
                continue
            if possible.team is not None:
                self._link(node.id, f"team {possible.team}", "rotates")
            elif possible.kind in (OwnerKind.REP, OwnerKind.QUEUE):
                kind = "escalates to" if isinstance(node.action, Escalate) else "assigns"
                self._link(node.id, f"{possible.kind.value} {possible.name}", kind)

    def _named(self, node: DecisionNode | StepNode) -> Iterator[Possible]:
        action = node.action
        assert isinstance(action, Assign | Rotate | Escalate)
        if isinstance(action.target, LookupTerm) or not isinstance(action, Rotate):
            yield from self._owners.of_target(action.target, action)
