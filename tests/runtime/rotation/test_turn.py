"""Round robin against a walker that takes one step at a time, and the laws of the pointer."""

from collections.abc import Set

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_runtime.rotation import SkipReason
from routewright_runtime.state import MemoryState, TurnPointer
from runtime.rotation.team_samples import FRENCH, NONE, TURN, rep, rotation


class SlowTurn:
    """The pointer as language.md tells it, walking the list member by member."""

    def __init__(self) -> None:
        self.order: str | None = None
        self.last = ""
        self.waiting: set[str] = set()

    def pick(self, members: str, free: Set[str]) -> str | None:
        waiting = self.waiting & set(members)
        position = 0
        if self.order is not None:
            waiting |= set(members) - set(self.order)
            resumed = self.resume(members)
            if resumed is None:
                waiting = set()
            else:
                position = resumed
        for _ in range(2 * len(members) + 1):
            if position == len(members):
                waiting, position = set(), 0
                continue
            member = members[position]
            if member in free and member not in waiting:
                self.order, self.last, self.waiting = members, member, waiting
                return member
            position += 1
        return None

    def resume(self, members: str) -> int | None:
        assert self.order is not None
        if self.last in members:
            return members.index(self.last) + 1
        for name in self.order[self.order.index(self.last) + 1 :]:
            if name in members:
                return members.index(name)
        return None


LISTS = st.lists(st.sampled_from("ABCDEFG"), min_size=1, unique=True).map("".join)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(LISTS, st.integers(1, 6), st.sets(st.sampled_from("ABCDEFG"), max_size=5)))
)
def test_equals_the_walker_over_edits_and_absences(
    stages: list[tuple[str, int, set[str]]],
) -> None:
    slow, state = SlowTurn(), MemoryState()
    for members, picks, absent in stages:
        made = rotation(members)
        for _ in range(picks):
            pick = made.pick("team", TURN, NONE, None, state, absent=absent)
            assert pick.rep == slow.pick(members, set(members) - absent)
            assert pick.rep not in absent
            assert {skip.rep for skip in pick.skipped} >= (
                absent if pick.rep is None else set()
            ) & set(members)


@settings(max_examples=100, deadline=None)
@given(LISTS, st.integers(0, 30))
def test_any_full_lap_gives_everybody_one_in_listed_order(members: str, before: int) -> None:
    made, state = rotation(members), MemoryState()
    picks = [made.pick("team", TURN, NONE, None, state).rep for _ in range(before + len(members))]
    assert picks == [members[i % len(members)] for i in range(len(picks))]


def sequence(members: str, state: MemoryState, count: int, absent: str = "") -> str:
    made = rotation(members)
    found = [
        made.pick("team", TURN, NONE, None, state, absent=set(absent)).rep for _ in range(count)
    ]
    return "".join(name or "-" for name in found)


def test_a_member_passed_over_keeps_no_claim() -> None:
    state = MemoryState()
    assert sequence("ABC", state, 1) == "A"
    assert sequence("ABC", state, 3, absent="B") == "CAC"
    assert sequence("ABC", state, 4) == "ABCA"


def test_the_pointer_survives_a_leaver_in_the_middle() -> None:
    state = MemoryState()
    assert sequence("ABCD", state, 2) == "AB"
    assert sequence("ACD", state, 3) == "CDA"


def test_the_pointer_survives_a_leaver_at_the_end() -> None:
    state = MemoryState()
    assert sequence("ABC", state, 3) == "ABC"
    assert sequence("AB", state, 3) == "ABA"


@pytest.mark.parametrize(
    ("members", "expected"),
    [("ABNC", "CABNC"), ("NABC", "CNABC"), ("ABCN", "CABCN")],
)
def test_a_new_member_waits_for_the_end_of_the_list(members: str, expected: str) -> None:
    state = MemoryState()
    assert sequence("ABC", state, 2) == "AB"
    assert sequence(members, state, 5) == expected


