"""A blank at the inner edge of a text counts: `ends with " 86"` is not `ends with "86"`."""

from routewright_compiler.lint.policy_lint import lint_policy
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.schema.loader import MappingLoader

POLICY = """
record lead {{ source: text }}
rep ana "ana@acme.example"
rep ben "ben@acme.example"
queue desk
rule "With a blank" {{ when source {wide} assign ana }}
rule "Without" {{ when source {narrow} assign ben }}
fallback assign desk
"""


def _names(wide: str, narrow: str) -> list[str]:
    text = POLICY.format(wide=wide, narrow=narrow)
    policy = compile_policy("p.route", MappingLoader({"p.route": text.encode()})).value
    assert policy is not None
    found = lint_policy(policy).diagnostics
    return [d.name for d in found if d.name == "unreachable-rule"]


def test_a_leading_blank_of_an_end_is_kept() -> None:
    assert _names('ends with " 86"', 'ends with "86"') == []
    assert _names('ends with "86"', 'ends with " 86"') == ["unreachable-rule"]


def test_a_trailing_blank_of_a_start_is_kept() -> None:
    assert _names('starts with "a "', 'starts with "a"') == []
    assert _names('starts with "a"', 'starts with "a "') == ["unreachable-rule"]


def test_blanks_of_a_contained_text_are_kept() -> None:
    assert _names('contains " vp "', 'contains "vp"') == []
    assert _names('contains "vp"', 'contains " vp "') == ["unreachable-rule"]
    assert _names('contains " vp"', 'starts with "vp"') == []
