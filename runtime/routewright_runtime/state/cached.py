"""The logic that all stores share: a cache of what was read or written, over a store behind it.

A store says what it holds for a key (`_stored_…`) and, where it persists, takes what `_changes`
lists. Windows further than `KEPT_DAYS` from the record last given to a rep are forgotten, so state
stays flat however many records pass; `_kept_days` hides those that the store behind still holds.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from routewright_runtime.calendars.local_days import monday_of
from routewright_runtime.graph.people import CapWindow
from routewright_runtime.state.port import RunningValues, TurnPointer

KEPT_DAYS = 400
_NOTHING_KEPT = range(0)


class RepFigures:
    """What is counted for a rep; in `windows` days by their number, weeks by minus their Monday."""

    __slots__ = ("days", "last", "open", "windows")

    def __init__(self, open_: int, last: int, days: tuple[int, int] | None) -> None:
        self.open = open_
        self.last = last
        self.days = days  # no counted day lies outside; None: nothing counted
        self.windows: dict[int, int] = {}

    def copy(self) -> "RepFigures":
        """Return figures that may change apart from these."""
        other = RepFigures(self.open, self.last, self.days)
        other.windows = dict(self.windows)
        return other


@dataclass(slots=True)
class Changes:
    """What differs from the store behind: keys and reps touched, windows by rep."""

    turns: set[str] = field(default_factory=set)
    running: set[str] = field(default_factory=set)
    reps: set[str] = field(default_factory=set)
    windows: set[tuple[str, int]] = field(default_factory=set)

    def copy(self) -> "Changes":
        """Return changes that may grow apart from these."""
        return Changes(set(self.turns), set(self.running), set(self.reps), set(self.windows))


class CachedState:
    """A `RotationState` over an empty store; stores override the `_stored_…` queries."""

    def __init__(self) -> None:
        self._turns: dict[str, TurnPointer | None] = {}
        self._running: dict[str, RunningValues | None] = {}
        self._reps: dict[str, RepFigures] = {}
        self._sequence: int | None = None
        self._starting: dict[str, int] = {}
        self._changes: Changes | None = None
        # Days of a rep that the store behind still stands for; absent: all.
        self._kept_days: dict[str, range] = {}

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Open a batch; here all is kept at once, also what precedes an exception."""
        yield

    def turn(self, key: str) -> TurnPointer | None:
        """Return the pointer of a rotation, None before its first turn."""
        try:
            return self._turns[key]
        except KeyError:
            found = self._turns[key] = self._stored_turn(key)
            return found

    def set_turn(self, key: str, pointer: TurnPointer) -> None:
        """Keep the pointer of a rotation."""
        self._turns[key] = pointer
        if self._changes is not None:
            self._changes.turns.add(key)

    def running(self, key: str) -> RunningValues | None:
        """Return the running values of a rotation, None before its first turn."""
        try:
            return self._running[key]
        except KeyError:
            found = self._running[key] = self._stored_running(key)
            return found

    def set_running(self, key: str, values: RunningValues) -> None:
        """Keep the running values of a rotation."""
        self._running[key] = values
        if self._changes is not None:
            self._changes.running.add(key)

    def open_records(self, rep: str) -> int:
        """Return starting figure plus given minus closed records, 0 or more."""
        return max(0, self.figures(rep).open + self._starting.get(rep, 0))

    def last_given(self, rep: str) -> int:
        """Return the running number of the record that the rep was given last, 0 for never."""
        return self.figures(rep).last

    def given(self, rep: str, window: CapWindow, day: int) -> int:
        """Return how many records the rep was given in the local day, or in the week of it."""
        assert window is not CapWindow.OPEN
        key = day if window is CapWindow.DAY else -monday_of(day)
        return self._window(rep, self.figures(rep), key)

    def give(self, rep: str, day: int | None) -> None:
        """Count a record given on a local day (None: no time is known, no window counts it)."""
        figures = self.figures(rep)
        figures.open += 1
        figures.last = self._sequence = self.sequence() + 1
        if self._changes is not None:
            self._changes.reps.add(rep)
        if day is None:
            return
        self._forget_far_from(rep, figures, day)
        windows = figures.windows
        for key in (day, -monday_of(day)):
            count = windows.get(key)
            windows[key] = (self._window(rep, figures, key) if count is None else count) + 1
            if self._changes is not None:
                self._changes.windows.add((rep, key))

    def close(self, rep: str, count: int = 1) -> None:
        """Count records of the rep as no longer open."""
        self.figures(rep).open -= count
        if self._changes is not None:
            self._changes.reps.add(rep)

    def start_from(self, open_records: Mapping[str, int]) -> None:
        """Set the open records that each rep has from elsewhere; they are not stored."""
        self._starting = dict(open_records)

    # --- the store behind ---------------------------------------------------------------------

    def _stored_turn(self, key: str) -> TurnPointer | None:
        return None

    def _stored_running(self, key: str) -> RunningValues | None:
        return None

    def _stored_figures(self, rep: str) -> RepFigures:
        return RepFigures(0, 0, None)

    def _stored_window(self, rep: str, key: int) -> int:
        return 0

    def _stored_sequence(self) -> int:
        return 0

    # --- between stores -----------------------------------------------------------------------

    def sequence(self) -> int:
        """Return how many records were given in all."""
        if self._sequence is None:
            self._sequence = self._stored_sequence()
        return self._sequence

    def figures(self, rep: str) -> RepFigures:
        """Return what is counted for a rep; its windows only as far as they were asked for."""
        try:
            return self._reps[rep]
        except KeyError:
            found = self._reps[rep] = self._stored_figures(rep)
            return found

    def take_sequence(self, value: int) -> None:
        """Set how many records were given in all."""
        self._sequence = value

    def take_figures(self, rep: str, taken: RepFigures, kept: range | None) -> None:
        """Set what is counted for a rep, as an overlay over this state has it."""
        figures = self.figures(rep)
        if kept is not None:
            self._keep_only(rep, figures, kept)
        figures.open, figures.last, figures.days = taken.open, taken.last, taken.days
        figures.windows |= taken.windows
        if self._changes is not None:
            self._changes.reps.add(rep)
            self._changes.windows.update((rep, key) for key in taken.windows)

    # --- windows ------------------------------------------------------------------------------

    def _window(self, rep: str, figures: RepFigures, key: int) -> int:
        count = figures.windows.get(key)
        if count is None:
            kept = self._kept_days.get(rep)
            is_kept = kept is None or abs(key) in kept
            count = figures.windows[key] = self._stored_window(rep, key) if is_kept else 0
        return count

    def _forget_far_from(self, rep: str, figures: RepFigures, day: int) -> None:
        """Drop the windows far from `day`, and widen the span of counted days to it."""
        monday = monday_of(day)
        low, high = figures.days or (day, day)
        is_counted = figures.days is not None and low <= monday and day <= high
        if is_counted and monday - KEPT_DAYS <= low and high <= monday + KEPT_DAYS:
            return
        near = range(monday - KEPT_DAYS, monday + KEPT_DAYS + 1)
        if low not in near or high not in near:
            self._keep_only(rep, figures, near)
            low, high = max(low, near.start), min(high, near.stop - 1)
            if low > high:
                low = high = day
        figures.days = (min(low, monday), max(high, day))

    def _keep_only(self, rep: str, figures: RepFigures, days: range) -> None:
        figures.windows = {k: n for k, n in figures.windows.items() if abs(k) in days}
        self._kept_days[rep] = _overlap(self._kept_days.get(rep, days), days)


def _overlap(left: range, right: range) -> range:
    start, stop = max(left.start, right.start), min(left.stop, right.stop)
    return range(start, stop) if start < stop else _NOTHING_KEPT
