"""Seeded rule sets of the shapes that routing policies have, for every benchmark.

A rule is a tuple of conjuncts; a conjunct is a `Test`, or an `Either` of tests (written with `or`).
`mixed` is for deciding: 2 to 5 of 16 lead fields a rule, lists, ranges, prefixes, suffixes,
contained words, empty tests, `or` and `not`, so narrow that matches spread over the whole list.
`structured` is for analysis: named accounts, exceptions, a plan of countries and size bands,
country defaults, and 15 % planted rules that only several earlier rules hide together.
`tangled` is for analysis: random heavy overlap, most of the later rules dead.
"""

import random
from dataclasses import dataclass

COUNTRIES = tuple(
    "US CA MX BR AR CL GB IE FR DE AT CH NL BE LU ES PT IT SE NO DK FI PL CZ HU RO GR TR"
    " ZA NG KE EG MA AE SA IL IN PK BD SG MY TH VN PH ID JP KR CN TW HK AU NZ".split()
)
INDUSTRIES = (
    "SaaS Fintech Retail Manufacturing Health Education Energy Media Public Travel Food Other"
).split()
SEGMENTS = ("Startup", "Midmarket", "Enterprise", "Strategic")
TIERS = ("Gold", "Silver", "Bronze")
SOURCES = tuple(f"source {number}" for number in range(40))
CITIES = tuple(f"city {number}" for number in range(200))
WORDS = tuple(
    "chief vice head director manager lead analyst engineer sales growth finance data cloud ops"
    " people legal brand field partner channel".split()
)
TEXTS = ("source", "title", "company", "domain", "city", "campaign", "postal", "lang")
MOST_POINTS = 1000
FIELD_LINES = f"""  country: country
  industry: choice({", ".join(INDUSTRIES)})
  segment: choice({", ".join(SEGMENTS)})
  tier: choice({", ".join(TIERS)})
  source: text
  title: text
  company: text
  domain: text
  city: text
  campaign: text
  postal: text
  lang: text
  employees: integer 0..
  revenue: number 0..
  points: integer 0..{MOST_POINTS}
  partner: boolean
"""


