"""A value that the record takes as empty is none: a rule that asks for it is told so."""

import pytest

from rules.conftest import Rules

RECORD = """record lead {
  source: text blank "n/a"
  kind: choice(A, B) blank "B"
  sort: choice open(A, B) blank "B"
  tags: choices(A, B) blank "B"
  mail: email blank "none@none.example"
  n: integer 10..
}
"""


def named(rules: Rules, name: str, condition: str) -> list[str]:
    text = f'{RECORD}rule "R" {{ when {condition}  assign ana }}'
    return [item.message for item in rules.named(name, text)]


@pytest.mark.parametrize(
    "condition",
    [
        'source = "n/a"',
        'source = "N/A"',
        "kind = B",
        "sort = B",
        "tags has B",
        'mail = "none@none.example"',
    ],
)
def test_a_rule_that_asks_for_nothing_else_is_never_reached(rules: Rules, condition: str) -> None:
    assert len(named(rules, "unreachable-rule", condition)) == 1


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        ('source in ("web", "n/a")', '"n/a"'),
        ("kind in (A, B)", "B"),
        ("sort in (A, B)", "B"),
        ("tags has any of (A, B)", "B"),
    ],
)
def test_in_a_list_it_never_matters(rules: Rules, condition: str, value: str) -> None:
    message = f"in rule `R`, `{value}` never matters; no record can have it"
    assert named(rules, "dead-value", condition) == [message]


@pytest.mark.parametrize(
    "condition",
    [
        'source starts with "n/"',
        'source contains "a"',
        "kind = A",
        "sort = C",
        'mail ends with "e"',
    ],
)
def test_all_other_values_are_there(rules: Rules, condition: str) -> None:
    condition = condition.replace("sort = C", 'sort = "C"')
    assert named(rules, "unreachable-rule", condition) == []


@pytest.mark.parametrize("condition", ['source != "n/a"', "kind != B", "n != 5"])
def test_what_is_denied_of_no_value_always_holds(rules: Rules, condition: str) -> None:
    assert named(rules, "never-true-condition", condition) == []
    (message,) = named(rules, "always-true-condition", condition)
    assert message.startswith(f"rule `R`: `{condition}` always holds")
