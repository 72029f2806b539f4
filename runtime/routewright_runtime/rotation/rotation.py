"""The rotations of a policy: one object picks for all its teams.

A pick consumes the turn in the state, whether the record goes out now or is held; that the record
was given is told by `give`, which `assign` and `escalate` need too. Everything that does not change
from record to record is computed when a team is first asked for: with nobody absent and nobody
declared absent, capped or with a calendar, a pick by turn takes about a microsecond.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import UTC, datetime
from typing import assert_never

from routewright_runtime.calendars import OpenHours, elapsed, hours_by_name
from routewright_runtime.graph.conditions import TimeAmount
from routewright_runtime.graph.model import DecisionGraph, RotationMethod
from routewright_runtime.rotation.load import pick_by_load
from routewright_runtime.rotation.person import Person
from routewright_runtime.rotation.pool import Pick, Pool, Requirement
from routewright_runtime.rotation.running import pick_by_weight
from routewright_runtime.rotation.skip import Skip
from routewright_runtime.rotation.turn import pick_by_turn, waiting_ahead
from routewright_runtime.state import RotationState

_NOBODY: frozenset[str] = frozenset()
_NO_REQUIREMENT: Requirement = frozenset()


class Rotation:
    """Picks for the teams of one policy; holds no state of its own."""

    __slots__ = ("_pools", "_teams", "hours", "people")

    def __init__(self, graph: DecisionGraph, hours: Mapping[str, OpenHours] | None = None) -> None:
        self.hours = hours_by_name(graph.calendars) if hours is None else hours
        self.people = {rep.name: Person(rep, self.hours) for rep in graph.reps}
        self._teams = {team.name: team for team in graph.teams}
        self._pools: dict[tuple[str, Requirement], Pool] = {}

    def pool(self, team: str, requirement: Requirement = _NO_REQUIREMENT) -> Pool:
        """Return the members of a team who meet a requirement.

        Only those that somebody meets are kept in memory: there are few, whatever records ask for.
        """
        found = self._pools.get((team, requirement))
        if found is None:
            found = Pool(self._teams[team], self.people, requirement)
            if found.people or not requirement:
                self._pools[team, requirement] = found
        return found

    def pick(
        self,
        team: str,
        method: RotationMethod,
        requirement: Requirement,
        at: datetime | None,
        state: RotationState,
        *,
        absent: Set[str] = _NOBODY,
        hold: TimeAmount | None = None,
        exclude: Set[str] = _NOBODY,
    ) -> Pick:
        """Pick the next available member and consume the turn; without one the state stays.

        `absent` are away for this decision, with no end; `exclude` have had the record. Without a
        time only these two keep a member from being available. With `hold` and nobody there now,
        the one who is there first within it is picked, as of that moment.
        """
        pool = self.pool(team, requirement)
        if pool.is_steady and not absent and not exclude and pool.has_weight:
            i = _choose(pool, method, state, None)
            return Pick(None, None, (), pool.lacking) if i is None else pool.picks[i]
        search = _Search(pool, method, at, state, absent, exclude)
        i = _choose(pool, method, state, search.is_free)
        if i is not None:
            return Pick(pool.names[i], None, search.passed_over(i), pool.lacking)
        skipped = search.passed_over(None)
        if hold is None or at is None:
            return Pick(None, None, skipped, pool.lacking)
        return self._hold(search, at, hold, skipped)

    def pick_now(
        self, team: str, method: RotationMethod, at: datetime | None, state: RotationState
    ) -> str | None:
        """Pick as `pick` does where nobody is named absent and nothing is asked for.

        The turn is consumed alike; who was passed over is not told, which spares most of the time.
        """
        pool = self.pool(team)
        if not pool.is_timed:
            return self.pick(team, method, _NO_REQUIREMENT, at, state).rep
        free = pool.free_at(at, state)
        if method is RotationMethod.LOAD:
            i = pick_by_load(pool, state, free)
        elif method is RotationMethod.WEIGHT or pool.catch_up:
            i = pick_by_weight(pool, state, free, method)
        else:
            i = pick_by_turn(pool, state, None if free is None else free.__getitem__)
        return None if i is None else pool.names[i]

    def give(self, rep: str, at: datetime | None, state: RotationState) -> None:
        """Count a record given to a rep, in the windows of the local day of `at`."""
        state.give(rep, None if at is None else self.people[rep].days.number(at))

    def obstacle(
        self,
        rep: str,
        at: datetime | None,
        state: RotationState,
        absent: Set[str] = _NOBODY,
    ) -> Skip | None:
        """Return what makes a rep unavailable, or None."""
        person = self.people[rep]
        return person.absent if rep in absent else person.obstacle(at, state)

    def _hold(
        self, search: "_Search", at: datetime, hold: TimeAmount, skipped: tuple[Skip, ...]
    ) -> Pick:
        pool, state = search.pool, search.state
        limit = _later(at, hold)
        moments = [
            person.free_from(at, limit, state) if search.may_come(i) else None
            for i, person in enumerate(pool.people)
        ]
        first = min((moment for moment in moments if moment is not None), default=None)
        if first is None:
            return Pick(None, None, skipped, pool.lacking)
        i = _choose(pool, search.method, state, lambda i: moments[i] == first)
        assert i is not None
        return Pick(pool.names[i], first, skipped, pool.lacking)


class _Search:
    """One look for a free member; remembers who was passed over, and why."""

    __slots__ = (
        "_absent",
        "_at",
        "_exclude",
        "_skips",
        "_start",
        "_waiting",
        "method",
        "pool",
        "state",
    )

    def __init__(
        self,
        pool: Pool,
        method: RotationMethod,
        at: datetime | None,
        state: RotationState,
        absent: Set[str],
        exclude: Set[str],
    ) -> None:
        self.pool = pool
        self.method = method
        self.state = state
        self._at = at
        self._absent = absent
        self._exclude = exclude
        self._skips: dict[int, Skip] = {}
        is_by_turn = method is RotationMethod.TURN and not pool.catch_up
        self._start, self._waiting = waiting_ahead(pool, state) if is_by_turn else (0, ())

    def is_free(self, i: int) -> bool:
        """Tell whether the member at a position is available; remember why not."""
        skip = self._standing(i)
        if skip is None:
            skip = self.pool.people[i].obstacle(self._at, self.state)
        if skip is None:
            return True
        self._skips[i] = skip
        return False

    def may_come(self, i: int) -> bool:
        """Tell whether the member at a position can become available by waiting."""
        return self._standing(i) is None

    def passed_over(self, picked: int | None) -> tuple[Skip, ...]:
        """Return who was passed over before the pick, in the order looked at."""
        if not self._waiting:
            return tuple(self._skips.values())
        # Waiting members are ahead of the search's beginning; a pick before that is round the end.
        passed = [
            self.pool.people[i].new
            for i in self._waiting
            if i not in self._skips and picked is not None and (i < picked or picked < self._start)
        ]
        return (*self._skips.values(), *passed)

    def _standing(self, i: int) -> Skip | None:
        """Return why the member cannot get this record at any time, or None."""
        person = self.pool.people[i]
        if person.name in self._exclude:
            return person.had_it
        if person.name in self._absent:
            return person.absent
        if self.method is not RotationMethod.TURN and not self.pool.weights[i]:
            return person.no_weight
        return None


def _choose(
    pool: Pool,
    method: RotationMethod,
    state: RotationState,
    is_free: Callable[[int], bool] | None,
) -> int | None:
    """Pick by the method among the free (None: all)."""
    match method:
        case RotationMethod.TURN if not pool.catch_up:
            return pick_by_turn(pool, state, is_free)
        case RotationMethod.TURN | RotationMethod.WEIGHT:
            return pick_by_weight(pool, state, _all_free(pool, is_free), method)
        case RotationMethod.LOAD:
            return pick_by_load(pool, state, _all_free(pool, is_free))
        case _:
            assert_never(method)


def _all_free(pool: Pool, is_free: Callable[[int], bool] | None) -> Sequence[bool] | None:
    return None if is_free is None else [is_free(i) for i in range(len(pool.names))]


def _later(at: datetime, hold: TimeAmount) -> datetime:
    try:
        return at + elapsed(hold)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