@dataclass(frozen=True, slots=True)
class Test:
    """`field operator values`; operators: in, range, starts, ends, contains, known, empty, true."""

    __test__ = False

    field: str
    operator: str
    values: tuple[object, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Either:
    """One of the tests is enough."""

    tests: tuple[Test, ...]


Rule = tuple[Test | Either, ...]


def _text_test(chance: random.Random) -> Test:
    field = chance.choice(TEXTS)
    number = chance.randrange(5000)
    match chance.randrange(4):
        case 0:
            picked = sorted({chance.randrange(5000) for _ in range(chance.randint(2, 8))})
            return Test(field, "in", tuple(f"{field} {item}" for item in picked))
        case 1:
            return Test(field, "starts", (f"{field} {number % 500}",))
        case 2:
            return Test(field, "ends", (f" {number}",))
    return Test(field, "contains", (f"{chance.choice(WORDS)} {number % 100}",))


def _plain_test(chance: random.Random) -> Test:
    match chance.randrange(7):
        case 0 | 1:
            return Test(
                "country", "in", tuple(sorted(chance.sample(COUNTRIES, chance.randint(1, 6))))
            )
        case 2:
            return Test("industry", "in", tuple(chance.sample(INDUSTRIES, chance.randint(1, 3))))
        case 3:
            low = chance.randrange(0, 5000)
            return Test("employees", "range", (low, low + chance.randrange(10, 900)))
        case 4:
            low = chance.randrange(0, 10_000_000)
            return Test("revenue", "range", (low, low + chance.randrange(1000, 2_000_000)))
        case 5:
            low = chance.randrange(0, 900)
            return Test("points", "range", (low, low + chance.randrange(5, 200)))
    return Test("segment", "in", tuple(chance.sample(SEGMENTS, chance.randint(1, 2))))


def mixed(size: int, seed: int) -> list[Rule]:
    """Return `size` rules for deciding."""
    chance = random.Random(seed)
    found: list[Rule] = []
    while len(found) < size:
        parts: dict[str, Test | Either] = {}
        for number in range(chance.randint(2, 5)):
            test = (
                _text_test(chance) if number == 0 or chance.random() < 0.15 else _plain_test(chance)
            )
            parts.setdefault(test.field, test)
        draw = chance.random()
        if draw < 0.08:
            parts["partner"] = Test("partner", "true", negated=chance.random() < 0.5)
        elif draw < 0.14:
            parts["tier"] = Test("tier", "known", negated=chance.random() < 0.5)
        elif draw < 0.20:
            parts["or"] = Either((_plain_test(chance), Test("tier", "in", (chance.choice(TIERS),))))
        elif draw < 0.28:
            parts["not"] = Test("country", "in", tuple(chance.sample(COUNTRIES, 3)), negated=True)
        if len(parts) >= 2:
            found.append(tuple(parts.values()))
    return found


def structured(size: int, seed: int) -> tuple[list[Rule], list[int]]:
    """Return `size` rules for analysis and the indexes of the planted dead ones (0 first).

    A planted rule is narrower than two earlier ones that split its cell by whether the segment is
    known, so both together hide it and neither alone does.
    """
    chance = random.Random(seed)
    planted_count, defaults = size * 15 // 100, min(25, size // 10)
    named_count = size // 4
    found: list[Rule] = [_named_account(chance, number) for number in range(named_count)]
    cells = [
        _cell(chance, number) for number in range(size - named_count - defaults - 2 * planted_count)
    ]
    hidden = cells[:planted_count]
    for cell in cells:
        if cell in hidden:
            found.append((*cell, Test("segment", "known")))
            found.append((*cell, Test("segment", "known", negated=True)))
        else:
            found.append(cell)
    chance.shuffle(hidden)
    planted = range(len(found), len(found) + planted_count)
    for country, city, band in hidden:
        found.append((country, Test("city", "in", city.values[:2]), band, Test("partner", "known")))
    for code in COUNTRIES[: size - len(found)]:
        found.append((Test("country", "in", (code,)),))
    return found, list(planted)


def _named_account(chance: random.Random, number: int) -> Rule:
    accounts = tuple(f"account-{number}-{item}.example" for item in range(chance.randint(1, 4)))
    return (Test("domain", "in", accounts),)


def _cell(chance: random.Random, number: int) -> tuple[Test, Test, Test]:
    country = Test("country", "in", (chance.choice(COUNTRIES),))
    cities = tuple(f"place {item}" for item in range(3 * number, 3 * number + 3))
    bands = ((0, 49), (50, 199), (200, 999), (1000, 1_000_000_000))
    return country, Test("city", "in", cities), Test("employees", "range", chance.choice(bands))


def tangled(size: int, seed: int) -> list[Rule]:
    """Return `size` rules of random heavy overlap."""
    chance = random.Random(seed)
    found: list[Rule] = []
    for _ in range(size):
        parts: dict[str, Test] = {}
        for _ in range(chance.randint(1, 4)):
            test = _wide_test(chance)
            parts.setdefault(test.field, test)
        found.append(tuple(parts.values()))
    return found


def _wide_test(chance: random.Random) -> Test:
    match chance.randrange(6):
        case 0:
            return Test("country", "in", tuple(sorted(chance.sample(COUNTRIES, 20))))
        case 1:
            return Test("industry", "in", tuple(sorted(chance.sample(INDUSTRIES, 5))))
        case 2:
            low = chance.randrange(0, 50) * 20
            return Test("employees", "range", (low, low + 400))
        case 3:
            low = chance.randrange(0, 20) * 25
            return Test("points", "range", (low, low + 300))
        case 4:
            return Test("segment", "in", tuple(sorted(chance.sample(SEGMENTS, 2))))
    return Test("source", "in", tuple(sorted(chance.sample(SOURCES, 15))))


# --- as .route text ----------------------------------------------------------------------------


def route_text(rules: list[Rule], *, rotate: bool = True) -> str:
    """Return a whole policy; rule i assigns or rotates one of seven owners."""
    people = "".join(f'rep rep_{number} "rep{number}@seller.example"\n' for number in range(20))
    teams = "".join(
        f"team team_{number} {{ rep_{number}, rep_{number + 5}, rep_{number + 10} }}\n"
        for number in range(5)
    )
    lines = [f"record lead {{\n{FIELD_LINES}}}\n", people, teams, 'queue rest "Rest"\n']
    for index, rule in enumerate(rules):
        condition = " and ".join(_route_part(part) for part in rule)
        decision = f"rotate team_{index % 5}" if rotate else f"assign rep_{index % 20}"
        lines.append(f'rule "R{index}" {{\n  when {condition}\n  {decision}\n}}\n')
    return "\n".join([*lines, "fallback assign rest\n"])


def _route_part(part: Test | Either) -> str:
    if isinstance(part, Either):
        return "(" + " or ".join(_route_test(test) for test in part.tests) + ")"
    return _route_test(part)


def _route_test(test: Test) -> str:
    text = _route_plain(test)
    return f"not ({text})" if test.negated else text


def _route_plain(test: Test) -> str:
    quoted = test.field in TEXTS
    values = [f'"{value}"' if quoted else str(value) for value in test.values]
    match test.operator:
        case "in":
            return f"{test.field} in ({', '.join(values)})"
        case "range":
            return f"{test.field} in {values[0]}..{values[1]}"
        case "starts" | "ends":
            return f"{test.field} {test.operator} with {values[0]}"
        case "contains":
            return f"{test.field} contains {values[0]}"
        case "known":
            return f"{test.field} is known"
    return test.field


# --- records -----------------------------------------------------------------------------------


def records(rules: list[Rule], count: int, seed: int) -> list[dict[str, object]]:
    """Return lead records, most of them aimed at a rule drawn evenly over the whole list."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        lead = _random_lead(chance, number)
        for part in chance.choice(rules) if chance.random() < 0.9 else ():
            test = part.tests[0] if isinstance(part, Either) else part
            if not test.negated:
                _aim(lead, test, chance)
        found.append(lead)
    return found


def _random_lead(chance: random.Random, number: int) -> dict[str, object]:
    lead: dict[str, object] = {
        "country": chance.choice(COUNTRIES),
        "industry": chance.choice(INDUSTRIES),
        "segment": chance.choice(SEGMENTS),
        "tier": chance.choice(TIERS),
        "employees": chance.randrange(0, 6000),
        "revenue": chance.randrange(0, 12_000_000),
        "points": chance.randrange(0, 1000),
        "partner": chance.random() < 0.5,
    }
    for field in TEXTS:
        lead[field] = f"{field} {chance.randrange(5000)} {chance.choice(WORDS)} {number}"
    for field in chance.sample(list(lead), 2):
        del lead[field]
    return lead


def _aim(lead: dict[str, object], test: Test, chance: random.Random) -> None:
    match test.operator:
        case "in":
            lead[test.field] = chance.choice(test.values)
        case "range":
            low, high = test.values
            assert isinstance(low, int) and isinstance(high, int)
            # No field is given what its type would not read.
            most = MOST_POINTS if test.field == "points" else high
            lead[test.field] = chance.randint(low, min(high, low + 10_000, most))
        case "starts":
            lead[test.field] = f"{test.values[0]} tail {chance.randrange(100000)}"
        case "ends":
            lead[test.field] = f"head {chance.randrange(100000)}{test.values[0]}"
        case "contains":
            lead[test.field] = f"head {test.values[0]} tail {chance.randrange(100000)}"
        case "known":
            lead.setdefault(test.field, "Gold" if test.field == "tier" else True)
        case "true":
            lead[test.field] = True
