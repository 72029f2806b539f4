"""The chain of tests with its groups: which branches a group holds, and what each branch gives.

`branches` flattens the chain into a first-match list; findings also speak of groups, so this walk
keeps which branches stand in which group and what its members are.
"""

from dataclasses import dataclass, fields

from routewright_runtime.graph.branches import Branch, BranchKind, GraphIndex, branches
from routewright_runtime.graph.conditions import Condition, Place
from routewright_runtime.graph.model import (
    DecisionNode,
    EdgeKind,
    StepNode,
    TestKind,
    TestNode,
    always_succeeds,
)

Outcome = tuple[object, ...]
_NAMING = frozenset({"id", "origin", "doc", "place"})
_OF_DECISION = tuple(f.name for f in fields(DecisionNode) if f.name not in _NAMING)
_OF_STEP = tuple(f.name for f in fields(StepNode) if f.name not in _NAMING)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a group: a rule (its branch) or an inner group (its number)."""

    name: str
    branch: int | None
    group: int | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class Group:
    """A group; `guards` are those of the enclosing groups, `own` its own condition.

    Branches `first` to before `end` stand inside, its fallback (None: it has none) among them.
    """

    name: str
    groups: tuple[str, ...]
    guards: tuple[Condition, ...]
    own: Condition
    is_unique: bool
    first: int
    end: int
    fallback: int | None
    members: tuple[Member, ...]
    place: Place | None


@dataclass(slots=True)
class _Open:
    node: TestNode
    own: Condition
    guards: tuple[Condition, ...]
    behind: str
    first: int
    members: list[Member]
    outer: "_Open | None"


class Chain:
    """The branches of a graph in order, its groups, and the outcome of each branch."""

    def __init__(self, index: GraphIndex) -> None:
        self.index = index
        self.branches: tuple[Branch, ...] = branches(index)
        self.outcomes: tuple[Outcome, ...] = tuple(
            outcome_of(index, branch.decision_id) for branch in self.branches
        )
        self.groups: tuple[Group, ...] = tuple(self._groups())

    def place_of(self, branch: int) -> Place | None:
        """Return where a branch is written: its rule, or its fallback decision."""
        node = self.index.nodes[self.branches[branch].test_id]
        assert isinstance(node, TestNode | DecisionNode)
        return node.place

    @property
    def last(self) -> int:
        """The number of the file's fallback."""
        return len(self.branches) - 1

    def _groups(self) -> list[Group]:
        found: list[Group] = []
        enter = self.index.edge("start", EdgeKind.ENTER)
        assert enter is not None
        node_id, number = enter.target, 0
        top: _Open | None = None
        while number < len(self.branches):
            while top is not None and top.behind == node_id:
                top = self._close(found, top, number, None)
            node = self.index.nodes[node_id]
            if isinstance(node, DecisionNode):
                number += 1
                if top is None:
                    break
                node_id, top = top.behind, self._close(found, top, number, number - 1)
                continue
            assert isinstance(node, TestNode)
            match, other = (self.index.edge(node_id, k) for k in (EdgeKind.MATCH, EdgeKind.ELSE))
            assert match is not None and match.guard is not None and other is not None
            if node.kind is TestKind.GROUP:
                guards = () if top is None else (*top.guards, top.own)
                top = _Open(node, match.guard, guards, other.target, number, [], top)
                node_id = match.target
                continue
            if top is not None:
                top.members.append(Member(node.name, number, None, node.place))
            number += 1
            node_id = other.target
        return found

    def _close(
        self, found: list[Group], closed: _Open, end: int, fallback: int | None
    ) -> "_Open | None":
        node = closed.node
        found.append(
            Group(
                node.name,
                node.groups,
                closed.guards,
                closed.own,
                node.is_unique,
                closed.first,
                end,
                fallback,
                tuple(closed.members),
                node.place,
            )
        )
        if closed.outer is not None:
            closed.outer.members.append(Member(node.name, None, len(found) - 1, node.place))
        return closed.outer

    def rules(self) -> tuple[int, ...]:
        """Return the numbers of the branches that are rules, in order."""
        return tuple(n for n, b in enumerate(self.branches) if b.kind is BranchKind.RULE)


def outcome_of(index: GraphIndex, decision_id: str) -> Outcome:
    """Return what a decision comes to, names and places aside; equal outcomes are equal tuples."""
    found: list[object] = []
    for attempt in index.attempts(decision_id):
        found.append(_content(attempt))
        found.extend(_content(step) for step in index.steps(attempt.id))
        if always_succeeds(attempt.action):
            break  # what stands behind is never tried
    return tuple(found)


def _content(node: DecisionNode | StepNode) -> tuple[object, ...]:
    names = _OF_DECISION if isinstance(node, DecisionNode) else _OF_STEP
    return tuple(getattr(node, name) for name in names)