def test_a_new_member_has_no_turn_ahead_of_the_pointer_but_is_not_forgotten() -> None:
    state = MemoryState()
    assert sequence("ABC", state, 1) == "A"
    assert sequence("ABNC", state, 1) == "B"
    assert state.turn(rotation("ABNC").pool("team").keys[TURN]) == TurnPointer(
        "B", tuple("ABNC"), ("N",)
    )
    assert sequence("ABNC", state, 5) == "CABNC"


def test_a_new_member_is_passed_over_with_a_reason() -> None:
    state = MemoryState()
    sequence("ABC", state, 2)
    pick = rotation("ABNC").pick("team", TURN, NONE, None, state)
    assert pick.rep == "C"
    # Nobody is away here: that a new member waits is told where somebody had to be looked for.
    state = MemoryState()
    sequence("ABC", state, 2)
    pick = rotation("ABNCD").pick("team", TURN, NONE, None, state, absent={"C"})
    assert pick.rep == "A"
    assert [(skip.rep, skip.reason) for skip in pick.skipped] == [
        ("C", SkipReason.ABSENT),
        ("N", SkipReason.NEW),
        ("D", SkipReason.NEW),
    ]


def test_only_new_members_there_is_still_somebody() -> None:
    state = MemoryState()
    sequence("AB", state, 1)
    assert sequence("ABN", state, 2, absent="AB") == "NN"


def test_nobody_there_leaves_the_pointer() -> None:
    state = MemoryState()
    assert sequence("ABC", state, 1) == "A"
    assert sequence("ABC", state, 2, absent="ABC") == "--"
    assert sequence("ABC", state, 1) == "B"


def test_weights_do_not_matter_by_turn() -> None:
    made, state = rotation([("A", 0), ("B", 5)]), MemoryState()
    assert [made.pick("team", TURN, NONE, None, state).rep for _ in range(4)] == list("ABAB")


def test_a_where_keeps_a_pointer_of_its_own() -> None:
    people = [rep("B", speaks=("fr",)), rep("C", speaks=("de", "fr"))]
    made, state = rotation("ABCD", reps=people), MemoryState()
    order = [NONE, FRENCH, FRENCH, FRENCH, NONE, NONE, FRENCH]
    found = [made.pick("team", TURN, asked, None, state).rep for asked in order]
    assert found == ["A", "B", "C", "B", "B", "C", "C"]


def test_who_lacks_the_skill_is_told_apart() -> None:
    made = rotation("AB", reps=[rep("B", speaks=("fr",))])
    pick = made.pick("team", TURN, FRENCH, None, MemoryState())
    assert (pick.rep, pick.skipped) == ("B", ())
    assert [(skip.rep, skip.words) for skip in pick.lacking] == [("A", "not one who speaks fr")]


def test_a_requirement_that_nobody_meets_leaves_no_trace() -> None:
    made, state = rotation("AB"), MemoryState()
    pick = made.pick("team", TURN, FRENCH, None, state)
    assert pick.rep is None
    assert [skip.rep for skip in pick.lacking] == ["A", "B"]
    assert state.turn(made.pool("team", FRENCH).keys[TURN]) is None


def test_who_has_had_it_is_passed_over() -> None:
    made, state = rotation("ABC"), MemoryState()
    pick = made.pick("team", TURN, NONE, None, state, exclude={"A", "B"})
    assert pick.rep == "C"
    assert [skip.words for skip in pick.skipped] == ["has had it", "has had it"]
    assert made.pick("team", TURN, NONE, None, state).rep == "A"


def test_teams_with_one_requirement_in_another_order_share_the_key() -> None:
    people = [rep("A", speaks=("de", "fr"))]
    first, second = rotation("AB", reps=people), rotation("AB", reps=people)
    pairs = sorted(FRENCH | {(kind, "de") for kind, _ in FRENCH})
    keys = {
        made.pool("team", frozenset(order)).keys[TURN]
        for made, order in ((first, pairs), (second, pairs[::-1]))
    }
    assert keys == {'["team","turn",[["speaks","de"],["speaks","fr"]]]'}
