"""Policies and records for the tests of the HubSpot target: the examples, and made-up ones."""

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from routewright_compiler.pipeline import compile_policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_compiler.targets.hubspot import emit, read_settings
from routewright_compiler.targets.hubspot.losses import LOSS_NAMES

EXAMPLES = Path(__file__).resolve().parents[4] / "examples"
STORIES = ("acme", "education", "ramping", "scored", "sized", "startup", "territories")

PEOPLE = """
rep ana "ana@acme.example"   { speaks de, fr }
rep ben "ben@acme.example"   { speaks fr }
rep cleo "cleo@acme.example" { speaks de }
team all { ana, ben, cleo }
team two { ben, ana }
queue desk "Desk"
queue later "Later"
"""
RECORD = """
record lead {
  email:     email
  country:   country
  employees: integer 0..
  revenue:   number
  industry:  choice(SaaS, Retail, Other)
  products:  choices(Core, API, Data)
  source:    text  blank "Select", "n/a"
  partner:   boolean
  seen:      datetime
  signed:    date
  owner:     user
}
"""
ATOMS = (
    "email is known",
    'email.domain in ("gmail.com", "acme.example")',
    'email.domain = "rival.example"',
    'email.local starts with ("info", "sales")',
    'email = "info@gmail.com"',
    "country in (DE, AT)",
    "country = FR",
    "country is empty",
    "employees >= 100",
    "employees in 10..99",
    "employees = 50",
    "employees < 10",
    "employees is empty",
    "revenue > 0.5",
    "revenue <= 12.25",
    "revenue = 3",
    "industry = SaaS",
    "industry in (SaaS, Retail)",
    "industry is known",
    "products has API",
    "products has any of (Core, Data)",
    "products has all of (Core, API)",
    "products is empty",
    'source = "demo"',
    'source contains "e"',
    'source starts with ("de", "se")',
    'source ends with "o"',
    'source ends with " day"',
    'source contains ("a d", "t ")',
    'source starts with "web "',
    "source is known",
    "partner = true",
    "partner is empty",
    "seen >= 2026-03-01",
    "seen = 2026-03-05",
    "seen within 3 days",
    "seen within 90 minutes",
    "signed < 2026-03-04",
    "signed = 2026-03-04",
    "signed within 1 day",
    "signed within 1 week",
    "owner is rep",
    'owner = "ben@acme.example"',
    'owner = "77"',
)
VALUES = {
    "email": ("info@gmail.com", "x@www.gmail.com", "sales@rival.example", "y@acme.example"),
    "country": ("DE", "AT", "FR", "US"),
    "employees": (0, 9, 10, 50, 99, 100, 5000),
    "revenue": (-1, "0.5", "0.51", 3, "12.25", 100),
    "industry": ("SaaS", "Retail", "Other"),
    "products": ("Core", "API", "Core;API", "Data", "Core;Data;API"),
    "source": ("demo", "Demo ", "Select", "N/A", "select", "seo", "pricing", "web day", "webday"),
    "partner": ("true", "false"),
    "seen": ("2026-03-05T10:00Z", "2026-03-02T12:00Z", "2026-02-28T23:59Z", "2026-03-05T11:00Z"),
    "signed": ("2026-03-03", "2026-03-04", "2026-03-05"),
    "owner": ("ben@acme.example", "ANA@acme.example", "77", "zoe@else.example"),
}
DECISIONS = (
    "assign ana",
    "assign cleo",
    "assign desk",
    "assign later",
    'suppress "no"',
    "rotate all",
    "rotate two",
    "rotate all by weight",
    "rotate all where speaks fr",
    'rotate all  tag "hot"',
    "rotate two  notify ben",
    "assign ben  notify assignee  notify all",
    "rotate all  sla 4 hours",
    "assign ana  sla 1 day  at 2 hours notify assignee  then escalate to ben  after 3 hours"
    " assign cleo",
    "assign ben  sla 30 minutes  at 10 minutes notify cleo  at 20 minutes assign cleo"
    "  then notify ana  after 1 hour escalate to later",
)


def compiled(text, **files):
    """Return the policy of a text."""
    outcome = compile_policy("p.route", MappingLoader({"p.route": text, **files}))
    assert outcome.value is not None, [item.message for item in outcome.diagnostics]
    return outcome.value


@cache
def story(name):
    """Return the policy of an example story."""
    folder = EXAMPLES / name
    files = {item.name: item.read_bytes() for item in folder.iterdir() if item.is_file()}
    main = next(n for n in sorted(files) if n.endswith(".route") and n != "people.route")
    outcome = compile_policy(main, MappingLoader(files))
    assert outcome.value is not None
    return outcome.value


@cache
def emitted_story(name):
    """Return the emission of an example story, every loss allowed."""
    return emit(story(name), lossy())


def lossy(**table):
    """Return settings that allow every loss."""
    return read_settings({"allow_losses": sorted(LOSS_NAMES), **table}, None)


def conditions(atoms=ATOMS):
    """Return a strategy of the texts of conditions."""
    return st.recursive(
        st.sampled_from(atoms),
        lambda inner: st.one_of(
            inner.map(lambda c: f"not ({c})"),
            st.lists(inner, min_size=2, max_size=3).map(lambda c: f"({' and '.join(c)})"),
            st.lists(inner, min_size=2, max_size=3).map(lambda c: f"({' or '.join(c)})"),
        ),
        max_leaves=6,
    )


@st.composite
def policies(draw):
    """Return a strategy of texts of policies, all of which emit without a loss."""
    parts = []
    if draw(st.booleans()):
        parts.append("require email, country else assign desk")
    for number in range(draw(st.integers(1, 5))):
        condition = draw(conditions())
        if draw(st.integers(0, 4)) == 0:
            inner = draw(conditions())
            parts.append(
                f'group "g{number}" {{ when {condition} rule "i{number}" {{ when {inner}'
                f" {draw(st.sampled_from(DECISIONS))} }} fallback assign later }}"
            )
        elif draw(st.integers(0, 6)) == 0:
            parts.append(
                f'rule "r{number}" {{ when owner is rep and {condition} assign owner sla 2 hours }}'
            )
        else:
            decision = draw(st.sampled_from(DECISIONS))
            parts.append(f'rule "r{number}" {{ when {condition} {decision} }}')
    parts.append(f"fallback {draw(st.sampled_from(DECISIONS[:9]))}")
    return "\n".join([RECORD, PEOPLE, *parts])


def records():
    """Return a strategy of raw records; a field may be missing."""
    return st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(values) for name, values in VALUES.items()}
    )
