"""The tests of a policy as mutants meet them, and which of them a mutant can touch at all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from routewright_compiler.mutation.mutant import Mutant, MutantKind
from routewright_compiler.mutation.plain_matcher import PlainMatcher
from routewright_runtime.decide import Router
from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.branches import Branch
from routewright_runtime.graph.conditions import Condition
from routewright_runtime.graph.model import DecisionGraph, DecisionNode, EdgeKind, TestNode
from routewright_runtime.values import Value

Values = Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class TrialRecord:
    """One record of a test: what took it, and the attempts that were made (`decision_ids`)."""

    values: Values
    at: datetime | None
    branch: int
    decision_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Trial:
    """One test: records in order that share their turns, and whether it fails under a router.

    `fails` must decide these very values (the same objects) by `Router.decide`.
    """

    name: str
    records: tuple[TrialRecord, ...]
    fails: Callable[[Router], bool]


@dataclass(frozen=True, slots=True)
class _Turned:
    """A condition as it was and as it is; `branch` is the first that asks it, where one does."""

    before: Condition
    after: Condition
    branch: int = 0


class Trials:
    """The tests of one policy, all of which hold."""

    def __init__(self, router: Router, trials: Sequence[Trial]) -> None:
        self._router = router
        self._trials = tuple(trials)
        # By identity: the trials keep the values, so that their identity stays their own.
        self._evaluations = {
            id(record): Evaluation(router.policy, record.values, record.at)
            for trial in self._trials
            for record in trial.records
        }
        self._first = _first_branches(router)

    def noticed_by(self, mutant: Mutant, graph: DecisionGraph) -> str | None:
        """Return the name of the first test that fails under a mutant, or None."""
        touches = self._touching(mutant, graph)
        router: Router | None = None
        for trial in self._trials:
            touched = [touches(record) for record in trial.records]
            if not any(touched):
                continue
            router = router or self._mutated(mutant, graph, touches)
            if trial.fails(router):
                return trial.name
        return None

    def _mutated(
        self, mutant: Mutant, graph: DecisionGraph, touches: Callable[[TrialRecord], bool]
    ) -> Router:
        """Return a router of a mutant; what it cannot touch is not matched again."""
        known: dict[int, int] = {}
        if mutant.kind not in (MutantKind.ORDER, MutantKind.FALLBACK):
            for trial in self._trials:
                known |= {id(r.values): r.branch for r in trial.records if not touches(r)}
        own = self._router
        is_same = _declared(graph) == _declared(own.graph)
        policy = own.policy if is_same else Policy(graph)
        return Router(graph, matcher=PlainMatcher(graph, policy=policy, known=known))

    # --- what can be touched ------------------------------------------------------------------

    def _touching(self, mutant: Mutant, graph: DecisionGraph) -> Callable[[TrialRecord], bool]:
        match mutant.kind:
            case MutantKind.ORDER:
                return self._touching_order(mutant)
            case MutantKind.FALLBACK:
                return self._touching_fallback(mutant)
            case _:
                return self._touching_parts(graph)

    def _touching_order(self, mutant: Mutant) -> Callable[[TrialRecord], bool]:
        """Touched is what the first of two rules takes and the second would have taken, too."""
        first, second = (self._branch_of(name) for name in mutant.names)
        own = self._router.matcher.branches[second].guards[-1]
        return lambda record: record.branch == first and self._of(record).holds(own)

    def _touching_fallback(self, mutant: Mutant) -> Callable[[TrialRecord], bool]:
        span = mutant.span
        gone = {
            node.id
            for node in self._router.graph.nodes
            if isinstance(node, DecisionNode)
            and node.place is not None
            and node.place.file == span.file
            and span.start <= node.place.start < span.end
        }
        return lambda record: not gone.isdisjoint(record.decision_ids)

    def _touching_parts(self, graph: DecisionGraph) -> Callable[[TrialRecord], bool]:
        """Touched is what a changed condition judges otherwise, or a changed decision concerns."""
        turned = tuple(self._turned(graph))
        before = self._router.graph.nodes
        decisions = {node.id for node, new in zip(before, graph.nodes, strict=True) if node != new}

        def is_touched(record: TrialRecord) -> bool:
            if not decisions.isdisjoint(record.decision_ids):
                return True
            evaluation = self._of(record)
            return any(
                record.branch >= item.branch
                and evaluation.holds(item.before) != evaluation.holds(item.after)
                for item in turned
            )

        return is_touched

    def _turned(self, graph: DecisionGraph) -> Iterator[_Turned]:
        own = self._router.graph
        for old_edge, edge in zip(own.edges, graph.edges, strict=True):
            if old_edge.guard is not edge.guard and old_edge.guard != edge.guard:
                assert old_edge.guard is not None and edge.guard is not None
                yield _Turned(old_edge.guard, edge.guard, self._first[edge.source])
        if graph.definitions is not own.definitions:
            for old, new in zip(own.definitions, graph.definitions, strict=True):
                yield from _turned(old.condition, new.condition)
        if graph.classifications is not own.classifications:
            for before, after in zip(own.classifications, graph.classifications, strict=True):
                for line, other in zip(before.lines, after.lines, strict=True):
                    yield from _turned(line.condition, other.condition)
        if graph.scores is not own.scores:
            for sum_before, sum_after in zip(own.scores, graph.scores, strict=True):
                for added, then in zip(sum_before.lines, sum_after.lines, strict=True):
                    yield from _turned(added.condition, then.condition)

    def _of(self, record: TrialRecord) -> Evaluation:
        return self._evaluations[id(record)]

    def _branch_of(self, rule: str) -> int:
        listed: Sequence[Branch] = self._router.matcher.branches
        return next(n for n, branch in enumerate(listed) if branch.rule == rule)


def _turned(before: Condition, after: Condition) -> Iterator[_Turned]:
    if before != after:
        yield _Turned(before, after)


def _declared(graph: DecisionGraph) -> tuple[object, ...]:
    return (id(graph.definitions), id(graph.classifications), id(graph.scores))


def _first_branches(router: Router) -> dict[str, int]:
    """Return for each test the first branch behind its `MATCH` edge."""
    found: dict[str, int] = {}
    groups = {node.name: node.id for node in router.graph.nodes if isinstance(node, TestNode)}
    for number, branch in enumerate(router.matcher.branches):
        found.setdefault(branch.test_id, number)
        for group in branch.groups:
            found.setdefault(groups[group], number)
    for node in router.graph.nodes:
        if isinstance(node, TestNode) and router.index.edge(node.id, EdgeKind.MATCH):
            found.setdefault(node.id, 0)
    return found
