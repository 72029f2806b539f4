"""Which conditions are asked of which records: a test only of those that come to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from routewright.coverage.units import Seen
from routewright_runtime.decide import Router
from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Atom,
    Condition,
    Constant,
    Defined,
    Negation,
    OutsideTest,
)
from routewright_runtime.graph.model import EdgeKind, TestNode

Asked = Atom | Defined


@dataclass(frozen=True, slots=True)
class Question:
    """One part of a condition that is true or false by itself, and the records it is asked of."""

    part: "Part"
    evaluations: tuple[Evaluation, ...]

    @property
    def condition(self) -> Asked:
        """The part of a condition itself."""
        return self.part.condition


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a condition, and who comes to it: records that no branch before `branch` takes,
    and on which the `outer` conditions hold.
    """

    condition: Asked
    branch: int = 0
    outer: tuple[Condition, ...] = ()


def parts(router: Router) -> Iterator[Part]:
    """Yield every part of every condition in the graph's order.

    Those of a rule or group are asked of the records that come to it; those of a definition, a
    classification or a score of all. What only the CRM can judge is left out.
    """
    graph = router.graph
    named: list[Condition] = [item.condition for item in graph.definitions]
    named += [line.condition for item in graph.classifications for line in item.lines]
    named += [line.condition for item in graph.scores for line in item.lines]
    for condition in named:
        yield from map(Part, _parts(condition))
    first = _first_branches(router)
    for node in graph.nodes:
        edge = router.index.edge(node.id, EdgeKind.MATCH)
        if not isinstance(node, TestNode) or edge is None or edge.guard is None:
            continue
        branch, depth = first[node.id]
        outer = router.matcher.branches[branch].guards[:depth]
        for part in _parts(edge.guard):
            yield Part(part, branch, outer)


def questions(router: Router, seen: Sequence[Seen]) -> Iterator[Question]:
    """Yield every part of every condition with the records that come to it."""
    made = [Evaluation(router.policy, item.values.values, item.at) for item in seen]
    coming: dict[tuple[int, tuple[int, ...]], tuple[Evaluation, ...]] = {}
    for part in parts(router):
        key = part.branch, tuple(map(id, part.outer))
        if key not in coming:
            coming[key] = tuple(
                evaluation
                for evaluation, item in zip(made, seen, strict=True)
                if item.branch >= part.branch
                and all(evaluation.holds(guard) for guard in part.outer)
            )
        yield Question(part, coming[key])


def _first_branches(router: Router) -> dict[str, tuple[int, int]]:
    """Return for each test the first branch behind its `MATCH`, and how many groups enclose it."""
    found: dict[str, tuple[int, int]] = {}
    names = {node.name: node.id for node in router.graph.nodes if isinstance(node, TestNode)}
    for number, branch in enumerate(router.matcher.branches):
        if isinstance(router.index.nodes[branch.test_id], TestNode):
            found.setdefault(branch.test_id, (number, len(branch.groups)))
        for depth, group in enumerate(branch.groups):
            found.setdefault(names[group], (number, depth))
    # A group without members has no branch; nothing behind it is ever asked.
    for test_id in names.values():
        found.setdefault(test_id, (len(router.matcher.branches) - 1, 0))
    return found


def _parts(condition: Condition) -> Iterator[Asked]:
    match condition:
        case Constant() | OutsideTest():
            return
        case AllOf() | AnyOf():
            for item in condition.items:
                yield from _parts(item)
        case Negation():
            yield from _parts(condition.item)
        case _:
            yield condition
