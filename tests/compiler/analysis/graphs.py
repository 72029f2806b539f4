"""Decision graphs built in Python for the tests of the analysis: by hand, and at random.

A policy is a list of `Rule` and `Group`; `build` makes the chain of nodes and edges that the
compiler would.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    ClassTerm,
    ComparesTerms,
    Condition,
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
from routewright_runtime.graph.model import (
    Action,
    Assign,
    Classification,
    ClassLine,
    DecisionGraph,
    DecisionNode,
    Definition,
    Edge,
    EdgeKind,
    Fact,
    Field,
    FieldSource,
    Node,
    QueueTarget,
    RepTarget,
    Score,
    ScoreLine,
    StartNode,
    Table,
    TableColumn,
    TableKey,
    TableRow,
    TestKind,
    TestNode,
    always_succeeds,
)
from routewright_runtime.graph.people import Calendar, Member, Queue, Rep, Team, WeeklyOpening
from routewright_runtime.values import TypeName, ValueType


@dataclass(frozen=True)
class Rule:
    name: str
    condition: Condition
    action: Action = field(default_factory=lambda: Assign(QueueTarget("q")))
    fallbacks: tuple[Action, ...] = ()
    kind: TestKind = TestKind.RULE


@dataclass(frozen=True)
class Group:
    name: str
    condition: Condition
    members: "tuple[Rule | Group, ...]"
    fallback: Action | None = None
    is_unique: bool = False


Item = Rule | Group


@dataclass
class _Builder:
    nodes: list[Node] = field(default_factory=lambda: [StartNode()])
    edges: list[Edge] = field(default_factory=list)

    def new_id(self) -> str:
        return f"n{len(self.nodes):06d}"

    def decision(self, action: Action, origin: str) -> str:
        node = DecisionNode(self.new_id(), action, origin)
        self.nodes.append(node)
        return node.id

    def fails(self, source: str, target: str) -> None:
        """Join an attempt to the next one, unless it always succeeds."""
        node = next(node for node in reversed(self.nodes) if node.id == source)
        if not (isinstance(node, DecisionNode) and always_succeeds(node.action)):
            self.edges.append(Edge(source, target, EdgeKind.FAILS))

    def chain(self, items: Sequence[Item], behind: str, fails: str, groups: tuple[str, ...]) -> str:
        """Add items from the last to the first; return the first one's id."""
        for item in reversed(items):
            behind = self.item(item, behind, fails, groups)
        return behind

    def item(self, item: Item, behind: str, fails: str, groups: tuple[str, ...]) -> str:
        if isinstance(item, Rule):
            return self.rule(item, behind, fails, groups)
        inner = (*groups, item.name)
        end, inner_fails = behind, fails
        if item.fallback is not None:
            end = inner_fails = self.decision(item.fallback, " / ".join((*inner, "fallback")))
            self.fails(end, fails)
        first = self.chain(item.members, end, inner_fails, inner)
        node = TestNode(self.new_id(), TestKind.GROUP, item.name, groups, item.is_unique)
        self.nodes.append(node)
        self.edges.append(Edge(node.id, first, EdgeKind.MATCH, item.condition))
        self.edges.append(Edge(node.id, behind, EdgeKind.ELSE))
        return node.id

    def rule(self, item: Rule, behind: str, fails: str, groups: tuple[str, ...]) -> str:
        node = TestNode(self.new_id(), item.kind, item.name, groups)
        self.nodes.append(node)
        for number, action in enumerate(reversed(item.fallbacks)):
            name = f"fallback {len(item.fallbacks) - number}"
            at = self.decision(action, name)
            self.fails(at, fails)
            fails = at
        at = self.decision(item.action, "")
        self.fails(at, fails)
        self.edges.append(Edge(node.id, at, EdgeKind.MATCH, item.condition))
        self.edges.append(Edge(node.id, behind, EdgeKind.ELSE))
        return node.id


