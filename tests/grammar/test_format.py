"""The canonical layout: nothing is lost, and formatting twice is formatting once."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routewright_grammar import syntax
from routewright_grammar.format import Formatted, format_file, format_source
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


@pytest.mark.parametrize("name", ["acme", "people", "constructs"])
def test_a_listing_has_its_golden_layout(name: str) -> None:
    """Those of the design keep their layout but for what `DIFFERS` says of it."""
    made = check((FOLDER / f"{name}.route").read_text(encoding="utf-8"))
    assert made == (FOLDER / "formatted" / f"{name}.route").read_text(encoding="utf-8")


# The design's listings, set by hand, differ from the canonical layout in blanks: comments at line
# ends that do not stand below each other, columns inside `{ … }` of one-line rules and fields, one
# blank more in an `expect`. And two lines are longer than 100 columns, one of which can be broken.
DIFFERS = {"acme": 11, "people": 1}


@pytest.mark.parametrize("name", sorted(DIFFERS))
def test_a_listing_of_the_design_differs_in_blanks_only(name: str) -> None:
    written = (FOLDER / f"{name}.route").read_text(encoding="utf-8")
    made = check(written)
    assert written.split() == made.split()
    rows = set(made.splitlines())
    assert sum(row not in rows for row in written.splitlines()) == DIFFERS[name]


@pytest.mark.parametrize("text", TEXTS)
def test_every_listing_keeps_its_meaning(text: str) -> None:
    made = check(text)
    assert check(text.replace("\n", "\r\n")) == made


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
            "team a      { b }  # one\nteam longer { c }  # two\n",
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


LONG = "some_quite_long_name_"
NAMES = [f"{LONG}{n}" for n in range(9)]
QUOTED = ", ".join(f'"{name}"' for name in NAMES)


@pytest.mark.parametrize(
    "text",
    [
        f"team x {{ {', '.join(NAMES)} }}",
        f"define x = a in ({', '.join(NAMES)})",
        f"define x = not (a in ({', '.join(NAMES)}) and ({' or '.join(NAMES)}))",
        f"classify c {{ A when a in ({', '.join(NAMES)}) or a = 1 }}",
        f"score c {{ 1 when {' and '.join(NAMES)} }}",
        f'record r {{ a: choice({", ".join(NAMES)}) required column "{LONG * 3}" from a, b, c }}',
        f"record r blank {QUOTED} {{ a: text }}",
        f"require {', '.join(NAMES)} else assign a",
        f'rep a "a@b.example" {{ speaks de, en knows {", ".join(NAMES)} away 2026-12-21 }}',
        f"calendar c {{ closed {', '.join(f'2026-12-{n}' for n in range(10, 31))} }}",
        f'assert "x" {{ when a never team {", ".join(NAMES)} }}',
        f'fact "x" {{ {" and ".join(NAMES[:4])} implies {" and ".join(NAMES[4:])} }}',
        f'rule "x" {{ when t({", ".join(NAMES)}) is known rotate a where speaks de notify {LONG}'
        f' notify {LONG} tag "{LONG}" tag "{LONG}" }}',
        f'group "g" {{ group "h" {{ rule "r" {{ when {" and ".join(NAMES)} assign a }} }} }}',
        f'expect "x" {{ given {{ {" ".join(f"{name} 1" for name in NAMES)} }} owner a }}',
        f'table t from "t.csv" {{ match {", ".join(NAMES)} gives {", ".join(NAMES)} }}',
    ],
)
def test_no_line_is_too_long_where_a_list_can_break(text: str) -> None:
    made = check(text)
    assert max(map(len, made.splitlines())) <= 100, made


NEIGHBOURS = """\
rep marta "marta@acme.example"
rep jo    "jo@acme.example"   { speaks de }
rep boe   "boe@acme.example"  { speaks fr  at most 3 per day }

queue a "A"

queue data_desk "Desk"
queue b         "B"

