"""A light reading of the text that never fails: comments, texts, words, brackets, the rest.

The parser's own lexer knows what may stand where; this one does not, so it can read a damaged file.
It finds the comments, the nesting, unclosed texts, and where declarations begin.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from routewright_grammar.vocabulary import NAME_PATTERN


class Kind(Enum):
    """What a piece is; the values are the group names of the pattern."""

    COMMENT = "comment"
    TEXT = "text"
    OPEN_TEXT = "open_text"
    PATTERN = "pattern"
    WORD = "word"
    FIGURE = "figure"
    OPENING = "opening"
    CLOSING = "closing"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; blanks are no pieces."""

    kind: Kind
    start: int
    end: int
    text: str


PIECE = re.compile(
    rf"""
    (?P<comment>\#[^\r\n]*)
  | (?P<text>"(?:[^"\\\r\n]|\\[^\r\n])*")
  | (?P<open_text>"[^\r\n]*)
  | (?P<word>{NAME_PATTERN}(?:\.{NAME_PATTERN})*)
  | (?P<figure>-?[0-9][\w%]*(?:[.:+\-]+[\w%]+)*(?:\.\.)?)
  | (?P<opening>[(\[{{])
  | (?P<closing>[)\]}}])
  | (?P<sign>[!<>=]=|[^\s\w]|\w)
    """,
    re.VERBOSE,
)
KINDS = {kind.value: kind for kind in Kind}
PATTERN = re.compile(r"/(?:[^/\\\r\n]|\\[^\r\n])+/")


def scan(text: str) -> tuple[Piece, ...]:
    """Return all pieces in order; linear in the length of the text."""
    return tuple(_pieces(text))


def _pieces(text: str) -> Iterator[Piece]:
    position = 0
    is_after_matches = False
    while found := PIECE.search(text, position):
        if is_after_matches and found[0] == "/":
            slashes = PATTERN.match(text, found.start())
            if slashes:
                yield Piece(Kind.PATTERN, slashes.start(), slashes.end(), slashes[0])
                position = slashes.end()
                is_after_matches = False
                continue
        kind = KINDS[found.lastgroup or ""]
        yield Piece(kind, found.start(), found.end(), found[0])
        position = found.end()
        if kind is not Kind.COMMENT:
            is_after_matches = found[0] == "matches"


CLOSERS = {"(": ")", "[": "]", "{": "}"}


def deepest(pieces: tuple[Piece, ...], limit: int) -> Piece | None:
    """Return the first piece that lies deeper than `limit` brackets and `not`s, if any does."""
    depth = 0
    negations = 0
    for piece in pieces:
        if piece.kind is Kind.OPENING:
            depth += 1
        elif piece.kind is Kind.CLOSING:
            depth = max(0, depth - 1)
        negations = negations + 1 if piece.text == "not" else 0
        if depth > limit or negations > limit:
            return piece
    return None