def build(fields: Sequence[Field], items: Sequence[Item], **declared: object) -> DecisionGraph:
    """Return the graph of a policy; `declared` are further attributes of the graph."""
    builder = _Builder()
    fallback = builder.decision(Assign(QueueTarget("rest")), "fallback")
    first = builder.chain(items, fallback, fallback, ())
    builder.edges.append(Edge("start", first, EdgeKind.ENTER))
    values: dict[str, object] = {
        "queues": (Queue("q", "Q"), Queue("r", "R"), Queue("rest", "Rest")),
        "reps": (Rep("ana", "ana@acme.example", "UTC"), Rep("ben", "ben@acme.example", "UTC")),
    }
    values.update(declared)
    return DecisionGraph(
        "lead",
        "UTC",
        tuple(fields),
        tuple(builder.nodes),
        tuple(builder.edges),
        **values,  # type: ignore[arg-type]
    )


def plain_field(name: str, type_: ValueType, **more: object) -> Field:
    return Field(name, type_, (FieldSource(name, False),), **more)  # type: ignore[arg-type]


# --- a rich record ------------------------------------------------------------------------------

EMAIL, COUNTRY, STATE, SIZE = (FieldTerm(n) for n in ("email", "country", "state", "size"))
AMOUNT, KIND, PRODUCTS, NOTE = (FieldTerm(n) for n in ("amount", "kind", "products", "note"))
VIP, OWNER, CREATED, DAY = (FieldTerm(n) for n in ("vip", "owner", "created", "day"))
DOMAIN = FieldTerm("email", "domain")

FIELDS = (
    plain_field("email", ValueType(TypeName.EMAIL)),
    plain_field("country", ValueType(TypeName.COUNTRY)),
    plain_field("state", ValueType(TypeName.STATE), country_field="country"),
    plain_field("size", ValueType(TypeName.INTEGER, low=Decimal(0))),
    plain_field("amount", ValueType(TypeName.NUMBER)),
    plain_field("kind", ValueType(TypeName.CHOICE, ("A", "B", "C")), is_required=True),
    plain_field("products", ValueType(TypeName.CHOICES, ("Core", "API"))),
    plain_field("note", ValueType(TypeName.TEXT)),
    plain_field("vip", ValueType(TypeName.BOOLEAN)),
    plain_field("owner", ValueType(TypeName.USER)),
    plain_field("created", ValueType(TypeName.DATETIME)),
    plain_field("day", ValueType(TypeName.DATE)),
)

VALUES: dict[str, list[object]] = {
    "email": [
        None,
        "a@acme.com",
        "b@acme.com",
        "a@mail.acme.com",
        "x@rival.org",
        "cto@www.acme.com",
    ],
    "country": [None, "US", "CA", "DE", "FR"],
    "state": [None, "US-CA", "US-NY", "CA-QC", "DE-BE", "FR-75C"],
    "size": [None, 0, 4, 5, 6, 10, 11],
    "amount": [None, Decimal(4), Decimal(5), Decimal("5.5"), Decimal(6), Decimal(-3)],
    "kind": ["A", "B", "C"],
    "products": [None, ("Core",), ("API",), ("Core", "API")],
    "note": [None, "vp sales", "vp", "sales", "cto", "VP of Sales", "xctox", "aab", "abab"],
    "vip": [None, True, False],
    "owner": [None, "ana@acme.example", "ben@acme.example", "0055g000", "x@old.example"],
    "created": [None, *(datetime(2026, 3, d, tzinfo=UTC) for d in (1, 4, 9, 10, 11))],
    "day": [None, *(date(2026, 3, d) for d in (1, 4, 9, 10, 11))],
}

_NUMBERS = st.sampled_from([0, 4, 5, 6, 10])
_TEXTS = st.sampled_from(["vp", "sales", "vp sales", "cto", "p s", "a", "ab", "aab", "b"])
_HOSTS = st.sampled_from(["acme.com", "mail.acme.com", "rival.org", "www.acme.com"])
_PATTERNS = st.sampled_from(["vp.*", ".*sales", "(ab)*", "a*b?", ".*cto.*", "[^a]*"])


