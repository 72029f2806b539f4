"""Parts of addresses that no value has: a rule that asks for one is told so, not left open."""

import pytest

from rules.conftest import Rules

RECORD = "record lead { email: email  site: url }\n"


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
    ],
)
def test_a_part_that_no_value_has_is_never_asked_for_in_vain(
    rules: Rules, whole: str, condition: str
) -> None:
    found = rules.named(
        "unreachable-rule", f'{RECORD}{whole}rule "B" {{ when {condition}  assign ben }}'
    )
    assert [item.certainty for item in found] == ["proved"]
