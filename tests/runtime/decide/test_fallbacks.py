"""Who gets a record: assign, suppress, rotate, holds and the order of fallbacks."""

from datetime import UTC, datetime

import pytest

from routewright_runtime.decide import Router
from routewright_runtime.decision import DecisionKind
from routewright_runtime.errors import NobodyLeftError, RoutewrightError
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    FieldTerm,
    Known,
    LookupTerm,
    Negation,
    OneOf,
    OutsideTest,
    TimeAmount,
    TimeUnit,
)
from routewright_runtime.graph.model import (
    Assign,
    Clock,
    DecisionGraph,
    Fact,
    FieldSource,
    QueueTarget,
    Reassign,
    RepTarget,
    Rotate,
    SkillKind,
    SkillTest,
    StepNode,
    StepTiming,
    Suppress,
    Table,
    TableColumn,
    TableKey,
    TableRow,
    TeamTarget,
    TestKind,
)
from routewright_runtime.graph.people import Calendar, Member, Queue, Rep, Team, WeeklyOpening
from routewright_runtime.sla import next_step
from routewright_runtime.state import MemoryState
from routewright_runtime.values import TypeName, ValueType
from runtime.graph.building import Do, Group, Rule, graph_of, record_field

COUNTRY = FieldTerm("country")
AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)  # a Tuesday
LATE = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)
FIELDS = (
    record_field("country", ValueType(TypeName.COUNTRY), is_required=True),
    record_field("language", ValueType(TypeName.LANGUAGE)),
    record_field("owner", ValueType(TypeName.USER)),
    record_field(
        "employees",
        ValueType(TypeName.INTEGER),
        sources=(FieldSource("clearbit.employees", True), FieldSource("Employees", False)),
    ),
)
HOURS = Calendar("berlin", "Europe/Berlin", tuple(WeeklyOpening(d, 540, 1080) for d in range(5)))
REPS = (
    Rep("lena", "lena@acme.example", "Europe/Berlin", "berlin", speaks=("de", "fr")),
    Rep("jonas", "jonas@acme.example", "Europe/Berlin", "berlin", speaks=("de",)),
    Rep("marta", "marta@acme.example", "UTC"),
)
TABLE = Table(
    "places",
    "places.csv",
    False,
    (TableKey("country", ValueType(TypeName.COUNTRY)),),
    (TableColumn("to"),),
    (
        TableRow(2, (("US",),), (TeamTarget("dach"),)),
        TableRow(3, (("CA",),), (QueueTarget("desk"),)),
        TableRow(4, (("MX",),), (None,)),
    ),
)
LOOKUP = LookupTerm("places", (COUNTRY,), "to")
DESK = Do(Assign(QueueTarget("desk")))


def is_in(*countries: str) -> OneOf:
    return OneOf(COUNTRY, countries)


def policy(*items: Rule | Group, **declared: object) -> DecisionGraph:
    return graph_of(
        FIELDS,
        items,
        (DESK,),
        calendars=(HOURS,),
        reps=REPS,
        teams=(Team("dach", (Member("lena"), Member("jonas"))),),
        queues=(Queue("desk", "Data desk"),),
        tables=(TABLE,),
        **declared,
    )


def test_rotation_takes_turns_and_names_the_team() -> None:
    router, state = (
        Router(policy(Rule("DE", is_in("DE"), Do(Rotate(TeamTarget("dach")))))),
        MemoryState(),
    )
    found = [router.decide({"country": "Germany"}, state, AT) for _ in range(3)]
    assert [d.owner for d in found] == ["lena", "jonas", "lena"]
    assert found[0].owner_text == "lena@acme.example"
    assert (found[0].kind, found[0].team, found[0].rule) == (DecisionKind.REP, "dach", "DE")
    assert found[0].notes == ()


