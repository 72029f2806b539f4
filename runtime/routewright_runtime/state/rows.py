"""The tables of a state file, and lists of names and numbers as their cells."""

import json
from functools import lru_cache

APPLICATION_ID = 0x52774C73
SCHEMA_VERSION = 1

# In `windows`, `day` is the number of a local day, or minus that of the Monday of a week.
SCHEMA = (
    "CREATE TABLE turns (key TEXT PRIMARY KEY, last TEXT NOT NULL, members TEXT NOT NULL,"
    " waiting TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE running (key TEXT PRIMARY KEY, members TEXT NOT NULL, numbers TEXT NOT NULL)"
    " WITHOUT ROWID",
    "CREATE TABLE reps (rep TEXT PRIMARY KEY, open INTEGER NOT NULL, last INTEGER NOT NULL)"
    " WITHOUT ROWID",
    "CREATE TABLE windows (rep TEXT NOT NULL, day INTEGER NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY (rep, day)) WITHOUT ROWID",
    "CREATE TABLE counter (given INTEGER NOT NULL)",
    "INSERT INTO counter VALUES (0)",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)


@lru_cache(maxsize=1024)
def dump_names(names: tuple[str, ...]) -> str:
    """Return names as a cell."""
    return json.dumps(names, ensure_ascii=False, separators=(",", ":"))


def dump_numbers(numbers: tuple[int, ...]) -> str:
    """Return whole numbers as a cell."""
    return " ".join(map(str, numbers))


def load_names(cell: object) -> tuple[str, ...]:
    """Return the names of a cell; raise ValueError where it holds none."""
    names = json.loads(cell) if isinstance(cell, str) else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("not a list of names")
    return tuple(names)


def load_numbers(cell: object) -> tuple[int, ...]:
    """Return the numbers of a cell; raise ValueError where it holds none."""
    if not isinstance(cell, str):
        raise ValueError("not a list of numbers")
    return tuple(int(number) for number in cell.split())
