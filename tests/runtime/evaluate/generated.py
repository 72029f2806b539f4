"""Hypothesis strategies for policies and records that meet: few values, many conditions."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from routewright_runtime.graph import conditions as c
from routewright_runtime.graph.conditions import FieldTerm, LookupTerm, TimeAmount, TimeUnit
from routewright_runtime.graph.model import (
    Assign,
    Classification,
    ClassLine,
    DecisionGraph,
    Definition,
    QueueTarget,
    RepTarget,
    Score,
    ScoreLine,
    Table,
    TableColumn,
    TableKey,
    TableRow,
    TeamTarget,
    TestKind,
)
from routewright_runtime.graph.people import Calendar, Member, Queue, Rep, Team, WeeklyOpening
from routewright_runtime.text import fold
from routewright_runtime.values import TypeName, ValueType
from runtime.graph.building import Do, Group, Rule, graph_of, record_field

AT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
T = TypeName
FIELDS = (
    record_field("country", ValueType(T.COUNTRY)),
    record_field("state", ValueType(T.STATE), country_field="country"),
    record_field("employees", ValueType(T.INTEGER)),
    record_field("revenue", ValueType(T.NUMBER)),
    record_field("title", ValueType(T.TEXT)),
    record_field("email", ValueType(T.EMAIL)),
    record_field("industry", ValueType(T.CHOICE, ("SaaS", "Fintech", "Retail"))),
    record_field("plan", ValueType(T.CHOICE, ("Free", "Pro"), is_open=True)),
    record_field("products", ValueType(T.CHOICES, ("Core", "API", "Chat"))),
    record_field("topics", ValueType(T.CHOICES, ("One", "Two"), is_open=True)),
    record_field("partner", ValueType(T.BOOLEAN)),
    record_field("created", ValueType(T.DATETIME)),
    record_field("day", ValueType(T.DATE)),
    record_field("changed", ValueType(T.DATE)),
    record_field("owner", ValueType(T.USER)),
    record_field("site", ValueType(T.URL)),
    record_field("goal", ValueType(T.INTEGER)),
)
REPS = tuple(Rep(name, f"{name}@acme.example", "UTC") for name in ("ana", "ben"))
TEAMS = (Team("sales", (Member("ana"), Member("ben"))),)
QUEUES = (Queue("desk", "Desk"),)
CALENDARS = (
    Calendar("office", "Europe/Berlin", tuple(WeeklyOpening(d, 540, 1020) for d in range(5))),
)

COUNTRIES = ("DE", "AT", "US", "CA", "FR")
STATES = ("US-CA", "US-NY", "DE-BE", "CA-QC")
WORDS = ("vp sales", "cto", "head of it", "ǆ café", "sales", "it", "straße")
EMAILS = ("a@bank.example", "b@mail.example", "ana@acme.example", "vp@sales.example")
DOMAINS = ("bank.example", "mail.example", "acme.example", "x.org")
PARTS = ("vp", "sales", "it", "head", "example", "ca", "strasse", "o", "bank", "")
PATTERNS = ("(vp|cto).*", ".*sales", "[a-z]+", ".*@bank\\.example", "[0-9]*")
OWNERS = ("ana@acme.example", "Ben@acme.example", "0051x", "zoe@acme.example")
SITES = ("https://www.bank.example/Start", "http://x.org", "https://10.0.0.1/a")
DAYS = tuple(date(2026, 3, day) for day in (1, 3, 9, 10, 11))
MOMENTS = tuple(AT + timedelta(hours=h) for h in (-200, -168, -24, -1, 0, 1))
INTEGERS = (0, 9, 10, 50, 199, 200, 1000)
NUMBERS = tuple(map(Decimal, ("-1.5", "0", "0.1", "10", "50", "1000000.01")))


def values() -> SearchStrategy[dict[str, object]]:
    """Give every field a value or none."""
    each: dict[str, SearchStrategy[object]] = {
        "country": st.sampled_from(COUNTRIES),
        "state": st.sampled_from(STATES),
        "employees": st.sampled_from(INTEGERS) | st.integers(-5, 1200),
        "revenue": st.sampled_from(NUMBERS) | st.decimals(-9, 60, places=1),
        "title": st.sampled_from(
            (*WORDS, "VP Sales", "STRASSE", "ＩＴ", "Ǆ Café", "VP of IT sales")
        ),
        "email": st.sampled_from(EMAILS),
        "industry": st.sampled_from(("SaaS", "Fintech", "Retail")),
        "plan": st.sampled_from(("Free", "Pro", "Gold", "gold")),
        "products": st.sampled_from((("Core",), ("Core", "API"), ("API", "Chat"), ("Chat",))),
        "topics": st.sampled_from((("One",), ("One", "Else"), ("else",), ("Two", "ELSE"))),
        "partner": st.booleans(),
        "created": st.sampled_from(MOMENTS),
        "day": st.sampled_from(DAYS),
        "changed": st.sampled_from(DAYS),
        "owner": st.sampled_from(OWNERS),
        "site": st.sampled_from(SITES),
        "goal": st.sampled_from(INTEGERS),
    }
    return st.fixed_dictionaries({name: st.none() | s for name, s in each.items()})


def _some(items: tuple[object, ...]) -> SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(items), min_size=1, max_size=3, unique=True).map(tuple)


def _folded(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold(item) for item in items)


EQUALITY: tuple[tuple[c.Term, tuple[object, ...]], ...] = (
    (FieldTerm("country"), COUNTRIES),
    (FieldTerm("state"), STATES),
    (FieldTerm("state", "country"), COUNTRIES),
    (FieldTerm("employees"), INTEGERS),
    (FieldTerm("revenue"), NUMBERS),
    (FieldTerm("title"), (*_folded(WORDS), "")),
    (FieldTerm("email"), EMAILS),
    (FieldTerm("email", "domain"), DOMAINS),
    (FieldTerm("email", "local"), ("a", "ana", "vp")),
    (FieldTerm("industry"), ("SaaS", "Fintech", "Retail")),
    (FieldTerm("plan"), ("Free", "Pro", "gold")),
    (FieldTerm("partner"), (True, False)),
    (FieldTerm("day"), DAYS),
    (FieldTerm("created"), MOMENTS),
    (FieldTerm("owner"), _folded(OWNERS)),
    (FieldTerm("site"), _folded(SITES)),
    (FieldTerm("site", "domain"), DOMAINS),
)
ORDERED: tuple[tuple[c.Term, tuple[object, ...]], ...] = (
    (FieldTerm("employees"), (*INTEGERS, Decimal("9.5"))),
    (FieldTerm("revenue"), (*NUMBERS, 50)),
    (FieldTerm("day"), (*DAYS, date.max)),
    (FieldTerm("created"), MOMENTS),
)
TEXTS = (
    *map(FieldTerm, ("title", "email", "site", "owner", "country", "state", "plan")),
    FieldTerm("email", "domain"),
    FieldTerm("email", "local"),
)
MEMBERS = (
    (FieldTerm("products"), ("Core", "API", "Chat")),
    (FieldTerm("topics"), ("One", "Two", "else")),
)


@st.composite
def _one_of(draw: DrawFn, terms: tuple[tuple[c.Term, tuple[object, ...]], ...]) -> c.Condition:
    term, items = draw(st.sampled_from(terms))
    return c.OneOf(term, draw(_some(items)))  # type: ignore[arg-type]


@st.composite
def _between(draw: DrawFn, terms: tuple[tuple[c.Term, tuple[object, ...]], ...]) -> c.Condition:
    term, items = draw(st.sampled_from(terms))
    end = st.none() | st.sampled_from(items)
    return c.Between(term, draw(end), draw(end), draw(st.booleans()), draw(st.booleans()))  # type: ignore[arg-type]


@st.composite
def _text(draw: DrawFn) -> c.Condition:
    term = draw(st.sampled_from(TEXTS))
    if draw(st.integers(0, 3)) == 0:
        return c.MatchesPattern(term, draw(st.sampled_from(PATTERNS)))
    relation = draw(st.sampled_from(c.TextRelation))
    return c.TextHolds(term, relation, draw(_some(PARTS)))  # type: ignore[arg-type]


@st.composite
def _other(draw: DrawFn) -> c.Condition:
    amount = TimeAmount(draw(st.sampled_from((1, 7, 24))), draw(st.sampled_from(TimeUnit)))
    members = draw(st.sampled_from(MEMBERS))
    return draw(
        st.sampled_from(
            (
                c.Known(draw(st.sampled_from(EQUALITY))[0]),
                c.HasMembers(members[0], draw(_some(members[1])), draw(st.booleans())),  # type: ignore[arg-type]
                c.IsRep(FieldTerm("owner")),
                c.WithinLast(FieldTerm(draw(st.sampled_from(("created", "day")))), amount),
                c.DuringCalendar("office"),
                c.OutsideTest("crm"),
                c.ComparesTerms(
                    FieldTerm("employees"), draw(st.sampled_from(c.Order)), FieldTerm("goal")
                ),
                c.ComparesTerms(
                    FieldTerm("day"), draw(st.sampled_from(c.Order)), FieldTerm("changed")
                ),
                c.ComparesTerms(FieldTerm("owner"), c.Order.EQUAL, FieldTerm("email")),
                c.Constant(draw(st.booleans())),
            )
        )
    )


def atoms() -> SearchStrategy[c.Condition]:
    """Give a test of the record itself."""
    return st.one_of(_one_of(EQUALITY), _one_of(EQUALITY), _between(ORDERED), _text(), _other())


NAMED = (
    c.Defined("small"),
    c.Defined("large"),
    c.Known(c.ClassTerm("region")),
    c.OneOf(c.ClassTerm("region"), ("North",)),
    c.OneOf(c.ClassTerm("region"), ("South", "north")),
    c.Between(c.ScoreTerm("fit"), 10, None),
    c.Between(c.ScoreTerm("fit"), None, Decimal("2.5"), True, False),
    c.OneOf(c.ScoreTerm("fit"), (30, 0)),
    c.Known(c.ScoreTerm("fit")),
)
BY_COUNTRY = LookupTerm("by_country", (FieldTerm("country"),), "to")
PLACE = (FieldTerm("title"), FieldTerm("state"), FieldTerm("country"))
LOOKUPS = (
    c.Known(BY_COUNTRY),
    c.OneOf(BY_COUNTRY, ("ana", "sales")),
    c.IsRep(BY_COUNTRY),
    c.Known(LookupTerm("place", PLACE, "level")),
    c.Between(LookupTerm("place", PLACE, "level"), 2, 3),
    c.OneOf(LookupTerm("place", PLACE, "note"), ("hot",)),
    c.TextHolds(LookupTerm("place", PLACE, "note"), c.TextRelation.CONTAINS, ("o",)),
    c.IsRep(LookupTerm("place", PLACE, "manager")),
    c.ComparesTerms(FieldTerm("owner"), c.Order.EQUAL, LookupTerm("place", PLACE, "manager")),
)


def conditions(
    named: tuple[c.Condition, ...] = (*NAMED, *LOOKUPS), leaves: int = 5
) -> SearchStrategy[c.Condition]:
    """Give a condition; `named` are the terms behind names that it may use."""
    base = st.one_of(atoms(), atoms(), st.sampled_from(named)) if named else atoms()

    def extend(inner: SearchStrategy[c.Condition]) -> SearchStrategy[c.Condition]:
        some = st.lists(inner, min_size=0, max_size=3).map(tuple)
        return st.one_of(some.map(c.AllOf), some.map(c.AnyOf), inner.map(c.Negation))

    return st.recursive(base, extend, max_leaves=leaves)


@st.composite
def _tables(draw: DrawFn) -> tuple[Table, ...]:
    targets = (RepTarget("ana"), TeamTarget("sales"), QueueTarget("desk"), None)
    rows = tuple(
        TableRow(i + 2, ((country,),), (draw(st.sampled_from(targets)),))
        for i, country in enumerate(draw(st.lists(st.sampled_from(COUNTRIES), unique=True)))
    )
    country, state = ValueType(T.COUNTRY), ValueType(T.STATE)
    by_country = Table(
        "by_country", "c.csv", False, (TableKey("country", country),), (TableColumn("to"),), rows
    )
    keys = draw(
        st.lists(
            st.tuples(
                st.sampled_from(((), ("vp",), ("vp s", "head"), ("v",))),
                st.sampled_from(((), ("US-CA",), ("US-NY", "CA-QC"))),
                st.sampled_from(((), ("US",), ("DE", "AT"), ("US", "CA"))),
            ),
            max_size=5,
        )
    )
    place = Table(
        "place",
        "p.csv",
        True,
        (
            TableKey("title", ValueType(T.TEXT), is_prefix=True),
            TableKey("state", state),
            TableKey("country", country),
        ),
        (
            TableColumn("level", ValueType(T.INTEGER)),
            TableColumn("note", ValueType(T.TEXT)),
            TableColumn("manager", ValueType(T.USER)),
        ),
        tuple(
            TableRow(i + 2, key, (i, ("Hot", "Cold", None)[i % 3], OWNERS[i % len(OWNERS)]))
            for i, key in enumerate(_untied(keys))
        ),
    )
    return by_country, place


def _untied(keys: list[tuple[tuple[str, ...], ...]]) -> list[tuple[tuple[str, ...], ...]]:
    """Drop rows that tie with an earlier one and may match the same record."""
    kept: list[tuple[tuple[str, ...], ...]] = []
    for key in keys:
        if not any(_may_tie(key, other) for other in kept):
            kept.append(key)
    return kept


def _may_tie(left: tuple[tuple[str, ...], ...], right: tuple[tuple[str, ...], ...]) -> bool:
    return all((not a and not b) or bool(set(a) & set(b)) for a, b in zip(left, right, strict=True))


@st.composite
def graphs(draw: DrawFn, *, max_rules: int = 6) -> DecisionGraph:
    """Give a policy whose decisions all differ, with groups, names and tables."""
    own = conditions((), 4)
    small, large = draw(own), draw(conditions((), 20))
    region = Classification(
        "region",
        tuple(ClassLine(v, draw(own)) for v in draw(_some(("North", "South", "East", "North")))),  # type: ignore[arg-type]
        draw(st.sampled_from((None, "South"))),
    )
    fit = Score(
        "fit",
        tuple(
            ScoreLine(points, draw(conditions((NAMED[0], NAMED[3]), 3)))
            for points in draw(_some((30, -20, Decimal("2.5"), 0)))  # type: ignore[arg-type]
        ),
    )
    counter = iter(range(1000))
    items = tuple(draw(_items(counter, max_rules, depth=2)))
    return graph_of(
        FIELDS,
        items,
        (Do(Assign(QueueTarget("desk"))),),
        definitions=(Definition("small", small), Definition("large", large)),
        classifications=(region,),
        scores=(fit,),
        tables=draw(_tables()),
        calendars=CALENDARS,
        reps=REPS,
        teams=TEAMS,
        queues=QUEUES,
        zone="Europe/Berlin",
    )


@st.composite
def _items(draw: DrawFn, counter: object, count: int, depth: int) -> list[Rule | Group]:
    found: list[Rule | Group] = []
    to = Do(Assign(QueueTarget("desk")))
    for _ in range(draw(st.integers(1, count))):
        number = next(counter)  # type: ignore[call-overload]
        when = draw(conditions()) if draw(st.integers(0, 9)) else None
        if depth and draw(st.integers(0, 4)) == 0:
            inner = tuple(draw(_items(counter, 3, depth - 1)))
            fallbacks = (to,) if draw(st.booleans()) else ()
            found.append(Group(f"G{number}", when, inner, fallbacks))
            continue
        is_require = depth == 2 and draw(st.integers(0, 9)) == 0
        kind = TestKind.REQUIRE if is_require else TestKind.RULE
        found.append(Rule(f"R{number}", when, to, kind=kind))
    return found
