"""Whatever policy is emitted, its files are proved equal to it, in every form of rotation."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.targets.salesforce.test_verify import policy_of, proof
from routewright_compiler.emit.verify import Verdict
from routewright_compiler.targets import salesforce
from routewright_compiler.targets.salesforce.losses import LOSS_NAMES

HEAD = """
record lead {
  email: email
  country: country
  state: state
  employees: integer 0..
  revenue: number
  industry: choice(SaaS, Fintech, "Real estate")
  stage: choice open(New, Old)
  products: choices(Core, API, "Data, hosted")
  source: text blank "n/a", "select"
  city: text
  partner: boolean
  language: language
  born: date
  created_at: datetime
  owner_of_account: user
}
rep ann "ann@acme.example" { speaks de, en  knows Fintech }
rep bob "bob@acme.example" { speaks fr, en }
rep cyd "cyd@acme.example" { speaks de  at most 4 per day }
team all { ann weight 2, bob, cyd }
team pair { ann, bob }
team one { bob }
queue desk "Data desk"
queue nurture
define large = employees >= 100 or revenue > 1.5M
classify region { EU when country in (DE, FR)  NA when country in (US, CA) }
classify size { BIG when large  otherwise SMALL }
score fit { 30 when large  20 when industry in (SaaS, Fintech)  -10.5 when source contains "web" }
"""
ATOMS = st.sampled_from(
    [
        "country = DE",
        "country in (US, CA, FR)",
        "country is known",
        "state = US-CA",
        "state in (US-CA, CA-ON, US-NY)",
        "state is known",
        "employees >= 100",
        "employees in 10..99",
        "employees = 7",
        "employees is empty",
        "revenue > 2.5M",
        "revenue in (1, 2.5)",
        "industry = SaaS",
        'industry in (Fintech, "Real estate")',
        "industry is known",
        "stage = New",
        'stage != "Other"',
        "products has Core",
        'products has all of (API, "Data, hosted")',
        "products is empty",
        'source = "Web"',
        'source = "n/a"',
        "source is known",
        'source contains ("web", "a,b")',
        'source starts with "say \\"hi\\""',
        'city ends with ("berg", "Burg")',
        'city contains "x" and city != "xx"',
        "partner",
        "partner = false",
        "partner is known",
        "language in (de, fr)",
        "born >= 2000-01-01",
        "born in 1990-05-01..1999-12-31",
        "created_at within 7 days",
        "created_at within 90 minutes",
        "created_at < 2026-01-01",
        "owner_of_account is rep",
        "owner_of_account is known",
        'owner_of_account = "eve@acme.example"',
        'email.domain = "acme.example"',
        'email.domain in ("gmail.com", "yahoo.com")',
        "email is empty",
        "large",
        "region = EU",
        "region is empty",
        "size = BIG",
        "fit >= 20",
        "fit in 10..30",
        "fit = 0",
    ]
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
    ),
    max_leaves=4,
)
DECISIONS = st.sampled_from(
    [
        "assign ann",
        "assign desk",
        "assign owner_of_account fallback assign bob",
        'suppress "not ours"',
        "rotate all",
        "rotate all by weight",
        "rotate pair fallback assign desk",
        "rotate one fallback assign desk",
        "rotate all where speaks language fallback assign desk",
        "rotate all where speaks de",
        "rotate pair sla 4 hours then escalate to cyd after 2 hours assign nurture",
        "assign bob sla 30 minutes",
    ]
)


@st.composite
def policies(draw: st.DrawFn) -> str:
    """Draw a policy of a few rules, some in a group."""
    count = draw(st.integers(1, 4))
    rules = [
        f'rule "R{number}" {{ when {draw(CONDITIONS)} {draw(DECISIONS)} }}'
        for number in range(count)
    ]
    if draw(st.booleans()):
        fallback = draw(st.sampled_from(["", "fallback rotate pair", "fallback assign nurture"]))
        group = f'group "G" {{ when {draw(CONDITIONS)}\n{rules.pop()}\n{fallback} }}'
        rules.insert(draw(st.integers(0, len(rules))), group)
    require = draw(st.sampled_from(["", "require email, country else assign desk"]))
    return "\n".join((HEAD, require, *rules, "fallback assign desk"))


@pytest.mark.parametrize("form", ["counter", "auto-number"])
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(text=policies(), object_name=st.sampled_from(["Lead", "Case", "Account"]))
def test_what_is_emitted_is_proved_equal(form: str, text: str, object_name: str) -> None:
    policy = policy_of(text)
    table = {"object": object_name, "round_robin": form, "allow_losses": sorted(LOSS_NAMES)}
    own = salesforce.read_settings(table, None)
    emission = salesforce.emit(policy, own)
    if emission.losses:
        return  # something that no choice stands in for
    files = {file.path: file.text.encode() for file in emission.files}
    found = proof(policy, files, own)
    assert found.verdict is not Verdict.DIFFERENT, (found.differences[:2], found.diagnostics)
    assert found.is_equal, found.undecided
