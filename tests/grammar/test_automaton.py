"""The parser walks the table as Lark would: the same trees, the same failures, to the character."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grammar.lark_attempt import lark_attempt
from routewright_grammar.attempt import Failure, attempt
from routewright_grammar.plain_table import as_text, from_text
from routewright_grammar.table import build_table, grammar_text, load_table
from routewright_grammar.table_building import build_lark
from routewright_grammar.tree import Node, Token

FOLDER = Path(__file__).parent
LARK = build_lark(grammar_text())
LISTINGS = [path.read_text("utf-8") for path in sorted(FOLDER.glob("listings/*.route"))]
MISTAKES = [
    text
    for path in sorted(FOLDER.glob("mistakes/*.md"))
    for text in re.findall(r"```route\n([\s\S]*?)\n```", path.read_text("utf-8"))
]
PIECES = re.compile(r'\s+|#[^\r\n]*|"[^"\n]*"|[\w.]+|.')
DECLARATIONS = [
    part for text in LISTINGS for part in re.split(r"\n(?=\S)", text) if len(part) < 2_000
]
NOISE = sorted({piece for text in (*LISTINGS, *MISTAKES) for piece in PIECES.findall(text)})


def plain(found: Node | Token | Failure) -> Any:
    match found:
        case Token():
            return (found.type, found.text, found.start, found.end)
        case Node():
            children = tuple(plain(child) for child in found.children)
            return (found.data, children, found.start, found.end)
        case Failure():
            before = tuple(plain(token) for token in found.before)
            return (found.position, found.terminal, found.accepts, before)


def check(text: str) -> None:
    assert plain(attempt(load_table(None), text)) == lark_attempt(LARK, text), text


@pytest.mark.parametrize("text", LISTINGS)
def test_a_whole_file_makes_the_same_tree(text: str) -> None:
    check(text)
    assert isinstance(attempt(load_table(None), text), Node)


def test_every_mistake_stops_at_the_same_place() -> None:
    assert len(MISTAKES) > 180
    for text in MISTAKES:
        check(text)


def test_texts_of_other_scripts_are_read_alike() -> None:
    name = "größe_の_ไทย"
    check(f'define {name} = a.{name} = "ü" # …\nteam {name} {{ {name} }}')
    check("define ä = naïve\u0301 > 5 –")


@given(st.data())
@settings(max_examples=150, database=None)
def test_damaged_declarations_stop_at_the_same_place(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(DECLARATIONS))
    pieces = PIECES.findall(text)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(pieces) - 1))
        pieces[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.lists(st.sampled_from(NOISE), max_size=2)
        )
        if not pieces:
            break
    check("".join(pieces))


@given(st.lists(st.sampled_from(NOISE), max_size=12).map(" ".join))
@settings(max_examples=100, database=None)
def test_any_words_stop_at_the_same_place(text: str) -> None:
    check(text)


def test_blanks_and_comments_without_end_are_read_once() -> None:
    """A pattern that gave back what it took would never come to an end here."""
    text = "define a = b " + " \n# c" * 20_000 + "\n~"
    found = attempt(load_table(None), text)
    assert isinstance(found, Failure)
    assert found.position == len(text) - 1


def test_a_table_written_down_is_the_same_table() -> None:
    table = build_table()
    assert from_text(as_text(table)) == table
    assert len(table.rows) == len(table.lexer_of_state) > 500