def test_nobody_there_goes_to_own_then_group_then_file_fallback() -> None:
    rule = Rule("DE", is_in("DE"), Do(Rotate(TeamTarget("dach"))))
    with_own = Rule(
        "AT", is_in("AT"), Do(Rotate(TeamTarget("dach"))), (Do(Assign(RepTarget("marta"))),)
    )
    inner = Group("DACH", is_in("DE", "AT"), (rule, with_own))
    outer = Group("EMEA", is_in("DE", "AT", "FR"), (inner,), (Do(Assign(RepTarget("marta"))),))
    router = Router(policy(outer, Rule("CH", is_in("CH"), Do(Rotate(TeamTarget("dach"))))))
    state = MemoryState()
    by_group = router.decide({"country": "DE"}, state, LATE)
    assert (by_group.owner, by_group.rule, by_group.notes) == ("marta", "DE", ("fallback of EMEA",))
    by_own = router.decide({"country": "AT"}, state, LATE)
    assert (by_own.owner, by_own.rule, by_own.notes) == ("marta", "AT", ("fallback of the rule",))
    by_file = router.decide({"country": "CH"}, state, LATE)
    assert (by_file.owner, by_file.rule) == ("desk", "CH")
    assert by_file.notes == ("fallback of the policy",)
    no_rule = router.decide({"country": "FR"}, state, LATE)
    assert (no_rule.owner, no_rule.rule, no_rule.notes) == ("marta", "EMEA / fallback", ())
    nothing = router.decide({"country": "US"}, state, LATE)
    assert (nothing.kind, nothing.rule) == (DecisionKind.QUEUE, "fallback")
    assert nothing.owner_label == "Data desk"


def test_a_held_record_names_owner_and_moment_and_uses_the_turn_at_once() -> None:
    hold = TimeAmount(14, TimeUnit.HOUR)
    clock = Clock(TimeAmount(30, TimeUnit.MINUTE), "berlin")
    rule = Rule("DE", is_in("DE"), Do(Rotate(TeamTarget("dach")), hold=hold, clock=clock))
    router, state = Router(policy(rule)), MemoryState()
    held = router.decide({"country": "DE"}, state, LATE)
    assert (held.kind, held.owner, held.team) == (DecisionKind.HELD, "lena", "dach")
    assert held.held_from is not None
    assert held.held_from.isoformat() == "2026-03-11T09:00:00+01:00"
    assert held.sla_due is not None
    assert held.sla_due.isoformat() == "2026-03-11T09:30:00+01:00"
    assert router.decide({"country": "DE"}, state, LATE).owner == "jonas"
    assert router.decide({"country": "DE"}, state, AT).kind is DecisionKind.REP


def test_an_empty_owner_counts_as_nobody() -> None:
    rule = Rule("own", None, Do(Assign(FieldTerm("owner"))))
    router, state = Router(policy(rule)), MemoryState()
    assert router.decide({"country": "DE"}, state, AT).owner == "desk"
    rep = router.decide({"country": "DE", "owner": "LENA@acme.example"}, state, AT)
    assert (rep.kind, rep.owner, rep.owner_text) == (DecisionKind.REP, "lena", "lena@acme.example")
    user = router.decide({"country": "DE", "owner": "0051x"}, state, AT)
    assert (user.kind, user.owner, user.owner_text) == (DecisionKind.USER, "0051x", "0051x")


def test_a_look_up_is_rotated_or_assigned_and_its_row_is_named() -> None:
    router = Router(policy(Rule("places", None, Do(Rotate(LOOKUP)))))
    state = MemoryState()
    team = router.decide({"country": "US"}, state, AT)
    assert (team.owner, team.team, team.notes) == ("lena", "dach", ("places.csv:2",))
    queue = router.decide({"country": "CA"}, state, AT)
    assert (queue.owner, queue.team, queue.notes) == ("desk", "", ("places.csv:3",))
    blank = router.decide({"country": "MX"}, state, AT)
    assert (blank.owner, blank.notes) == ("desk", ("fallback of the policy",))


def test_where_keeps_those_who_have_the_records_value() -> None:
    where = (SkillTest(SkillKind.SPEAKS, FieldTerm("language")),)
    router = Router(policy(Rule("speak", None, Do(Rotate(TeamTarget("dach"), where=where)))))
    state = MemoryState()
    languages = ("fr", "fr", "", "fr", "es")
    owners = [router.decide({"country": "DE", "language": x}, state, AT).owner for x in languages]
    assert owners == ["lena", "lena", "lena", "lena", "desk"]


def test_each_of_several_fallbacks_is_told_by_its_number() -> None:
    rotate, marta = Do(Rotate(TeamTarget("dach"))), Do(Assign(RepTarget("marta")))
    own = Rule("DE", is_in("DE"), rotate, (rotate, marta))
    group = Group("EMEA", is_in("AT"), (Rule("AT", is_in("AT"), rotate),), (rotate, marta))
    router, state = Router(policy(own, group)), MemoryState()
    assert router.decide({"country": "DE"}, state, LATE).notes == ("fallback 2 of the rule",)
    assert router.decide({"country": "AT"}, state, LATE).notes == ("fallback 2 of EMEA",)


