"""Days over the caps: what is found, how it reads, and the runtime's rotations as reference."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.coverage.surveying import facts_on, found_by
from routewright_compiler.analysis.coverage.history import arrivals
from routewright_compiler.policy import Policy
from routewright_compiler.rules import over_capacity
from routewright_grammar.diagnostic import Diagnostic
from routewright_runtime.decide import Router
from routewright_runtime.state import MemoryState

RAMPING = """
zone "America/Chicago"
rep oli  "oli@lumen.example"   { at most 4 per day }
rep pam  "pam@lumen.example"   { at most 3 per day  at most 9 per week }
rep quin "quin@lumen.example"  { at most 2 per day  speaks fr }
rep zoe  "zoe@lumen.example"
team inbound { oli weight 3, pam weight 2, quin weight 1 }
team open    { oli, zoe }
"""
MONDAY = datetime(2026, 3, 9, 15, 0, tzinfo=UTC)  # 10:00 in Chicago


def _on(days: dict[int, int], **record: object) -> list[tuple[dict[str, object], datetime]]:
    """Return so many records on each day after Monday, a minute apart."""
    return [
        (dict(record), MONDAY + timedelta(days=day, minutes=n))
        for day, count in days.items()
        for n in range(count)
    ]


def _found(policy: Policy, records: list[tuple[dict[str, object], datetime]]) -> list[Diagnostic]:
    history = arrivals(Router(policy.graph), records)
    return found_by(over_capacity, facts_on(policy, history))


def test_days_with_more_than_the_caps_take(bench: Any) -> None:
    policy = bench.policy(RAMPING + 'rule "Inbound" { rotate inbound by weight }')
    (finding,) = _found(policy, _on({0: 9, 1: 11, 2: 10, 8: 11}))
    assert finding.message == (
        "more came to team `inbound` than its caps take, 9 a day, on 3 days of the history: "
        "11 on 2026-03-10, 11 on 2026-03-17 and 10 on 2026-03-11"
    )
    assert finding.label.subject == "inbound"
    assert _found(policy, _on({0: 9, 1: 9})) == []


def test_weeks_with_more_than_the_caps_take(bench: Any) -> None:
    policy = bench.policy(RAMPING + 'rule "Inbound" { rotate inbound }')
    # 28 + 9 + 14 = 51 a week: five days of 9 and one of 7 are 52.
    (finding,) = _found(policy, _on({0: 9, 1: 9, 2: 9, 3: 9, 4: 9, 5: 7}))
    assert finding.message == (
        "more came to team `inbound` than its caps take, 51 a week, in 1 week of the history: "
        "52 in the week of 2026-03-09"
    )
    assert _found(policy, _on({0: 9, 1: 9, 2: 9, 3: 9, 4: 9, 5: 6})) == []


def test_days_are_local(bench: Any) -> None:
    policy = bench.policy(RAMPING + 'rule "Inbound" { rotate inbound }')
    night = datetime(2026, 3, 11, 4, 59, tzinfo=UTC)  # the last minute of 10 March
    records: list[tuple[dict[str, object], datetime]] = [({}, night)] * 5
    assert _found(policy, [*records, *[({}, night + timedelta(minutes=1))] * 5]) == []
    assert len(_found(policy, records * 2)) == 1


def test_a_member_without_a_cap_takes_the_rest(bench: Any) -> None:
    policy = bench.policy(RAMPING + 'rule "Open" { rotate open }')
    assert _found(policy, _on({0: 500})) == []


def test_records_for_some_of_a_team_and_for_one_by_name_count(bench: Any) -> None:
    rules = """
    rule "French" { when employees = 1  rotate inbound where speaks fr }
    rule "Asked"  { when employees = 2  rotate inbound where speaks language }
    rule "Quin"   { when employees = 3  assign quin }
    rule "All"    { when employees = 4  rotate inbound }
    """
    policy = bench.policy(RAMPING + rules)
    each = [*_on({0: 1}, employees=1), *_on({0: 1}, employees=2, language="fr")]
    found = _found(policy, [*each, *_on({0: 1}, employees=3), *_on({0: 6}, employees=4)])
    assert [finding.message.partition(":")[0] for finding in found] == [
        "more came to team `inbound` who speaks `fr` than its caps take, 2 a day, on 1 day of the "
        "history"
    ]
    found = _found(policy, [*each, *_on({0: 8}, employees=4)])
    assert [finding.message.partition("caps take, ")[2] for finding in found] == [
        "9 a day, on 1 day of the history: 10 on 2026-03-09"
    ]


def test_without_a_history_nothing_is_said(bench: Any) -> None:
    policy = bench.policy(RAMPING + 'rule "Inbound" { rotate inbound }')
    assert found_by(over_capacity, facts_on(policy)) == []


@settings(max_examples=40, deadline=None)
@given(
    caps=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    hours=st.lists(st.integers(0, 24 * 9), max_size=40),
    method=st.sampled_from(["", "by weight", "by load"]),
)
def test_days_found_are_those_on_which_the_runtime_is_full(
    bench: Any, caps: list[int], hours: list[int], method: str
) -> None:
    reps = "".join(
        f'rep x{n} "x{n}@lumen.example" {{ at most {cap} per day }}\n' for n, cap in enumerate(caps)
    )
    team = f"team inbound {{ {', '.join(f'x{n}' for n in range(len(caps)))} }}\n"
    rules = f'zone "America/Chicago"\n{reps}{team}rule "Inbound" {{ rotate inbound {method} }}'
    policy = bench.policy(rules)
    times = [MONDAY + timedelta(hours=hour) for hour in sorted(hours)]
    router, state = Router(policy.graph), MemoryState()
    days = router.rotation.people["x0"].days
    full: Counter[int] = Counter()
    for at in times:
        if router.decide({}, state, at).owner == "desk":
            full[days.number(at)] += 1
    history = arrivals(router, [({}, at) for at in times])
    found = facts_on(policy, history).coverage.excesses
    over = {day.toordinal(): count - e.capacity for e in found for day, count in e.days}
    assert over == dict(full)
