"""Which rules are named as hiding another: one where one is enough, and only real takers."""

from routewright_compiler.lint.policy_lint import lint_policy
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.schema.loader import MappingLoader

HEAD = """
record lead { email: email  kind: choice(A, B)  country: country  size: choice(S, M, L) }
rep ana "ana@acme.example"
rep ben "ben@acme.example"
queue desk
"""


def _hidden_by(rules: str) -> list[str]:
    text = f"{HEAD}{rules}\nfallback assign desk\n"
    policy = compile_policy("p.route", MappingLoader({"p.route": text.encode()})).value
    assert policy is not None
    (found,) = [d for d in lint_policy(policy).diagnostics if d.name == "unreachable-rule"]
    return [label.subject for label in found.related]


def test_one_rule_of_another_outcome_that_is_enough_stands_alone() -> None:
    assert _hidden_by("""
    rule "Kind" { when kind = A assign ana }
    rule "Domain" { when email.domain = "gmail.com" assign ana }
    rule "Dead" { when email ends with "@gmail.com" assign ben }
    """) == ["Domain"]


def test_several_rules_are_named_where_none_is_enough() -> None:
    assert sorted(
        _hidden_by("""
    rule "A" { when kind = A assign ana }
    rule "B" { when kind = B assign ben }
    rule "Dead" { when kind is known assign desk }
    """)
    ) == ["A", "B"]


def test_a_rule_that_takes_nothing_is_not_named() -> None:
    assert _hidden_by("""
    rule "Wide" { when country in (DE, AT) assign ana }
    rule "Dead" { when country = DE and kind = A assign ben }
    """) == ["Wide"]


def test_the_rule_of_another_outcome_is_named_beside_all_that_are_needed() -> None:
    found = _hidden_by("""
    rule "Rival" { when country = DE assign ben }
    rule "A" { when kind = A assign ana }
    rule "B" { when kind = B assign ana }
    rule "Dead" { when kind is known assign ana }
    """)
    assert found == ["A", "B", "Rival"], "the largest part first"


def test_a_rule_that_the_others_can_do_without_is_not_named() -> None:
    assert _hidden_by("""
    rule "Wide" { when country in (DE, AT) and size is known assign ana }
    rule "M" { when kind = A and size = M assign ana }
    rule "L" { when kind is known and size = L assign ana }
    rule "Dead" { when kind = A and size in (M, L) assign ana }
    """) == ["M", "L"]
