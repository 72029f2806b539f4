"""What becomes of each construct in the decision graph."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from routewright_compiler.structure import check_structure
from routewright_runtime.graph import branches, codec, conditions, model
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    ClassTerm,
    ComparesTerms,
    Constant,
    Defined,
    DuringCalendar,
    FieldTerm,
    HasMembers,
    IsRep,
    Known,
    LookupTerm,
    MatchesPattern,
    Negation,
    OneOf,
    Order,
    OutsideTest,
    ScoreTerm,
    TextHolds,
    TextRelation,
    TimeAmount,
    TimeUnit,
    WithinLast,
)

BERLIN_DAY = (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))
DEFINED = """
define big = revenue >= 5M
classify region { EMEA when country in (DE, AT)  "Rest of world" when country = US }
score fit { 30 when big  -2.50 when partner }
table t from "t.csv" { key country  gives to, boss: user, ok: boolean }
define us_named = country = US
"""
TABLE = "country,to,boss,ok\nDE,ana,ben@acme.example,true\n"


def field(name: str, part: str | None = None) -> FieldTerm:
    return FieldTerm(name, part)


def emp(low: int | None, high: int | None, **ends: bool) -> Between:
    return Between(field("employees"), low, high, **ends)


def at(low: datetime | None, high: datetime | None, **ends: bool) -> Between:
    return Between(field("created_at"), low, high, **ends)


CONDITIONS = [
    ("employees > 999", emp(999, None, is_low_included=False)),
    ("employees <= 10k", emp(None, 10_000)),
    ("employees in 50..", emp(50, None)),
    ("employees in (5, 1_000)", OneOf(field("employees"), (5, 1000))),
    ("revenue = 50%", OneOf(field("revenue"), (Decimal("0.5"),))),
    ("revenue < 2.50M", Between(field("revenue"), None, Decimal(2500000), is_high_included=False)),
    ("country != DE", Negation(OneOf(field("country"), ("DE",)))),
    ("country is empty", Negation(Known(field("country")))),
    ("state = US-CA", OneOf(field("state"), ("US-CA",))),
    ("state in (NY, TX)", OneOf(field("state"), ("US-NY", "US-TX"))),
    ("state.country = DE", OneOf(field("state", "country"), ("DE",))),
    ("language = de", OneOf(field("language"), ("de",))),
    ('source in (" Web Form", "ＡＢ")', OneOf(field("source"), ("web form", "ab"))),
    ('email = "Ana.B@ACME.example"', OneOf(field("email"), ("ana.b@acme.example",))),
    ('email.domain = "ACME.example"', OneOf(field("email", "domain"), ("acme.example",))),
    ("owner.id = ana", OneOf(field("owner.id"), ("ana@acme.example",))),
    ('owner.id = "005Xy"', OneOf(field("owner.id"), ("005xy",))),
    ("owner.id is rep", IsRep(field("owner.id"))),
    ("partner", OneOf(field("partner"), (True,))),
    ("partner = false", OneOf(field("partner"), (False,))),
    ("big", Defined("big")),
    ("big = false", Negation(Defined("big"))),
    ("products has API", HasMembers(field("products"), ("API",))),
    ("products has all of (API, Core)", HasMembers(field("products"), ("API", "Core"), True)),
    ("products has any of (Core)", HasMembers(field("products"), ("Core",))),
    ('channel = "WEB"', OneOf(field("channel"), ("Web",))),
    ('channel = "Fair "', OneOf(field("channel"), ("Fair",))),
    ("region = EMEA", OneOf(ClassTerm("region"), ("EMEA",))),
    ('region = "Rest of world"', OneOf(ClassTerm("region"), ("Rest of world",))),
    ("fit >= 20", Between(ScoreTerm("fit"), Decimal(20), None)),
    ("t(country).to = ana", OneOf(LookupTerm("t", (field("country"),), "to"), ("ana",))),
    ("t(country).ok", OneOf(LookupTerm("t", (field("country"),), "ok"), (True,))),
    (
        "t(country).boss = owner.id",
        ComparesTerms(LookupTerm("t", (field("country"),), "boss"), Order.EQUAL, field("owner.id")),
    ),
    (
        "employees > revenue",
        ComparesTerms(field("employees"), Order.GREATER, field("revenue")),
    ),
    (
        "country != phone.country",
        Negation(ComparesTerms(field("country"), Order.EQUAL, field("phone", "country"))),
    ),
    (
        "country in (DE, phone.country)",
        AnyOf(
            (
                OneOf(field("country"), ("DE",)),
                ComparesTerms(field("country"), Order.EQUAL, field("phone", "country")),
            )
        ),
    ),
    (
        "partner = big",
        AnyOf(
            (
                AllOf((OneOf(field("partner"), (True,)), Defined("big"))),
                AllOf((OneOf(field("partner"), (False,)), Negation(Defined("big")))),
            )
        ),
    ),
    (
        'source contains ("Inc ", " gmbh")',
        TextHolds(field("source"), TextRelation.CONTAINS, ("inc ", " gmbh")),
    ),
    (
        'source starts with " Web "',
        TextHolds(field("source"), TextRelation.STARTS_WITH, ("web ",)),
    ),
    ('website ends with ".DE "', TextHolds(field("website"), TextRelation.ENDS_WITH, (".de",))),
    ("source matches /A\\/b.*/", MatchesPattern(field("source"), "A/b.*")),
    ("created_at within 7 days", WithinLast(field("created_at"), TimeAmount(7, TimeUnit.DAY))),
    ("during office", DuringCalendar("office")),
    ('outside "RAND() > 1"', OutsideTest("RAND() > 1")),
    ("not (partner and big)", Negation(AllOf((OneOf(field("partner"), (True,)), Defined("big"))))),
    ("closed_on = 2026-03-29", OneOf(field("closed_on"), (date(2026, 3, 29),))),
    ("closed_on < 2026-03-29", Between(field("closed_on"), None, date(2026, 3, 29), True, False)),
    ("created_at = 2026-03-29", at(*BERLIN_DAY, is_high_included=False)),
    ("created_at != 2026-03-29", Negation(at(*BERLIN_DAY, is_high_included=False))),
    ("created_at > 2026-03-29", at(BERLIN_DAY[1], None)),
    ("created_at >= 2026-03-29", at(BERLIN_DAY[0], None)),
    ("created_at < 2026-03-29", at(None, BERLIN_DAY[0], is_high_included=False)),
    ("created_at <= 2026-03-29", at(None, BERLIN_DAY[1], is_high_included=False)),
    ("created_at in 2026-03-29..2026-03-29", at(*BERLIN_DAY, is_high_included=False)),
    ("created_at in 2026-03-29..", at(BERLIN_DAY[0], None)),
    (
        "created_at in (2026-03-29, 2026-03-29)",
        AnyOf((at(*BERLIN_DAY, is_high_included=False),) * 2),
    ),
    (
        "created_at >= 2026-03-29T10:00",
        at(datetime(2026, 3, 29, 8, tzinfo=UTC), None),
    ),
    (
        "created_at in 2026-03-29T10:00Z..2026-03-30T10:00-05:00",
        at(datetime(2026, 3, 29, 10, tzinfo=UTC), datetime(2026, 3, 30, 15, tzinfo=UTC)),
    ),
]


@pytest.mark.parametrize(("written", "meant"), CONDITIONS, ids=[item[0] for item in CONDITIONS])
def test_a_condition(bench: Any, written: str, meant: conditions.Condition) -> None:
    text = f'zone "Europe/Berlin"\n{DEFINED}\nrule "A" {{ when {written}  assign ana }}'
    graph = bench.policy(text, **{"t.csv": TABLE}).graph
    guard = next(edge.guard for edge in graph.edges if edge.kind is model.EdgeKind.MATCH)
    assert guard == meant


def test_places_stand_on_conditions_and_list_members(bench: Any) -> None:
    text = 'rule "A" {\n  when country in (DE,\n    AT)\n  assign ana\n}'
    graph = bench.policy(text).graph
    guard = next(edge.guard for edge in graph.edges if edge.kind is model.EdgeKind.MATCH)
    assert isinstance(guard, OneOf)
    shown = [(p.line, text[p.start : p.end]) for p in (guard.place, *guard.value_places) if p]
    assert shown == [(2, "country in (DE,\n    AT)"), (2, "DE"), (3, "AT")]


ROUTING = """
require email, country else assign desk
rule "A" { when partner  rotate ae  fallback assign owner.id  fallback rotate ae by weight }
group "G" {
  when employees > 5
  rule "B" { rotate ae  sla 1 hour during office  at 5 minutes notify ben  then reassign }
  group "H" {
    when partner
    rule "C" { rotate ae where speaks fr hold up to 2 hours }
  }
  fallback rotate ae sla 2 days
  fallback assign owner.id
}
unique group "U" { rule "D" { assign ana } }
"""


def test_the_chain_of_tests(bench: Any) -> None:
    graph = bench.policy(ROUTING).graph
    edges = [(edge.source, edge.kind.value, edge.target) for edge in graph.edges]
    assert sorted(edges) == sorted(
        [
            *(("start", "enter", "test1"), ("test1", "match", "decision1")),
            *(("test1", "else", "test2"), ("test2", "match", "decision2")),
            *(("decision2", "fails", "decision3"), ("decision3", "fails", "decision4")),
            *(("test2", "else", "test3"), ("test3", "match", "test4")),
            *(("test4", "match", "decision5"), ("test4", "else", "test5")),
            *(("decision5", "silent", "step1"), ("step1", "silent", "step2")),
            *(("test5", "match", "test6"), ("test6", "match", "decision6")),
            # The group H has no fallback, so G's decides, for C's record too.
            *(("test6", "else", "decision7"), ("test5", "else", "decision7")),
            *(("decision5", "fails", "decision7"), ("decision6", "fails", "decision7")),
            ("decision7", "fails", "decision8"),
            *(("test3", "else", "test7"), ("test7", "match", "test8")),
            *(("test8", "match", "decision9"), ("test8", "else", "decision10")),
            ("test7", "else", "decision10"),
            *((f"decision{n}", "fails", "decision10") for n in (4, 8)),
        ]
    )
    found = branches.branches(branches.GraphIndex(graph))
    assert [(b.rule, b.groups) for b in found] == [
        ("require", ()),
        ("A", ()),
        ("B", ("G",)),
        ("C", ("G", "H")),
        ("G / fallback", ("G",)),
        ("D", ("U",)),
        ("fallback", ()),
    ]


def test_a_require_matches_where_a_value_is_missing(bench: Any) -> None:
    graph = bench.policy("require email, country else assign desk").graph
    guard = next(edge.guard for edge in graph.edges if edge.kind is model.EdgeKind.MATCH)
    assert guard == AnyOf((Negation(Known(field("email"))), Negation(Known(field("country")))))


def test_decisions_carry_their_clauses(bench: Any) -> None:
    nodes = {node.id: node for node in bench.policy(ROUTING).graph.nodes}
    assert [nodes[f"decision{n}"].origin for n in range(1, 11)] == [
        *("require", "", "fallback 1", "fallback 2", "", "", "G / fallback", "G / fallback"),
        *("", "fallback"),
    ]
    own = nodes["decision6"]
    assert own.hold == TimeAmount(2, TimeUnit.HOUR)
    assert own.action == model.Rotate(
        model.TeamTarget("ae"), where=(model.SkillTest(model.SkillKind.SPEAKS, "fr"),)
    )
    assert nodes["decision5"].clock == model.Clock(TimeAmount(1, TimeUnit.HOUR), "office")
    assert nodes["decision7"].clock == model.Clock(TimeAmount(2, TimeUnit.DAY))
    assert nodes["test7"].is_unique
    assert nodes["step2"].action == model.Reassign()


def test_behind_a_decision_that_always_succeeds_stands_no_fallback(bench: Any) -> None:
    text = """rule "A" { assign ana fallback rotate pair sla 1 hour then reassign }
