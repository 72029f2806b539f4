"""Findings that have several forms: one or several parties, with and without what stands behind."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from compiler.conftest import compiled
from routewright_compiler.analysis.budget import NotDecidedError
from routewright_compiler.analysis.contradiction import contradicting_parts
from routewright_compiler.analysis.coverage.clock_words import hold_words
from routewright_compiler.analysis.coverage.history import arrivals
from routewright_compiler.analysis.coverage.week import Week
from routewright_compiler.analysis.coverage.week_words import week_words
from routewright_compiler.analysis.fact_check import FactCheck
from routewright_compiler.analysis.policy_facts import facts_of
from routewright_compiler.analysis.promises import promised_conditions
from routewright_compiler.analysis.solver import Solver
from routewright_compiler.rules import overlap_in_unique_group, refuted_assert
from routewright_grammar.diagnostic import Certainty
from routewright_runtime.decide import Router
from routewright_runtime.graph.conditions import FieldTerm, Known, OneOf
from rules.conftest import Rules

SOLO = "team solo { ana }\n"


@pytest.mark.parametrize(
    ("rule", "promise", "expected"),
    [
        ("assign ana", "never owner ana", "`A` gives such a record to `ana`"),
        ("rotate ae", "never team ae", "`A` gives such a record to team `ae`"),
        ("assign desk", "never queue desk", "`A` puts such a record into queue `desk`"),
        ('suppress "junk"', "never suppressed", "`A` suppresses such a record"),
        (
            "rotate solo  fallback assign ben",
            "never owner ben",
            "`A` can give such a record to `ben`",
        ),
        (
            "rotate solo  fallback assign desk",
            "never queue desk",
            "`A` can put such a record into queue `desk`",
        ),
        (
            'rotate solo  fallback suppress "junk"',
            "never suppressed",
            "`A` can suppress such a record",
        ),
        ("assign ana", 'always rule "B"', "`A` takes such a record"),
        (
            "assign owner.id",
            "always owner ana, ben",
            "`A` gives such a record to a user who is no rep of the policy",
        ),
    ],
)
def test_what_comes_out_instead(rules: Rules, rule: str, promise: str, expected: str) -> None:
    text = f"""{SOLO}
    rule "A" {{ when owner.id is known  {rule} }}
    rule "B" {{ when country = DE  assign ben }}
    assert "promise" {{ when owner.id is known  {promise} }}
    """
    assert expected in rules.one("refuted-assert", text).message


def test_a_rule_that_one_or_two_behind_it_replace(rules: Rules) -> None:
    text = """
    rule "All" { when country = DE and employees > 0 and partner  assign ana }
    rule "Small" { when country = DE and employees < 100   assign ana }
    rule "Large" { when country = DE and employees >= 100  assign ana }
    """
    messages = [found.message for found in rules.named("redundant-rule", text)]
    assert messages == [
        "rule `All` can be deleted; `Small` and `Large` behind it take its records and do the same"
    ]


def test_more_uncaught_records_than_are_listed(rules: Rules) -> None:
    for count, is_cut in ((8, False), (9, True)):
        pairs = zip("DE FR IT ES PT NL BE PL AT".split()[:count], range(count), strict=True)
        left = " or ".join(f"(country = {c} and employees = {2 * n})" for c, n in pairs)
        text = f"""
        rule "None" {{ when country is empty or employees is empty  assign ana }}
        rule "Rest" {{ when not ({left})  assign ben }}
        """
        notes = rules.one("uncaught-records", text).notes
        told = [words for title, words in notes if title == "note"]
        assert told == (["there are more; these are not all"] if is_cut else [])


@pytest.mark.parametrize(
    ("end", "behind"),
    [
        ("fallback assign desk", "`fallback` gives the record to `desk`"),
        ("fallback rotate ae", "`fallback` rotates team `ae`"),
        ('fallback suppress "late"', "`fallback` suppresses the record"),
        ("fallback rotate solo  fallback assign ben", "`fallback` gives the record to `ben`"),
    ],
)
def test_what_stands_behind_a_rotation(rules: Rules, end: str, behind: str) -> None:
    text = f'{SOLO}rule "A" {{ when employees > 9  rotate solo }}\n{end}\n'
    first, *_ = rules.named("uncovered-hours", text)
    assert dict(first.notes)["then"] == behind


def test_a_hold_is_offered_in_hours_and_then_in_days() -> None:

    told = {
        0: "hold up to 1 hour",
        1: "hold up to 1 hour",
        48: "hold up to 48 hours",
        49: "hold up to 3 days",
        72: "hold up to 3 days",
        73: "hold up to 4 days",
    }
    assert {n: hold_words(timedelta(hours=n)) for n in told} == told
    assert hold_words(timedelta(minutes=61)) == "hold up to 2 hours"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({5: (0, 1440), 6: (0, 1440)}, "Sat-Sun all day"),
        ({6: (0, 1440), 0: (0, 1440)}, "Sun-Mon all day"),
        ({2: (0, 1440)}, "Wed all day"),
        ({4: (1080, 1440), 5: (0, 1440), 6: (0, 1440)}, "Fri 18:00 to Sun 24:00"),
        ({6: (600, 1440), 0: (0, 660)}, "Sun 10:00 to Mon 11:00"),
        ({6: (600, 1440), 0: (0, 1440)}, "Sun 10:00 to Mon 24:00"),
    ],
)
def test_long_runs_of_a_week(days: dict[int, tuple[int, int]], words: str) -> None:
    week = tuple((days[n],) if n in days else () for n in range(7))
    assert week_words(Week("UTC", week, ())) == words


def test_questions_left_open_are_counted_one_by_one(
    rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = """
    unique group "G" {
      when country = DE
      rule "A" { when source = "a"  assign ana }
      rule "B" { when source = "b"  assign ana }
    }
    assert "x" { when country = FR  never queue desk }
    """
    outcome = compiled(rules.files(text))
    assert outcome.value is not None, [d.message for d in outcome.diagnostics]
    facts = facts_of(outcome.value)
    assert facts.reach.live
    for count, pairs in ((1, "1 pair"), (2, "2 pairs")):
        facts.unique_groups.undecided = count
        (overlap,) = overlap_in_unique_group.check(facts)
        assert overlap.message.endswith(f"was not decided for {pairs}")

    def refuse(*_: object) -> None:
        raise NotDecidedError

    monkeypatch.setattr(Solver, "lead", refuse)
    (promise,) = refuted_assert.check(facts)
    assert promise.message == "whether assert `x` holds was not decided"
    assert promise.label.message == ""
    assert {overlap.certainty, promise.certainty} == {Certainty.UNDECIDED}


def test_another_name_of_a_definition_is_no_duplicate(rules: Rules) -> None:
    text = """
    define german = country = DE
    define local = german
    define any = partner or not partner
    define all = employees is known or employees is empty
    rule "A" { when local and any and all  assign ana }
    """
    assert rules.named("duplicate-rule", text) == ()
    again = text.replace("define local = german", "define local = country = DE")
    found = rules.one("duplicate-rule", again)
    assert found.message == "definition `local` says the same as `german`"


def test_open_questions_of_every_kind_are_counted(rules: Rules) -> None:
    outcome = compiled(rules.files('rule "A" { when country = DE  assign ana }'))
    assert outcome.value is not None
    facts = facts_of(outcome.value)
    before = facts.undecided
    for count, name in enumerate(("coverage", "rows", "fact_check"), 1):
        facts.__dict__[name] = SimpleNamespace(undecided=5)
        assert facts.undecided == before + 5 * count


def test_facts_that_stay_open_are_counted_each_once(
    rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = """
    fact "one" { partner implies country = DE }
    fact "two" { partner implies employees > 5 }
    rule "A" { when country = DE  assign ana }
    """
    outcome = compiled(rules.files(text))
    assert outcome.value is not None
    space = facts_of(outcome.value).space

    def refuse(*_: object) -> None:
        raise NotDecidedError

    monkeypatch.setattr(Solver, "any_hole", refuse)
    assert FactCheck(space).undecided == 2
    guards = space.chain.branches[0].guards
    parts = (*guards, Known(FieldTerm("partner")))
    assert contradicting_parts(space, parts) == parts


def test_the_largest_takers_are_named_first_and_three_at_most(rules: Rules) -> None:
    text = """
    rule "Few"  { when employees in 0..9     assign ben }
    rule "Many" { when employees in 10..900  assign ben }
    rule "Web"  { when source = "web"        assign desk }
    rule "DE"   { when country = DE          assign desk }
    rule "Late" { when partner               assign ana }
    rule "Dead" { when employees in 5..600   assign ana }
    """
    outcome = compiled(rules.files(text))
    assert outcome.value is not None
    facts = facts_of(outcome.value)
    cover = facts.reach.cover(5)
    shares = [taker.share for taker in cover.takers]
    assert {facts.chain.branches[t.branch].rule for t in cover.takers} == {"Many", "Few"}
    assert shares == sorted(shares, reverse=True)
    assert cover.is_minimal
    (late,) = [o for o in facts.overlaps.overlaps if o.later == 4]
    assert len(facts.overlaps.takers(late)) == 3
    assert len(facts.overlaps.takers(late, 4)) == 4


def test_who_may_get_a_record_of_the_past(rules: Rules) -> None:
    text = """
    rule "One"   { when country = DE  assign ana }
    rule "Team"  { when country = FR  rotate ae by weight }
    rule "Owner" { when country = IT  assign owner.id }
    rule "Queue" { when country = ES  assign desk }
    """
    outcome = compiled(rules.files(text))
    assert outcome.value is not None
    at = datetime(2026, 3, 10, 9, tzinfo=UTC)
    codes = ("DE", "FR", "IT", "ES")
    rows = [({"country": code, "owner.id": "ben@acme.example"}, at) for code in codes]
    found = arrivals(Router(outcome.value.graph), rows)
    assert [arrival.candidates for arrival in found] == [("ana",), ("ana", "ben"), ("ben",), ()]
    assert {arrival.at for arrival in found} == {at}


def test_members_of_a_unique_group_are_no_overlap_of_their_own(rules: Rules) -> None:
    group = """
    %s group "G" {
      when country = DE
      rule "A" { when source = "a"    assign ana }
      rule "B" { when employees > 10  assign ben }
    }
    """
    unique = rules.lint(group % "unique")
    assert "overlapping-outcomes" not in {d.name for d in unique}
    assert "overlap-in-unique-group" in {d.name for d in unique}
    assert rules.named("overlapping-outcomes", group % "") != ()


def test_the_largest_rule_with_another_outcome_is_named_last(rules: Rules) -> None:
    text = """
    rule "A" { when employees in 0..300    assign ana }
    rule "B" { when employees in 301..600  assign ana }
    rule "C" { when employees in 601..900  assign ana }
    rule "D" { when employees in 901..910  assign ben }
    rule "Dead" { when employees in 0..910 and country = DE  assign ana }
    """
    found = rules.one("unreachable-rule", text)
    subjects = [label.subject for label in found.related]
    assert (len(subjects), subjects[-1]) == (3, "D")


def test_a_rule_inside_a_group_is_deleted_with_its_comment(rules: Rules) -> None:
    inside = """  # Never.
  rule "B" { when employees > 10  assign ana }
