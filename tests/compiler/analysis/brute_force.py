"""The slow reference: every question answered by trying every record of small value lists.

The lists hold a value of every class that the drawn conditions can tell apart, so that what holds
of them holds of all records. Conditions are evaluated by the runtime's plain evaluation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from compiler.analysis import graphs
from compiler.analysis.graphs import (
    AMOUNT,
    COUNTRY,
    DOMAIN,
    EMAIL,
    KIND,
    OWNER,
    PRODUCTS,
    SIZE,
    STATE,
    VIP,
)
from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.branches import GraphIndex, branches
from routewright_runtime.graph.conditions import (
    Between,
    ClassTerm,
    Condition,
    Defined,
    FieldTerm,
    IsRep,
    Known,
    LookupTerm,
    ScoreTerm,
)
from routewright_runtime.graph.model import DecisionGraph

Record = dict[str, object]

ALL: dict[str, list[object]] = {
    "size": [None, 0, 1, 4, 5, 6, 7, 10, 11],
    "amount": [None, *map(Decimal, ("-3", "0", "2", "4", "4.5", "5", "5.5", "6", "7", "10", "11"))],
    "kind": ["A", "B", "C"],
    "country": [None, "US", "CA", "DE", "FR", "JP"],
    "state": [None, "US-CA", "US-NY", "US-TX", "CA-QC", "CA-ON", "DE-BE", "DE-BY", "FR-75C",
              "FR-BRE", "JP-13", "JP-01"],
    "vip": [None, True, False],
    "owner": [None, "ana@acme.example", "ben@acme.example", "cleo@acme.example", "0055g000",
              "x@old.example", "zz"],
    "products": [None, ("Core",), ("API",), ("Core", "API")],
    "email": [None, "a@acme.com", "a@mail.acme.com", "a@rival.org", "a@other.example"],
    "note": [None, "any"],
}  # fmt: skip

_ONE = graphs.SIMPLE
LEAVES: dict[str, tuple[tuple[st.SearchStrategy[Condition], ...], tuple[str, ...]]] = {
    "size": (
        (graphs._between(SIZE, graphs._NUMBERS), graphs._one_of(SIZE, graphs._NUMBERS)),
        ("size",),
    ),
    "amount": ((graphs._between(AMOUNT, graphs._NUMBERS.map(Decimal)),), ("amount",)),
    "big": ((st.just(Defined("big")),), ("size", "amount")),
    "kind": ((graphs._one_of(KIND, graphs._values("kind")),), ("kind",)),
    "country": (
        (graphs._one_of(COUNTRY, graphs._values("country")), st.just(Known(COUNTRY))),
        ("country",),
    ),
    "state": (
        (
            graphs._one_of(STATE, graphs._values("state")),
            graphs._one_of(FieldTerm("state", "country"), graphs._values("country")),
        ),
        ("state", "country"),
    ),
    "region": (
        (graphs._one_of(ClassTerm("region"), st.sampled_from(["EMEA", "NA"])),),
        ("country", "state"),
    ),
    "fit": (
        (
            st.builds(
                Between,
                st.just(ScoreTerm("fit")),
                st.sampled_from([None, Decimal(10), Decimal(25)]),
                st.sampled_from([None, Decimal(30), Decimal(5)]),
                st.booleans(),
                st.booleans(),
            ),
        ),
        ("kind", "size", "vip", "country"),
    ),
    "vip": ((graphs._one_of(VIP, st.booleans()),), ("vip",)),
    "owner": (
        (graphs._one_of(OWNER, graphs._values("owner")), st.just(IsRep(OWNER))),
        ("owner",),
    ),
    "products": ((_ONE[12], st.just(Known(PRODUCTS))), ("products",)),
    "email": ((graphs._one_of(DOMAIN, graphs._HOSTS), st.just(Known(EMAIL))), ("email",)),
    "table": (
        (
            st.just(Known(LookupTerm("plain", (COUNTRY,), "to"))),
            graphs._one_of(LookupTerm("plain", (COUNTRY,), "to"), st.sampled_from(["ana", "ben"])),
        ),
        ("country",),
    ),
}


class Small(tuple[DecisionGraph, tuple[str, ...]]):
    """A small policy and its fields; shown shortly."""

    def __repr__(self) -> str:
        lines = [
            f"{b.kind} {b.rule} {b.groups}: {_short(b.guards)}"
            for b in branches(GraphIndex(self[0]))
        ]
        return "\n".join((f"fields {self[1]} facts {_short(self[0].facts)}", *lines))


def _short(value: object) -> str:
    text = repr(value).replace(", place=None", "").replace(", value_places=()", "")
    return text.replace(", part=None", "").replace("FieldTerm(field=", "(")


@st.composite
def small_policies(draw: st.DrawFn) -> Small:
    """Draw a policy over few fields, and the fields that it may look at."""
    names = draw(st.lists(st.sampled_from(sorted(LEAVES)), min_size=1, max_size=3, unique=True))
    leaves = [leaf for name in names for leaf in LEAVES[name][0]]
    used = {field for name in names for field in LEAVES[name][1]}
    graph = draw(graphs.policies(leaves))
    if graph.facts:
        used |= {"owner", "note"}
    return Small((graph, tuple(sorted(used))))


@dataclass
class Brute:
    """All records of a small policy, and which branches hold for each."""

    graph: DecisionGraph
    records: list[Record]
    holds: list[list[bool]]
    first: list[int]
    policy: Policy

    def true(self, condition: Condition, record: Record) -> bool:
        return Evaluation(self.policy, record, None).holds(condition)  # type: ignore[arg-type]

    def where(self, condition: Condition) -> list[bool]:
        return [self.true(condition, record) for record in self.records]


def lawful(record: Record) -> bool:
    """A state lies in the record's country."""
    state, country = record.get("state"), record.get("country")
    return state is None or country is None or str(state).startswith(f"{country}-")


def all_records(fields: Sequence[str]) -> Iterator[Record]:
    for values in product(*(ALL[name] for name in fields)):
        record = dict(zip(fields, values, strict=True))
        if lawful(record):
            yield record


def brute(graph: DecisionGraph, fields: Sequence[str], limit: int = 2_500) -> Brute | None:
    """Return the reference, or None where there are too many records."""
    count = 1
    for name in fields:
        count *= len(ALL[name])
    if count > limit:
        return None
    policy = Policy(graph)
    records = []
    for record in all_records(fields):
        evaluation = Evaluation(policy, record, None)  # type: ignore[arg-type]
        if all(
            evaluation.holds(fact.conclusion) or not evaluation.holds(fact.premise)
            for fact in graph.facts
        ):
            records.append(record)
    chain = branches(GraphIndex(graph))
    holds = []
    for record in records:
        evaluation = Evaluation(policy, record, None)  # type: ignore[arg-type]
        holds.append([all(evaluation.holds(g) for g in branch.guards) for branch in chain])
    return Brute(graph, records, holds, [row.index(True) for row in holds], policy)