rule "B" { rotate pair fallback assign ana fallback assign desk }
group "G" { when email is known
  rule "C" { rotate pair }
  fallback suppress "x"
  fallback assign desk
}
queue desk  rep ana "ana@acme.example"  rep ben "ben@acme.example"  team pair { ana, ben }
record lead { email: email }
fallback assign desk
fallback rotate pair
"""
    graph = bench.compiled({"main.route": text}).value.graph
    nodes = {node.id: node for node in graph.nodes}
    decisions = [node for node in graph.nodes if isinstance(node, model.DecisionNode)]
    assert [node.origin for node in decisions] == [
        *("", "", "fallback 1", "", "G / fallback", "fallback")
    ]
    fails = [e for e in graph.edges if e.kind is model.EdgeKind.FAILS]
    assert not any(model.always_succeeds(nodes[edge.source].action) for edge in fails)
    assert [nodes[edge.target].origin for edge in fails] == ["fallback 1", "G / fallback"]
    assert check_structure(graph) == ()


def test_a_policy_that_needs_no_fallback_has_an_end_all_the_same(bench: Any) -> None:
    text = 'record lead { email: email }\nqueue desk\nrule "All" { assign desk }\n'
    graph = bench.compiled({"main.route": text}).value.graph
    found = branches.branches(branches.GraphIndex(graph))
    assert [b.rule for b in found] == ["All", "fallback"]
    assert found[0].guards == (Constant(True),)


def test_fields_are_read_as_declared(bench: Any) -> None:
    text = """record lead blank "N/A", "-" {
  a: text required blank "None"
  b: integer 0..5 column "Size of B"
  c: number ..1.50 from x.y, "Column C"
  shop: country  where: state of shop  home: country  tel: phone of home
  d: datetime 2026-01-01..
}
queue desk
fallback assign desk"""
    fields = {f.name: f for f in bench.compiled({"main.route": text}).value.graph.fields}
    assert fields["a"].is_required
    assert fields["a"].blanks == ("n/a", "-", "none")
    assert fields["a"].sources == (model.FieldSource("a", True),)
    assert fields["b"].sources == (model.FieldSource("Size of B", False),)
    assert fields["c"].sources == (
        *(model.FieldSource("x.y", True), model.FieldSource("Column C", False)),
    )
    assert (fields["b"].type.low, fields["b"].type.high) == (Decimal(0), Decimal(5))
    assert fields["c"].type.high == Decimal("1.5")
    assert fields["d"].type.low == date(2026, 1, 1)
    assert (fields["where"].country_field, fields["tel"].country_field) == ("shop", "home")


def test_openings_are_sorted_and_merged(bench: Any) -> None:
    text = """calendar c {
  open fri-mon 22:00-02:00
  open mon 12:00-18:00, 09:00-13:00
  open tue 00:00-24:00
}"""
    calendar = next(c for c in bench.policy(text).graph.calendars if c.name == "c")
    shown = [(o.day, o.start_minute, o.end_minute) for o in calendar.openings]
    assert shown == [
        *((0, 540, 1080), (0, 1320, 3 * 1440 - 1440)),
        *((4, 1320, 1560), (5, 1320, 1560), (6, 1320, 1560)),
    ]


def test_people_take_the_zone_of_their_calendar_or_file(bench: Any) -> None:
    text = """zone "Europe/Paris"
