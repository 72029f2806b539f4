"""Unmeetable targets: what is found, how it reads, and a minute-by-minute reference."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.coverage.people_samples import (
    AUTUMN,
    SPRING,
    at_work_by_minute,
    instant,
    minutes_of,
    peopled,
)
from compiler.coverage.surveying import facts_on, found_by
from routewright_compiler.analysis.coverage.intervals import difference
from routewright_compiler.analysis.coverage.presence import Presence
from routewright_compiler.analysis.coverage.unmeetable import first_lost
from routewright_compiler.rules import unmeetable_sla
from routewright_runtime.decide import Router
from routewright_runtime.graph.conditions import TimeAmount, TimeUnit
from routewright_runtime.graph.model import Clock
from routewright_runtime.sla import due
from routewright_runtime.state import MemoryState

PEOPLE = """
calendar berlin  { zone "Europe/Berlin"  open mon-fri 09:00-18:00  holidays DE-BE }
calendar early   { zone "Europe/Berlin"  open mon-fri 06:00-18:00 }
rep lena  "lena@acme.example"  { calendar berlin }
rep jonas "jonas@acme.example" { calendar berlin  away 2026-12-21..2027-01-01 }
rep pia   "pia@acme.example"
team dach { lena, jonas }
team helpers { pia }
"""


def _messages(bench: Any, rules: str, **files: str) -> list[str]:
    facts = facts_on(bench.policy(PEOPLE + rules, **files))
    return [finding.message for finding in found_by(unmeetable_sla, facts)]


def test_a_target_in_all_hours_runs_out_at_night(bench: Any) -> None:
    policy = bench.policy(PEOPLE + 'rule "A" { assign lena  sla 4 hours }')
    (finding,) = found_by(unmeetable_sla, facts_on(policy))
    assert finding.message == (
        "the target of `4 hours` can be over before `lena` is there: from 2026-11-24 18:00 to "
        "22:00 nobody who may have the record is at work (Europe/Berlin)"
    )
    assert dict(finding.notes)["back"] == "2026-11-25T09:00+01:00"
    assert "`sla 4 hours during berlin`" in finding.help


def test_only_a_long_weekend_is_too_long(bench: Any) -> None:
    policy = bench.policy(PEOPLE + 'rule "A" { assign lena  sla 4 days }')
    (finding,) = found_by(unmeetable_sla, facts_on(policy))
    notes = dict(finding.notes)
    assert notes["moment"] == "2027-03-25T18:00+01:00"
    assert notes["how often"] == "in 2 breaks up to 2028-05-24"


def test_a_clock_with_a_calendar_of_its_own(bench: Any) -> None:
    (message,) = _messages(bench, 'rule "A" { assign lena  sla 1 hour during early }')
    assert "from 2026-12-24 18:00 to 2026-12-25 07:00" not in message
    assert "`1 hour during early`" in message
    assert "from 2026-11-24 18:00 to 2026-11-25 07:00" in message


def test_an_absence(bench: Any) -> None:
    (message,) = _messages(bench, 'rule "A" { assign jonas  sla 2 days during berlin }')
    assert "from 2026-12-18 18:00 to 2026-12-22 18:00" in message


@pytest.mark.parametrize(
    "rule",
    [
        "assign lena  sla 4 hours during berlin",
        "assign lena",
        "assign pia  sla 1 minute",
        "assign desk  sla 1 minute",
        "rotate dach  sla 1 minute",
        "rotate dach hold up to 12 hours  sla 1 minute",
        "rotate dach  fallback assign desk  sla 1 hour",
        "when during berlin  assign lena  sla 4 hours",
        "assign lena  sla 4 hours  at 1 hour escalate to pia",
        "assign lena  sla 4 hours  at 1 hour assign desk",
        "assign lena  sla 4 hours  at 1 hour rotate helpers",
    ],
)
def test_no_finding(bench: Any, rule: str) -> None:
    assert _messages(bench, f'rule "A" {{ {rule} }}') == []


def test_telling_somebody_helps_nobody(bench: Any) -> None:
    rule = 'rule "A" { assign lena  sla 4 hours  at 1 hour notify pia }'
    assert len(_messages(bench, rule)) == 1


def test_a_fallback_is_asked_when_what_stands_before_it_fails(bench: Any) -> None:
    (message,) = _messages(bench, 'rule "A" { rotate dach  fallback assign lena  sla 4 hours }')
    assert "`lena`" in message
    # Counted in office hours, no break of hers is as long as the target.
    assert (
        _messages(bench, 'rule "A" { rotate dach  fallback assign lena  sla 1 hour during berlin }')
        == []
    )


def test_cells_and_fields_that_name_people(bench: Any) -> None:
    rules = """
    table t from "t.csv" { key country  gives to }
    rule "Table" { when t(country) is known  rotate t(country)  sla 1 hour }
    rule "Owner" { when owner.id is rep and not (owner.id = "jonas@acme.example")
                   assign owner.id  sla 1 hour }
    """
    files = {"t.csv": "country,to\nDE,dach\nFR,lena\nUS,desk\nGB,pia\n"}
    policy = bench.policy(PEOPLE + rules, **files)
    table, owner = found_by(unmeetable_sla, facts_on(policy))
    assert (table.label.subject, owner.label.subject) == ("Table", "Owner")
    assert table.witness == (("country", "FR"),)
    assert dict(owner.witness or ())["owner.id"] == "lena@acme.example"
    assert dict(owner.notes)["also"] == "`ana`"  # of the standard people; jonas is ruled out


def test_the_start_replays(bench: Any) -> None:
    rules = """
    rule "A" { when employees > 5  assign lena  sla 4 hours }
    rule "B" { when employees > 4  assign jonas  sla 2 days during berlin }
    rule "C" { when employees > 3 and not during berlin  assign lena  sla 1 hour during early }
    """
    policy = bench.policy(PEOPLE + rules)
    router = Router(policy.graph)
    found = found_by(unmeetable_sla, facts_on(policy))
    assert len(found) == 3
    for finding in found:
        assert finding.witness is not None
        notes = dict(finding.notes)
        at = datetime.fromisoformat(notes["moment"])
        decision = router.decide(dict(finding.witness), MemoryState(), at)
        assert decision.sla_due == datetime.fromisoformat(notes["due"])
        times = list(minutes_of(at, decision.sla_due))
        assert not any(at_work_by_minute(policy.graph, [decision.owner], times))


DAYS = 7
MARGIN = 60


@st.composite
def _clocks(draw: st.DrawFn, names: list[str]) -> Clock:
    unit = draw(st.sampled_from(list(TimeUnit)))
    amounts = {TimeUnit.MINUTE: [1, 45, 600], TimeUnit.HOUR: [1, 3, 12, 30]}
    amount = draw(st.sampled_from(amounts.get(unit, [1, 2])))
    return Clock(TimeAmount(amount, unit), draw(st.sampled_from([None, *names])))


@settings(max_examples=25, deadline=None)
@given(data=st.data(), first=st.sampled_from([SPRING, AUTUMN, date(2027, 4, 1)]))
def test_lost_starts_are_those_of_the_reference(data: st.DataObject, first: date) -> None:
    graph = data.draw(peopled(first, DAYS))
    clock = data.draw(_clocks([calendar.name for calendar in graph.calendars]))
    start, end = instant(first), instant(first + timedelta(days=DAYS))
    names = [rep.name for rep in graph.reps][:2]
    presence = Presence(graph, (start, end))
    breaks = difference(presence.whole, presence.of_pool(names))
    found = list(first_lost(presence, clock, tuple(names), breaks, breaks))
    later = list(minutes_of(start, end + timedelta(days=MARGIN)))
    back = _next_at_work(at_work_by_minute(graph, names, later))
    for (low, high), lost in zip(breaks, found, strict=True):
        expected = None
        for at in minutes_of(low, high):
            target = due(clock, at, presence.hours)
            if target is None or target > later[-1]:
                continue
            coming = back[(at - start) // timedelta(minutes=1)]
            if coming is None or later[coming] >= target:
                expected = at, target
                break
        if lost is not None and lost.due > later[-1]:
            continue
        assert (None if lost is None else (lost.start, lost.due)) == expected


def _next_at_work(at_work: list[bool]) -> list[int | None]:
    found: list[int | None] = [None] * len(at_work)
    coming: int | None = None
    for n in range(len(at_work) - 1, -1, -1):
        coming = n if at_work[n] else coming
        found[n] = coming
    return found


def test_a_start_after_the_clocks_went_back_has_an_earlier_target(bench: Any) -> None:
    always = 'calendar always { zone "Europe/Berlin"  open mon-sun 00:00-24:00 }\n'
    policy = bench.policy(PEOPLE + always + 'rule "A" { assign lena }')
    presence = Presence(policy.graph, (instant(AUTUMN), instant(AUTUMN + timedelta(days=DAYS))))
    clock = Clock(TimeAmount(1, TimeUnit.DAY), "always")
    day = instant(date(2027, 10, 31))
    # Berlin shows 02:00 to 03:00 twice, the second time from 01:00 UTC on. Whoever starts at the
    # first 02:30 has until 02:30 of the next day, and at the second 02:00 only until 02:00.
    gone, second = day + timedelta(minutes=30), day + timedelta(hours=1)
    back = day + timedelta(days=1, hours=1, minutes=15)
    (found,) = first_lost(presence, clock, ("lena",), ((gone, back),), ((gone, back),))
    assert found is not None
    assert (found.start, found.due) == (second, day + timedelta(days=1, hours=1))
    # Where nobody asks at the second 02:00 any more, nothing starts there.
    assert list(first_lost(presence, clock, ("lena",), ((gone, back),), ((gone, second),))) == [
        None
    ]
    early = back - timedelta(minutes=20)
    assert list(first_lost(presence, clock, ("lena",), ((gone, early),), ((gone, early),))) == [
        None
    ]


def test_a_fallback_behind_people_who_take_turns_all_day_is_never_asked(bench: Any) -> None:
    shifts = """
    calendar first  { open mon-sun 00:00-12:00 }
    calendar second { open mon-sun %s-24:00 }
    rep mia "mia@acme.example" { calendar first }
    rep noa "noa@acme.example" { calendar second }
    team shifts { mia, noa }
    rule "A" { rotate shifts  fallback assign lena  sla 4 hours }
    """
    assert _messages(bench, shifts % "12:00") == []
    (message,) = _messages(bench, shifts % "21:00")
    assert "`lena`" in message
