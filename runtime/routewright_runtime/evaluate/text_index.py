"""Which literals a folded text holds: by dictionaries, and one automaton for all `contains`.

Prefixes and suffixes of one length share a dictionary, so each length costs one slice and one
access, whatever the number of literals. Up to `FEW` texts to be contained are searched one by one
(the machine's own search is quick); more are found in one pass by the automaton of Aho and Corasick
(1975), whose failing moves are filled in as they are met.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence

FEW = 20
MAX_MOVES = 64


class TextIndex:
    """Finds the numbers of the literals that hold of a text, each once, in no special order."""

    __slots__ = ("_contained", "_equal", "_members", "_patterns", "_prefixes", "_root", "_suffixes")

    def __init__(
        self,
        *,
        equal: Iterable[tuple[str, int]] = (),
        prefixes: Iterable[tuple[str, int]] = (),
        suffixes: Iterable[tuple[str, int]] = (),
        contained: Sequence[tuple[str, int]] = (),
        patterns: Iterable[tuple[Callable[[str], bool], int]] = (),
        members: Iterable[tuple[str, int]] = (),
    ) -> None:
        self._equal = dict(equal)
        self._prefixes = _by_length(prefixes)
        self._suffixes = tuple((-n, found) for n, found in _by_length(suffixes))
        self._contained = tuple(contained) if len(contained) <= FEW else ()
        self._root = automaton(contained) if len(contained) > FEW else None
        self._patterns = tuple(patterns)
        self._members = dict(members)

    def of_text(self, text: str) -> tuple[int, ...]:
        """Return the literals that hold of a folded text."""
        found: list[int] = []
        if (number := self._equal.get(text)) is not None:
            found.append(number)
        for length, numbers in self._prefixes:
            if (number := numbers.get(text[:length])) is not None:
                found.append(number)
        for length, numbers in self._suffixes:
            if (number := numbers.get(text[length:])) is not None:
                found.append(number)
        for part, own in self._contained:
            if part in text:
                found.append(own)
        for matches, own in self._patterns:
            if matches(text):
                found.append(own)
        if self._root is not None:
            found += _walk(self._root, text)
        return tuple(found)

    def of_members(self, members: tuple[str, ...]) -> tuple[int, ...]:
        """Return the literals that are among the folded members of a multi-select."""
        numbers = self._members
        return tuple([numbers[member] for member in members if member in numbers])


def _by_length(texts: Iterable[tuple[str, int]]) -> tuple[tuple[int, dict[str, int]], ...]:
    found: dict[int, dict[str, int]] = {}
    for text, number in texts:
        found.setdefault(len(text), {})[text] = number
    return tuple(sorted(found.items()))


class Node(dict[str, "Node"]):
    """Where each character leads; a move through the failing link is remembered when met."""

    __slots__ = ("failing", "numbers")

    def __init__(self) -> None:
        super().__init__()
        self.failing: Node | None = None
        self.numbers: tuple[int, ...] = ()

    def __missing__(self, char: str) -> "Node":
        node, target = self.failing, self
        while node is not None:
            target = node
            if (found := node.get(char)) is not None:
                target = found
                break
            node = node.failing
        if len(self) < MAX_MOVES:
            self[char] = target
        return target


def automaton(texts: Iterable[tuple[str, int]]) -> Node:
    """Return the automaton's first state; reading a text leads from state to state."""
    root = Node()
    for text, number in texts:
        node = root
        for char in text:
            found = node.get(char)
            if found is None:
                found = node[char] = Node()
            node = found
        node.numbers = (number,)
    waiting = deque(root.values())
    for node in waiting:
        node.failing = root
    while waiting:
        node = waiting.popleft()
        for char, child in list(node.items()):
            link = node.failing
            while link is not None and char not in link:
                link = link.failing
            child.failing = root if link is None else link[char]
            child.numbers += child.failing.numbers
            waiting.append(child)
    return root


def _walk(root: Node, text: str) -> list[int]:
    found: dict[int, None] = {}
    node = root
    for char in text:
        node = node[char]
        if node.numbers:
            found.update(dict.fromkeys(node.numbers))
    return list(found)
