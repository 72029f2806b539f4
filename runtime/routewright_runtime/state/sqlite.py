"""State in an SQLite file, safe for several processes at once.

One batch of decisions is one transaction: `BEGIN IMMEDIATE` takes the writer's lock before anything
is read, so two processes take turns batch by batch and no turn is lost or given twice. What was
read stays cached between batches until another connection has written (`PRAGMA data_version`).
WAL with `synchronous=NORMAL`: a crash of the process loses nothing committed, a power cut may lose
the last batches but never leaves half of one. A batch costs some 100 microseconds on a local disk,
and a few for each rotation and rep it touches: measured per record (pick and give) 111 in batches
of one, 3.7 of a hundred, 2.5 of a thousand, 2.2 in memory. Use batches of a hundred or more.
"""

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType

from routewright_runtime.errors import StateError
from routewright_runtime.state.cached import CachedState, Changes, RepFigures
from routewright_runtime.state.port import RunningValues, TurnPointer
from routewright_runtime.state.rows import (
    APPLICATION_ID,
    SCHEMA,
    SCHEMA_VERSION,
    dump_names,
    dump_numbers,
    load_names,
    load_numbers,
)
from routewright_runtime.state.trouble import is_busy, trouble_of

_RETRY_S = 0.02

Cell = str | int | None