calendar ny { zone "America/New_York" }
rep cleo "Cleo@Acme.example" { calendar ny  speaks fr, fr  knows "Big Deals", FINTECH }
rep dan "dan@acme.example" { at most 4 per day, 30 open  away 2026-01-01..2026-01-05 }"""
    graph = bench.policy(text).graph
    reps = {rep.name: rep for rep in graph.reps}
    assert (reps["cleo"].zone, reps["dan"].zone) == ("America/New_York", "Europe/Paris")
    assert (reps["cleo"].email, reps["cleo"].speaks) == ("cleo@acme.example", ("fr",))
    assert reps["cleo"].knows == ("big deals", "fintech")
    assert [(c.count, c.window.value) for c in reps["dan"].caps] == [(4, "day"), (30, "open")]


def test_a_table_is_read_by_the_types_of_what_looks_it_up(bench: Any) -> None:
    text = """table t from "t.csv" { match source starts with, state, country  gives to, n: number }
rule "A" { when t(source, state, country).to is known  rotate t(source, state, country).to }
define named = country in (US, IT)"""
    csv = (
        'country,to,n,state,source\nUS,ae,1.50,CA|TX,"Web, Form|ad"\n'
        ",,,,\nIT,desk,,CA,\n,ana,2,,x\n"
    )
    table = bench.policy(text, **{"t.csv": csv}).graph.tables[0]
    assert [(row.line, row.keys, row.cells) for row in table.rows] == [
        (
            2,
            (("web, form", "ad"), ("US-CA", "US-TX"), ("US",)),
            (model.TeamTarget("ae"), Decimal("1.5")),
        ),
        (3, ((), (), ()), (None, None)),
        (4, ((), ("IT-CA",), ("IT",)), (model.QueueTarget("desk"), None)),
        (5, (("x",), (), ()), (model.RepTarget("ana"), Decimal(2))),
    ]


def test_the_hash_knows_the_meaning_and_not_the_places(bench: Any) -> None:
    plain = bench.policy(ROUTING).graph
    moved = bench.policy(ROUTING.replace("partner", "partner  # yes\n")).graph
    other = bench.policy(ROUTING.replace("employees > 5", "employees > 6")).graph
    assert codec.content_hash(plain) == codec.content_hash(moved)
    assert codec.content_hash(plain) != codec.content_hash(other)
    assert codec.from_json(codec.to_json(plain)) == plain
