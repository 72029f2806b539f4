"""Comparisons at the edges: names of two meanings, times, facts, groups, tables, budgets."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.comparison import cases
from routewright_compiler.analysis.comparison.alignment import align
from routewright_compiler.analysis.comparison.cases import Open
from routewright_compiler.analysis.comparison.comparison import Comparison, compare
from routewright_compiler.analysis.comparison.field_differences import FieldAspect
from routewright_compiler.analysis.comparison.translation import SIDES, marked
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.solver import Solver
from routewright_compiler.analysis.space import Box
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_runtime.graph.model import DecisionGraph, RepTarget
from routewright_runtime.values import Value

BASE = """
record lead {
  size: integer 0..10  kind: choice(A, B)  tags: choices(X, Y)  day: date  at: datetime
  country: country  owner: user  note: text
}
calendar office { zone "Europe/Berlin"  open mon-fri 09:00-17:00 }
rep ana "ana@acme.example"
rep ben "ben@acme.example"
team both { ana, ben }
queue desk
queue other
table owners from "owners.csv" { key country  gives to }
"""
OWNERS = "country,to\nDE,ana\nFR,ben\n"
END = "fallback assign desk\n"


def graph(
    rules: str, base: str = BASE, owners: str = "country,to\nDE,ana\nFR,ben\n"
) -> DecisionGraph:
    files = {"in.route": base + rules + END, "owners.csv": owners}
    outcome = compile_policy("in.route", MappingLoader(files))
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value.graph


def told(found: Comparison) -> list[tuple[str, str, dict[str, object]]]:
    return [
        (c.before.branch.rule, c.after.branch.rule, dict(found.sighting(c).witness.values))
        for c in found.changes
    ]


@given(st.lists(st.integers(0, 5), max_size=12), st.lists(st.integers(0, 5), max_size=12))
def test_aligned_items_are_equal_and_rise(before: list[int], after: list[int]) -> None:
    pairs = align(before, after)
    assert all(before[first] == after[second] for first, second in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))
    assert align(before, before) == [(n, n) for n in range(len(before))]


def test_a_calendar_of_the_same_name_with_other_hours() -> None:
    rule = 'rule "A" { when during office  assign ana }\n'
    found = compare(graph(rule), graph(rule, BASE.replace("09:00-17:00", "09:00-18:00")))
    (change,) = found.changes
    sighting = found.sighting(change)
    assert (change.before.branch.rule, change.after.branch.rule) == ("fallback", "A")
    assert sighting.witness.at is not None
    assert sighting.witness.at.strftime("%H") in ("15", "16")  # in UTC, winter and summer
    assert not sighting.witness.is_assumed
    assert "during office (after)" in found.words.box(found.cover(change).boxes[0])


def test_a_date_under_two_zones_is_an_unknown() -> None:
    rule = 'rule "A" { when day within 7 days  assign ana }\n'
    found = compare(graph(rule), graph('zone "Asia/Tokyo"\n' + rule))
    assert found.changes
    assert all(found.sighting(change).witness.is_assumed for change in found.changes)
    same = compare(graph('zone "Asia/Tokyo"\n' + rule), graph('zone "Asia/Tokyo"\n' + rule))
    assert same.is_same


def test_a_fact_of_one_side_is_not_relied_on() -> None:
    fact = 'fact "f" { size > 3 implies kind is known }\n'
    first = 'rule "A" { when size > 3  assign ana }\n'
    second = 'rule "A" { when size > 3 and kind is known  assign ana }\n'
    assert compare(graph(first + fact), graph(second + fact)).is_same
    assert told(compare(graph(first), graph(second + fact))) == [("A", "fallback", {"size": 4})]


def test_bounds_and_members_that_one_side_reads() -> None:
    rule = 'rule "A" { when size > 3  assign ana }\nrule "B" { when kind is known  assign ben }\n'
    wider = BASE.replace("0..10", "0..20").replace("choice(A, B)", "choice(A, C)")
    found = compare(graph(rule), graph(rule, wider))
    assert [(d.name, d.aspect, d.is_compared) for d in found.fields] == [
        ("size", FieldAspect.VALUES, True),
        ("kind", FieldAspect.VALUES, True),
    ]
    expected = [
        ("B", "A", {"size": 11, "kind": "A"}),
        ("fallback", "A", {"size": 11}),
        ("B", "fallback", {"kind": "B"}),
        ("fallback", "B", {"kind": "C"}),
    ]
    assert sorted(map(str, told(found))) == sorted(map(str, expected))


def test_members_of_a_multi_select_that_one_side_reads() -> None:
    rule = 'rule "A" { when tags is known  assign ana }\n'
    found = compare(graph(rule), graph(rule, BASE.replace("choices(X, Y)", "choices(X, Y, Z)")))
    assert told(found) == [("fallback", "A", {"tags": ("Z",)})]


def test_a_field_of_another_type_is_two_fields() -> None:
    rule = 'rule "A" { when note is known  assign ana }\n'
    found = compare(graph(rule), graph(rule, BASE.replace("note: text", "note: boolean")))
    (difference,) = found.fields
    assert (difference.aspect, difference.is_compared) == (FieldAspect.TYPE, False)
    sightings = [found.sighting(change) for change in found.changes]
    assert sightings
    assert all(("note" in s.before) != ("note" in s.after) for s in sightings)


def test_a_promise_that_a_field_is_there_is_not_relied_on_where_one_side_lacks_it() -> None:
    first, second = 'rule "A" { when size >= 0  assign ana }\n', 'rule "A" { assign ana }\n'
    promised = BASE.replace("0..10", "0..10 required")
    assert compare(graph(first, promised), graph(second, promised)).is_same
    assert told(compare(graph(first, promised), graph(second))) == [("fallback", "A", {})]


def test_groups_and_definitions_are_compared_by_meaning() -> None:
    first = """define big = size > 5
