"""Every store remembers the same: memory, overlays, and a file over batches and reopening."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_runtime.graph.people import CapWindow
from routewright_runtime.state import (
    MemoryState,
    OverlayState,
    RotationState,
    RunningValues,
    SqliteState,
    TurnPointer,
)
from routewright_runtime.state.cached import KEPT_DAYS, CachedState

TODAY = date(2026, 3, 10).toordinal()
REPS = ("ana", "ben", "žofie")
KEYS = ('["a","turn",[]]', '["ä","weight",[["knows","\u65e5\u672c"]]]')
DAYS = st.one_of(
    st.none(),
    st.integers(TODAY - 9, TODAY + 9),
    st.integers(TODAY - 900, TODAY + 900),
    st.sampled_from([1, 8, date.max.toordinal()]),
)

Step = tuple[str, str, object]
STEPS = st.one_of(
    st.tuples(st.just("give"), st.sampled_from(REPS), DAYS),
    st.tuples(st.just("close"), st.sampled_from(REPS), st.integers(0, 3)),
    st.tuples(st.just("turn"), st.sampled_from(KEYS), st.sampled_from(REPS)),
    st.tuples(
        st.just("running"),
        st.sampled_from(KEYS),
        st.tuples(*[st.integers(-(10**12), 10**12)] * len(REPS)),
    ),
)
BATCHES = st.lists(st.lists(STEPS, max_size=6), max_size=6)


def do(state: RotationState, step: Step) -> None:
    match step:
        case ("give", name, day):
            assert day is None or isinstance(day, int)
            state.give(name, day)
        case ("close", name, int(count)):
            state.close(name, count)
        case ("turn", key, str(last)):
            state.set_turn(key, TurnPointer(last, REPS, REPS[1:2]))
        case ("running", key, tuple(values)):
            state.set_running(key, RunningValues(REPS, values))


def look(state: CachedState, days: set[int]) -> list[object]:
    """Return all that can be asked of a state."""
    found: list[object] = [state.sequence()]
    found += [state.turn(key) for key in KEYS]
    found += [state.running(key) for key in KEYS]
    for name in REPS:
        found += [state.open_records(name), state.last_given(name)]
        for window in (CapWindow.DAY, CapWindow.WEEK):
            found += [state.given(name, window, day) for day in sorted(days)]
    return found


def days_of(batches: list[list[Step]]) -> set[int]:
    return {day for batch in batches for _, _, day in batch if isinstance(day, int) and day} | {
        TODAY
    }


@settings(max_examples=100, deadline=None)
@given(BATCHES, st.integers(0, 6), st.integers(0, 6))
def test_overlays_equal_writing_in_place(
    batches: list[list[Step]], first: int, second: int
) -> None:
    plain, base = MemoryState(), MemoryState()
    days = days_of(batches)
    for batch in batches[:first]:
        for step in batch:
            do(plain, step)
            do(base, step)
    before = look(base, days)
    overlay = OverlayState(base)
    for i, batch in enumerate(batches[first:]):
        if i == second:
            overlay = OverlayState(overlay)
        for step in batch:
            do(plain, step)
            do(overlay, step)
    assert look(overlay, days) == look(plain, days)
    assert look(base, days) == before
    overlay.apply()
    assert look(base, days) == look(plain, days)


def fail_after(state: SqliteState, batch: list[Step]) -> None:
    with state.batch():
        for step in batch:
            do(state, step)
        raise ZeroDivisionError


@settings(max_examples=25, deadline=None)
@given(BATCHES, st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5)))
def test_a_file_equals_memory_over_batches_reopening_and_failures(
    batches: list[list[Step]], reopened: set[int], failing: set[int]
) -> None:
    memory = MemoryState()
    days = days_of(batches)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "state.db"
        state = SqliteState(path)
        for i, batch in enumerate(batches):
            if i in reopened:
                state.disconnect()
                state = SqliteState(path)
            if i in failing:
                with pytest.raises(ZeroDivisionError):
                    fail_after(state, batch)
            with state.batch():
                for step in batch:
                    do(state, step)
                    do(memory, step)
            with state.batch():
                assert look(state, days) == look(memory, days)
        state.disconnect()
        state = SqliteState(path)
        with state.batch():
            assert look(state, days) == look(memory, days)
        state.disconnect()


@settings(max_examples=25, deadline=None)
@given(BATCHES, BATCHES)
def test_an_overlay_over_a_file_equals_memory(
    first: list[list[Step]], then: list[list[Step]]
) -> None:
    memory = MemoryState()
    days = days_of(first + then)
    with TemporaryDirectory() as folder, SqliteState(Path(folder) / "state.db") as state:
        with state.batch():
            for step in (step for batch in first for step in batch):
                do(state, step)
                do(memory, step)
        with state.batch():
            overlay = OverlayState(state)
            for step in (step for batch in then for step in batch):
                do(overlay, step)
                do(memory, step)
            assert look(overlay, days) == look(memory, days)
            overlay.apply()
        with state.batch():
            assert look(state, days) == look(memory, days)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(REPS), st.integers(TODAY - 9, TODAY + 9))))
def test_counts_are_those_of_the_records_given(records: list[tuple[str, int]]) -> None:
    state = MemoryState()
    for name, day in records:
        state.give(name, day)
    days, weeks = Counter(records), Counter((name, (day - 1) // 7) for name, day in records)
    for name in REPS:
        assert state.open_records(name) == sum(each == name for each, _ in records)
        for day in range(TODAY - 10, TODAY + 11):
            assert state.given(name, CapWindow.DAY, day) == days[name, day]
            assert state.given(name, CapWindow.WEEK, day) == weeks[name, (day - 1) // 7]
        places = [i for i, (each, _) in enumerate(records, 1) if each == name]
        assert state.last_given(name) == max(places, default=0)


@contextmanager
def store(kind: str) -> Iterator[CachedState]:
    if kind == "memory":
        yield MemoryState()
    elif kind == "overlay":
        yield OverlayState(MemoryState())
    else:
        with TemporaryDirectory() as folder, SqliteState(Path(folder) / "s.db") as state:
            yield state


@pytest.mark.parametrize("kind", ["memory", "overlay", "file"])
def test_old_windows_are_forgotten_and_near_ones_kept(kind: str) -> None:
    with store(kind) as state, state.batch():
        for day in range(TODAY - 2 * KEPT_DAYS, TODAY + 1):
            state.give("ana", day)
        assert len(state.figures("ana").windows) < 1.3 * KEPT_DAYS
        assert state.given("ana", CapWindow.DAY, TODAY - KEPT_DAYS) == 1
        assert state.given("ana", CapWindow.DAY, TODAY - KEPT_DAYS - 8) == 0
        # A wrong date far off costs the near counts of that rep once, and is itself forgotten.
        state.give("ana", TODAY + 40_000)
        assert state.given("ana", CapWindow.DAY, TODAY) == 0
        state.give("ana", TODAY)
        assert state.given("ana", CapWindow.DAY, TODAY) == 1
        assert state.given("ana", CapWindow.DAY, TODAY + 40_000) == 0


def give_each_day(state: SqliteState, offsets: range, first: int) -> None:
    with state.batch():
        for offset in offsets:
            state.give("ana", first + offset)


def test_a_file_stays_flat_in_the_number_of_records(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    sizes = []
    with SqliteState(path) as state:
        for year in range(4):
            for start in range(0, 400, 50):
                give_each_day(state, range(start, start + 50), TODAY + year * 400)
            with state.batch():
                rows = state._row("SELECT count(*) FROM windows")
            assert rows is not None
            assert isinstance(rows[0], int)
            sizes.append(rows[0])
    assert all(400 < size < 1.3 * KEPT_DAYS for size in sizes)


def test_starting_figures_are_added_and_never_stored(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with SqliteState(path) as state:
        state.start_from({"ana": 5})
        with state.batch():
            state.give("ana", None)
            assert state.open_records("ana") == 6
            assert OverlayState(state).open_records("ana") == 6
            state.close("ana", 3)
            assert state.open_records("ana") == 3
    with SqliteState(path) as state, state.batch():
        assert state.open_records("ana") == 0  # closed were more than given
        state.start_from({"ana": 4})
        assert state.open_records("ana") == 2


def test_a_week_of_days_counts_in_one_window() -> None:
    state = MemoryState()
    monday = date(2026, 3, 9)
    for offset in range(7):
        state.give("ana", (monday + timedelta(days=offset)).toordinal())
    assert state.given("ana", CapWindow.WEEK, monday.toordinal() + 3) == 7
    assert state.given("ana", CapWindow.WEEK, monday.toordinal() + 7) == 0
