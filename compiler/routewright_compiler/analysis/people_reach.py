"""Teams, reps and table rows that no record can get to.

A team or rep is reached where a branch that receives records can give it one, at once, by a
fallback, or by an SLA step, or tells it something. A row of a table is reached where a record that
comes to a look-up finds it.
"""

from collections.abc import Iterator

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.chain import Outcome
from routewright_compiler.analysis.formula import Formula
from routewright_compiler.analysis.owners import ALWAYS, OwnerKind, Owners, Possible
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.reach import Reach
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.branches import GraphIndex, branches
from routewright_runtime.graph.conditions import (
    ClassTerm,
    Condition,
    FieldTerm,
    LookupTerm,
    ScoreTerm,
)
from routewright_runtime.graph.model import (
    Assign,
    DecisionGraph,
    Escalate,
    Node,
    NotifyStep,
    Reassign,
    Rotate,
)


class PeopleReach:
    """The teams, reps and queues that some record can get to."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._space: PolicySpace = reach.space
        self._owners = Owners(self._space.policy, self._space.chain.index)
        self.undecided = 0
        self.teams: dict[str, None] = {}
        self.reps: dict[str, None] = {}
        done: set[Outcome] = set()
        outcomes = self._space.chain.outcomes
        for number, branch in enumerate(self._space.chain.branches):
            if outcomes[number] in done or not self._space.bits[number] & reach.live:
                continue
            if self._note_branch(number, branch.decision_id):
                done.add(outcomes[number])

    def _note_branch(self, number: int, decision_id: str) -> bool:
        """Note whom a branch gets to; tell whether that is everyone whom its outcome names."""
        is_all = True
        for possible in decision_owners(self._owners, self._space.chain.index, decision_id):
            is_known = possible.name in self.reps and (
                possible.team is None or possible.team in self.teams
            )
            if possible.kind is not OwnerKind.REP or is_known:
                continue
            if not self.can_be(number, possible):
                is_all = False
                continue
            self.reps[possible.name] = None
            if possible.team is not None:
                self.teams[possible.team] = None
        for name in told(self._space.chain.index, decision_id):
            (self.teams if name in self._space.policy.teams else self.reps)[name] = None
        return is_all

    def can_be(self, number: int, possible: Possible) -> bool:
        """Tell whether a branch receives a record that can come to this owner."""
        if possible.condition == ALWAYS:
            return True
        space = self._space
        encoder = space.encoder
        asked: list[Formula] = [space.formulas[number], encoder.formula(possible.condition)]
        before = space.before(number) & self._reach.live
        try:
            boxes = encoder.boxes(encoder.formulas.every(asked))
            return space.solver.leaves(boxes, before)
        except NotDecided:
            self.undecided += 1
            return True

    @property
    def unreached_teams(self) -> tuple[str, ...]:
        """The teams that no record can get to, in declared order."""
        return tuple(t.name for t in self._space.graph.teams if t.name not in self.teams)

    @property
    def unreached_reps(self) -> tuple[str, ...]:
        """The reps that no record can get to, in declared order."""
        return tuple(r.name for r in self._space.graph.reps if r.name not in self.reps)


def decision_owners(owners: Owners, index: GraphIndex, decision_id: str) -> Iterator[Possible]:
    """Yield the owners of a decision and of its SLA steps."""
    yield from owners.of_decision(decision_id)
    for attempt in index.attempts(decision_id):
        for step in index.steps(attempt.id):
            match step.action:
                case Assign(target) | Escalate(target) | Rotate(target):
                    yield from owners.of_target(target, step.action)
                case Reassign() | NotifyStep():
                    pass


def told(index: GraphIndex, decision_id: str) -> Iterator[str]:
    """Yield the reps and teams that a decision or its steps notify."""
    for attempt in index.attempts(decision_id):
        yield from (name for name in attempt.notify if name != "assignee")
        for step in index.steps(attempt.id):
            if isinstance(step.action, NotifyStep) and step.action.target != "assignee":
                yield step.action.target


def owner_conditions(graph: DecisionGraph) -> Iterator[Condition]:
    """Yield the conditions that asking for owners needs; none where only names are given."""
    if not any(_asks_record(node) for node in graph.nodes):
        return
    policy = Policy(graph)
    index = GraphIndex(graph)
    owners = Owners(policy, index)
    for decision in dict.fromkeys(branch.decision_id for branch in branches(index)):
        for possible in decision_owners(owners, index, decision):
            if possible.condition != ALWAYS:
                yield possible.condition


def _asks_record(node: Node) -> bool:
    """Tell whether an action's target or `where` depends on the record."""
    action = getattr(node, "action", None)
    target = getattr(action, "target", None)
    if isinstance(target, FieldTerm | ClassTerm | ScoreTerm | LookupTerm):
        return True
    where = action.where if isinstance(action, Rotate) else ()
    return any(not isinstance(test.value, str) for test in where)
