"""Parts of addresses that no value has: a rule that asks for one is told so, not left open."""

import pytest

from compiler.conftest import compiled
from routewright_runtime.decide import Router
from routewright_runtime.state import MemoryState
from rules.conftest import Rules

RECORD = "record lead { email: email  site: url  phone: phone }\n"


@pytest.mark.parametrize("whole", ["", 'rule "A" { when email = "a@acme.example"  assign ana }\n'])
@pytest.mark.parametrize(
    "condition",
    [
        'email.domain starts with ".com"',
        'email.domain contains ".."',
        'email.domain contains "@"',
        'email.local contains "@"',
        'email.local ends with "."',
        "email.domain matches /-.*/",
        'site.domain starts with "."',
        'phone.country = FR and phone starts with "+49"',
        'phone.country in (US, CA) and phone starts with "+44"',
    ],
)
def test_a_part_that_no_value_has_is_never_asked_for_in_vain(
    rules: Rules, whole: str, condition: str
) -> None:
    found = rules.named(
        "unreachable-rule", f'{RECORD}{whole}rule "B" {{ when {condition}  assign ben }}'
    )
    assert [item.certainty for item in found] == ["proved"]


def test_numbers_that_a_country_has_are_not_ruled_out(rules: Rules) -> None:
    policy = 'rule "A" { when phone.country in (FR, DE) and phone starts with "+49"  assign ana }'
    assert not rules.named("unreachable-rule", f"{RECORD}{policy}")


@pytest.mark.parametrize(
    ("condition", "record"),
    [
        ("site is known and site.domain is empty", {"site": "http://10.0.0.1"}),
        ("site is known and site.domain is empty", {"site": "http://localhost"}),
        ("phone is known and phone.country is empty", {"phone": "+881612345678"}),
    ],
)
def test_an_address_or_a_number_may_lack_a_part(
    rules: Rules, condition: str, record: dict[str, str]
) -> None:
    policy = f'{RECORD}rule "A" {{ when {condition}  assign ana }}'
    assert not rules.named("unreachable-rule", policy)
    outcome = compiled(rules.files(policy))
    assert outcome.value is not None
    assert Router(outcome.value.graph).decide(record, MemoryState(), None).rule == "A"
