"""Large rule sets of the shapes that people write, seeded: for growth tests and benchmarks.

`structured`: named accounts, exceptions, a plan of territories by size and industry, planted rules
that only several others together hide (15 %), country defaults. `tangled`: random heavy overlap.
"""

import random

from compiler.analysis.graphs import Rule, build, plain_field
from routewright_runtime.graph.conditions import AllOf, Between, Condition, FieldTerm, OneOf
from routewright_runtime.graph.model import Action, Assign, DecisionGraph, QueueTarget
from routewright_runtime.graph.people import Queue
from routewright_runtime.values import TypeName, ValueType

COUNTRIES = (
    "US", "CA", "MX", "DE", "AT", "CH", "FR", "GB", "ES", "IT", "NL", "BE", "SE", "NO", "DK",
    "FI", "PL", "CZ", "PT", "IE", "JP", "CN", "IN", "BR", "AR", "AU", "NZ", "ZA", "SG", "KR",
)  # fmt: skip
INDUSTRIES = tuple(f"I{n}" for n in range(16))
SOURCES = tuple(f"S{n}" for n in range(12))
BANDS = (0, 10, 50, 100, 200, 500, 1_000, 2_000, 5_000)
FIELDS = (
    plain_field("email", ValueType(TypeName.EMAIL)),
    plain_field("country", ValueType(TypeName.COUNTRY)),
    plain_field("zip", ValueType(TypeName.TEXT)),
    plain_field("employees", ValueType(TypeName.INTEGER)),
    plain_field("industry", ValueType(TypeName.CHOICE, INDUSTRIES)),
    plain_field("source", ValueType(TypeName.CHOICE, SOURCES)),
    plain_field("partner", ValueType(TypeName.BOOLEAN)),
    plain_field("revenue", ValueType(TypeName.INTEGER)),
    plain_field("language", ValueType(TypeName.LANGUAGE)),
)


def one_of(name: str, *values: str, part: str | None = None) -> Condition:
    return OneOf(FieldTerm(name, part), values)


def structured(rules: int, seed: int = 1) -> DecisionGraph:
    """Return a structured set of about this many rules."""
    rng = random.Random(seed)
    found: list[Condition] = []
    found += [_account(rng, n) for n in range(rules * 35 // 100)]
    found += [_exception(rng) for _ in range(rules // 10)]
    for _ in range(rules * 15 // 100):
        found += _planted(rng)
    plan = _plan(rng)
    found += plan[: max(rules - len(found) - 10, 0)]
    while len(found) < rules - 10:
        found.append(_zip_list(rng))
    found += [one_of("country", country) for country in COUNTRIES[:10]]
    return _graph(FIELDS, found, rng, 60)


def _account(rng: random.Random, number: int) -> Condition:
    domains = (f"account{number}-{k}.example" for k in range(rng.randint(1, 9)))
    listed = one_of("email", *domains, part="domain")
    if rng.random() < 0.3:
        return AllOf((listed, one_of("country", *rng.sample(COUNTRIES, 3))))
    return listed


def _exception(rng: random.Random) -> Condition:
    zips = (f"{rng.randrange(99_999):05}" for _ in range(rng.randint(5, 30)))
    return AllOf((one_of("source", rng.choice(SOURCES)), one_of("zip", *zips)))


def _planted(rng: random.Random) -> list[Condition]:
    """Two ranges that meet, and behind them one over both."""
    low = rng.randrange(100_000)
    middle, high = low + rng.randint(1, 400), low + 800
    around = (
        one_of("country", rng.choice(COUNTRIES)),
        one_of("source", rng.choice(SOURCES)),
        one_of("industry", rng.choice(INDUSTRIES)),
    )
    revenue = FieldTerm("revenue")
    return [
        AllOf((*around, Between(revenue, low, middle))),
        AllOf((*around, Between(revenue, middle + 1, high))),
        AllOf((*around, Between(revenue, low, high), OneOf(FieldTerm("partner"), (True,)))),
    ]


def _plan(rng: random.Random) -> list[Condition]:
    """Territories by country, size and industry that do not overlap."""
    found: list[Condition] = []
    for country in COUNTRIES:
        for low, high in zip(BANDS, (*(b - 1 for b in BANDS[1:]), None), strict=True):
            for first in range(0, len(INDUSTRIES), 4):
                found.append(
                    AllOf(
                        (
                            one_of("country", country),
                            Between(FieldTerm("employees"), low, high),
                            one_of("industry", *INDUSTRIES[first : first + 4]),
                        )
                    )
                )
    rng.shuffle(found)
    return found


def _zip_list(rng: random.Random) -> Condition:
    zips = (f"{rng.randrange(99_999):05}" for _ in range(rng.randint(3, 20)))
    return AllOf((one_of("zip", *zips), one_of("country", "US")))


def tangled(rules: int, seed: int = 1) -> DecisionGraph:
    """Return a set of random lists over sixteen choices."""
    rng = random.Random(seed)
    members = tuple(f"V{n}" for n in range(12))
    names = tuple(f"f{n}" for n in range(16))
    found: list[Condition] = [
        AllOf(
            tuple(
                one_of(name, *rng.sample(members, rng.randint(4, 10)))
                for name in rng.sample(names, rng.randint(2, 5))
            )
        )
        for _ in range(rules)
    ]
    fields = [plain_field(name, ValueType(TypeName.CHOICE, members)) for name in names]
    return _graph(fields, found, rng, 20)


def _graph(fields: object, found: list[Condition], rng: random.Random, count: int) -> DecisionGraph:
    queues = tuple(Queue(f"q{n}", "") for n in range(count))
    actions: list[Action] = [Assign(QueueTarget(queue.name)) for queue in queues]
    rules = [Rule(f"rule {n}", c, rng.choice(actions)) for n, c in enumerate(found)]
    assert isinstance(fields, list | tuple)
    return build(fields, rules, queues=(*queues, Queue("rest", "")), reps=())
