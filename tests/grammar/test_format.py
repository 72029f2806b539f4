"""The canonical layout: nothing is lost, and formatting twice is formatting once."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routewright_grammar import syntax
from routewright_grammar.format import format_file
from routewright_grammar.parse import parse
from routewright_grammar.scan import Kind, scan
from routewright_grammar.span import Source

FOLDER = Path(__file__).parent / "listings"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.route"))]
README = (Path(__file__).resolve().parents[2] / "grammar" / "README.md").read_text("utf-8")
TEXTS += re.findall(r"```route\n([\s\S]*?)```", README)
GAPS = st.sampled_from((" ", " ", " ", "  ", "\n", "\n\n", "\n  ", "\r\n\t", " # c\n", "\n# c\n"))


def outline(item: object) -> object:
    """Return a node as nested tuples, places left out."""
    if isinstance(item, tuple):
        return tuple(outline(part) for part in item)
    names = getattr(item, "__dataclass_fields__", None)
    if names is None:
        return item
    kept = [name for name in names if name not in ("span", "source")]
    return (type(item).__name__, *(outline(getattr(item, name)) for name in kept))


def read(text: str) -> syntax.File:
    outcome = parse(Source("case.route", text))
    assert not outcome.diagnostics, (text, outcome.diagnostics)
    assert outcome.value is not None
    return outcome.value


def check(text: str) -> str:
    """Hold the formatter to its laws; return the formatted text."""
    file = read(text)
    made = format_file(file)
    again = read(made)
    assert outline(again) == outline(file)
    assert format_file(again) == made
    assert not re.search(r"[ \t]\n|\n\n\n|\r", made)
    return made


@pytest.mark.parametrize("text", TEXTS)
def test_every_listing_keeps_its_meaning(text: str) -> None:
    check(text)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
@given(st.data())
def test_any_blanks_and_comments_keep_the_meaning(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    words = [piece for piece in scan(text) if piece.kind is not Kind.COMMENT]
    first = data.draw(st.integers(0, len(words) - 1))
    made = text[: words[first].start]
    for piece, after in zip(words[first:], words[first + 1 : first + 40], strict=False):
        has_gap = piece.end != after.start
        made += piece.text + (data.draw(GAPS) if has_gap else "")
    rest = words[first + 39 :]
    made += text[rest[0].start :] if rest else words[-1].text
    check(made)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", ""),
        ("#only", "# only\n"),
        ("queue a queue b", "queue a\nqueue b\n"),
        ("# about\n\n\n\nqueue  a\r\rqueue b # last", "# about\n\nqueue a\n\nqueue b  # last\n"),
        ("record r { a: text long.name : number }", "record r { a: text  long.name: number }\n"),
        (
            "record r {\n a: text long.name : number }",
            "record r {\n  a:         text\n  long.name: number\n}\n",
        ),
        (
            'rule "x" { when a\n assign b sla 1 hours then reassign }',
            'rule "x" {\n  when   a\n  assign b\n  sla    1 hour\n    then reassign\n}\n',
        ),
        (
            "team a { b } # one\nteam longer { c } # two",
            "team a { b }       # one\nteam longer { c }  # two\n",
        ),
        (
            'rule "r" {\n# one\nwhen # two\na\nassign b }',
            'rule "r" {\n# one\nwhen # two\na\nassign b }\n',
        ),
        (
            "define x = a # why\n  or b",
            "define x = a # why\n  or b\n",
        ),
        (
            'group "g" {\n\n  # one\n  rule "r" { assign a }\n\n\n  # end\n}',
            'group "g" {\n  # one\n  rule "r" { assign a }\n\n  # end\n}\n',
        ),
    ],
)
def test_the_layout(text: str, made: str) -> None:
    assert check(text) == made


def test_a_long_condition_is_broken_before_its_joints() -> None:
    made = check("define x = " + " or ".join(f"field_{n} = {n}" for n in range(12)))
    assert made.startswith("define x = field_0 = 0\n  or field_1 = 1\n")
    assert max(map(len, made.splitlines())) <= 100


def test_a_long_rule_on_one_line_is_opened() -> None:
    made = check(f'rule "x" {{ when {" and ".join(["some_field = 1"] * 8)} assign lena }}')
    assert made.count("\n") == 11
