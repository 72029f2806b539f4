"""One pass over a text: which of many literals may be in it?

The literals make one regular expression that the machine's own search runs through. It searches
not for their beginnings but for an *anchor* of each, one of a few characters that hardly any place
of a text has: of `vice 45`, `head 7`, … the blank. So most of a text is passed over by one look at
each character. From the anchor on the literals are a tree of alternatives, at most `MAX_CHARACTERS`
deep; at their ends a look back compares up to `MAX_BEHIND` characters before the anchor. There is
no repetition, so the search is linear in the text.

What is found is a *key*, a text from the anchor on, the longest that is there. It may stand for
several literals, or for more than was compared: then the literals still have to be looked for.
"""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass

MAX_CHARACTERS = 12
MAX_BEHIND = 3

_Tree = dict[str, "_Tree"]
Search = Callable[..., re.Match[str] | None]


@dataclass(frozen=True, slots=True)
class TextGuard:
    """`search` finds the keys in a text, one after the other, each from behind the last's start.

    `literals` are those that a key stands for; `exact` the keys that say all of theirs.
    """

    search: Search
    literals: dict[str, tuple[str, ...]]
    exact: frozenset[str]


def guard_of(literals: Iterable[str]) -> TextGuard:
    """Return the guard of different literals, none of them empty."""
    all_literals = tuple(literals)
    anchors = anchors_of(all_literals)
    own: dict[str, list[tuple[str, str]]] = {}
    tree: _Tree = {}
    for literal in all_literals:
        at = next(place for place, char in enumerate(literal) if char in anchors)
        key = literal[at : at + MAX_CHARACTERS]
        own.setdefault(key, []).append((literal[:at], literal))
        _grow(tree, key)
    literals_of = {
        key: tuple(text for part in _heads(key, own) for _, text in own[part]) for key in own
    }
    behind: dict[str, str] = {}
    exact: set[str] = set()
    for key, found in own.items():
        width = min(MAX_BEHIND, *(len(before) for before, _ in found))
        befores = {before[len(before) - width :] for before, _ in found}
        behind[key] = _behind(befores, key)
        # The longest key is found: one that another goes on may be found by that one.
        is_longest = not _below(tree, key)
        if is_longest and literals_of[key] == (befores.pop() + key,):
            exact.add(key)
    return TextGuard(
        re.compile(_pattern(tree, "", behind)).search,
        literals_of,
        frozenset(exact),
    )


def anchors_of(literals: Iterable[str]) -> frozenset[str]:
    """Return a few characters of which every literal has one, rare ones first.

    Texts are taken to be as varied as their literals: a character that these seldom have, or one
    that serves many of them, is a good anchor.
    """
    waiting = set(literals)
    frequency = Counter(char for literal in waiting for char in literal)
    having: dict[str, set[str]] = {char: set() for char in frequency}
    for literal in waiting:
        for char in literal:
            having[char].add(literal)
    chosen: set[str] = set()
    while waiting:
        best = min(
            (char for char in having if not waiting.isdisjoint(having[char])),
            key=lambda char: (frequency[char] / len(waiting & having[char]), char),
        )
        chosen.add(best)
        waiting -= having.pop(best)
    return frozenset(chosen)


def _heads(key: str, keys: Container[str]) -> list[str]:
    """Return the keys that a key begins with, itself the last: where it is, they are."""
    return [key[:end] for end in range(1, len(key) + 1) if key[:end] in keys]


def _grow(tree: _Tree, text: str) -> None:
    for char in text:
        tree = tree.setdefault(char, {})


def _below(tree: _Tree, text: str) -> _Tree:
    for char in text:
        tree = tree[char]
    return tree


def _behind(befores: set[str], key: str) -> str:
    if befores == {""}:
        return ""
    tree: _Tree = {}
    for before in befores:
        _grow(tree, before)
    return f"(?<={_pattern(tree, '', {})}{re.escape(key)})"


def _pattern(tree: _Tree, text: str, ends: Mapping[str, str]) -> str:
    """Return the pattern of a tree's texts, the longest first; `ends` are looked at behind some."""
    ways = [re.escape(char) + _pattern(tree[char], text + char, ends) for char in sorted(tree)]
    if text in ends or not ways:
        ways.append(ends.get(text, ""))
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
