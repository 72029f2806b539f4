"""By turn: strict round robin with a pointer that survives every edit of the membership.

The pointer names the member picked last. The next pick is the first available member after that
one, round the end; where that member has left, those who stood after. A new member has the first
turn after the pointer has next passed the end of the list: until then it waits, and is passed over.

Example: members A B C, last B; N joins between B and C. The next picks are C, A, B, N, C.
"""

from collections.abc import Callable, Iterator

from routewright_runtime.graph.model import RotationMethod
from routewright_runtime.rotation.pool import Pool
from routewright_runtime.state import RotationState, TurnPointer


def pick_by_turn(
    pool: Pool, state: RotationState, is_free: Callable[[int], bool] | None
) -> int | None:
    """Return the position of who is next and move the pointer; None, and no change, if nobody.

    `is_free` tells of a position whether its member is available (None: all are); it is asked in
    the order of the search.
    """
    key = pool.keys[RotationMethod.TURN]
    pointer = state.turn(key)
    if pointer is not None and pointer.order == pool.names and not pointer.waiting:
        start = pool.position[pointer.last] + 1
        return _next_known(pool, state, key, start, is_free)
    if pointer is None:
        return _next_known(pool, state, key, 0, is_free)
    return _next_after_edit(pool, state, key, pointer, is_free)


def waiting_ahead(pool: Pool, state: RotationState) -> tuple[int, tuple[int, ...]]:
    """Return where the search begins, and the positions from there of new members still waiting."""
    pointer = state.turn(pool.keys[RotationMethod.TURN])
    if pointer is None or (pointer.order == pool.names and not pointer.waiting):
        return 0, ()
    start, has_passed_end = _resume(pool, pointer)
    if has_passed_end:
        return start, ()
    waiting = _waiting(pool, pointer)
    return start, tuple(i for i in range(start, len(pool.names)) if pool.names[i] in waiting)


def _next_known(
    pool: Pool,
    state: RotationState,
    key: str,
    start: int,
    is_free: Callable[[int], bool] | None,
) -> int | None:
    names = pool.names
    count = len(names)
    for position in range(start, start + count):
        i = position if position < count else position - count
        if is_free is None or is_free(i):
            state.set_turn(key, TurnPointer(names[i], names, ()))
            return i
    return None


def _next_after_edit(
    pool: Pool,
    state: RotationState,
    key: str,
    pointer: TurnPointer,
    is_free: Callable[[int], bool] | None,
) -> int | None:
    waiting = _waiting(pool, pointer)
    for i, has_passed_end in _search(pool, pointer, waiting):
        if is_free is None or is_free(i):
            left = () if has_passed_end else tuple(n for n in pool.names if n in waiting)
            state.set_turn(key, TurnPointer(pool.names[i], pool.names, left))
            return i
    return None


def _waiting(pool: Pool, pointer: TurnPointer) -> frozenset[str]:
    known = frozenset(pointer.order) - frozenset(pointer.waiting)
    return frozenset(name for name in pool.names if name not in known)


def _search(
    pool: Pool, pointer: TurnPointer, waiting: frozenset[str]
) -> Iterator[tuple[int, bool]]:
    """Yield positions in the order of the search, and whether the end has been passed by then."""
    start, has_passed_end = _resume(pool, pointer)
    rest = range(start, len(pool.names))
    if not has_passed_end:
        yield from ((i, False) for i in rest if pool.names[i] not in waiting)
    yield from ((i, True) for i in range(start))
    yield from ((i, True) for i in rest if has_passed_end or pool.names[i] in waiting)


def _resume(pool: Pool, pointer: TurnPointer) -> tuple[int, bool]:
    """Return where the search begins, and whether it has passed the end of the list by then."""
    if pointer.last in pool.position:
        return pool.position[pointer.last] + 1, False
    stood_after = pointer.order[pointer.order.index(pointer.last) + 1 :]
    for name in stood_after:
        if name in pool.position:
            return pool.position[name], False
    return 0, True
