"""A state file among several processes, and one that is wrong."""

import os
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_runtime.errors import RoutewrightError, StateError
from routewright_runtime.state import RunningValues, SqliteState, TurnPointer
from routewright_runtime.state.trouble import trouble_of

WORKER = """
import sys
from routewright_runtime.graph.model import DecisionGraph, RotationMethod
from routewright_runtime.graph.people import Member, Rep, Team
from routewright_runtime.rotation import Rotation
from routewright_runtime.state import SqliteState

path, batches, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
names = "ABC"
graph = DecisionGraph(
    "lead", "UTC", (), (), (),
    reps=tuple(Rep(n, f"{n}@acme.example", "UTC") for n in names),
    teams=(Team("team", tuple(Member(n) for n in names)),),
)
rotation = Rotation(graph)
print("ready", flush=True)
sys.stdin.readline()
with SqliteState(path, timeout_s=60) as state:
    for _ in range(batches):
        with state.batch():
            for _ in range(size):
                rep = rotation.pick("team", RotationMethod.TURN, frozenset(), None, state).rep
                rotation.give(rep, None, state)
                print(state.sequence(), rep)
"""


def test_processes_interleave_without_losing_a_turn(tmp_path: Path) -> None:
    path, batches, size = tmp_path / "state.db", 60, 7
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", WORKER, str(path), str(batches), str(size)]
    workers = [
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for _ in range(3)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:  # all at once make the file, too
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    lines: list[str] = []
    for worker in workers:
        output, errors = worker.communicate()
        assert (worker.returncode, errors) == (0, "")
        lines += output.splitlines()
    turns = sorted((int(number), name) for number, name in map(str.split, lines))
    count = 3 * batches * size
    assert turns == [(i + 1, "ABC"[i % 3]) for i in range(count)]


def test_what_another_connection_wrote_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with SqliteState(path) as first, SqliteState(path) as second:
        for number in range(3):
            for state in (first, second):
                with state.batch():
                    pointer = state.turn("key")
                    assert (pointer is None) == (state is first and number == 0)
                    state.give("ana", 700_000)
                    state.set_turn("key", TurnPointer(f"x{state.sequence()}", ("x",), ()))
        with first.batch():
            assert first.open_records("ana") == 6
            assert first.turn("key") == TurnPointer("x6", ("x",), ())


def told(path: Path | str, **more: float) -> str:
    with pytest.raises(StateError) as caught:
        SqliteState(path, **more).disconnect()
    assert isinstance(caught.value, RoutewrightError)
    message = str(caught.value)
    assert "\n" not in message
    assert f"`{path}`" in message
    return message


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("email,country\n" * 100)
    assert "is not a state file; name another file" in told(path)
    assert path.read_text() == "email,country\n" * 100


def test_a_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE customers (name TEXT)")
    other.commit()
    other.close()
    before = path.read_bytes()
    assert "is a database of another program" in told(path)
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_state_file(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.touch()
    with SqliteState(path) as state, state.batch():
        state.give("ana", None)
    with SqliteState(path) as state, state.batch():
        assert state.open_records("ana") == 1


def test_a_file_of_another_version(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    SqliteState(path).disconnect()
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()
    assert "has version 99, this release reads version 1" in told(path)


def test_a_folder_and_a_name_without_a_folder(tmp_path: Path) -> None:
    assert "cannot be opened; check that its folder exists" in told(tmp_path)
    assert "cannot be opened; check that its folder exists" in told(tmp_path / "no" / "state.db")
    assert "cannot be the name of a state file" in told("a\0b")


def test_a_file_in_use(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with (
        SqliteState(path, timeout_s=0.0) as state,
        SqliteState(path) as other,
        other.batch(),
        pytest.raises(StateError, match="is in use by another program; wait"),
        state.batch(),
    ):
        raise AssertionError("not reached")


def test_a_file_that_may_not_be_written() -> None:
    error = sqlite3.OperationalError("attempt to write a readonly database")
    error.sqlite_errorcode = sqlite3.SQLITE_READONLY
    message = str(trouble_of("state.db", error))
    assert "`state.db` cannot be written; allow writing to it" in message


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_read_only_file(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    SqliteState(path).disconnect()
    path.chmod(0o400)
    with (
        pytest.raises(StateError, match="cannot be written"),
        SqliteState(path) as state,
        state.batch(),
    ):
        state.give("ana", None)


@pytest.mark.parametrize(
    ("damage", "reads"),
    [
        ("UPDATE turns SET members = '[1'", "turn"),
        ("UPDATE turns SET waiting = '{}'", "turn"),
        ("UPDATE running SET numbers = '1 x'", "running"),
        ("UPDATE running SET numbers = '1'", "running"),
        ("UPDATE reps SET open = 'many'", "reps"),
        ("UPDATE counter SET given = 1.5", "counter"),
        ("DROP TABLE turns", "turn"),
    ],
)
def test_a_cell_that_does_not_read(tmp_path: Path, damage: str, reads: str) -> None:
    path = tmp_path / "state.db"
    with SqliteState(path) as state, state.batch():
        state.give("ana", None)
        state.set_turn("key", TurnPointer("ana", ("ana", "ben"), ()))
        state.set_running("key", RunningValues(("ana", "ben"), (1, -1)))
    other = sqlite3.connect(path)
    other.execute(damage)
    other.commit()
    other.close()
    with SqliteState(path) as state, pytest.raises(StateError, match="is damaged"), state.batch():
        {
            "turn": lambda: state.turn("key"),
            "running": lambda: state.running("key"),
            "reps": lambda: state.open_records("ana"),
            "counter": state.sequence,
        }[reads]()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 30_000), st.binary(min_size=1, max_size=200), st.booleans())
def test_damage_is_told_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, place: int, junk: bytes, cut: bool
) -> None:
    path = tmp_path_factory.mktemp("damage") / "state.db"
    with SqliteState(path) as state, state.batch():
        for day in range(300):
            state.give(f"rep{day % 40}", 700_000 + day)
            state.set_turn(f"key{day}", TurnPointer("a", ("a", "b"), ()))
    content = bytearray(path.read_bytes())
    place %= len(content)
    content[place : place + len(junk)] = junk
    path.write_bytes(content[:place] if cut else content)
    # Nothing but a StateError may come out.
    with suppress(StateError), SqliteState(path) as state:
        for number in range(3):
            with state.batch():
                for day in range(0, 300, 7):
                    state.turn(f"key{day}")
                    state.give(f"rep{day % 40}", 700_400 + number)


def give_and_stop(state: SqliteState) -> None:
    with state.batch():
        state.give("ana", 700_000)
        raise KeyboardInterrupt


def test_an_interrupted_batch_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with SqliteState(path) as state:
        with pytest.raises(KeyboardInterrupt):
            give_and_stop(state)
        with state.batch():
            assert (state.open_records("ana"), state.sequence()) == (0, 0)
            state.give("ana", 700_000)
    with SqliteState(path) as state, state.batch():
        assert state.open_records("ana") == 1


def test_the_name_of_a_file_in_memory_is_a_plain_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with SqliteState(":memory:") as state, state.batch():
        state.give("ana", None)
    assert (tmp_path / ":memory:").is_file()
