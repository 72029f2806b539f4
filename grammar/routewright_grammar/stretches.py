"""Where declarations begin in a damaged file, and which part of one can be dropped.

A declaration begins with its keyword, first on its line and outside all brackets. Where a bracket
was never closed, a keyword that stands no further right than the declaration before it begins the
next one all the same.
"""

from routewright_grammar.nearest import nearest
from routewright_grammar.scan import Kind, Piece
from routewright_grammar.vocabulary import KEYWORDS, TOP_LEVEL_WORDS

EXPECTING_MORE = frozenset(
    {"and", "or", "not", "in", "=", "!=", "<", ">", ",", "(", "else", "when", "by", "unique", "to"}
)
ITEM_WORDS = frozenset({"rule", "group", "unique", "fallback", "given", "require"})


def declaration_starts(text: str, pieces: tuple[Piece, ...]) -> list[int]:
    """Return the offsets at which to cut, in order; the first declaration may begin before them."""
    starts: list[int] = []
    depth = 0
    column = 0
    before = ""
    is_unbalanced = _is_unbalanced(pieces)
    for piece, indent in zip(pieces, _indents(text, pieces), strict=True):
        is_free = depth == 0 or (is_unbalanced and indent is not None and indent <= column)
        if is_free and indent is not None and _opens(piece, "" if depth else before):
            starts.append(piece.start)
            depth = 0
            column = indent
        if piece.kind is Kind.OPENING:
            depth += 1
        elif piece.kind is Kind.CLOSING:
            depth = max(0, depth - 1)
        before = piece.text
    return starts


def _is_unbalanced(pieces: tuple[Piece, ...]) -> bool:
    """Whether some bracket is never closed."""
    opened = sum(piece.kind is Kind.OPENING for piece in pieces)
    return opened > sum(piece.kind is Kind.CLOSING for piece in pieces)


def _indents(text: str, pieces: tuple[Piece, ...]) -> list[int | None]:
    """Return the column of each piece that is first on its line, None for the others."""
    indents: list[int | None] = []
    end = 0
    for piece in pieces:
        gap = text[end : piece.start]
        line_start = max(gap.rfind("\n"), gap.rfind("\r")) + 1
        is_first = line_start > 0 or end == 0
        indents.append(len(gap) - line_start if is_first else None)
        end = piece.end
    return indents


def _opens(piece: Piece, before: str) -> bool:
    """Whether a piece is the keyword of a declaration, or meant to be."""
    if piece.kind is not Kind.WORD or before in EXPECTING_MORE:
        return False
    word = piece.text.lower()
    if word in TOP_LEVEL_WORDS:
        return True
    return word not in KEYWORDS and len(word) > 2 and nearest(word, TOP_LEVEL_WORDS) is not None


def item_around(text: str, pieces: tuple[Piece, ...], position: int) -> tuple[int, int] | None:
    """Return the innermost rule, group, field, fallback or `given` that a failure lies in.

    A failure at the very start of an item is laid to the item before it.
    """
    best: tuple[int, int] | None = None
    stack: list[int | None] = [None]
    indents = _indents(text, pieces)
    for index, piece in enumerate(pieces):
        if piece.kind is Kind.CLOSING:
            best = _narrower(best, stack.pop(), piece.start, position)
            stack = stack or [None]
        if len(stack) > 1 and indents[index] is not None and _is_item(pieces, index):
            best = _narrower(best, stack[-1], piece.start, position)
            stack[-1] = piece.start
        if piece.kind is Kind.OPENING:
            stack.append(None)
    for start in stack[1:]:
        best = _narrower(best, start, len(text), position)
    return best


def _narrower(
    best: tuple[int, int] | None, start: int | None, end: int, position: int
) -> tuple[int, int] | None:
    """Return the smaller of two items among those that hold the position."""
    if start is None or not start < position <= end:
        return best
    if best is not None and best[1] - best[0] <= end - start:
        return best
    return (start, end)


def _is_item(pieces: tuple[Piece, ...], index: int) -> bool:
    piece = pieces[index]
    if piece.kind is not Kind.WORD:
        return False
    following = pieces[index + 1].text if index + 1 < len(pieces) else ""
    return piece.text in ITEM_WORDS or following == ":"
