"""Smooth weighted round robin and catching up: laws, a slow reference, and case S4."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_runtime.graph.model import RotationMethod
from routewright_runtime.graph.people import Cap, CapWindow
from routewright_runtime.rotation import Rotation, SkipReason
from routewright_runtime.state import MemoryState
from runtime.rotation.team_samples import NONE, TURN, WEIGHT, rep, rotation

TEAMS = st.lists(st.integers(0, 6), min_size=1, max_size=5).map(
    lambda weights: tuple(zip("ABCDE", weights, strict=False))
)


def take(
    made: Rotation,
    state: MemoryState,
    count: int,
    absent: str = "",
    method: RotationMethod = WEIGHT,
) -> list[str | None]:
    return [
        made.pick("team", method, NONE, None, state, absent=set(absent)).rep for _ in range(count)
    ]


class SlowWeights:
    """The running values as language.md tells them."""

    def __init__(self) -> None:
        self.values: Counter[str] = Counter()

    def pick(self, weights: dict[str, int], free: set[str], catch_up: bool) -> str | None:
        able = [name for name in weights if name in free and weights[name] > 0]
        if not able:
            return None
        self.values = Counter({name: self.values[name] for name in weights})
        growing = [name for name in weights if catch_up or name in free]
        for name in growing:
            self.values[name] += weights[name]
        best = max(able, key=lambda name: self.values[name])
        self.values[best] -= sum(weights[name] for name in growing)
        return best


STAGES = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 6), min_size=1),
        st.integers(1, 8),
        st.sets(st.sampled_from("ABCDE"), max_size=4),
    )
)


@settings(max_examples=150, deadline=None)
@given(STAGES, st.booleans())
def test_equals_the_reference_over_edits_and_absences(
    stages: list[tuple[dict[str, int], int, set[str]]], catch_up: bool
) -> None:
    slow, state = SlowWeights(), MemoryState()
    for weights, count, absent in stages:
        made = rotation(tuple(weights.items()), is_catch_up=catch_up)
        for _ in range(count):
            found = made.pick("team", WEIGHT, NONE, None, state, absent=absent).rep
            assert found == slow.pick(weights, set(weights) - absent, catch_up)
            assert found not in absent


@settings(max_examples=100, deadline=None)
@given(TEAMS, st.integers(0, 3), st.booleans())
def test_every_full_cycle_gives_each_member_its_weight(
    team: tuple[tuple[str, int], ...], cycles: int, catch_up: bool
) -> None:
    made, state = rotation(team, is_catch_up=catch_up), MemoryState()
    total = sum(weight for _, weight in team)
    for _ in range(cycles + 1):
        counts = Counter(take(made, state, total))
        assert counts == {name: weight for name, weight in team if weight}


@settings(max_examples=60, deadline=None)
@given(TEAMS)
def test_no_member_is_ever_a_whole_pick_away_from_its_share(
    team: tuple[tuple[str, int], ...],
) -> None:
    made, state = rotation(team), MemoryState()
    total = sum(weight for _, weight in team)
    counts: Counter[str | None] = Counter()
    for done, name in enumerate(take(made, state, 2 * total), 1):
        counts[name] += 1
        for member, weight in team:
            # The running value is bounded by the sum of the weights.
            assert abs(counts[member] * total - done * weight) <= total


def test_weights_three_two_one() -> None:
    made, state = rotation([("O", 3), ("P", 2), ("Q", 1)]), MemoryState()
    assert take(made, state, 12) == list("OPOQPO" * 2)


def test_an_absent_member_neither_gains_nor_loses() -> None:
    made, state = rotation("ABC"), MemoryState()
    take(made, state, 30, absent="A")
    assert Counter(take(made, state, 30)) == {"A": 10, "B": 10, "C": 10}


@pytest.mark.parametrize("method", [WEIGHT, TURN])
def test_catching_up_repays_the_turns_missed(method: RotationMethod) -> None:
    made, state = rotation("ABC", is_catch_up=True), MemoryState()
    first = take(made, state, 30, absent="A", method=method)
    assert "A" not in first
    assert take(made, state, 14, method=method) == ["A"] * 14
    later = take(made, state, 46, method=method)
    assert Counter(first) + Counter(later) + Counter(["A"] * 14) == {"A": 30, "B": 30, "C": 30}


def test_catching_up_by_turn_is_round_robin_while_all_are_there() -> None:
    made, state = rotation([("A", 3), ("B", 1), ("C", 1)], is_catch_up=True), MemoryState()
    assert take(made, state, 7, method=TURN) == list("ABCABCA")


def test_a_new_member_starts_at_zero() -> None:
    state = MemoryState()
    take(rotation("AB"), state, 20)
    assert Counter(take(rotation("ABN"), state, 30)) == {"A": 10, "B": 10, "N": 10}


def test_weight_zero_is_never_picked() -> None:
    made, state = rotation([("A", 0), ("B", 1)]), MemoryState()
    assert take(made, state, 3) == ["B", "B", "B"]
    pick = made.pick("team", WEIGHT, NONE, None, state, absent={"B"})
    assert pick.rep is None
    assert {(s.rep, s.reason) for s in pick.skipped} == {
        ("A", SkipReason.NO_WEIGHT),
        ("B", SkipReason.ABSENT),
    }
    only = rotation([("A", 0)])
    assert take(only, state, 2) == [None, None]


def test_turns_and_weights_of_one_team_are_kept_apart() -> None:
    made, state = rotation("ABC"), MemoryState()
    assert take(made, state, 1, method=WEIGHT) == ["A"]
    assert take(made, state, 2, method=TURN) == ["A", "B"]
    assert take(made, state, 1, method=WEIGHT) == ["B"]


# --- case S4 ------------------------------------------------------------------------------------

CHICAGO = "America/Chicago"
WEIGHTS = (("oli", 3), ("pam", 2), ("quin", 1))
CAPS = {"oli": 4, "pam": 3, "quin": 2}
DAY_1 = datetime(2026, 3, 9, 15, tzinfo=UTC)


def ramping(*, has_caps: bool = True) -> Rotation:
    people = [
        rep(name, zone=CHICAGO, caps=(Cap(count, CapWindow.DAY),) if has_caps else ())
        for name, count in CAPS.items()
    ]
    return rotation(WEIGHTS, reps=people)


def route(made: Rotation, state: MemoryState, start: datetime, count: int) -> list[str | None]:
    found = []
    for minutes in range(count):
        at = start + timedelta(minutes=minutes)
        pick = made.pick("team", WEIGHT, NONE, at, state)
        if pick.rep is not None:
            made.give(pick.rep, at, state)
        found.append(pick.rep)
    return found


def test_s4_values_persist_over_midnight_and_daily_counts_do_not() -> None:
    made, state = ramping(), MemoryState()
    day_1 = "oli pam oli quin pam oli oli pam quin".split()
    assert route(made, state, DAY_1, 10) == [*day_1, None]
    day_2 = "pam quin oli oli pam oli".split()
    assert route(made, state, DAY_1 + timedelta(days=1), 6) == day_2


def test_s4_the_day_is_that_of_chicago() -> None:
    made, state = ramping(), MemoryState()
    evening = datetime(2026, 3, 10, 4, 50, tzinfo=UTC)  # 23:50 on 9 March
    assert route(made, state, evening, 10)[-1] is None
    assert None not in route(made, state, evening + timedelta(minutes=10), 6)


def test_s4_without_caps_the_cycle_repeats() -> None:
    made, state = ramping(has_caps=False), MemoryState()
    cycle = "oli pam oli quin pam oli".split()
    assert route(made, state, DAY_1, 12) == cycle * 2


def test_s4_any_six_uncapped_picks_split_three_two_one() -> None:
    picks = route(ramping(has_caps=False), MemoryState(), DAY_1, 30)
    for i in range(25):
        assert Counter(picks[i : i + 6]) == {"oli": 3, "pam": 2, "quin": 1}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 14), max_size=5))
def test_s4_the_split_is_back_six_picks_after_days_at_the_caps(leads_a_day: list[int]) -> None:
    state = MemoryState()
    for day, count in enumerate(leads_a_day):
        route(ramping(), state, DAY_1 + timedelta(days=day), count)
    picks = route(ramping(has_caps=False), state, DAY_1 + timedelta(days=30), 24)
    for i in range(6, 19):
        assert Counter(picks[i : i + 6]) == {"oli": 3, "pam": 2, "quin": 1}
