"""What no record can meet is not asked of the tests: the analysis proves what that is.

A bound whose other side an earlier rule takes, a condition that is always true where it is asked, a
rule that others hide: no test could cover these. What stays open over the budget is asked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from routewright.coverage.units import Unit, Wanted, missing_words
from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.space import Box
from routewright_runtime.graph.conditions import AllOf, Condition
from routewright_runtime.graph.model import DecisionGraph


def attainable(graph: DecisionGraph, units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Return the units that records can cover, less the records that there cannot be.

    Cost is that of encoding the policy once, and of a search for each record that is missing.
    """
    wanted = list(dict.fromkeys(item for unit in units for item in unit.wanted))
    if not wanted:
        return tuple(units)
    possible = _possible(graph, wanted)
    return tuple(_kept(units, possible))


def _kept(units: Iterable[Unit], possible: frozenset[Wanted]) -> Iterable[Unit]:
    for unit in units:
        left = tuple(item for item in unit.wanted if item in possible)
        if len(left) == len(unit.wanted):
            yield unit
        elif left:
            yield replace(unit, wanted=left, missing=missing_words(unit.kind, left))


def _possible(graph: DecisionGraph, wanted: Sequence[Wanted]) -> frozenset[Wanted]:
    conditions = [_condition(item) for item in wanted]
    space = PolicySpace(graph, conditions)
    # Every condition is encoded before the solver is first used.
    boxes = [space.encoder.boxes(space.encoder.formula(condition)) for condition in conditions]
    return frozenset(
        item
        for item, asked in zip(wanted, boxes, strict=True)
        if _is_possible(space, asked, item.branch)
    )


def _condition(item: Wanted) -> Condition:
    return AllOf((*item.outer, item.condition))


def _is_possible(space: PolicySpace, boxes: Sequence[Box], branch: int) -> bool:
    try:
        return space.solver.any_hole(boxes, space.before(branch)) is not None
    except NotDecided:
        return True
