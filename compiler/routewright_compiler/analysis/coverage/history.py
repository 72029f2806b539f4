"""Records of the past as arrivals: which decision takes each, and who may get it by that."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from routewright_compiler.analysis.coverage.capacity import Arrival
from routewright_runtime.decide import Router
from routewright_runtime.evaluate.targets import RecordTerms
from routewright_runtime.graph.model import (
    Assign,
    DecisionNode,
    QueueTarget,
    RepTarget,
    Rotate,
    RotationMethod,
    TeamTarget,
)
from routewright_runtime.sla import Owner


def arrivals(
    router: Router, records: Iterable[tuple[Mapping[str, object], datetime]]
) -> tuple[Arrival, ...]:
    """Match records, each with the time at which it came, to the decisions that take them.

    Nothing is rotated and no state is touched, so the order of the records does not matter. Cost
    is that of matching and linear in the records.
    """
    found: list[Arrival] = []
    for record, at in records:
        read = router.read(record)
        branch = router.matcher.branches[router.matcher.match(read.values, at)]
        node = router.index.decision(branch.decision_id)
        terms = router.terms(read, at)
        found.append(Arrival(at, node.id, _candidates(router, node, terms)))
    return tuple(found)


def _candidates(router: Router, node: DecisionNode, terms: RecordTerms) -> tuple[str, ...]:
    """Return the reps who may get a record by a decision."""
    if not isinstance(node.action, Assign | Rotate):
        return ()
    target = node.action.target
    if isinstance(target, RepTarget | TeamTarget | QueueTarget):
        named: Owner | TeamTarget | None = target
    else:
        named = terms.target(target)
    if isinstance(named, RepTarget):
        return (named.name,)
    if not isinstance(named, TeamTarget) or not isinstance(node.action, Rotate):
        return ()
    pool = router.rotation.pool(named.name, terms.requirement(node.action.where))
    has_weights = node.action.method is not RotationMethod.TURN
    return tuple(
        name
        for name, weight in zip(pool.names, pool.weights, strict=True)
        if weight or not has_weights
    )
