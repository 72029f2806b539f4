"""What the automaton must do, by Lark itself: the slow, plain reference."""

import re
from collections.abc import Callable
from typing import Any

from lark import Lark, Token, Tree, UnexpectedCharacters, UnexpectedToken

GLUED = re.compile(r"\w{2}")
# Type, text and extent of a token; data, children and extent of a node.
Plain = tuple[Any, ...]
END = Token("$END", "", 0, 1, 1)


def lark_attempt(lark: Lark, text: str) -> Plain:
    """Parse token by token as Lark's interactive parser does: a tree, or a failure's parts."""
    parser = lark.parse_interactive(text)
    seen: list[Token] = []
    end = 0
    try:
        for token in parser.iter_parse():
            if token.start_pos == end > 0 and GLUED.match(text, end - 1):
                return _failure(lark, text, seen[:-1], seen[-1].start_pos or 0, "")
            seen.append(token)
            end = token.end_pos or 0
        tree = parser.feed_token(Token.new_borrow_pos("$END", "", seen[-1]) if seen else END)
    except UnexpectedToken as error:
        if seen and error.token is seen[-1]:
            seen.pop()
        position = len(text) if error.token.type == "$END" else error.token.start_pos or 0
        return _failure(lark, text, seen, position, error.token.type)
    except UnexpectedCharacters as error:
        return _failure(lark, text, seen, error.pos_in_stream or 0, "")
    return plain_tree(tree)


def plain_tree(node: Tree[Token] | Token) -> Plain:
    """Return a tree of Lark's as tuples."""
    if isinstance(node, Token):
        return (node.type, str(node), node.start_pos, node.end_pos)
    place = (0, 0) if node.meta.empty else (node.meta.start_pos, node.meta.end_pos)
    return (str(node.data), tuple(plain_tree(child) for child in node.children), *place)


def _failure(lark: Lark, text: str, seen: list[Token], position: int, terminal: str) -> Plain:
    parser = lark.parse_interactive(text)
    for token in seen:
        parser.feed_token(token)
    accepts: Callable[[], set[str]] = parser.accepts
    return (
        position,
        terminal,
        frozenset(_spelling(lark, name) for name in accepts()),
        tuple(plain_tree(token) for token in seen),
    )


def _spelling(lark: Lark, name: str) -> str:
    if name == "$END":
        return name
    pattern = lark.get_terminal(name).pattern
    return pattern.value if pattern.type == "str" else name
