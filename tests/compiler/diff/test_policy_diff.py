"""Changes as people write them, and what the diff says of each."""

from datetime import date

import pytest

from routewright_compiler.diff.outcomes import ChangeKind
from routewright_compiler.diff.policy_diff import PolicyDiff, diff_policies
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.schema.loader import MappingLoader

POLICY = """
record lead {
  country:   country
  employees: integer 0..
  industry:  choice(SaaS, Fintech)
  source:    text blank "n/a"
  owner:     user
}
calendar berlin { zone "Europe/Berlin"  open mon-fri 09:00-18:00 }
rep ana  "ana@acme.example"  { calendar berlin  at most 20 per week }
rep ben  "ben@acme.example"  { calendar berlin }
rep cleo "cleo@acme.example"
team emea { ana weight 2, ben }
team rest { cleo }
queue desk
queue other
table owners from "owners.csv" { key country  gives to }

rule "Known" { when owner is rep  assign owner }
rule "Table" {
  when     owners(country) is known
  assign   owners(country)
}
rule "Large" {
  when     employees >= 1000
  rotate   emea
  sla      2 hours during berlin
}
rule "Fin" {
  when     industry = Fintech
  rotate   rest
  tag      "fin"
}
fallback assign desk
"""
OWNERS = "country,to\nDE,ana\nFR,cleo\n"
TODAY = date(2026, 3, 10)


def compiled(text: str, owners: str = OWNERS) -> object:
    outcome = compile_policy("in.route", MappingLoader({"in.route": text, "owners.csv": owners}))
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value.graph


def diff(*edits: tuple[str, str], owners: str = OWNERS) -> PolicyDiff:
    text = POLICY
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return diff_policies(compiled(POLICY), compiled(text, owners), today=TODAY)  # type: ignore[arg-type]


def told(found: PolicyDiff) -> list[tuple[str, str, str, str]]:
    return [(r.kind.value, r.where, r.before.outcome, r.after.outcome) for r in found.regions]


def test_a_bound_that_moves() -> None:
    found = diff(("employees >= 1000", "employees >= 500"))
    assert [(r.kind, r.before.name, r.after.name, r.shown) for r in found.regions] == [
        (ChangeKind.HANDS, "`Fin`", "`Large`", "employees 500, industry Fintech"),
        (ChangeKind.HANDS, "the last fallback", "`Large`", "employees 500"),
    ]
    assert "employees in 500..999" in found.regions[0].where
    assert found.regions[1].after.outcome == "gives it to team `emea`, SLA 2 hours during berlin"
    assert found.proof == "proved: outside these regions nothing changes"
    assert not (found.people or found.fields or found.renamings or found.undecided)


def test_only_the_sla() -> None:
    found = diff(("2 hours", "4 hours"))
    assert [t[0] for t in told(found)] == ["sla"]
    assert told(found)[0][2:] == ("SLA 2 hours during berlin", "SLA 4 hours during berlin")


def test_only_a_tag() -> None:
    assert told(diff(('"fin"', '"money"'))) == [
        (
            "notices",
            told(diff(('"fin"', '"money"')))[0][1],
            "tells nobody, tags it `fin`",
            "tells nobody, tags it `money`",
        )
    ]


def test_a_rule_renamed_is_no_change_of_hands() -> None:
    found = diff(('"Large"', '"Enterprise"'))
    assert found.regions == ()
    assert [(r.before, r.after) for r in found.renamings] == [("`Large`", "`Enterprise`")]
    assert not found.is_empty


def test_the_last_fallback_is_told_once_for_itself_and_for_those_who_may_come_to_it() -> None:
    found = diff(("fallback assign desk", "fallback assign other"))
    kinds = [(r.kind.value, r.before.name) for r in found.regions]
    assert kinds == [("hands", "the last fallback"), ("fallback", "`Large`")]
    assert found.regions[1].before.outcome == "where nobody is there, puts it into queue `desk`"


def test_a_cell_of_a_table() -> None:
    found = diff(owners="country,to\nDE,ana\nFR,ben\nIT,ben\n")
    assert [(r.before.outcome, r.after.outcome) for r in found.regions] == [
        ("gives it to `cleo`", "gives it to `ben`"),
        ("gives it to team `emea`, SLA 2 hours during berlin", "gives it to `ben`, no SLA"),
        ("gives it to team `rest`", "gives it to `ben`"),
        ("puts it into queue `desk`", "gives it to `ben`"),
    ]
    assert "country = FR" in found.regions[0].where
    assert "country = IT" in found.regions[3].where


def test_a_table_written_as_rules_is_the_same() -> None:
    rules = """rule "Table" { when country = DE  assign ana }
rule "Table 2" { when country = FR  assign cleo }"""
    old = """rule "Table" {
  when     owners(country) is known
  assign   owners(country)
}"""
    found = diff((old, rules))
    assert [(r.kind.value, r.where) for r in found.regions] == [
        ("name", "country = FR and not owner is rep")
    ]