rule "API"       { when a  assign b }
rule "Analytics" { when a  assign b }

expect "two" {
  given { a 1 }    owner bo  rule "API"
  given { a 200 }  at 2026-03-10T10:00Z
    owner marta
}

expect "one" {
  given { a 1 }
  rule  "API"
  queue a
}
"""


def test_neighbours_of_a_kind_stand_in_columns() -> None:
    assert check(NEIGHBOURS) == NEIGHBOURS
    loose = re.sub(r"(?<=\S)  +", " ", NEIGHBOURS)
    assert check(loose) == NEIGHBOURS


# --- damaged files ----------------------------------------------------------------------------

DAMAGED = """\
# About.
record  r { a: text }
# Doc of x.
define   x =  a = 1

# Doc of bad.
rule "bad" {
  when   a = = 3
    assign   lena
}   # trailing

# Doc of y.
define  y = a = 2
# The end.
"""
LEFT = """\
# About.
record r { a: text }
# Doc of x.
define x = a = 1

# Doc of bad.
rule "bad" {
  when   a = = 3
    assign   lena
}   # trailing

# Doc of y.
define y = a = 2
# The end.
"""


def laid_out(text: str) -> Formatted:
    made = format_source(Source("case.route", text))
    assert made is not None
    return made


def test_a_damaged_declaration_is_left_as_it_is() -> None:
    assert laid_out(DAMAGED) == Formatted(LEFT, (7,))
    assert laid_out(DAMAGED.replace("\n", "\r\n")) == Formatted(LEFT, (7,))
    assert laid_out("x y z") == Formatted("x y z\n", (1,))
    assert format_source(Source("case.route", "a\0")) is None


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
@given(st.data())
def test_damage_harms_nothing_else(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([text for text in TEXTS if len(text) < 3_000]))
    pieces = scan(text)
    piece = data.draw(st.sampled_from(pieces))
    word = data.draw(st.sampled_from(("", "=", "when", "{", "}", "(", '"', "rule")))
    broken = f"{text[: piece.start]}{word} {text[piece.end :]}"
    made = laid_out(broken)
    assert laid_out(made.text).text == made.text
    before = [(p.kind, p.text) for p in scan(broken) if p.kind is Kind.TEXT]
    after = [(p.kind, p.text) for p in scan(made.text) if p.kind is Kind.TEXT]
    assert after == before
    for line in made.damaged_lines:
        written = Source("case.route", broken).line_text(line).rstrip()
        assert written.strip() in made.text
    errors = [d.code for d in parse(Source("case.route", broken)).diagnostics]
    assert [d.code for d in parse(Source("case.route", made.text)).diagnostics] == errors


WORDS = st.sampled_from(
    (
        *(
            "rule",
            "group",
            "queue a",
            "define x =",
            "when",
            "assign a",
            "fallback",
            "given",
            "{",
            "}",
        ),
        *(
            "(",
            ")",
            '"',
            '"t"',
            "# c\n",
            "\n",
            "\r\n",
            "\n\n",
            "=",
            "and",
            "or",
            "a",
            "1..",
            "é",
            "\t",
        ),
    )
)


@settings(max_examples=80, deadline=None, database=None)
@given(st.lists(WORDS, max_size=25))
def test_any_text_is_laid_out_or_left_and_then_stays(words: list[str]) -> None:
    text = " ".join(words)
    made = laid_out(text)
    assert laid_out(made.text) == Formatted(made.text, laid_out(made.text).damaged_lines)
    assert [p.text for p in scan(made.text) if p.kind in (Kind.TEXT, Kind.COMMENT)] == [
        p.text.rstrip() if p.kind is Kind.COMMENT else p.text
        for p in scan(text)
        if p.kind in (Kind.TEXT, Kind.COMMENT)
    ]
    assert "\r" not in made.text
    assert not made.text or made.text.endswith("\n")