group "G" { when country = DE  rule "A" { when big  assign ana }  fallback assign other }
"""
    second = """rule "A" { when country = DE and size >= 6  assign ana }
rule "rest" { when country = DE  assign other }
"""
    assert compare(graph(first), graph(second)).is_same


def test_a_table_is_the_same_as_rules_that_give_its_cells() -> None:
    table = 'rule "T" { when owners(country) is known  rotate owners(country) }\n'
    rules = 'rule "D" { when country = DE assign ana }\nrule "F" { when country = FR assign ben }\n'
    assert compare(graph(table), graph(rules)).is_same
    assert compare(graph(rules), graph(table)).is_same
    other = graph(table, owners="country,to\nFR,ben\nDE,ben\n")
    assert told(compare(graph(table), other)) == [("T", "T", {"country": "DE"})]


def test_a_field_that_names_a_rep_is_the_rep() -> None:
    by_field = 'rule "A" { when owner = ana  assign owner }\n'
    by_name = 'rule "A" { when owner = ana  assign ana }\n'
    assert compare(graph(by_field), graph(by_name)).is_same
    anybody = 'rule "A" { when owner is known  assign owner }\n'
    named = 'rule "A" { when owner is known  assign ana }\n'
    changes = compare(graph(anybody), graph(named)).changes
    assert changes
    assert all(change.lead.values["owner"] != "ana@acme.example" for change in changes)


def test_a_fallback_that_is_never_tried_is_no_difference() -> None:
    first = 'rule "A" { when size > 3  rotate both  fallback assign other }\n'
    second = 'rule "A" { when size > 3  rotate both }\n'
    assert compare(graph(first), graph(second)).is_same  # somebody is always there
    away = BASE.replace('"ana@acme.example"', '"ana@acme.example" { calendar office }').replace(
        '"ben@acme.example"', '"ben@acme.example" { calendar office }'
    )
    assert told(compare(graph(first, away), graph(second, away))) == [("A", "A", {"size": 4})]


def test_a_table_with_too_many_cells_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "MOST_VALUES", 1)
    table = 'rule "T" { when owners(country) is known  assign owners(country) }\n'
    rules = 'rule "D" { when country = DE assign ana }\nrule "F" { when country = FR assign ben }\n'
    found = compare(graph(table), graph(rules))
    assert not found.changes
    assert not found.is_proved
    assert not found.is_same
    # However many cases the cells have, a pair of rules is left open once.
    named = [(u.before, u.after) for u in found.undecided if u.before and u.after]
    assert [(a.branch.rule, b.branch.rule) for a, b in named] == [("T", "D"), ("T", "F")]


def test_a_case_that_stays_open_leaves_the_others_their_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule = 'rule "T" { when owners(country) is known  assign owners(country) }\n'
    before = graph(rule, owners="country,to\nDE,ana\nFR,ben\n")
    after = graph(rule, owners="country,to\nDE,ben\nFR,ana\n")
    assert {record["country"] for *_, record in told(compare(before, after))} == {"DE", "FR"}
    whole, asked = Solver.lead, 0

    def lead(solver: Solver, box: Box, among: int) -> tuple[Box, Lead] | None:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise NotDecided
        return whole(solver, box, among)

    monkeypatch.setattr(Solver, "lead", lead)
    found = compare(before, after)
    assert [record for *_, record in told(found)] == [{"country": "FR"}]
    assert len(found.undecided) == 1


PEOPLE_FIELDS = BASE.replace("owner: user", "owner: user  second: user  third: user")


def test_the_values_of_fields_of_both_sides_are_told_apart_where_they_matter() -> None:
    named = 'rule "N" { when size = 0  assign ana  notify ben }\n'
    rule = """rule "A" {
      when size > 3
      assign %s  fallback assign %s  fallback assign desk
      sla 2 hours  then escalate to third
    }
    """
    found = compare(
        graph(named + rule % ("owner", "second"), PEOPLE_FIELDS),
        graph(named + rule % ("second", "owner"), PEOPLE_FIELDS),
    )
    for third in (None, "ana@acme.example"):
        one: dict[str, Value | None] = {"size": 4, "owner": "ana@acme.example", "third": third}
        assert found.change_of(Lead({**one, "second": "zoe@acme.example"})) is not None
        assert found.change_of(Lead({**one, "second": "ana@acme.example"})) is None


def test_the_record_shown_goes_to_two_people_where_two_fields_name_them() -> None:
    rule = 'rule "A" { when owner is known and second is known  assign %s }\n'
    found = compare(graph(rule % "owner", PEOPLE_FIELDS), graph(rule % "second", PEOPLE_FIELDS))
    shown = [found.sighting(change) for change in found.changes]
    assert shown
    for sighting in shown:
        assert not sighting.witness.is_assumed
        assert sighting.before["owner"] != sighting.before["second"]
        assert dict(sighting.witness.values) == sighting.before == sighting.after
    one = 'owner = "zoe@beta.example" and second = "zoe@beta.example"'
    rule = rule.replace("owner is known and second is known", one)
    found = compare(graph(rule % "owner", PEOPLE_FIELDS), graph(rule % "second", PEOPLE_FIELDS))
    # No record goes to two people here, and none is said to for sure.
    assert all(found.sighting(change).witness.is_assumed for change in found.changes)


def test_an_outside_condition_is_possible_only() -> None:
    first = 'rule "A" { when outside "X__c = 1"  assign ana }\n'
    second = 'rule "A" { when outside "X__c = 1"  assign ben }\n'
    assert compare(graph(first), graph(first)).is_same
    found = compare(graph(first), graph(second))
    (change,) = found.changes
    assert found.sighting(change).witness.is_assumed


@pytest.mark.parametrize("type_", ["choice open(Web, Event)", "choice(Web, Event)"])
@pytest.mark.parametrize("blank", ["N/A", "Web"])
def test_a_spelling_that_one_side_takes_as_empty_is_a_value_of_the_other(
    type_: str, blank: str
) -> None:
    base = f"""record lead {{ channel: {type_} blank "{blank}" }}
