"""What rotations remember: a port, and three stores behind it (memory, overlay, SQLite)."""

from routewright_runtime.state.memory import MemoryState
from routewright_runtime.state.overlay import OverlayState
from routewright_runtime.state.port import RotationState, RunningValues, TurnPointer
from routewright_runtime.state.sqlite import SqliteState

__all__ = [
    "MemoryState",
    "OverlayState",
    "RotationState",
    "RunningValues",
    "SqliteState",
    "TurnPointer",
]
