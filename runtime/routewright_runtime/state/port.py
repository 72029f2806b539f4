"""The port between the rotations and what they remember.

Kept are: a pointer per rotation by turn, running values per weighted or catching-up rotation, and
per rep the open records, when the rep was last given one, and how many in each local day and week.
All are whole numbers and names; a day is its number (`date.toordinal`), a week that of its Monday.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from routewright_runtime.graph.people import CapWindow


class TurnPointer(NamedTuple):
    """Who was picked last, the members as then listed, and those of them still waiting to join."""

    last: str
    order: tuple[str, ...]
    waiting: tuple[str, ...]


class RunningValues(NamedTuple):
    """The running value of each member, in the order of the members as last listed."""

    order: tuple[str, ...]
    values: tuple[int, ...]


class RotationState(Protocol):
    """State of rotations. Keys name a rotation; reads of what was never written give the start."""

    def batch(self) -> AbstractContextManager[None]:
        """Open a batch of decisions, kept as a whole or, on an exception, not at all."""

    def turn(self, key: str) -> TurnPointer | None:
        """Return the pointer of a rotation, None before its first turn."""

    def set_turn(self, key: str, pointer: TurnPointer) -> None:
        """Keep the pointer of a rotation."""

    def running(self, key: str) -> RunningValues | None:
        """Return the running values of a rotation, None before its first turn."""

    def set_running(self, key: str, values: RunningValues) -> None:
        """Keep the running values of a rotation."""

    def open_records(self, rep: str) -> int:
        """Return starting figure plus given minus closed records, 0 or more."""

    def last_given(self, rep: str) -> int:
        """Return the running number of the record that the rep was given last, 0 for never."""

    def given(self, rep: str, window: CapWindow, day: int) -> int:
        """Return how many records the rep was given in the local day, or in the week of it."""

    def give(self, rep: str, day: int | None) -> None:
        """Count a record given on a local day (None: no time is known, no window counts it)."""

    def close(self, rep: str, count: int = 1) -> None:
        """Count records of the rep as no longer open."""

    def start_from(self, open_records: Mapping[str, int]) -> None:
        """Set the open records that each rep has from elsewhere; they are not stored."""