def _between(term: FieldTerm, ends: st.SearchStrategy[object]) -> st.SearchStrategy[Condition]:
    end = st.none() | ends
    return st.builds(Between, st.just(term), end, end, st.booleans(), st.booleans())


def _one_of(term: object, values: st.SearchStrategy[object]) -> st.SearchStrategy[Condition]:
    chosen = st.lists(values, min_size=1, max_size=3, unique=True).map(tuple)
    return st.builds(OneOf, st.just(term), chosen)


def _holds(term: FieldTerm, texts: st.SearchStrategy[str]) -> st.SearchStrategy[Condition]:
    chosen = st.lists(texts, min_size=1, max_size=2, unique=True).map(tuple)
    return st.builds(TextHolds, st.just(term), st.sampled_from(list(TextRelation)), chosen)


def _values(name: str) -> st.SearchStrategy[object]:
    return st.sampled_from([value for value in VALUES[name] if value is not None])


_SPANS = st.builds(TimeAmount, st.integers(1, 8), st.sampled_from([TimeUnit.DAY]))
SIMPLE: tuple[st.SearchStrategy[Condition], ...] = (
    _between(SIZE, _NUMBERS),
    _between(AMOUNT, _NUMBERS.map(Decimal)),
    _one_of(SIZE, _NUMBERS),
    _one_of(COUNTRY, _values("country")),
    _one_of(STATE, _values("state")),
    _one_of(FieldTerm("state", "country"), _values("country")),
    _one_of(KIND, _values("kind")),
    _one_of(VIP, st.booleans()),
    _one_of(OWNER, _values("owner")),
    _one_of(NOTE, _TEXTS),
    _holds(NOTE, _TEXTS),
    _one_of(DOMAIN, _HOSTS),
    st.builds(
        HasMembers, st.just(PRODUCTS), st.sampled_from([("Core",), ("API", "Core")]), st.booleans()
    ),
    st.builds(Known, st.sampled_from([EMAIL, COUNTRY, STATE, SIZE, PRODUCTS, NOTE, DOMAIN, OWNER])),
    st.just(IsRep(OWNER)),
)
RICH: tuple[st.SearchStrategy[Condition], ...] = (
    *SIMPLE,
    _one_of(EMAIL, _values("email")),
    _holds(EMAIL, st.sampled_from(["a@", "@acme.com", "acme", "cto@", ".com", "x"])),
    _holds(DOMAIN, st.sampled_from(["acme", ".com", "mail.", "r", ".org"])),
    st.builds(MatchesPattern, st.just(NOTE), _PATTERNS),
    _between(CREATED, _values("created")),
    _between(DAY, _values("day")),
    st.builds(WithinLast, st.just(CREATED), _SPANS),
    st.builds(WithinLast, st.just(DAY), _SPANS),
    st.just(DuringCalendar("office")),
    st.just(Defined("big")),
    _one_of(ClassTerm("region"), st.sampled_from(["EMEA", "NA"])),
    st.just(Known(ClassTerm("region"))),
    st.builds(
        Between,
        st.just(ScoreTerm("fit")),
        st.sampled_from([None, Decimal(10), Decimal(25)]),
        st.sampled_from([None, Decimal(30), Decimal(5)]),
        st.booleans(),
        st.booleans(),
    ),
    st.just(Known(LookupTerm("geo", (FieldTerm("note"), COUNTRY), "to"))),
    _one_of(LookupTerm("geo", (FieldTerm("note"), COUNTRY), "to"), st.sampled_from(["ana", "ben"])),
    _one_of(LookupTerm("plain", (COUNTRY,), "to"), st.sampled_from(["ana", "ben"])),
)
UNKNOWN: tuple[st.SearchStrategy[Condition], ...] = (
    st.builds(ComparesTerms, st.just(SIZE), st.sampled_from(list(Order)), st.just(AMOUNT)),
    st.just(OutsideTest("random split")),
)