"""
    text = f"""group "G" {{
  when country = DE
  rule "A" {{ when employees > 5  assign ana }}
{inside}}}
"""
    (fix,) = rules.one("unreachable-rule", text).fixes
    (edit,) = fix.edits
    assert edit.text == ""
    assert 'rule "B"' in text[edit.span.start : edit.span.end]
    assert 'rule "A"' not in text[edit.span.start : edit.span.end]


def test_what_asserts_ask_about_is_known_before(rules: Rules) -> None:
    text = """
    rule "A" { when country = DE  assign owner.id }
    assert "x" { when employees > 77  never owner "x@old.example" }
    assert "y" { when employees > 78  always rule "A" }
    """
    outcome = compiled(rules.files(text))
    assert outcome.value is not None
    policy = outcome.value
    asked = list(promised_conditions(policy.graph, policy.promises))
    assert [promise.condition in asked for promise in policy.promises] == [True, True]
    assert OneOf(FieldTerm("owner.id"), ("x@old.example",)) in asked
    assert list(promised_conditions(policy.graph, ())) == []


def test_that_other_values_are_there_is_not_said_of_what_nothing_takes(rules: Rules) -> None:
    found = rules.one(
        "uncaught-records",
        """
        rule "None"   { when employees is empty or country is empty     assign desk }
        rule "German" { when country = DE and employees < 200           assign ana }
        rule "Others" { when employees < 200 or employees > 200         rotate ae }
        """,
    )
    assert found.message == (
        "no rule takes the records with `employees = 200`; only the last fallback does"
    )
