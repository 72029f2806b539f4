"""What is wrong with a state file, in plain words with what to do about it."""

import sqlite3

from routewright_runtime.errors import StateError

_REASONS = {
    sqlite3.SQLITE_BUSY: (
        "the state file `{}` is in use by another program; wait until it has finished, then repeat"
    ),
    sqlite3.SQLITE_LOCKED: (
        "the state file `{}` is in use by another program; wait until it has finished, then repeat"
    ),
    sqlite3.SQLITE_READONLY: (
        "the state file `{}` cannot be written; allow writing to it and its folder,"
        " or name another file"
    ),
    sqlite3.SQLITE_PERM: (
        "the state file `{}` cannot be written; allow writing to it and its folder,"
        " or name another file"
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "the state file `{}` cannot be opened; check that its folder exists and may be written,"
        " and that the name is that of a file"
    ),
    sqlite3.SQLITE_FULL: (
        "the disk is full, the state file `{}` was left as it was; make room, then repeat"
    ),
    sqlite3.SQLITE_NOTADB: "`{}` is not a state file; name another file",
}
_DAMAGED = "the state file `{}` is damaged; restore it from a copy, or name a new file"
_BAD_NAME = "`{}` cannot be the name of a state file; name another file"
_OTHER = "the state file `{}` cannot be used ({}); restore it from a copy, or name a new file"


def trouble_of(path: str, error: sqlite3.Error | ValueError) -> StateError:
    """Return the trouble that an error of the database, or an unreadable value, stands for."""
    if isinstance(error, ValueError):
        return StateError((_BAD_NAME if "\0" in path else _DAMAGED).format(path))
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return StateError(_OTHER.format(path, error))
    if code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_SCHEMA, sqlite3.SQLITE_ERROR):
        return StateError(_DAMAGED.format(path))
    reason = _REASONS.get(code & 0xFF)
    return StateError(reason.format(path) if reason else _OTHER.format(path, error))


def is_busy(error: BaseException | None) -> bool:
    """Tell whether an error of the database means that another program is writing."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF == sqlite3.SQLITE_BUSY
