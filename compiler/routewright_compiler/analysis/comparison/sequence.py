"""Two first-match lists as one: common lines once, the others in their place.

The sequence is itself a chain of tests over the merged policy, so that everything that works on the
space of a policy (search, regions, witnesses, words) works on two at once.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from routewright_compiler.analysis.budget import Budget
from routewright_compiler.analysis.comparison.alignment import align
from routewright_compiler.analysis.comparison.sides import Side
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_runtime.graph.branches import Branch
from routewright_runtime.graph.conditions import AllOf, Condition
from routewright_runtime.graph.model import (
    DecisionGraph,
    DecisionNode,
    Edge,
    EdgeKind,
    Node,
    StartNode,
    Suppress,
    TestKind,
    TestNode,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sequence: a branch of one side, or one of each that ask and give the same."""

    numbers: tuple[int | None, int | None]
    key: Hashable

    @property
    def only(self) -> int | None:
        """The side that has the line alone; None of a common one."""
        first, second = self.numbers
        return 1 if first is None else 0 if second is None else None


@dataclass(frozen=True, slots=True)
class Merged:
    """The lines in order, over a space whose branch n is line n (the last one stands for nothing).

    `bits[side]` are the boxes of the lines that a side has.
    """

    space: PolicySpace
    lines: tuple[Line, ...]
    bits: tuple[int, int]


Keys = tuple[Sequence[Hashable], Sequence[Hashable]]


def merge(
    declared: DecisionGraph,
    sides: tuple[Side, Side],
    keys: Keys,
    extra: Sequence[Condition],
    budget: Budget | None,
) -> Merged:
    """Encode both lists over one space and join them; `keys[side][n]` is what branch n gives."""
    guards = [[_guard(side, branch) for branch in side.branches] for side in sides]
    both = PolicySpace(_chain(declared, [*guards[0], *guards[1]]), extra, budget)
    size = len(guards[0])
    tokens = [
        [(id(both.formulas[start + n]), key) for n, key in enumerate(keys[side])]
        for side, start in enumerate((0, size))
    ]
    lines = list(_lines(align(tokens[0], tokens[1]), keys))
    places = [
        line.numbers[0] if line.numbers[0] is not None else size + (line.numbers[1] or 0)
        for line in lines
    ]
    listed = [*guards[0], *guards[1]]
    graph = _chain(declared, [listed[place] for place in places])
    kept = dict(enumerate([*places, len(listed)]))
    space = PolicySpace(graph, (), both.budget, base=both, kept=kept)
    bits = [0, 0]
    for number, line in enumerate(lines):
        for side in (0, 1):
            if line.numbers[side] is not None:
                bits[side] |= space.bits[number]
    return Merged(space, tuple(lines), (bits[0], bits[1]))


def _lines(pairs: Sequence[tuple[int, int]], keys: Keys) -> list[Line]:
    found: list[Line] = []
    first = second = 0
    for before, after in [*pairs, (len(keys[0]), len(keys[1]))]:
        found += [Line((n, None), keys[0][n]) for n in range(first, before)]
        found += [Line((None, n), keys[1][n]) for n in range(second, after)]
        if before < len(keys[0]) and after < len(keys[1]):
            found.append(Line((before, after), keys[0][before]))
        first, second = before + 1, after + 1
    return found


def _guard(side: Side, branch: Branch) -> Condition:
    guards = side.guards(branch)
    return guards[0] if len(guards) == 1 else AllOf(guards)


def _chain(declared: DecisionGraph, guards: Sequence[Condition]) -> DecisionGraph:
    """Return a graph whose chain asks these conditions in order."""
    nodes: list[Node] = [StartNode()]
    edges: list[Edge] = []
    before, kind = "start", EdgeKind.ENTER
    for number, guard in enumerate(guards):
        node = f"line {number}"
        nodes.append(TestNode(node, TestKind.RULE, node))
        edges.append(Edge(before, node, kind))
        edges.append(Edge(node, "end", EdgeKind.MATCH, guard))
        before, kind = node, EdgeKind.ELSE
    edges.append(Edge(before, "end", kind))
    nodes.append(DecisionNode("end", Suppress("")))
    return replace(declared, nodes=tuple(nodes), edges=tuple(edges))
