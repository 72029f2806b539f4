"""Uncovered hours: what is found, how it reads, and the runtime agreeing at every edge."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from compiler.coverage.surveying import facts_on, found_by
from routewright_compiler.analysis.coverage.intervals import first_from
from routewright_compiler.rules import uncovered_hours
from routewright_runtime.decide import Router
from routewright_runtime.state import MemoryState

PEOPLE = """
calendar berlin   { zone "Europe/Berlin"  open mon-fri 09:00-18:00  holidays DE-BE }
calendar new_york { zone "America/New_York"  open mon-fri 09:00-17:00  holidays US }
calendar night    { zone "Europe/Berlin"  open mon-sun 22:00-06:00 }
rep lena  "lena@acme.example"  { calendar berlin  speaks de }
rep jonas "jonas@acme.example" { calendar berlin  speaks de, fr  away 2026-12-21..2027-01-01 }
rep nick  "nick@acme.example"  { calendar new_york  speaks en }
rep nina  "nina@acme.example"  { calendar night }
rep otto  "otto@acme.example"  { away 2027-02-01..2027-02-03 }
rep pia   "pia@acme.example"
team dach   { lena, jonas }
team both   { lena, nick }
team nights { nina }
team lone   { otto }
team always { lena, pia }
team eased  { lena weight 1, pia weight 0 }
"""
WEEK = "every week Mon-Thu 18:00-09:00 and Fri 18:00 to Mon 09:00 (Europe/Berlin)"


def _messages(bench: Any, rules: str) -> list[str]:
    facts = facts_on(bench.policy(PEOPLE + rules))
    return [finding.message for finding in found_by(uncovered_hours, facts)]


def test_nights_weekends_and_holidays(bench: Any) -> None:
    (message,) = _messages(bench, 'rule "A" { rotate dach }')
    assert message == (
        f"nobody of team `dach` is there: {WEEK}, and on 2026-12-25, 2027-01-01, 2027-03-08 and "
        "6 more (longest: 2028-04-13 18:00 to 2028-04-18 09:00)"
    )


def test_absences_count_where_nobody_else_is_left(bench: Any) -> None:
    (message,) = _messages(bench, 'rule "A" { rotate dach where speaks fr }')
    assert message.startswith(
        f"nobody of team `dach` who speaks `fr` is there: {WEEK}, and on 2026-12-21 to 2027-01-01,"
    )
    assert message.endswith("(longest: 2026-12-18 18:00 to 2027-01-04 09:00)")


def test_an_absence_alone(bench: Any) -> None:
    assert _messages(bench, 'rule "A" { rotate lone }') == [
        "nobody of team `lone` is there: on 2027-02-01 to 2027-02-03 (UTC) "
        "(longest: 2027-02-01 00:00 to 2027-02-04 00:00)"
    ]


def test_clocks_that_change_on_different_days_leave_an_hour(bench: Any) -> None:
    facts = facts_on(bench.policy(PEOPLE + 'rule "A" { rotate both }'))
    (finding,) = found_by(uncovered_hours, facts)
    notes = dict(finding.notes)
    assert "Mon-Thu 23:00-09:00 and Fri 23:00 to Mon 09:00 (Europe/Berlin)" in finding.message
    assert "2027-03-15 to 2027-03-25 22:00-23:00" in notes["dates"]
    assert "2027-11-01 to 2027-11-05 22:00-23:00" in notes["dates"]
    # A holiday of one country leaves the hours of the other: Good Friday, Thanksgiving.
    assert "2027-03-26 09:00-14:00, 22:00-23:00" in notes["dates"]
    assert "2026-11-26 18:00-23:00" in notes["dates"]


def test_clock_changes_alone_are_no_exceptions(bench: Any) -> None:
    assert _messages(bench, 'rule "A" { rotate nights }') == [
        "nobody of team `nights` is there: every week Mon-Sun 06:00-22:00 (Europe/Berlin) "
        "(longest: 2026-11-24 06:00 to 22:00)"
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "rotate always",
        "rotate dach hold up to 1 hour",
        "rotate dach fallback assign desk",
        "assign lena",
        "rotate eased",
    ],
)
def test_no_finding(bench: Any, rule: str) -> None:
    assert _messages(bench, f'rule "A" {{ {rule} }}') == []


def test_a_weight_of_0_does_not_count_where_weights_do(bench: Any) -> None:
    assert len(_messages(bench, 'rule "A" { rotate eased by weight }')) == 1


def test_a_rule_without_records_is_not_reported(bench: Any) -> None:
    rules = 'rule "A" { assign desk } rule "B" { rotate dach }'
    assert _messages(bench, rules) == []


def test_a_rule_within_the_hours_of_its_team_is_covered(bench: Any) -> None:
    assert _messages(bench, 'rule "A" { when during berlin  rotate dach }') == []
    (message,) = _messages(bench, 'rule "A" { when not during berlin  rotate dach }')
    assert WEEK in message


def test_what_an_earlier_rule_takes_in_some_hours_is_left_out(bench: Any) -> None:
    rules = """
    rule "Night" { when not during berlin and employees > 5  assign desk }
    rule "Day"   { when employees > 5  rotate dach }
    """
    assert _messages(bench, rules) == []
    assert len(_messages(bench, rules.replace("Night", "N").replace("> 5  assign", "> 6  assign")))


def test_one_team_is_one_finding(bench: Any) -> None:
    policy = bench.policy(
        PEOPLE
        + 'rule "A" { when employees > 5  rotate dach }'
        + 'rule "B" { when employees > 3  rotate dach by load }'
    )
    (finding,) = found_by(uncovered_hours, facts_on(policy))
    assert finding.label.subject == "dach"
    assert [label.subject for label in finding.related] == ["B", "dach"]


def test_fallbacks_of_a_group(bench: Any) -> None:
    group = 'group "G" {{ when employees > 5  rule "A" {{ when partner = true  assign lena }} {} }}'
    (finding,) = found_by(
        uncovered_hours,
        facts_on(bench.policy(PEOPLE + group.format("fallback rotate dach"))),
    )
    assert finding.help.startswith("add a second fallback behind it")
    assert "`G / fallback`" in finding.label.message
    rules = group.format("fallback rotate dach fallback assign desk")
    assert _messages(bench, rules) == []


def test_teams_of_a_table_with_the_same_hours_are_joined(bench: Any) -> None:
    files = {"t.csv": "country,to\nDE,dach\nFR,alike\nUS,nights\nGB,pia\n"}
    rules = """
    team alike { lena, jonas }
    table t from "t.csv" { key country  gives to }
    rule "A" { rotate t(country) }
    """
    policy = bench.policy(PEOPLE + rules, **files)
    found = found_by(uncovered_hours, facts_on(policy))
    assert [finding.message.partition(" is there")[0] for finding in found] == [
        "nobody of teams `dach` and `alike`",
        "nobody of team `nights`",
    ]
    assert [finding.label.subject for finding in found] == ["A", "nights"]
    assert found[1].witness == (("country", "US"),)


SKILLS = """
rule "Known" { when language in (it, es)  assign desk }
rule "Asked" { rotate mixed where speaks language }
rep ines "ines@acme.example" { speaks es }
rep kit  "kit@acme.example"  { calendar new_york  speaks fr }
team mixed { lena, jonas, kit, ines }
"""


def test_what_a_record_asks_for_may_leave_fewer(bench: Any) -> None:
    facts = facts_on(bench.policy(PEOPLE + SKILLS))
    (finding,) = found_by(uncovered_hours, facts)
    # Everybody together is always there, and nobody but Ines speaks a language that cannot come.
    assert finding.message.startswith("nobody of team `mixed` who speaks `de` is there: every week")
    assert finding.witness == (("language", "de"),)
    (title,) = [title for title, _ in finding.notes if title.startswith("team `mixed`")]
    assert title == "team `mixed` who speaks `fr`"


def test_the_runtime_agrees_on_what_records_ask_for(bench: Any) -> None:
    policy = bench.policy(PEOPLE + SKILLS)
    (found,) = facts_on(policy).coverage.uncovered
    router = Router(policy.graph)
    hours = {"de": found.hours} | {
        str(part.pool.where[0].value): part.hours for part in found.narrower
    }
    assert set(hours) == {"de", "fr"}
    for language in ("de", "fr", None):
        uncovered = hours.get(str(language), ())
        for at in _edges(uncovered[1:200]):
            decision = router.decide({"language": language}, MemoryState(), at)
            is_nobody = not decision.attempts[0].is_carried_out
            assert (first_from(uncovered, at) == at) is is_nobody


def test_never_anybody(bench: Any) -> None:
    rules = """
    calendar gone { zone "Europe/Berlin"  open mon 09:00-10:00  closed 2020-01-01..2040-01-01 }
    rep zoe "zoe@acme.example" { calendar gone }
    team empty { zoe }
    rule "A" { rotate empty }
    """
    assert _messages(bench, rules) == [
        "nobody of team `empty` is there: at no time up to 2028-05-24"
    ]


def test_today_is_passed_in(bench: Any) -> None:
    policy = bench.policy(PEOPLE + 'rule "A" { rotate dach }')
    assert found_by(uncovered_hours, facts_on(policy, today=None)) == []


RULES = """
rule "Both"   { when employees in 1..9  rotate both }
rule "Night"  { when employees in 10..19  rotate nights }
rule "French" { when employees in 20..29  rotate dach where speaks fr }
rule "Day"    { when employees in 30..39 and during new_york  rotate dach }
rule "Lone"   { when employees in 40..49  rotate lone }
group "G" {
  when employees in 50..59
  rule "First" { when partner = true  rotate nights  hold up to 3 hours }
  fallback rotate dach
}
"""


def _edges(intervals: Any) -> Iterator[datetime]:
    for start, end in intervals:
        for at in (start, end):
            yield from (at - timedelta(microseconds=1), at, at + timedelta(minutes=1))


def test_the_runtime_agrees_at_every_edge_and_hour(bench: Any) -> None:
    policy = bench.policy(PEOPLE + RULES)
    coverage = facts_on(policy).coverage
    router = Router(policy.graph)
    expected = {
        rotation.branch.rule: item for item in coverage.uncovered for rotation in item.rotations
    }
    assert set(expected) == {"Both", "Night", "French", "Day", "Lone", "G / fallback"}
    horizon = coverage.survey.horizon
    sizes = {"Both": 1, "Night": 10, "French": 20, "Day": 30, "Lone": 40, "G / fallback": 50}
    hours = [datetime(2027, 3, 10, tzinfo=UTC) + timedelta(hours=n) for n in range(24 * 26)]
    for rule, item in expected.items():
        for at in {*hours, *_edges(item.hours[:300]), *_edges(item.hours[-60:])}:
            if not horizon.start_at <= at < horizon.end_at:
                continue
            decision = router.decide({"employees": sizes[rule]}, MemoryState(), at)
            is_nobody = decision.rule == rule and not decision.attempts[0].is_carried_out
            assert (first_from(item.hours, at) == at) is is_nobody, (rule, at)


def test_the_example_moment_replays(bench: Any) -> None:
    policy = bench.policy(PEOPLE + RULES)
    router = Router(policy.graph)
    for finding in found_by(uncovered_hours, facts_on(policy)):
        assert finding.witness is not None
        at = datetime.fromisoformat(dict(finding.notes)["moment"])
        decision = router.decide(dict(finding.witness), MemoryState(), at)
        assert not decision.attempts[0].is_carried_out
        assert shown_team(finding.message) == decision.attempts[0].team


def shown_team(message: str) -> str:
    """Return the team that a message is about."""
    return message.split("`")[1]
