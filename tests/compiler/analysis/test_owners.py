"""Whom a target can name, and of which records, field by field and cell by cell."""

from dataclasses import replace
from datetime import date

from compiler.analysis.graphs import (
    ALWAYS_TRUE,
    COUNTRY,
    FIELDS,
    OWNER,
    PRODUCTS,
    VIP,
    Rule,
    build,
)
from routewright_compiler.analysis.owners import (
    ALWAYS,
    NEVER,
    OwnerKind,
    Owners,
    Possible,
    is_always_open,
)
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.branches import GraphIndex, branches
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    FieldTerm,
    HasMembers,
    IsRep,
    Known,
    LookupTerm,
    Negation,
    OneOf,
)
from routewright_runtime.graph.model import (
    Action,
    Assign,
    DecisionGraph,
    QueueTarget,
    RepTarget,
    Rotate,
    RotationMethod,
    SkillKind,
    SkillTest,
    Suppress,
    Table,
    TableColumn,
    TableKey,
    TableRow,
    TeamTarget,
)
from routewright_runtime.graph.people import (
    Calendar,
    Cap,
    CapWindow,
    DaySpan,
    Member,
    Rep,
    Team,
    WeeklyOpening,
)
from routewright_runtime.values import TypeName, ValueType

CELL = LookupTerm("owners", (COUNTRY,), "to")
REPS = (
    Rep("ana", "Ana@acme.example", "UTC", speaks=("de",), knows=("Core",)),
    Rep("ben", "ben@acme.example", "UTC", caps=(Cap(1, CapWindow.DAY),)),
    Rep("cleo", "cleo@acme.example", "UTC", calendar="office"),
    Rep("dan", "dan@acme.example", "UTC", calendar="always"),
)
TEAMS = (Team("one", (Member("ana", 2), Member("ben", 0), Member("cleo"))), Team("none", ()))
TABLE = Table(
    "owners",
    "owners.csv",
    False,
    (TableKey("country", ValueType(TypeName.COUNTRY)),),
    (TableColumn("to"),),
    (
        TableRow(1, (("DE",),), (RepTarget("ben"),)),
        TableRow(2, (("FR",),), ("Ana@acme.example",)),
        TableRow(3, (("US",),), ("X@old.example",)),
        TableRow(4, (("CA",),), (None,)),
        TableRow(5, (("IT",),), (TeamTarget("one"),)),
        TableRow(6, (("ES",),), (QueueTarget("q"),)),
        TableRow(7, (("GB",),), (RepTarget("ben"),)),
    ),
)
OPEN = tuple(WeeklyOpening(day, 540, 1020) for day in range(5))


def owners_of(users: tuple[str, ...] = (), *attempts: Action) -> tuple[Owners, DecisionGraph]:
    action, *fallbacks = attempts or (Assign(OWNER),)
    graph = build(
        FIELDS,
        [Rule("a", ALWAYS_TRUE, action, tuple(fallbacks))],
        reps=REPS,
        teams=TEAMS,
        tables=(TABLE,),
        calendars=(Calendar("office", "UTC", OPEN), Calendar("always", "UTC", ())),
    )
    return Owners(Policy(graph), GraphIndex(graph), users), graph


def decided(*attempts: Action) -> list[Possible]:
    owners, graph = owners_of((), *attempts)
    return list(owners.of_decision(branches(GraphIndex(graph))[0].decision_id))


def named(*attempts: Action) -> list[tuple[str, str]]:
    return [(found.kind.value, found.name) for found in decided(*attempts)]


def test_a_user_field_names_reps_the_users_asked_about_and_others() -> None:
    owners, _ = owners_of()
    found = list(owners.of_target(OWNER, Assign(OWNER)))
    addresses = [(p.name, p.condition) for p in found if p.kind is OwnerKind.REP]
    assert addresses == [(rep.name, OneOf(OWNER, (rep.email.lower(),))) for rep in REPS]
    other = AllOf((Known(OWNER), Negation(IsRep(OWNER))))
    assert found[len(REPS) :] == [Possible(OwnerKind.OTHER_USER, "", other)]


def test_users_asked_about_are_told_from_others() -> None:
    users = ("x@old.example", "ANA@acme.example")
    owners, _ = owners_of(users)
    *_, asked, as_rep, rest = owners.of_target(OWNER, Assign(OWNER))
    assert asked == Possible(OwnerKind.USER, users[0], OneOf(OWNER, (users[0],)))
    assert as_rep == Possible(OwnerKind.REP, "ana", OneOf(OWNER, ("ana@acme.example",)))
    outside = AllOf((AllOf((Known(OWNER), Negation(IsRep(OWNER)))), Negation(OneOf(OWNER, users))))
    assert rest == Possible(OwnerKind.OTHER_USER, "", outside)


def test_cells_name_people_teams_and_queues_each_once() -> None:
    owners, _ = owners_of()
    assert list(owners.of_target(CELL, Rotate(CELL))) == [
        Possible(OwnerKind.REP, "ben", OneOf(CELL, ("ben",))),
        Possible(OwnerKind.REP, "ana", OneOf(CELL, ("ana@acme.example",))),
        Possible(OwnerKind.USER, "x@old.example", OneOf(CELL, ("x@old.example",))),
        *(
            Possible(OwnerKind.REP, rep, OneOf(CELL, ("one",)), "one")
            for rep in ("ana", "ben", "cleo")
        ),
        Possible(OwnerKind.QUEUE, "q", OneOf(CELL, ("q",))),
    ]


