"""Why a condition never holds: a smallest set of its parts that cannot all be true."""

from collections.abc import Iterable, Iterator, Sequence

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_runtime.graph.conditions import AllOf, Condition, Constant


def contradicting_parts(space: PolicySpace, guards: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return parts of the guards that contradict each other, none of which can be left out.

    What the budget leaves open stays in. The guards together must never hold.
    """
    kept = list(_parts(guards))
    for part in reversed(tuple(kept)):
        rest = [other for other in kept if other is not part]
        if rest and not _is_possible(space, rest):
            kept = rest
    return tuple(kept)


def _parts(guards: Iterable[Condition]) -> Iterator[Condition]:
    for guard in guards:
        match guard:
            case AllOf():
                yield from _parts(guard.items)
            case Constant(True):
                pass
            case _:
                yield guard


def _is_possible(space: PolicySpace, conditions: Sequence[Condition]) -> bool:
    encoder = space.encoder
    formula = encoder.formulas.every(encoder.formula(item) for item in conditions)
    try:
        return space.solver.any_hole(encoder.boxes(formula), 0) is not None
    except NotDecided:
        return True
