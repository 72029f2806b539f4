"""A small policy with a bit of everything, for the tests of traces."""

from datetime import UTC, datetime
from decimal import Decimal

from routewright_runtime.decide import Router
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    ClassTerm,
    Defined,
    DuringCalendar,
    FieldTerm,
    IsRep,
    Known,
    LookupTerm,
    Negation,
    OneOf,
    Place,
    ScoreTerm,
    TextHolds,
    TextRelation,
    TimeAmount,
    TimeUnit,
)
from routewright_runtime.graph.model import (
    Assign,
    Classification,
    ClassLine,
    Clock,
    Definition,
    FieldSource,
    QueueTarget,
    RepTarget,
    Rotate,
    Score,
    ScoreLine,
    Suppress,
    Table,
    TableColumn,
    TableKey,
    TableRow,
    TeamTarget,
    TestKind,
)
from routewright_runtime.graph.people import Calendar, Member, Queue, Rep, Team, WeeklyOpening
from routewright_runtime.values import TypeName, ValueType
from runtime.graph.building import Do, Group, Rule, graph_of, record_field

AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Berlin
LATE = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)
EMAIL, COUNTRY, EMPLOYEES = FieldTerm("email"), FieldTerm("country"), FieldTerm("employees")
OWNER, STATE = FieldTerm("owner"), FieldTerm("state")
LARGE = AnyOf((Between(EMPLOYEES, 1000, None), Between(FieldTerm("revenue"), 50_000_000, None)))
LOOKUP = LookupTerm("us_territory", (STATE,), "team")
FIELDS = (
    record_field("email", ValueType(TypeName.EMAIL)),
    record_field("country", ValueType(TypeName.COUNTRY)),
    record_field("state", ValueType(TypeName.STATE), country_field="country"),
    record_field(
        "employees",
        ValueType(TypeName.INTEGER, low=Decimal(0)),
        sources=(FieldSource("clearbit.employees", True), FieldSource("size", False)),
    ),
    record_field("revenue", ValueType(TypeName.NUMBER)),
    record_field("owner", ValueType(TypeName.USER)),
    record_field("title", ValueType(TypeName.TEXT)),
    record_field("products", ValueType(TypeName.CHOICES, ("Core", "API"))),
)
REPS = (
    Rep("marta", "marta@acme.example", "UTC"),
    Rep("lena", "lena@acme.example", "Europe/Berlin", "berlin"),
    Rep("jonas", "jonas@acme.example", "Europe/Berlin", "berlin"),
)
ITEMS = (
    Rule(
        "require",
        AnyOf((Negation(Known(EMAIL)), Negation(Known(COUNTRY)))),
        Do(Assign(QueueTarget("desk"))),
        kind=TestKind.REQUIRE,
    ),
    Rule(
        "Competitor",
        OneOf(FieldTerm("email", "domain"), ("rival.example",)),
        Do(Suppress("competitor")),
    ),
    Rule("Named account", IsRep(OWNER), Do(Assign(OWNER))),
    Group(
        "EMEA",
        OneOf(ClassTerm("region"), ("EMEA",)),
        (
            Rule(
                "DACH enterprise",
                AllOf((OneOf(COUNTRY, ("DE", "AT", "CH")), Defined("enterprise"))),
                Do(
                    Rotate(TeamTarget("dach")),
                    clock=Clock(TimeAmount(15, TimeUnit.MINUTE), "berlin"),
                ),
            ),
            Rule(
                "Fit",
                AllOf((Between(ScoreTerm("fit"), 20, None), DuringCalendar("berlin"))),
                Do(Assign(RepTarget("lena"))),
            ),
        ),
        (Do(Assign(RepTarget("marta"))),),
    ),
    Rule("US territory", Known(LOOKUP), Do(Rotate(LOOKUP))),
    Rule("Hidden", AllOf((OneOf(COUNTRY, ("DE",)), Known(COUNTRY))), Do(Suppress("never"))),
    Rule(
        "Chiefs",
        TextHolds(FieldTerm("title"), TextRelation.STARTS_WITH, ("chief", "vp")),
        Do(Assign(RepTarget("marta"))),
    ),
)
GRAPH = graph_of(
    FIELDS,
    ITEMS,
    (Do(Assign(QueueTarget("desk"))),),
    definitions=(Definition("enterprise", LARGE),),
    classifications=(
        Classification(
            "region",
            (ClassLine("EMEA", OneOf(COUNTRY, ("DE", "AT", "CH", "FR"))),),
            "ROW",
        ),
    ),
    scores=(
        Score(
            "fit",
            (ScoreLine(30, Defined("enterprise")), ScoreLine(-50, IsRep(EMAIL))),
        ),
    ),
    tables=(
        Table(
            "us_territory",
            "us.csv",
            False,
            (TableKey("state", ValueType(TypeName.STATE)),),
            (TableColumn("team"),),
            (TableRow(12, (("US-CA",),), (TeamTarget("dach"),)),),
        ),
    ),
    calendars=(
        Calendar("berlin", "Europe/Berlin", tuple(WeeklyOpening(d, 540, 1080) for d in range(5))),
    ),
    reps=REPS,
    teams=(Team("dach", (Member("lena"), Member("jonas"))),),
    queues=(Queue("desk", "Data desk"),),
    zone="Europe/Berlin",
)
ROUTER = Router(GRAPH)
SWISS = {"email": "cfo@bank.example", "country": "CH", "size": "4000"}


def place(line: int) -> Place:
    """Return a place on a line."""
    return Place("inbound.route", 0, 1, line)
