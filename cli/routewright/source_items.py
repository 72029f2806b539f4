"""Which declaration, rule or field a place lies in, told from the words alone.

Nothing is parsed, so it works on a damaged file too; linear in the text.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from routewright_grammar.scan import CLOSERS, Kind, Piece, scan
from routewright_grammar.stretches import declaration_starts

_INNER = frozenset({"rule", "group", "fallback", "given"})


@dataclass(frozen=True, slots=True)
class Item:
    """A declaration, a member of a group, or a `given`: its first character and behind its last."""

    start: int
    end: int


def items_in(text: str) -> tuple[Item, ...]:
    """Return all items in order of their starts, outer ones before those inside."""
    pieces = tuple(piece for piece in scan(text) if piece.kind is not Kind.COMMENT)
    starts = declaration_starts(text, pieces)
    cuts = [*starts, len(text)]
    found = [Item(start, _end(pieces, start, after)) for start, after in pairwise(cuts)]
    found += _members(pieces, frozenset(starts))
    return tuple(sorted(found, key=lambda item: (item.start, -item.end)))


def innermost(items: Sequence[Item], place: int) -> Item | None:
    """Return the smallest item that holds a place."""
    last = bisect_right(items, place, key=lambda item: item.start)
    for item in reversed(items[:last]):
        if place < item.end:
            return item
    return None


def _end(pieces: Sequence[Piece], start: int, after: int) -> int:
    """Return the end of the last piece before `after`."""
    index = bisect_right(pieces, after - 1, key=lambda piece: piece.start)
    return pieces[index - 1].end if index else start


def _members(pieces: Sequence[Piece], outer: frozenset[int]) -> list[Item]:
    """Return the braced items inside declarations: rules and groups of a group, `given`s."""
    found: list[Item] = []
    open_braces: list[int | None] = []
    waiting: int | None = None
    for index, piece in enumerate(pieces):
        if piece.text == "{":
            open_braces.append(waiting)
            waiting = None
        elif piece.text == CLOSERS["{"] and open_braces:
            start = open_braces.pop()
            if start is not None:
                found.append(Item(start, piece.end))
            waiting = None
        elif open_braces and piece.text in _INNER and piece.start not in outer:
            is_unique = index > 0 and pieces[index - 1].text == "unique"
            waiting = pieces[index - 1].start if is_unique else piece.start
    return found
