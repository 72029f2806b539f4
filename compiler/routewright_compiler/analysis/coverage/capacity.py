"""Days on which more records came than the caps of a team take.

A pool of people with a cap each takes at most the sum of their caps in a day; on the records that
could go to nobody outside it that bound holds, whatever the order, the weights and the absences.
A record counts for a pool where everybody who may get it by the first decision is in the pool: a
rotation over the team, over some of its members by a `where`, or one of them by name.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from routewright_compiler.analysis.coverage.pools import Pool, pools_of
from routewright_runtime.calendars import local_days
from routewright_runtime.graph.branches import GraphIndex
from routewright_runtime.graph.model import (
    Assign,
    DecisionGraph,
    DecisionNode,
    RepTarget,
    Rotate,
)
from routewright_runtime.graph.people import CapWindow, Rep

_DAYS = {CapWindow.DAY: 1, CapWindow.WEEK: 7}


@dataclass(frozen=True, slots=True)
class Arrival:
    """One record of the history: when it came, and the first decision of the branch that took it.

    `candidates` are the reps who may get it by that decision where a look-up or what the record
    asks for says so; None: all whom the decision names.
    """

    at: datetime
    decision_id: str
    candidates: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Excess:
    """A pool's capacity in a window, and the local days (of a week: its Monday) beyond it."""

    pool: Pool
    node: DecisionNode
    window: CapWindow
    zone: str
    capacity: int
    days: tuple[tuple[date, int], ...]


def over_capacity(index: GraphIndex, history: Sequence[Arrival]) -> tuple[Excess, ...]:
    """Return the pools that got more in a day or week than they take, in order of the policy."""
    graph = index.graph
    reps = {rep.name: rep for rep in graph.reps}
    sought = [(item.at, frozenset(_candidates(index, item))) for item in history]
    found: list[Excess] = []
    for node, pool in _capped_pools(graph):
        members = frozenset(pool.members)
        mine = [at for at, candidates in sought if candidates and candidates <= members]
        if mine:
            found += _excesses(graph, reps, node, pool, mine)
    return tuple(found)


def _candidates(index: GraphIndex, item: Arrival) -> tuple[str, ...]:
    if item.candidates is not None:
        return item.candidates
    action = index.decision(item.decision_id).action
    match action:
        case Assign(RepTarget(name)):
            return (name,)
        case Rotate():
            pools = list(pools_of(index.graph, action))
            return pools[0].members if len(pools) == 1 else ()
        case _:
            return ()


def _capped_pools(graph: DecisionGraph) -> Iterator[tuple[DecisionNode, Pool]]:
    """Yield each pool whose members all have a cap by day or week, where it stands first."""
    reps = {rep.name: rep for rep in graph.reps}
    seen: set[frozenset[str]] = set()
    for node in graph.nodes:
        if not isinstance(node, DecisionNode) or not isinstance(node.action, Rotate):
            continue
        for pool in pools_of(graph, node.action):
            members = frozenset(pool.members)
            is_capped = all(_bound(reps[name], CapWindow.WEEK) is not None for name in members)
            if is_capped and members not in seen:
                seen.add(members)
                yield node, pool


def _bound(rep: Rep, window: CapWindow) -> int | None:
    """Return the most that a rep takes in a window by the caps of a day and a week, or None."""
    bounds = []
    for cap in rep.caps:
        if cap.window in _DAYS:
            times = _DAYS[window] // _DAYS[cap.window]
            bounds.append(cap.count * max(times, 1))
    return min(bounds, default=None)


def _excesses(
    graph: DecisionGraph,
    reps: dict[str, Rep],
    node: DecisionNode,
    pool: Pool,
    times: Sequence[datetime],
) -> Iterator[Excess]:
    zone = _zone(graph, [reps[name] for name in pool.members])
    days = local_days(zone)
    by_day = Counter(date.fromordinal(days.number(at)) for at in times)
    yield from _excess(reps, node, pool, CapWindow.DAY, zone, by_day)
    if any(cap.window is CapWindow.WEEK for name in pool.members for cap in reps[name].caps):
        by_week: Counter[date] = Counter()
        for day, count in by_day.items():
            by_week[day - timedelta(days=day.weekday())] += count
        yield from _excess(reps, node, pool, CapWindow.WEEK, zone, by_week)


def _excess(
    reps: dict[str, Rep],
    node: DecisionNode,
    pool: Pool,
    window: CapWindow,
    zone: str,
    counts: Counter[date],
) -> Iterator[Excess]:
    capacity = sum(_bound(reps[name], window) or 0 for name in pool.members)
    over = tuple((day, count) for day, count in sorted(counts.items()) if count > capacity)
    if over:
        yield Excess(pool, node, window, zone, capacity, over)


def _zone(graph: DecisionGraph, reps: Sequence[Rep]) -> str:
    """Return the zone whose days are counted: that of most reps, else the policy's or the first."""
    counts = Counter(rep.zone for rep in reps)
    most = max(counts.values())
    leading = [zone for zone, count in counts.items() if count == most]
    return graph.zone if graph.zone in leading else leading[0]
