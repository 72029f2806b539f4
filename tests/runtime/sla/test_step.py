"""The chain of a silent owner: case S5, each kind of step, and its laws."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_runtime.graph.branches import GraphIndex
from routewright_runtime.graph.conditions import FieldTerm
from routewright_runtime.graph.model import (
    Assign,
    Clock,
    Escalate,
    NotifyStep,
    QueueTarget,
    Reassign,
    RepTarget,
    Rotate,
    StepAction,
    TeamTarget,
)
from routewright_runtime.graph.people import Cap, CapWindow, Rep
from routewright_runtime.rotation import Rotation
from routewright_runtime.sla import (
    Assignment,
    Owner,
    RotationUse,
    StepOutcome,
    UserTarget,
    begin,
    next_step,
)
from routewright_runtime.state import MemoryState, OverlayState
from runtime.sla.chain_samples import NONE, TURN, Answers, Step, at, policy, span

REMIND = NotifyStep("assignee")
FIFTEEN = Clock(span("15 minutes"), "london")


def start(
    index: GraphIndex, rotation: Rotation, state: MemoryState, moment: str, team: str = "team"
) -> Assignment:
    """Rotate the record and begin its clock."""
    pick = rotation.pick(team, TURN, NONE, at(moment), state)
    assert pick.rep is not None
    rotation.give(pick.rep, at(moment), state)
    use = RotationUse(team, TURN, NONE)
    found = begin(index, "d", RepTarget(pick.rep), use, at(moment), rotation.hours)
    assert found is not None
    return found


def chain(
    index: GraphIndex,
    rotation: Rotation,
    assignment: Assignment,
    state: MemoryState | OverlayState,
    answers: Answers | None = None,
) -> list[StepOutcome]:
    """Return all that follows while every owner stays silent."""
    found: list[StepOutcome] = []
    current: MemoryState | OverlayState = state
    while True:
        outcome = next_step(index, rotation, assignment, current, answers or Answers())
        if outcome is None:
            return found
        found.append(outcome)
        assignment, current = outcome.assignment, outcome.state
        assert len(found) < 50


def shown(outcomes: list[StepOutcome]) -> list[tuple[str, str, str]]:
    """Return the London time, what happened and the due time of each step."""
    return [
        (
            _clock(outcome.at),
            outcome.owner.name if outcome.owner is not None else outcome.notify or "-",
            _clock(outcome.due),
        )
        for outcome in outcomes
    ]


def _clock(moment: datetime | None) -> str:
    return (
        "never"
        if moment is None
        else moment.astimezone(ZoneInfo("Europe/London")).isoformat()[5:16]
    )


# --- case S5 ------------------------------------------------------------------------------------

S5_STEPS: list[Step] = [
    ("at", "10 minutes", REMIND),
    ("then", None, Reassign()),
    ("after", "15 minutes", Escalate(RepTarget("tess"))),
]


def test_s5_lead_1_goes_from_rae_to_sol_to_tess() -> None:
    index, rotation = policy(FIFTEEN, S5_STEPS, {"team": "rae sol", "other": "tess"})
    state = MemoryState()
    first = start(index, rotation, state, "2026-05-01T17:55")
    assert first.owner == RepTarget("rae")
    assert first.due == at("2026-05-05T08:10")
    found = chain(index, rotation, first, state)
    assert shown(found)[:4] == [
        ("05-05T08:05", "assignee", "05-05T08:10"),
        ("05-05T08:10", "sol", "05-05T08:25"),
        ("05-05T08:20", "assignee", "05-05T08:25"),
        ("05-05T08:25", "tess", "05-05T08:40"),
    ]
    assert shown(found)[4:] == [("05-05T08:35", "assignee", "05-05T08:40")]
    # Sol's reassignment used his turn: the next record is Rae's.
    assert rotation.pick("team", TURN, NONE, at("2026-05-05T09:00"), found[1].state).rep == "rae"


def test_s5_band_b_has_one_reassignment_then_tess() -> None:
    steps: list[Step] = [
        ("then", None, Reassign()),
        ("after", "2 hours", Escalate(RepTarget("tess"))),
    ]
    clock = Clock(span("2 hours"), "london")
    index, rotation = policy(clock, steps, {"team": "uma vic wes", "other": "tess"})
    state = MemoryState()
    first = start(index, rotation, state, "2026-05-05T09:10")
    found = shown(chain(index, rotation, first, state))
    assert found == [
        ("05-05T11:10", "vic", "05-05T13:10"),
        ("05-05T13:10", "tess", "05-05T15:10"),
    ]


def test_the_chain_of_the_language_page() -> None:
    steps: list[Step] = [
        ("at", "10 minutes", REMIND),
        ("then", None, Reassign()),
        ("after", "1 hour", Escalate(RepTarget("marta"))),
        ("after", "2 days", Assign(QueueTarget("nurture"))),
    ]
    index, rotation = policy(FIFTEEN, steps, {"team": "lena jonas", "other": "marta"})
    state = MemoryState()
    first = start(index, rotation, state, "2026-05-05T09:00")
    assert shown(chain(index, rotation, first, state)) == [
        ("05-05T09:10", "assignee", "05-05T09:15"),
        ("05-05T09:15", "jonas", "05-05T09:30"),
        ("05-05T09:25", "assignee", "05-05T09:30"),
        ("05-05T10:15", "marta", "05-05T10:30"),
        ("05-05T10:25", "assignee", "05-05T10:30"),
        ("05-07T10:15", "nurture", "05-07T10:30"),
        ("05-07T10:25", "assignee", "05-07T10:30"),
    ]


# --- one kind of step each ----------------------------------------------------------------------


def test_the_state_passed_in_is_left_as_it_was() -> None:
    index, rotation = policy(FIFTEEN, S5_STEPS, {"team": "rae sol", "other": "tess"})
    state = MemoryState()
    first = start(index, rotation, state, "2026-05-05T09:00")
    once = chain(index, rotation, first, state)
    assert [state.open_records(name) for name in ("rae", "sol", "tess")] == [1, 0, 0]
    assert shown(chain(index, rotation, first, state)) == shown(once)
    assert rotation.pick("team", TURN, NONE, None, state).rep == "sol"


def test_who_loses_a_record_no_longer_has_it_open() -> None:
    index, rotation = policy(FIFTEEN, S5_STEPS, {"team": "rae sol", "other": "tess"})
    state = MemoryState()
    first = start(index, rotation, state, "2026-05-05T09:00")
    last = chain(index, rotation, first, state)[-1].state
    assert [last.open_records(name) for name in ("rae", "sol", "tess")] == [0, 0, 1]
    day = at("2026-05-05T09:00").toordinal()
    given_then = [last.given(name, CapWindow.DAY, day) for name in ("rae", "sol", "tess")]
    assert given_then == [1, 1, 1]


def test_reassign_with_nobody_left_lets_the_next_step_follow_at_once() -> None:
    index, rotation = policy(FIFTEEN, S5_STEPS[1:], {"team": "rae", "other": "tess"})
    state = MemoryState()
    first = start(index, rotation, state, "2026-05-05T09:00")
    (only,) = chain(index, rotation, first, state)
    assert (only.at, only.owner) == (at("2026-05-05T09:15"), RepTarget("tess"))
    assert [type(passed.step.action) for passed in only.passed] == [Reassign]
    assert [skip.words for skip in only.passed[0].skipped] == ["has had it"]


def test_a_last_step_that_finds_nobody_leaves_the_owner() -> None:
    index, rotation = policy(FIFTEEN, [("then", None, Reassign())], {"team": "rae"})
    state = MemoryState()
    first = start(index, rotation, state, "2026-05-05T09:00")
    (only,) = chain(index, rotation, first, state)
    assert (only.owner, only.assignment.owner) == (None, RepTarget("rae"))
    assert len(only.passed) == 1


def test_reassign_goes_round_those_who_have_not_had_it() -> None:
    steps: list[Step] = [
        ("then", None, Reassign()),
        ("after", "15 minutes", Reassign()),
        ("after", "15 minutes", Reassign()),
    ]
    index, rotation = policy(FIFTEEN, steps, {"team": "ana ben cem"})
    state = MemoryState()
    first = start(index, rotation, state, "2026-05-05T09:00")
    found = chain(index, rotation, first, state)
    assert [outcome.owner and outcome.owner.name for outcome in found] == ["ben", "cem", None]
    assert found[1].assignment.holders == ("ana", "ben", "cem")
    assert [outcome.team for outcome in found] == ["team", "team", None]


def test_reassign_asks_for_availability_at_its_own_time() -> None:
    people = [
        Rep("rae", "rae@acme.example", "UTC"),
        Rep("sol", "sol@acme.example", "UTC", caps=(Cap(0, CapWindow.DAY),)),
        Rep("tim", "tim@acme.example", "Europe/London", calendar="london"),
    ]
    clock = Clock(span("15 minutes"))
    index, rotation = policy(clock, [("then", None, Reassign())], {"team": "rae sol tim"}, people)
    for moment, owner in (("2026-05-05T07:44", None), ("2026-05-05T07:45", RepTarget("tim"))):
        state = MemoryState()
        first = start(index, rotation, state, moment)
        assert first.owner == RepTarget("rae")
        (only,) = chain(index, rotation, first, state)
        assert only.owner == owner


def test_absent_members_are_passed_over() -> None:
    index, rotation = policy(FIFTEEN, [("then", None, Reassign())], {"team": "ana ben cem"})
    state = MemoryState()
    first = start(index, rotation, state, "2026-05-05T09:00")
    outcome = next_step(index, rotation, first, state, Answers(), absent={"ben"})
    assert outcome is not None
    assert outcome.owner == RepTarget("cem")
    assert [skip.rep for skip in outcome.skipped] == ["ben"]


def test_rotate_in_a_step_does_not_go_back_to_the_silent_owner() -> None:
    steps: list[Step] = [
        ("then", None, Rotate(TeamTarget("team"))),
        ("after", "1 hour", Rotate(TeamTarget("other"))),
        ("after", "1 hour", Reassign()),
    ]
    index, rotation = policy(FIFTEEN, steps, {"team": "ana", "other": "ana ben cem"})
    state = MemoryState()
    first = start(index, rotation, state, "2026-05-05T09:00")
    found = chain(index, rotation, first, state)
    # `team` has only the silent owner: `other` follows at once; reassign stays with that team.
    assert [(outcome.owner, outcome.team) for outcome in found] == [
        (RepTarget("ben"), "other"),
        (RepTarget("cem"), "other"),
    ]
    assert [outcome.at for outcome in found] == [at("2026-05-05T09:15"), at("2026-05-05T10:15")]


@pytest.mark.parametrize("action", [Escalate(FieldTerm("boss")), Assign(FieldTerm("boss"))])
@pytest.mark.parametrize(
    "owner", [RepTarget("tess"), QueueTarget("desk"), UserTarget("boss@acme.example"), None]
)
def test_a_term_names_the_new_owner_or_nobody(action: StepAction, owner: Owner | None) -> None:
    index, rotation = policy(FIFTEEN, [("then", None, action)], {"team": "ana", "other": "tess"})
    answers = Answers({} if owner is None else {"boss": owner})
    state = MemoryState()
    first = start(index, rotation, state, "2026-05-05T09:00")
    (only,) = chain(index, rotation, first, state, answers)
    assert only.owner == owner
    assert only.state.open_records("ana") == (1 if owner is None else 0)


def test_a_look_up_of_a_team_or_a_rep_is_rotated_or_given() -> None:
    steps: list[Step] = [("then", None, Rotate(FieldTerm("to")))]
    index, rotation = policy(FIFTEEN, steps, {"team": "ana", "other": "tess"})
    for answer, team in ((TeamTarget("other"), "other"), (RepTarget("tess"), None)):
        state = MemoryState()
        first = start(index, rotation, state, "2026-05-05T09:00")
        (only,) = chain(index, rotation, first, state, Answers({"to": answer}))
        assert (only.owner, only.team) == (RepTarget("tess"), team)


def test_after_counts_from_the_step_before_whenever_that_was() -> None:
    steps: list[Step] = [
        ("then", None, REMIND),
        ("after", "5 minutes", Escalate(RepTarget("tess"))),
        ("after", "5 minutes", Assign(QueueTarget("desk"))),
    ]
    index, rotation = policy(FIFTEEN, steps, {"team": "ana", "other": "tess"})
    state = MemoryState()
    first = start(index, rotation, state, "2026-05-05T17:40")
    assert shown(chain(index, rotation, first, state)) == [
        ("05-05T17:55", "assignee", "05-05T17:55"),
        ("05-05T18:00", "tess", "05-06T08:15"),
        ("05-06T08:05", "desk", "05-06T08:20"),
    ]


def test_an_at_step_that_changes_the_owner_happens_once() -> None:
    steps: list[Step] = [
        ("at", "5 minutes", REMIND),
        ("at", "10 minutes", Reassign()),
        ("then", None, Escalate(RepTarget("tess"))),
    ]
    index, rotation = policy(FIFTEEN, steps, {"team": "ana ben cem", "other": "tess"})
    state = MemoryState()
    first = start(index, rotation, state, "2026-05-05T09:00")
    assert [(when[6:], who) for when, who, _ in shown(chain(index, rotation, first, state))] == [
        ("09:05", "assignee"),
        ("09:10", "ben"),
        ("09:15", "assignee"),
        ("09:25", "tess"),
        ("09:30", "assignee"),
    ]


def test_a_decision_without_a_clock_has_no_chain() -> None:
    index, rotation = policy(FIFTEEN, [], {"team": "ana"})
    state = MemoryState()
    first = start(index, rotation, state, "2026-05-05T09:00")
    assert next_step(index, rotation, first, state, Answers()) is None


ACTIONS = st.sampled_from(
    [
        REMIND,
        Reassign(),
        Escalate(RepTarget("tess")),
        Assign(QueueTarget("desk")),
        Rotate(TeamTarget("other")),
        Escalate(FieldTerm("boss")),
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 14), ACTIONS), max_size=3),
    st.none() | ACTIONS,
    st.lists(st.tuples(st.integers(1, 60), ACTIONS), max_size=4),
)
def test_every_chain_ends_in_order_and_counts_each_record_once(
    at_steps: list[tuple[int, StepAction]],
    then: StepAction | None,
    after_steps: list[tuple[int, StepAction]],
) -> None:
    steps: list[Step] = [("at", f"{n} minutes", action) for n, action in at_steps]
    steps += [] if then is None else [("then", None, then)]
    steps += [("after", f"{n} minutes", action) for n, action in after_steps]
    index, rotation = policy(FIFTEEN, steps, {"team": "ana ben cem", "other": "ben tess"})
    state = MemoryState()
    first = start(index, rotation, state, "2026-05-05T09:00")
    found = chain(index, rotation, first, state)
    moments = [outcome.at for outcome in found]
    assert moments == sorted(moments)
    assert all(outcome.at >= first.start for outcome in found)
    last = found[-1].state if found else OverlayState(state)
    owner = found[-1].assignment.owner if found else first.owner
    names = ("ana", "ben", "cem", "tess")
    is_with_rep = isinstance(owner, RepTarget)
    assert sum(last.open_records(name) for name in names) == is_with_rep
    if is_with_rep:
        assert last.open_records(owner.name) == 1
    changes = [step for step in steps if not isinstance(step[2], NotifyStep)]
    assert sum(outcome.owner is not None for outcome in found) <= len(changes)
