"""A new state over an old one that stays as it was: the value of a pure step.

Reads fall through to the state below, writes stay above; an overlay over an overlay is copied flat,
so a long chain of steps reads as fast as a short one.
"""

from routewright_runtime.graph.people import CapWindow
from routewright_runtime.state.cached import CachedState, Changes, RepFigures
from routewright_runtime.state.port import RunningValues, TurnPointer


class OverlayState(CachedState):
    """Reads from `base`, keeps what is written; `base` must not change while this is in use."""

    def __init__(self, base: CachedState) -> None:
        super().__init__()
        self._changes: Changes = Changes()
        self._base = base
        if isinstance(base, OverlayState):
            self._copy(base)
        self._starting = base._starting

    def apply(self) -> None:
        """Write what was changed into the lowest state, which must still be as it was."""
        base = self._base
        for key in sorted(self._changes.turns):
            if (pointer := self._turns[key]) is not None:
                base.set_turn(key, pointer)
        for key in sorted(self._changes.running):
            if (values := self._running[key]) is not None:
                base.set_running(key, values)
        for rep in sorted(self._changes.reps):
            base.take_figures(rep, self._reps[rep], self._kept_days.get(rep))
        if self._sequence is not None:
            base.take_sequence(self._sequence)

    def _copy(self, other: "OverlayState") -> None:
        self._base = other._base
        self._turns = dict(other._turns)
        self._running = dict(other._running)
        self._reps = {rep: figures.copy() for rep, figures in other._reps.items()}
        self._sequence = other._sequence
        self._kept_days = dict(other._kept_days)
        self._changes = other._changes.copy()

    def _stored_turn(self, key: str) -> TurnPointer | None:
        return self._base.turn(key)

    def _stored_running(self, key: str) -> RunningValues | None:
        return self._base.running(key)

    def _stored_figures(self, rep: str) -> RepFigures:
        found = self._base.figures(rep)
        return RepFigures(found.open, found.last, found.days)

    def _stored_window(self, rep: str, key: int) -> int:
        return self._base.given(rep, *_window_of(key))

    def _stored_sequence(self) -> int:
        return self._base.sequence()


def _window_of(key: int) -> tuple[CapWindow, int]:
    return (CapWindow.DAY, key) if key > 0 else (CapWindow.WEEK, -key)