queue desk
queue other
"""
    rule = 'rule "A" { when channel is known assign other }\n'
    plain = base.replace(f' blank "{blank}"', "")
    found = compare(graph(rule, base), graph(rule, plain))
    is_value = blank == "Web" or "open" in type_
    assert [record for _, _, record in told(found)] == (
        [{"channel": blank if blank == "Web" else "n/a"}] if is_value else []
    )
    assert [(d.aspect, d.is_compared) for d in found.fields] == [(FieldAspect.BLANKS, True)]
    if is_value:
        without = f'rule "A" {{ when channel is known and channel != "{blank}" assign other }}\n'
        assert not compare(graph(rule, base), graph(without, plain)).changes


def test_an_owner_that_is_empty_is_so_beside_spellings_that_one_side_takes_as_empty() -> None:
    rules = 'rule "A" { when size > 3 assign other }\n'
    more = 'rule "B" { when size > 3 assign owner fallback assign desk }\n' + rules
    spelt = BASE.replace("owner: user", 'owner: user blank "zz"')
    found = compare(graph(rules), graph(more, spelt))
    empty = [record for _, _, record in told(found) if record.get("owner") is None]
    assert empty == [{"size": 4}]
    assert found.change_of(Lead({"size": 5, "owner": "zz"})) is not None


def test_fields_of_one_side_only_are_told_and_read_by_it_alone() -> None:
    rule = 'rule "A" { when size > 3  assign ana }\n'
    more = BASE.replace("note: text", "note: text  extra: integer  flag: boolean")
    found = compare(graph(rule), graph(rule, more))
    assert [(d.name, d.aspect, d.before) for d in found.fields] == [
        ("extra", FieldAspect.ONLY_AFTER, None),
        ("flag", FieldAspect.ONLY_AFTER, None),
    ]
    assert found.is_same
    back = compare(graph(rule, more), graph(rule))
    assert [(d.name, d.aspect, d.after) for d in back.fields] == [
        ("extra", FieldAspect.ONLY_BEFORE, None),
        ("flag", FieldAspect.ONLY_BEFORE, None),
    ]


def test_a_choice_that_was_opened_reads_more() -> None:
    rule = 'rule "A" { when kind is known  assign ana }\n'
    opened = BASE.replace("choice(A, B)", "choice open(A, B)")
    for before, after, expected in ((BASE, opened, "A"), (opened, BASE, "fallback")):
        found = compare(graph(rule, before), graph(rule, after))
        (change,) = found.changes
        assert change.after.branch.rule == expected
        (kind,) = dict(found.sighting(change).witness.values).values()
        assert kind not in ("A", "B")


def test_bounds_and_blanks_of_one_field_together() -> None:
    rule = 'rule "A" { when kind is known  assign ana }\n'
    other = BASE.replace("kind: choice(A, B)", 'kind: choice(A, B, C) blank "B"')
    found = compare(graph(rule), graph(rule, other))
    kinds = {(rule, record["kind"]) for _, rule, record in told(found)}
    assert kinds == {("fallback", "B"), ("A", "C")}


def test_two_names_of_two_meanings_say_which_side_they_are_of() -> None:
    before = 'define big = size > 5\nrule "A" { when big  assign ana }\n'
    after = 'define big = size > 7\nrule "A" { when big  assign ana }\n'
    found = compare(graph(before), graph(after))
    assert told(found) == [("A", "fallback", {"size": 6})]
    tables = graph('rule "T" { when owners(country) = ana  assign other }\n')
    other = graph(
        'rule "T" { when owners(country) = ana  assign other }\n', owners="country,to\nFR,ana\n"
    )
    assert {record["country"] for *_, record in told(compare(tables, other))} == {"DE", "FR"}


def test_notes_in_a_declaration_are_no_difference() -> None:
    def score(doc: str) -> str:
        return f"""
        ## {doc}
        score fit {{ 5 when size > 3 }}
        rule "A" {{ when fit > 4  assign ana }}
        """

    wider = BASE.replace("0..10", "0..20")
    assert compare(graph(score("One.")), graph(score("Two."))).is_same
    # A bound that moved leaves nothing as it stands; the score is the same all the same.
    found = compare(graph(score("One.")), graph(score("Two."), wider))
    assert told(found) == [("fallback", "A", {"size": 11})]
    assert not any("fit (" in str(c.where) for c in found.changes)


def test_a_time_zone_matters_to_days_and_not_to_moments() -> None:
    rule = 'rule "A" { when at within 7 days  assign ana }\n'
    assert compare(graph(rule), graph('zone "Asia/Tokyo"\n' + rule)).is_same


def test_steps_and_who_is_told_are_compared_by_person() -> None:
    rule = 'rule "A" { when size > 3  rotate both  sla 2 hours  at 1 hour notify %s }\n'
    assert compare(graph(rule % "ana"), graph(rule % "ana")).is_same
    assert told(compare(graph(rule % "ana"), graph(rule % "ben"))) == [("A", "A", {"size": 4})]
    renamed = BASE.replace("rep ana", "rep anna").replace("{ ana, ben }", "{ anna, ben }")
    owners = OWNERS.replace("ana", "anna")
    assert compare(graph(rule % "ana"), graph(rule % "anna", renamed, owners)).is_same
    escalating = 'rule "A" { when size > 3  assign desk  sla 2 hours  then escalate to %s }\n'
    first = graph(escalating % "ana")
    assert compare(first, graph(escalating % "anna", renamed, owners)).is_same
    assert told(compare(first, graph(escalating % "ben"))) == [("A", "A", {"size": 4})]


def test_every_pair_of_cells_that_differ_is_a_change() -> None:
    rule = 'rule "T" { when owners(country) is known  assign owners(country) }\n'
    cells = "country,to\nDE,ana\nFR,ben\nIT,desk\n"
    turned = "country,to\nDE,ben\nFR,ana\nIT,desk\nES,other\n"
    found = compare(graph(rule, owners=cells), graph(rule, owners=turned))
    assert {record["country"] for *_, record in told(found)} == {"DE", "FR", "ES"}
    by_rules = """
    rule "D" { when country = DE  assign ben }
    rule "F" { when country = FR  assign ana }
    rule "I" { when country = IT  assign desk }
    """
    named = {record["country"] for *_, record in told(compare(graph(rule, owners=cells),
                                                              graph(by_rules)))}  # fmt: skip
    assert named == {"DE", "FR"}


def test_values_of_classes_and_of_fields_that_name_people() -> None:
    shared = 'rule "A" { when owner is known  assign owner  notify %s }\n'
    found = compare(graph(shared % "ana"), graph(shared % "ben"))
    (change,) = found.changes
    sighting = found.sighting(change)
    assert set(sighting.before) == {"owner"}
    sides = [
        side.case_at(number, values, sighting.at)
        for side, number, values in (
            (found.sides[0], change.before.number, sighting.before),
            (found.sides[1], change.after.number, sighting.after),
        )
    ]
    owner = str(sighting.before["owner"]).lower()
    assert [value for case in sides for _, value in case.named] == [owner, owner]


def test_what_the_terms_of_a_decision_name_for_a_record() -> None:
    rule = """classify weight { Heavy when size > 5  otherwise Light }
    rule "A" {
      rotate both where knows weight and knows kind
      fallback rotate owners(country)
      fallback assign owner
    }
    """
    policy = graph(rule)
    side = compare(policy, policy).sides[0]
    at = datetime(2026, 3, 9, tzinfo=UTC)

    def named(values: dict[str, Value | None]) -> set[object]:
        return {value for _, value in side.case_at(0, values, at).named}

    record: dict[str, Value | None] = {"size": 6, "country": "DE", "kind": "A"}
    found = named({**record, "owner": "Zoe@beta.example"})
    assert found == {"Heavy", Open.KNOWN, RepTarget("ana"), "zoe@beta.example"}
    assert named({}) == {"Light", None}


def test_members_and_blanks_that_one_side_reads_together() -> None:
    rule = 'rule "A" { when kind is known  assign ana }\n'
    before = BASE.replace("choice(A, B)", 'choice(A, B) blank "B"')
    after = BASE.replace("choice(A, B)", "choice(A, C)")
    found = told(compare(graph(rule, before), graph(rule, after)))
    assert found == [("fallback", "A", {"kind": "C"})]


def test_a_name_of_one_side_says_which() -> None:
    assert [marked("big", side) for side in SIDES] == ["big (before)", "big (after)"]