def test_a_new_member_of_a_choice_is_compared_exactly() -> None:
    found = diff(
        ("choice(SaaS, Fintech)", "choice(SaaS, Fintech, Health)"),
        ("industry = Fintech", "industry in (Fintech, Health)"),
    )
    assert [(r.before.name, r.after.name, r.shown) for r in found.regions] == [
        ("the last fallback", "`Fin`", "industry Health")
    ]
    assert found.field_lines == (
        "field `industry`: choice(SaaS, Fintech) before, choice(SaaS, Fintech, Health) now",
    )
    assert found.proof == "proved: outside these regions nothing changes"


def test_a_field_of_another_type_is_said_to_be_another_field() -> None:
    found = diff(("employees: integer 0..", "employees: number 0.."))
    assert "`employees` is another field than before" in found.proof
    assert all(r.before.rule != r.after.rule for r in found.regions)


def test_a_rep_who_left() -> None:
    found = diff(
        ('rep ana  "ana@acme.example"  { calendar berlin  at most 20 per week }', ""),
        ("ana weight 2, ben", "ben"),
        ("Fintech\n  rotate   rest", "Fintech\n  rotate   rest"),
        owners="country,to\nDE,ben\nFR,cleo\n",
    )
    hands = [(r.before.outcome, r.after.outcome) for r in found.of_kind(ChangeKind.HANDS)]
    assert ("gives it to `ana`", "gives it to `ben`") in hands
    # What names her in the record's own field is hers no more: she is no rep now.
    known = [r for r in found.regions if r.before.name == "`Known`"]
    assert known
    assert all("owner" in r.shown for r in known)
    rep, team = found.people
    assert (rep.subject.value, rep.name) == ("rep", "ana")
    assert rep.what == ("is gone", "took at most 20 per week")
    assert rep.teams == ("emea",)
    assert rep.rules == ("rule `Table`", "rule `Large`")
    assert rep.hours == ()  # ben works the same hours
    assert team.what == ("has `ben`, before `ana` weight 2 and `ben`",)
    assert found.proof.endswith(", but for who is there in the teams named here")


def test_a_rep_under_another_name_is_the_same_person() -> None:
    found = diff(
        ('rep ana  "', 'rep anna "'),
        ("ana weight 2", "anna weight 2"),
        owners=OWNERS.replace("ana", "anna"),
    )
    assert found.regions == ()
    assert [(p.subject.value, p.name) for p in found.people] == [("rep", "anna"), ("team", "emea")]


def test_a_calendar_that_closes_earlier() -> None:
    found = diff(("mon-fri 09:00-18:00", "mon-fri 09:00-17:00"))
    assert found.regions == ()
    (calendar,) = found.people
    assert calendar.what == (
        "is open Mon-Fri 09:00-17:00 (Europe/Berlin), before Mon-Fri 09:00-18:00 (Europe/Berlin)",
    )
    assert calendar.teams == ("emea",)
    assert calendar.rules == ("the SLA of rule `Large`",)
    assert calendar.hours == (
        "nobody of team `emea` is there any more Mon-Fri 17:00-18:00 (Europe/Berlin)",
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("at most 20 per week", "at most 5 per day", "takes at most 5 per day, before at most 20"),
        ("at most 20 per week", "away 2026-05-01", "is away 2026-05-01, before at no time"),
        ("at most 20 per week", "speaks de", "has speaks de, before no listed skill"),
        ("ana weight 2, ben", "ben, ana weight 2", "has `ben` and `ana` weight 2, before `ana`"),
        ("ana weight 2, ben }", "ana weight 2, ben  catch up }", "catches up now"),
        ("queue other", 'queue other "The rest"', "is called `The rest` in the CRM"),
    ],
)
def test_changes_of_people(old: str, new: str, said: str) -> None:
    found = diff((old, new))
    assert any(said in text for change in found.people for text in change.what)
    assert found.regions == ()


def test_blank_spellings_are_compared_exactly() -> None:
    rule = "fallback assign desk"
    first = POLICY.replace(rule, 'rule "N" { when source = "none" assign other }\n' + rule)
    second = first.replace('blank "n/a"', 'blank "n/a", "none"')
    found = diff_policies(compiled(first), compiled(second))  # type: ignore[arg-type]
    assert [(r.before.name, r.after.name, r.shown) for r in found.regions] == [
        ("`N`", "the last fallback", 'source "none"')
    ]


def test_changes_that_mean_nothing_are_none() -> None:
    found = diff(
        ("employees >= 1000", "not (employees < 1000 or employees is empty)"),
        ('rule "Fin"', '# A comment.\nrule "Fin"'),
    )
    assert found.is_empty
