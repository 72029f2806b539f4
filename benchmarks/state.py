"""Rotation state: turns taken a second (a pick and the record given), by store and batch."""

import tempfile
import time
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from report import parser, tell

from routewright_runtime.graph.model import DecisionGraph, RotationMethod
from routewright_runtime.graph.people import Member, Rep, Team
from routewright_runtime.rotation import Rotation
from routewright_runtime.state import MemoryState, SqliteState

AT = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
TEAMS = 20


def rotation_of() -> Rotation:
    """Return the rotations of 20 teams of five."""
    reps = tuple(Rep(f"r{n}", f"r{n}@seller.example", "UTC") for n in range(60))
    teams = tuple(
        Team(f"t{n}", tuple(Member(f"r{(n * 3 + k) % 60}", k + 1) for k in range(5)))
        for n in range(TEAMS)
    )
    graph = DecisionGraph("lead", "UTC", (), (), (), reps=reps, teams=teams)
    return Rotation(graph, {})


def turns_a_second(state: MemoryState | SqliteState, batch: int, count: int) -> float:
    """Take turns of all teams in batches; return how many a second."""
    rotation, taken = rotation_of(), 0
    start = time.perf_counter()
    while taken < count:
        with state.batch():
            for number in range(taken, taken + batch):
                method = RotationMethod.WEIGHT if number % 3 == 0 else RotationMethod.TURN
                pick = rotation.pick(f"t{number % TEAMS}", method, frozenset(), AT, state)
                assert pick.rep is not None
                rotation.give(pick.rep, AT, state)
        taken += batch
    return taken / (time.perf_counter() - start)


def main() -> None:
    """Measure memory and SQLite."""
    options = parser(__doc__ or "")
    options.add_argument("--turns", type=int, default=200_000)
    chosen: Namespace = options.parse_args()
    rows: list[dict[str, object]] = [
        {"store": "memory", "batch": "", "turns/s": f"{_memory(chosen.turns):,.0f}"}
    ]
    for batch in (1, 100, 1_000, 10_000):
        count = chosen.turns if batch > 1 else chosen.turns // 20
        rows.append({"store": "SQLite", "batch": batch, "turns/s": f"{_sqlite(batch, count):,.0f}"})
    tell(chosen, "state", rows)


def _memory(count: int) -> float:
    return turns_a_second(MemoryState(), 1_000, count)


def _sqlite(batch: int, count: int) -> float:
    with (
        tempfile.TemporaryDirectory() as name,
        SqliteState(Path(name) / "state.sqlite") as state,
    ):
        return turns_a_second(state, batch, count)


if __name__ == "__main__":
    main()
