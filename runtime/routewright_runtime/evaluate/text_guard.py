"""One look at a text: may any of many literals be in it?

Most texts hold none of the literals that a policy looks for. The literals' beginnings, as a tree of
alternatives, make one regular expression that the machine's own search runs through; only where it
finds something is the exact automaton asked. The tree is at most `MAX_CHARACTERS` deep and has no
repetition, so the search is linear in the text.
"""

import re
from collections.abc import Callable, Iterable

MAX_CHARACTERS = 12

_Tree = dict[str, "_Tree"]
_END = ""


def guard_of(literals: Iterable[str]) -> Callable[[str], re.Match[str] | None]:
    """Return a search for the first place where a literal (none is blank) may begin."""
    root: _Tree = {}
    for literal in literals:
        node = root
        for char in literal[:MAX_CHARACTERS]:
            if _END in node:
                break  # a shorter literal is enough to look closer
            node = node.setdefault(char, {})
        else:
            node.clear()
            node[_END] = {}
    return re.compile(_pattern(root), re.DOTALL).search


def _pattern(node: _Tree) -> str:
    if _END in node:
        return ""
    ways = [re.escape(char) + _pattern(node[char]) for char in sorted(node)]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
