"""The AST of every construct against a golden form, and the finer points one by one."""

from decimal import Decimal
from pathlib import Path as FilePath
from pprint import pformat

import pytest

from routewright_grammar import syntax
from routewright_grammar.parse import parse
from routewright_grammar.span import Source

LISTINGS = FilePath(__file__).parent / "listings"
DESIGN = FilePath(__file__).resolve().parents[3] / "shared" / "design" / "language.md"


def outline(item: object) -> object:
    """Return a node as nested tuples: its class, then its fields, places left out."""
    if isinstance(item, tuple):
        return tuple(outline(part) for part in item)
    names = getattr(item, "__dataclass_fields__", None)
    if names is None:
        return str(item) if isinstance(item, Decimal) else item
    kept = [name for name in names if name not in ("span", "source")]
    return (type(item).__name__, *(outline(getattr(item, name)) for name in kept))


def read(text: str) -> syntax.File:
    outcome = parse(Source("case.route", text))
    assert not outcome.diagnostics, outcome.diagnostics
    assert outcome.value is not None
    return outcome.value


def condition(text: str) -> syntax.Condition:
    (define,) = read(f"define x = {text}").declarations
    assert isinstance(define, syntax.Define)
    return define.condition


@pytest.mark.parametrize("name", ["constructs", "acme", "people"])
def test_a_listing_has_its_golden_tree(name: str) -> None:
    file = read((LISTINGS / f"{name}.route").read_text(encoding="utf-8"))
    shown = "\n".join(pformat(outline(item), width=110) for item in file.declarations)
    assert f"{shown}\n" == (LISTINGS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.skipif(not DESIGN.exists(), reason="the design notes are not beside this checkout")
@pytest.mark.parametrize(("name", "number"), [("acme", 0), ("people", 1)])
def test_the_listings_are_those_of_the_design(name: str, number: int) -> None:
    blocks = DESIGN.read_text(encoding="utf-8").split("```route\n")[1:]
    listing = blocks[number].partition("```")[0]
    assert (LISTINGS / f"{name}.route").read_text(encoding="utf-8") == listing


def test_and_binds_tighter_than_or_and_not_tightest() -> None:
    made = condition("a or b and not c or d")
    assert isinstance(made, syntax.Or)
    first, second, third = made.items
    assert isinstance(first, syntax.Truth)
    assert isinstance(second, syntax.And)
    assert isinstance(second.items[1], syntax.Not)
    assert isinstance(third, syntax.Truth)


def test_not_takes_one_test_only() -> None:
    made = condition("not a = 1 and b")
    assert isinstance(made, syntax.And)
    assert isinstance(made.items[0], syntax.Not)
    assert isinstance(made.items[0].item, syntax.Compare)


def test_parentheses_are_kept() -> None:
    made = condition("(a or b) and ((c))")
    assert isinstance(made, syntax.And)
    assert isinstance(made.items[0], syntax.Paren)
    assert isinstance(made.items[1], syntax.Paren)
    assert isinstance(made.items[1].item, syntax.Paren)


@pytest.mark.parametrize(
    ("spelling", "value"),
    [
        ("0", "0"),
        ("12_000", "12000"),
        ("50M", "50000000"),
        ("1.5k", "1500"),
        ("2B", "2000000000"),
        ("50%", "0.50"),
        ("-0.05", "-0.05"),
        ("-3k", "-3000"),
        ("0.1%", "0.001"),
        ("1.2345k", "1234.5"),
    ],
)
def test_numbers_are_exact(spelling: str, value: str) -> None:
    made = condition(f"a = {spelling}")
    assert isinstance(made, syntax.Compare)
    assert isinstance(made.right, syntax.Number)
    assert str(made.right.value) == value
    assert made.right.text == spelling


@pytest.mark.parametrize("word", ["on", "off", "known", "empty", "rep", "of", "with", "when"])
def test_keywords_stand_as_values(word: str) -> None:
    made = condition(f"a = {word}")
    assert isinstance(made, syntax.Compare)
    assert isinstance(made.right, syntax.Path)
    assert made.right.text == word


def test_clauses_that_may_stand_in_any_order_do() -> None:
    for body in ("at 2026-01-01T10:00 away a", "away a at 2026-01-01T10:00"):
        (expect,) = read(f'expect "x" {{ given {{ }} {body} owner b }}').declarations
        assert isinstance(expect, syntax.Expect)
        assert expect.givens[0].moment is not None
        assert expect.givens[0].away[0].text == "a"
    for body in ('hold up to 1 day notify a tag "x"', 'tag "x" notify a hold up to 1 day'):
        (fallback,) = read(f"fallback rotate t {body}").declarations
        assert isinstance(fallback, syntax.Fallback)
        assert fallback.decision.hold is not None
        assert len(fallback.decision.extras) == 2


def test_the_last_fallback_gives_the_sla_to_the_rule() -> None:
    (rule,) = read('rule "x" { assign a fallback assign b sla 1 hour }').declarations
    assert isinstance(rule, syntax.Rule)
    assert rule.sla is not None
    assert rule.fallbacks[0].sla is None


def test_names_are_normalised_and_keep_their_case() -> None:
    (team,) = read("team E\u0301quipe_Ouest { \u0928\u093f\u0936\u093e }").declarations
    assert isinstance(team, syntax.Team)
    assert team.name.text == "Équipe_Ouest"
    assert team.members[0].name.text == "निशा"


def test_an_empty_file_is_a_file() -> None:
    for text in ("", "\n", "  \t\n", "# only a comment", "\u00a0\u2003"):
        assert read(text).declarations == ()
