"""By weight, and every rotation that catches up: smooth weighted round robin.

Each available member's running value grows by its weight; the largest is picked (ties: the earlier
listed) and loses the sum of the available weights. Weights 3, 2, 1 give O P O Q P O. With everybody
there each full cycle gives every member exactly its weight in picks.
(Source of the method: the upstream balancer of nginx, commit 52327e0627f4, 2012.)

A team that catches up lets every member grow at each pick, there or not, and takes the sum of all
the weights from the one picked: who was away comes back with a claim to the turns missed.
"""

from collections.abc import Sequence
from operator import add

from routewright_runtime.graph.model import RotationMethod
from routewright_runtime.rotation.pool import Pool
from routewright_runtime.state import RotationState, RunningValues


def pick_by_weight(
    pool: Pool, state: RotationState, free: Sequence[bool] | None, method: RotationMethod
) -> int | None:
    """Return the position of who is next and move the values; None, and no change, if nobody.

    `free` tells of each position whether its member is available (None: all are). By turn every
    weight counts as 1.
    """
    key = pool.keys[method]
    if free is None and method is RotationMethod.WEIGHT and pool.has_weight and pool.names:
        return _pick_of_all(pool, state, key)
    weights = pool.weights if method is RotationMethod.WEIGHT else (1,) * len(pool.names)
    free = (True,) * len(weights) if free is None else free
    values = _values(pool, state.running(key))
    grows = (True,) * len(weights) if pool.catch_up else free
    best: int | None = None
    total = 0
    for i, weight in enumerate(weights):
        if not grows[i]:
            continue
        values[i] += weight
        total += weight
        if free[i] and weight and (best is None or values[i] > values[best]):
            best = i
    if best is not None:
        values[best] -= total
        state.set_running(key, RunningValues(pool.names, tuple(values)))
    return best


def _pick_of_all(pool: Pool, state: RotationState, key: str) -> int:
    grown = list(map(add, _values(pool, state.running(key)), pool.weights))
    best = grown.index(max(grown))
    grown[best] -= sum(pool.weights)
    state.set_running(key, RunningValues(pool.names, tuple(grown)))
    return best


def _values(pool: Pool, stored: RunningValues | None) -> list[int]:
    """Return the values by position; a new member starts at 0."""
    if stored is None:
        return [0] * len(pool.names)
    if stored.order == pool.names:
        return list(stored.values)
    by_name = dict(zip(stored.order, stored.values, strict=True))
    return [by_name.get(name, 0) for name in pool.names]