def test_require_suppress_promises_facts_and_unread_values_are_told() -> None:
    require = Rule("require", Negation(Known(COUNTRY)), DESK, kind=TestKind.REQUIRE)
    suppress = Rule("No", is_in("FR"), Do(Suppress("rival"), tags=("spam",), notify=("marta",)))
    fact = Fact("owned", Known(FieldTerm("owner")), is_in("DE"))
    router = Router(policy(require, suppress, facts=(fact,)))
    state = MemoryState()
    missing = router.decide({"country": "Atlantis"}, state, AT)
    assert (missing.rule, missing.owner, missing.broken_promises) == (
        "require",
        "desk",
        ("country",),
    )
    assert [item.field for item in missing.unread] == ["country"]
    assert missing.notes[1] == "country is required but empty"
    found = router.decide({"country": "FR", "owner": "x"}, state, AT)
    assert (found.kind, found.owner, found.owner_text) == (DecisionKind.SUPPRESSED, "", "")
    assert (found.reason, found.tags, found.notify) == ("rival", ("spam",), ("marta",))
    assert found.contradicted_facts == ("owned",)
    assert found.notes == (
        "suppressed: rival",
        'tag "spam"',
        "notify marta",
        "contradicts the fact `owned`",
    )


def test_a_waterfall_takes_the_first_source_that_reads() -> None:
    router = Router(policy(Rule("all", None, DESK)))
    read = router.read({"clearbit": {"employees": "many"}, "Employees": "1,200"})
    assert read.values["employees"] == 1200
    assert read.source_of("employees") == "Employees"
    assert [(item.field, item.source) for item in read.unread] == [
        ("employees", "clearbit.employees")
    ]
    assert router.read({"clearbit.employees": 7, "Employees": 8}).values["employees"] == 7


def test_without_a_time_calendars_are_left_aside_but_the_absent_are_not() -> None:
    clock = Clock(TimeAmount(1, TimeUnit.HOUR), "berlin")
    router = Router(policy(Rule("DE", None, Do(Rotate(TeamTarget("dach")), clock=clock))))
    found = router.decide({}, MemoryState(), None, absent=frozenset({"lena"}))
    assert (found.owner, found.sla_due, found.assignment) == ("jonas", None, None)


def test_outside_tests_that_deciding_came_to_are_named() -> None:
    beside = Rule("DE", AllOf((OutsideTest("random split"), is_in("DE"))), DESK)
    alone = Rule("FR", AnyOf((is_in("FR"), OutsideTest("formula"))), DESK)
    router, state = Router(policy(beside, alone)), MemoryState()
    assert router.decide({"country": "FR"}, state, AT).outside_tests == ()
    assert router.decide({"country": "US"}, state, AT).outside_tests == ("formula",)
    both = router.decide({"country": "DE"}, state, AT)
    assert (both.rule, both.outside_tests) == ("fallback", ("random split", "formula"))


def test_the_chain_behind_a_silent_owner_begins_with_the_decision() -> None:
    clock = Clock(TimeAmount(15, TimeUnit.MINUTE), "berlin")
    then = (StepNode("s", StepTiming.THEN, None, Reassign()),)
    rule = Rule("DE", None, Do(Rotate(TeamTarget("dach")), clock=clock, steps=then))
    router, state = Router(policy(rule)), MemoryState()
    decision = router.decide({"country": "DE"}, state, AT)
    assert decision.assignment is not None
    terms = router.terms(router.read({"country": "DE"}), AT)
    step = next_step(router.index, router.rotation, decision.assignment, state, terms)
    assert step is not None
    assert (step.owner, step.at) == (RepTarget("jonas"), decision.sla_due)


def test_everybody_of_the_last_fallback_absent_is_said_with_a_remedy() -> None:
    team = Team("all", (Member("ana"), Member("ben")))
    graph = graph_of(
        FIELDS,
        (),
        (Do(Rotate(TeamTarget("all"))),),
        reps=(Rep("ana", "ana@acme.example", "UTC"), Rep("ben", "ben@acme.example", "UTC")),
        teams=(team,),
    )
    router, state = Router(graph), MemoryState()
    assert router.decide({}, state, AT, absent={"ana"}).owner == "ben"
    with pytest.raises(NobodyLeftError) as raised:
        router.decide({}, state, AT, absent={"ana", "ben"})
    assert str(raised.value) == (
        "nobody is left to take this record: the last fallback rotates `all`, and there is nobody"
        " there (ana: away; ben: away); name fewer people as absent, or end the fallback in a queue"
    )
    assert isinstance(raised.value, RoutewrightError)
    assert (raised.value.team, raised.value.passed_over) == ("all", ("ana: away", "ben: away"))
    assert router.decide({}, state, AT).owner == "ana", "no turn was consumed"