def test_who_has_no_weight_gets_records_by_turn_only() -> None:
    target = TeamTarget("one")
    assert [name for _, name in named(Rotate(target))[:3]] == ["ana", "ben", "cleo"]
    for method in (RotationMethod.WEIGHT, RotationMethod.LOAD):
        assert [name for _, name in named(Rotate(target, method))] == ["ana", "cleo"]


def test_attempts_are_tried_until_one_cannot_fail() -> None:
    rest = ("queue", "rest")
    one, desk = Rotate(TeamTarget("one")), Assign(QueueTarget("q"))
    assert named(Suppress("no"), desk) == [("suppressed", "no")]
    assert named(Assign(RepTarget("ben")), desk) == [("rep", "ben")]
    assert named(Rotate(TeamTarget("none")), desk) == [("queue", "q")]
    # Ana is always there, so the team cannot fail; who is asked for by a skill can be away.
    assert rest not in named(one)
    french = Rotate(TeamTarget("one"), where=(SkillTest(SkillKind.SPEAKS, "fr"),))
    assert named(french) == [rest]
    german = Rotate(TeamTarget("one"), where=(SkillTest(SkillKind.SPEAKS, "de"),))
    assert named(german, desk) == [("rep", "ana")]
    *_, last = decided(Assign(OWNER), desk)
    assert (last.name, last.condition) == ("q", Negation(Known(OWNER)))


def test_who_must_be_away_is_told_of_later_attempts() -> None:
    product = (SkillTest(SkillKind.KNOWS, PRODUCTS),)
    found = decided(Rotate(TeamTarget("one"), where=product), Assign(VIP), Assign(QueueTarget("q")))
    assert [possible.away for possible in found[:3]] == [(), (), ()]
    (queue,) = (possible for possible in found if possible.name == "q")
    assert queue.away == ("ana", "ben", "cleo")
    # Ana knows only `Core`: of records that ask for `API` she is not the one.
    lacks = Negation(Negation(HasMembers(PRODUCTS, ("API",))))
    assert queue.condition == AllOf((lacks, Negation(Known(VIP))))


def test_where_a_team_or_a_cell_fails() -> None:
    owners, _ = owners_of()
    assert owners.fails(Suppress("no")) == NEVER
    assert owners.fails(Assign(QueueTarget("q"))) == NEVER
    assert owners.fails(Assign(CELL)) == Negation(Known(CELL))
    # The team that a cell names cannot fail, since Ana is in it: only an empty cell does.
    assert owners.fails(Rotate(CELL)) == AnyOf((Negation(Known(CELL)),))
    french = (SkillTest(SkillKind.SPEAKS, "fr"),)
    team_fails = OneOf(CELL, ("one",))
    assert owners.fails(Rotate(CELL, where=french)) == AnyOf((Negation(Known(CELL)), team_fails))


def test_skills_that_a_record_asks_for() -> None:
    owners, _ = owners_of()
    ana, ben = REPS[:2]
    speaks = SkillTest(SkillKind.SPEAKS, FieldTerm("note"))
    empty = Negation(Known(FieldTerm("note")))
    assert owners.meets(ana, ()) == ALWAYS
    assert owners.meets(ana, (SkillTest(SkillKind.SPEAKS, "DE"),)) == ALWAYS
    assert owners.meets(ana, (SkillTest(SkillKind.KNOWS, "de"),)) == NEVER
    assert owners.meets(ana, (speaks,)) == AnyOf((empty, OneOf(FieldTerm("note"), ("de",))))
    assert owners.meets(ben, (speaks,)) == empty
    assert owners.meets(ben, (speaks, SkillTest(SkillKind.KNOWS, "x"), speaks)) == NEVER
    products = SkillTest(SkillKind.KNOWS, PRODUCTS)
    assert owners.meets(ana, (products,)) == Negation(HasMembers(PRODUCTS, ("API",)))
    both = replace(ana, knows=("core", "api"))
    assert owners.meets(both, (products,)) == ALWAYS


def test_a_calendar_that_is_never_closed() -> None:
    day = date(2026, 3, 10)
    assert is_always_open(Calendar("c", "UTC"))
    assert not is_always_open(Calendar("c", "UTC", OPEN))
    assert not is_always_open(Calendar("c", "UTC", holidays=("DE",)))
    assert not is_always_open(Calendar("c", "UTC", closed=(DaySpan(day, day),)))
    for rep, is_there in ((REPS[0], True), (REPS[1], False), (REPS[2], False), (REPS[3], True)):
        team = Team("t", (Member(rep.name),))
        graph = build(
            FIELDS,
            [Rule("a", ALWAYS_TRUE, Rotate(TeamTarget("t")))],
            reps=REPS,
            teams=(team,),
            calendars=(Calendar("office", "UTC", OPEN), Calendar("always", "UTC", ())),
        )
        owners = Owners(Policy(graph), GraphIndex(graph))
        assert owners.fails(Rotate(TeamTarget("t"))) == (NEVER if is_there else ALWAYS)