def conditions(leaves: Sequence[st.SearchStrategy[Condition]]) -> st.SearchStrategy[Condition]:
    """Return conditions over the rich record, up to a handful of tests each."""
    return st.recursive(
        st.one_of(*leaves),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda found: AllOf(tuple(found))),
            st.lists(inner, min_size=2, max_size=3).map(lambda found: AnyOf(tuple(found))),
            inner.map(Negation),
        ),
        max_leaves=4,
    )


BIG = Definition("big", AnyOf((Between(SIZE, 10, None), Between(AMOUNT, Decimal(6), None))))
REGION = Classification(
    "region",
    (
        ClassLine("EMEA", OneOf(COUNTRY, ("DE", "FR"))),
        ClassLine("NA", AnyOf((OneOf(COUNTRY, ("US", "CA")), OneOf(STATE, ("US-CA",))))),
    ),
    None,
)
FIT = Score(
    "fit",
    (
        ScoreLine(20, OneOf(KIND, ("A",))),
        ScoreLine(10, OneOf(KIND, ("A", "B"))),
        ScoreLine(5, Between(SIZE, 5, None)),
        ScoreLine(-5, AnyOf((OneOf(VIP, (False,)), OneOf(COUNTRY, ("US",))))),
    ),
)
GEO = Table(
    "geo",
    "geo.csv",
    True,
    (
        TableKey("note", ValueType(TypeName.TEXT), True),
        TableKey("country", ValueType(TypeName.COUNTRY)),
    ),
    (TableColumn("to"),),
    (
        TableRow(1, (("vp",), ()), (RepTarget("ana"),)),
        TableRow(2, (("vp sales", "c"), ("US",)), (RepTarget("ben"),)),
        TableRow(3, ((), ("US", "CA")), (RepTarget("ben"),)),
        TableRow(4, ((), ()), (None,)),
    ),
)
PLAIN = Table(
    "plain",
    "plain.csv",
    False,
    (TableKey("country", ValueType(TypeName.COUNTRY)),),
    (TableColumn("to"),),
    (
        TableRow(1, (("US", "CA"),), (RepTarget("ana"),)),
        TableRow(2, (("DE",),), (RepTarget("ben"),)),
    ),
)
OFFICE = Calendar("office", "UTC", tuple(WeeklyOpening(d, 540, 1020) for d in range(5)))
DECLARED: dict[str, object] = {
    "definitions": (BIG,),
    "classifications": (REGION,),
    "scores": (FIT,),
    "tables": (GEO, PLAIN),
    "calendars": (OFFICE,),
    "teams": (Team("both", (Member("ana"), Member("ben"))),),
}

ACTIONS = (Assign(QueueTarget("q")), Assign(QueueTarget("r")), Assign(RepTarget("ana")))


@st.composite
def policies(
    draw: st.DrawFn, leaves: Sequence[st.SearchStrategy[Condition]] = SIMPLE, rules: int = 5
) -> DecisionGraph:
    """Draw a policy of a few rules, some of them in a group, perhaps with a fact."""
    condition = conditions(leaves)
    made = [
        Rule(f"rule {n}", draw(condition), draw(st.sampled_from(ACTIONS)))
        for n in range(draw(st.integers(1, rules)))
    ]
    items: list[Item] = list(made)
    if len(made) > 2 and draw(st.booleans()):
        first = draw(st.integers(0, len(made) - 2))
        fallback = draw(st.none() | st.sampled_from(ACTIONS))
        inside = tuple(made[first : first + 2])
        group = Group("group", draw(condition), inside, fallback, draw(st.booleans()))
        items = [*made[:first], group, *made[first + 2 :]]
    facts: tuple[Fact, ...] = ()
    if draw(st.integers(0, 3)) == 0:
        facts = (Fact("known", Known(OWNER), Known(NOTE)),)
    return build(FIELDS, items, **DECLARED, facts=facts)


def records() -> st.SearchStrategy[dict[str, object]]:
    """Return records of the listed values."""
    return st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})


ALWAYS_TRUE = Constant(True)