class SqliteState(CachedState):
    """A state file, made where there is none; every access is inside `batch()`.

    Raises StateError where the file cannot be used. `timeout_s`: how long to wait for another
    process that is writing.
    """

    def __init__(self, path: str | os.PathLike[str], *, timeout_s: float = 10.0) -> None:
        super().__init__()
        self._path = os.fspath(path)
        self._timeout_s = timeout_s
        self._data_version = -1
        self._db = self._connect()
        try:
            self._prepare()
        except BaseException:
            self._db.close()
            raise

    def __enter__(self) -> "SqliteState":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.disconnect()

    def disconnect(self) -> None:
        """Close the file; batches that were committed are in it."""
        self._db.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Run a batch in one transaction: all of it is kept, or on an exception nothing."""
        assert self._changes is None, "batches do not nest"
        try:
            self._begin()
            yield
            self._write()
            self._execute("COMMIT")
        except BaseException:
            self._undo()
            raise
        finally:
            self._changes = None

    # --- transactions -------------------------------------------------------------------------

    def _connect(self) -> sqlite3.Connection:
        try:
            # An absolute path, so that `:memory:` and the like are plain file names.
            path = os.path.abspath(self._path)
            return sqlite3.connect(path, timeout=self._timeout_s, isolation_level=None)
        except (sqlite3.Error, ValueError) as error:
            raise trouble_of(self._path, error) from error

    def _prepare(self) -> None:
        if self._number("PRAGMA application_id") != APPLICATION_ID or not self._is_ours():
            # Looked at again under the lock: another process may be making the file just now.
            self._execute("BEGIN IMMEDIATE")
            if not self._is_ours():
                for statement in SCHEMA:
                    self._execute(statement)
            self._execute("COMMIT")
        self._use_wal()
        self._execute("PRAGMA synchronous = NORMAL")

    def _is_ours(self) -> bool:
        """Tell whether the tables are there; raise where the file is somebody else's."""
        application = self._number("PRAGMA application_id")
        version = self._number("PRAGMA user_version")
        if application == APPLICATION_ID:
            if version == SCHEMA_VERSION:
                return True
            raise StateError(
                f"the state file `{self._path}` has version {version}, this release reads version"
                f" {SCHEMA_VERSION}; use the release that wrote it, or name a new file"
            )
        if application or version or self._number("SELECT count(*) FROM sqlite_master"):
            raise StateError(
                f"`{self._path}` is a database of another program, not a state file;"
                " name another file"
            )
        return False

    def _use_wal(self) -> None:
        """Switch to WAL; SQLite does not wait for others here by itself."""
        for _ in range(max(1, int(self._timeout_s / _RETRY_S))):
            try:
                self._execute("PRAGMA journal_mode = WAL")
                return
            except StateError as error:
                if not is_busy(error.__cause__):
                    raise
                time.sleep(_RETRY_S)
        self._execute("PRAGMA journal_mode = WAL")

    def _begin(self) -> None:
        self._execute("BEGIN IMMEDIATE")
        version = self._number("PRAGMA data_version")
        if version != self._data_version:
            self._drop_cache()
            self._data_version = version
        self._changes = Changes()

    def _undo(self) -> None:
        self._drop_cache()
        if self._db.in_transaction:
            try:
                self._db.execute("ROLLBACK")
            except sqlite3.Error:  # the first trouble is the one to tell; closing rolls back too
                self._db.close()

    def _drop_cache(self) -> None:
        for cache in (self._turns, self._running, self._reps, self._kept_days):
            cache.clear()
        self._sequence = None

    # --- rows ---------------------------------------------------------------------------------

    def _write(self) -> None:
        changes = self._changes
        assert changes is not None
        run = self._execute_many
        turns = [(key, self._turns[key]) for key in sorted(changes.turns)]
        run(
            "INSERT OR REPLACE INTO turns VALUES (?, ?, ?, ?)",
            [(k, p.last, dump_names(p.order), dump_names(p.waiting)) for k, p in turns if p],
        )
        running = [(key, self._running[key]) for key in sorted(changes.running)]
        run(
            "INSERT OR REPLACE INTO running VALUES (?, ?, ?)",
            [(k, dump_names(v.order), dump_numbers(v.values)) for k, v in running if v],
        )
        run(
            "INSERT OR REPLACE INTO reps VALUES (?, ?, ?)",
            [(rep, self._reps[rep].open, self._reps[rep].last) for rep in sorted(changes.reps)],
        )
        run(
            "DELETE FROM windows WHERE rep = ? AND NOT abs(day) BETWEEN ? AND ?",
            [
                (rep, self._kept_days[rep].start, self._kept_days[rep].stop - 1)
                for rep in sorted(self._kept_days)
            ],
        )
        self._kept_days.clear()
        counted = [(r, key, self._reps[r].windows.get(key)) for r, key in sorted(changes.windows)]
        run("INSERT OR REPLACE INTO windows VALUES (?, ?, ?)", [c for c in counted if c[2]])
        if changes.reps:
            self._execute("UPDATE counter SET given = ?", (self.sequence(),))

    def _stored_turn(self, key: str) -> TurnPointer | None:
        row = self._row("SELECT last, members, waiting FROM turns WHERE key = ?", key)
        if row is None:
            return None
        try:
            return TurnPointer(str(row[0]), load_names(row[1]), load_names(row[2]))
        except ValueError as error:
            raise trouble_of(self._path, error) from error

    def _stored_running(self, key: str) -> RunningValues | None:
        row = self._row("SELECT members, numbers FROM running WHERE key = ?", key)
        if row is None:
            return None
        try:
            order, values = load_names(row[0]), load_numbers(row[1])
            if len(order) != len(values):
                raise ValueError("members without a value")
            return RunningValues(order, values)
        except ValueError as error:
            raise trouble_of(self._path, error) from error

    def _stored_figures(self, rep: str) -> RepFigures:
        row = self._row("SELECT open, last FROM reps WHERE rep = ?", rep)
        if row is None:
            return RepFigures(0, 0, None)
        days = self._row("SELECT min(abs(day)), max(abs(day)) FROM windows WHERE rep = ?", rep)
        assert days is not None
        span = None if days[0] is None else (self._whole(days[0]), self._whole(days[1]))
        return RepFigures(self._whole(row[0]), self._whole(row[1]), span)

    def _stored_window(self, rep: str, key: int) -> int:
        row = self._row("SELECT count FROM windows WHERE rep = ? AND day = ?", rep, key)
        return 0 if row is None else self._whole(row[0])

    def _stored_sequence(self) -> int:
        row = self._row("SELECT given FROM counter")
        return 0 if row is None else self._whole(row[0])

    def _row(self, query: str, *values: str | int) -> tuple[object, ...] | None:
        assert self._changes is not None, "state in a file is read and written inside batch()"
        return self._execute(query, values)

    def _number(self, query: str) -> int:
        row = self._execute(query)
        return self._whole(row[0] if row is not None else None)

    def _execute(self, query: str, values: Sequence[Cell] = ()) -> tuple[object, ...] | None:
        """Run one statement and return its first row, if any."""
        try:
            row: tuple[object, ...] | None = self._db.execute(query, values).fetchone()
            return row
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise trouble_of(self._path, error) from error

    def _execute_many(self, query: str, rows: Sequence[Sequence[Cell]]) -> None:
        try:
            self._db.executemany(query, rows)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise trouble_of(self._path, error) from error

    def _whole(self, value: object) -> int:
        if not isinstance(value, int):
            raise trouble_of(self._path, ValueError(value))
        return value
