"""One try at parsing a text, and what is known where it fails."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lark import Lark, Token, Tree, UnexpectedCharacters, UnexpectedToken

from routewright_grammar.construct.reader import Node

END = Token("$END", "", 0, 1, 1)
WORD_CHARACTERS = re.compile(r"\w{2}")


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a text stops to make sense.

    `accepts` holds what could stand there: keywords and signs as spelt, other terminals by name
    (`NAME`, `TEXT`, …; `$END` for the end). `before` are the tokens up to there.
    """

    position: int
    terminal: str
    accepts: frozenset[str]
    before: tuple[Token, ...]


def attempt(table: Lark, text: str) -> Node | Failure:
    """Parse a text as a sequence of declarations."""
    parser = table.parse_interactive(text)
    seen: list[Token] = []
    end = 0
    try:
        for token in parser.iter_parse():
            if token.start_pos == end and _is_glued(text, end):
                return _failure(table, text, seen[:-1], seen[-1].start_pos or 0, "")
            seen.append(token)
            end = token.end_pos or 0
        tree = parser.feed_token(Token.new_borrow_pos("$END", "", seen[-1]) if seen else END)
    except UnexpectedToken as error:
        if seen and error.token is seen[-1]:
            seen.pop()
        position = len(text) if error.token.type == "$END" else error.token.start_pos or 0
        return _failure(table, text, seen, position, error.token.type)
    except UnexpectedCharacters as error:
        return _failure(table, text, seen, error.pos_in_stream or 0, "")
    assert isinstance(tree, Tree)
    return tree


def _is_glued(text: str, offset: int) -> bool:
    """Whether two words stand together without a blank, as in `assignlena`."""
    return offset > 0 and WORD_CHARACTERS.match(text, offset - 1) is not None


def _failure(table: Lark, text: str, seen: list[Token], position: int, terminal: str) -> Failure:
    return Failure(position, terminal, _accepts(table, text, seen), tuple(seen))


def _accepts(table: Lark, text: str, seen: list[Token]) -> frozenset[str]:
    parser = table.parse_interactive(text)
    for token in seen:
        parser.feed_token(token)
    accepts: Callable[[], set[str]] = parser.accepts
    return frozenset(_spelling(table, name) for name in accepts())


def _spelling(table: Lark, name: str) -> str:
    if name == "$END":
        return name
    pattern = table.get_terminal(name).pattern
    return pattern.value if pattern.type == "str" else name
