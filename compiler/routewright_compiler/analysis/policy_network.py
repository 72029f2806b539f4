"""The policy as a graph with what the analysis knows: who hides whom, who gets what.

Nodes are the start, the branches, their attempts and SLA steps, teams, reps and queues; their ids
are those of `network_ids`. An edge has a `kind`:

| kind | from | to |
|---|---|---|
| receives | start | a branch that some record reaches |
| decides | a branch | its first attempt |
| falls back to | an attempt | the attempt written for where it fails |
| then | an attempt or step | the SLA step that follows a silent owner |
| rotates, assigns, escalates to, notifies | an attempt or step | a team, rep or queue |
| has member | a team | a rep |
| hides | an earlier branch | a branch that it helps to hide |
| overlaps | an earlier rule | a later rule with another outcome that shares records |

All but the last two are ways of records: `open` tells whether some record can go there. So a rule,
team or rep that no open path from the start reaches is never reached, and that is exact (see
`network_answers`). `witness` is a record that shows the edge (`at`: the time it needs): it goes
that way, or the hiding or overlapping rule takes it from the other. `certainty` is as in a finding.

Of the overlaps of a rule (`overlaps` at its node is how many there are) those with the three
earlier rules that take most from it are edges, and as many more as it takes for the components by
overlaps to be those of all pairs. In these an even earlier rule may take the record that both ask
for.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.network_ids import START, NetworkIds
from routewright_compiler.analysis.network_records import UNSHOWN, NetworkRecords, Shown
from routewright_compiler.analysis.owners import NEVER, OwnerKind, Owners, Possible
from routewright_compiler.analysis.reach import Verdict
from routewright_runtime.graph.branches import BranchKind
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


def policy_network(
    facts: Facts, *, with_overlaps: bool = True, with_witnesses: bool = True
) -> "MultiDiGraph[str]":
    """Return the graph of a policy; nodes and edges stand in source order.

    Without witnesses it is made much faster, and says the same but for them.
    """
    return _Network(facts, NetworkRecords(facts, with_witnesses)).built(with_overlaps)


class _Network:
    def __init__(self, facts: Facts, records: NetworkRecords) -> None:
        import networkx  # slow to import, and of use here only

        self._facts = facts
        self._chain = facts.chain
        self._records = records
        self._ids = NetworkIds(facts.chain)
        self._owners = Owners(facts.space.policy, facts.chain.index)
        self.network: MultiDiGraph[str] = networkx.MultiDiGraph()

    def built(self, with_overlaps: bool) -> "MultiDiGraph[str]":
        self.network.add_node(START, kind="start", name=START)
        for number in range(len(self._chain.branches)):
            self._add_branch(number)
        self._add_people()
        for number in range(len(self._chain.branches)):
            self._link_branch(number)
        if with_overlaps:
            self._link_overlaps()
        return self.network

    def _link(self, source: str, target: str, kind: str, shown: Shown | None) -> None:
        """Add a way of records, closed without `shown`, or open one that is there already."""
        if not self.network.has_edge(source, target, kind):
            closed = UNSHOWN.data()
            self.network.add_edge(source, target, kind, kind=kind, open=False, **closed)
        if shown is not None and not self._is_shown(source, target, kind):
            self.network.edges[source, target, kind].update({"open": True, **shown.data()})

    def _is_shown(self, source: str, target: str, kind: str) -> bool:
        if not self.network.has_edge(source, target, kind):
            return False
        data = self.network.edges[source, target, kind]
        has_witness = data["witness"] is not None or not self._records.with_witnesses
        return bool(data["open"] and has_witness)

    # --- nodes --------------------------------------------------------------------------------

    def _add_branch(self, number: int) -> None:
        branch, index, nodes = self._chain.branches[number], self._chain.index, self._ids.nodes
        self.network.add_node(
            self._ids.branches[number],
            kind=branch.kind.value,
            name=branch.rule,
            groups=list(branch.groups),
            verdict=self._facts.reach.verdicts[number].value,
        )
        for attempt in index.attempts(branch.decision_id):
            name, does = attempt.origin or branch.rule, _does(attempt)
            self.network.add_node(nodes[attempt.id], kind="attempt", name=name, action=does)
            for step in index.steps(attempt.id):
                name, does = step.timing.value, _does(step)
                self.network.add_node(nodes[step.id], kind="step", name=name, action=does)

    def _add_people(self) -> None:
        graph = self._facts.graph
        for kind, people in (("team", graph.teams), ("rep", graph.reps), ("queue", graph.queues)):
            for item in people:
                self.network.add_node(f"{kind} {item.name}", kind=kind, name=item.name)
        for team in graph.teams:
            for member in team.members:
                self._link(f"team {team.name}", f"rep {member.rep}", "has member", None)

    # --- the ways of records ------------------------------------------------------------------

    def _link_branch(self, number: int) -> None:
        node = self._ids.branches[number]
        decision = self._chain.branches[number].decision_id
        verdict = self._facts.reach.verdicts[number]
        shown = None
        if verdict in (Verdict.LIVE, Verdict.UNDECIDED):
            shown = self._records.received(number)
            self._link(START, node, "receives", shown)
        elif verdict is Verdict.HIDDEN and number != self._chain.last:
            self._link_hiding(number)
        attempts = self._chain.index.attempts(decision)
        self._link(node, self._ids.nodes[attempts[0].id], "decides", shown)
        possible = () if shown is None else tuple(self._owners.of_decision(decision))
        comes = dict(self._coming(number, attempts, possible, shown))
        for attempt in attempts:
            given = (item for item in possible if item.decision_id == attempt.id)
            self._link_attempt(number, attempt, given, comes.get(attempt.id))
        for first, second in pairwise(attempts):
            ids = self._ids.nodes[first.id], self._ids.nodes[second.id]
            self._link(*ids, "falls back to", comes.get(second.id))

    def _coming(
        self,
        number: int,
        attempts: tuple[DecisionNode, ...],
        possible: tuple[Possible, ...],
        shown: Shown | None,
    ) -> Iterator[tuple[str, Shown]]:
        """Yield the attempts that a record of the branch comes to, if only those before fail."""
        if shown is None:
            return
        yield attempts[0].id, shown
        for place, (before, attempt) in enumerate(pairwise(attempts), 1):
            if self._owners.fails(before.action) == NEVER:
                return
            behind = {later.id for later in attempts[place:]}
            ways = [item for item in possible if item.decision_id in behind]
            found = (self._records.coming_to(number, item.condition) for item in ways)
            way = next((item for item in found if item is not None), None)
            if way is None and ways:
                return
            yield attempt.id, way or UNSHOWN

    def _link_attempt(
        self, number: int, attempt: DecisionNode, given: Iterable[Possible], shown: Shown | None
    ) -> None:
        node = self._ids.nodes[attempt.id]
        self._link_action(node, attempt)
        if shown is not None:
            for possible in given:
                self._link_owner(number, node, attempt, possible)
        for name in attempt.notify:
            self._link_told(node, name, shown)
        before = node
        for step in self._chain.index.steps(attempt.id):
            node = self._ids.nodes[step.id]
            self._link(before, node, "then", shown)
            self._link_action(node, step)
            match step.action:
                case NotifyStep(name):
                    self._link_told(node, name, shown)
                case Assign(target) | Rotate(target) | Escalate(target) if shown is not None:
                    for possible in self._owners.of_target(target, step.action):
                        self._link_owner(number, node, step, possible)
                case _:
                    pass
            before = node

    def _link_action(self, node: str, part: DecisionNode | StepNode) -> None:
        """Link to the target that an action names, closed as yet."""
        match part.action:
            case Rotate(TeamTarget(name)):
                self._link(node, f"team {name}", "rotates", None)
            case Assign(RepTarget(name)) | Escalate(RepTarget(name)):
                self._link(node, f"rep {name}", _gives(part), None)
            case Assign(QueueTarget(name)) | Escalate(QueueTarget(name)):
                self._link(node, f"queue {name}", _gives(part), None)
            case _:
                pass

    def _link_owner(
        self, number: int, node: str, part: DecisionNode | StepNode, possible: Possible
    ) -> None:
        """Link to whom a record of the branch can be given, where one can."""
        ways = []
        if possible.team is not None:
            team = f"team {possible.team}"
            ways = [(node, team, "rotates"), (team, f"rep {possible.name}", "has member")]
        elif possible.kind in (OwnerKind.REP, OwnerKind.QUEUE):
            ways = [(node, f"{possible.kind.value} {possible.name}", _gives(part))]
        ways = [way for way in ways if not self._is_shown(*way)]
        shown = self._records.coming_to(number, possible.condition) if ways else None
        if shown is not None:
            for way in ways:
                self._link(*way, shown)

    def _link_told(self, node: str, name: str, shown: Shown | None) -> None:
        if name in self._facts.space.policy.teams:
            self._link(node, f"team {name}", "notifies", shown)
        elif name != "assignee":
            self._link(node, f"rep {name}", "notifies", shown)

    # --- what rules do to each other ----------------------------------------------------------

    def _relate(self, earlier: int, later: int, kind: str, shown: Shown) -> None:
        source, target = self._ids.branches[earlier], self._ids.branches[later]
        self.network.add_edge(source, target, kind, kind=kind, **shown.data())

    def _link_hiding(self, number: int) -> None:
        for taker in self._facts.reach.cover(number).takers:
            shown = self._records.taken(taker.branch, number) or UNSHOWN
            self._relate(taker.branch, number, "hides", shown)

    def _link_overlaps(self) -> None:
        space = self._facts.space
        for number, branch in enumerate(self._chain.branches):
            if branch.kind is BranchKind.RULE:
                self.network.nodes[self._ids.branches[number]]["overlaps"] = 0
        joined = _Joined(space.bits)
        for overlap in self._facts.overlaps.overlaps:
            later = overlap.later
            self.network.nodes[self._ids.branches[later]]["overlaps"] = overlap.count
            for taker in self._facts.overlaps.takers(overlap):
                self._relate(taker.branch, later, "overlaps", self._records.of_taker(taker, later))
                joined.join(taker.branch, later)
            while rest := overlap.boxes & ~joined.boxes(later):
                earlier = space.owners(rest & -rest)[0]
                taken = self._records.taken(earlier, later)
                shown = taken or self._records.shared(earlier, later)
                self._relate(earlier, later, "overlaps", shown)
                joined.join(earlier, later)


class _Joined:
    """Which branches hang together, as sets of their boxes."""

    def __init__(self, bits: Sequence[int]) -> None:
        self._parents = list(range(len(bits)))
        self._boxes = list(bits)

    def boxes(self, branch: int) -> int:
        return self._boxes[self._root(branch)]

    def join(self, first: int, second: int) -> None:
        one, other = self._root(first), self._root(second)
        if one != other:
            self._parents[one] = other
            self._boxes[other] |= self._boxes[one]

    def _root(self, branch: int) -> int:
        while self._parents[branch] != branch:
            self._parents[branch] = self._parents[self._parents[branch]]
            branch = self._parents[branch]
        return branch


def _gives(part: DecisionNode | StepNode) -> str:
    """Return what an edge is called by which an action gives a record to somebody by name."""
    return "escalates to" if isinstance(part.action, Escalate) else "assigns"


def _does(part: DecisionNode | StepNode) -> str:
    match part.action:
        case Suppress():
            return "suppress"
        case Assign():
            return "assign"
        case Rotate():
            return "rotate"
        case Escalate():
            return "escalate"
        case Reassign():
            return "reassign"
        case NotifyStep():
            return "notify"
