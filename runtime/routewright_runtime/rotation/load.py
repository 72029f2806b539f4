"""By load: the fewest open records for the weight."""

from collections.abc import Sequence

from routewright_runtime.rotation.pool import Pool
from routewright_runtime.state import RotationState


def pick_by_load(pool: Pool, state: RotationState, free: Sequence[bool] | None) -> int | None:
    """Return the position of who has the least; ties: longest without a record, then as listed.

    Open records over weight are compared exactly; a weight of 0 is never picked.
    """
    best: int | None = None
    best_open = best_weight = best_last = 0
    for i, (name, weight) in enumerate(zip(pool.names, pool.weights, strict=True)):
        if not weight or (free is not None and not free[i]):
            continue
        count, last = state.open_records(name), state.last_given(name)
        mine, theirs = count * best_weight, best_open * weight
        if best is None or mine < theirs or (mine == theirs and last < best_last):
            best, best_open, best_weight, best_last = i, count, weight, last
    return best
