"""Find a shortest text that some automata accept and others do not.

A walk over the product of the automata, each determinised on the way, over the joint classes of
characters. One readable character stands for each class; only characters that folding
leaves alone are taken, for no others occur in a folded text. The answers are exact: a text has been
checked, None is proved, and where the step budget ends the answer is `UNDECIDED`.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from enum import Enum
from functools import cache
from heapq import heappop, heappush
from typing import Final

from routewright_runtime.patterns import charset
from routewright_runtime.patterns.automaton import START, Automaton
from routewright_runtime.patterns.text_test import is_value
from routewright_runtime.text import fold, fold_inner

BUDGET = 200_000


class Undecided(Enum):
    """The answer of a search whose budget ran out."""

    UNDECIDED = "undecided"


UNDECIDED: Final = Undecided.UNDECIDED

_READABLE = "abcdefghijklmnopqrstuvwxyz0123456789-_.@/+:,;!?&%#*()='\"$<>[]{}|~^`\\ "
_SCANNED = 300

_Point = tuple[int, ...]
_Move = tuple[str, _Point]


def intersect_witness(
    positive: Sequence[Automaton],
    negative: Sequence[Automaton] = (),
    *,
    budget: int = BUDGET,
) -> str | Undecided | None:
    """Return a folded text that all of `positive` and none of `negative` accept, a shortest one.

    None is proved: there is no such text. The text is not empty, has no blanks round it and is its
    own fold; of several shortest ones the one most readable, always the same. `budget` bounds the
    steps taken, one a character class and point of the product; where half of it does not suffice,
    the other half goes into finding any text, not a shortest one.
    """
    value = _value_automaton()
    automata = (value, *positive, *negative)
    search = _Search(automata, 1 + len(positive), _alphabet(automata))
    return search.run(budget)


@cache
def _value_automaton() -> Automaton:
    return is_value()


class _Search:
    """One search: a shortest text first, and where half of the budget is not enough, any text."""

    def __init__(
        self, automata: Sequence[Automaton], wanted: int, alphabet: Sequence[_Move]
    ) -> None:
        self._automata = automata
        self._wanted = wanted
        self._alphabet = alphabet
        self._memo: list[dict[tuple[int, int], int]] = [{} for _ in automata]
        self._ways = [_steps_left(automaton) for automaton in automata[:wanted]]

    def run(self, budget: int) -> str | Undecided | None:
        """Search breadth first, then nearest first."""
        found = self._walk(budget // 2, is_shortest=True)
        return self._walk(budget - budget // 2, is_shortest=False) if found is UNDECIDED else found

    def _walk(self, budget: int, *, is_shortest: bool) -> str | Undecided | None:
        """Walk the product; `came` remembers how each point was first reached."""
        origin = (START,) * len(self._automata)
        came: dict[_Point, tuple[_Point, str] | None] = {origin: None}
        queue = [(0, 0, origin)]
        has_doubt = False
        while queue:
            budget -= len(self._alphabet)
            if budget < 0:
                return UNDECIDED
            depth, _, point = heappop(queue)
            for char, after in self._moves(point):
                if after in came:
                    continue
                came[after] = (point, char)
                rank = depth + 1 if is_shortest else self._left(after)
                heappush(queue, (rank, len(came), after))
                if self._is_found(after):
                    text = _text(came, after)
                    if fold(text) == text:
                        return text
                    has_doubt = True
        return UNDECIDED if has_doubt else None

    def _left(self, point: _Point) -> int:
        """Return how many characters the wanted automata ask for still, each by itself."""
        return sum(_nearest_end(w, s) for w, s in zip(self._ways, point, strict=False))

    def _moves(self, point: _Point) -> Iterable[_Move]:
        for char, classes in self._alphabet:
            after: list[int] = []
            for at, (states, class_number) in enumerate(zip(point, classes, strict=True)):
                memo = self._memo[at]
                step = memo.get((states, class_number))
                if step is None:
                    step = self._automata[at].step(states, class_number)
                    memo[states, class_number] = step
                if not step and at < self._wanted:
                    break
                after.append(step)
            else:
                yield char, tuple(after)

    def _is_found(self, point: _Point) -> bool:
        return all(
            automaton.is_accepting(states) == (at < self._wanted)
            for at, (automaton, states) in enumerate(zip(self._automata, point, strict=True))
        )


def _steps_left(automaton: Automaton) -> Sequence[int]:
    """Return sets of states, the k-th those that are exactly k characters from an end."""
    layers = [automaton.accepting]
    seen = automaton.accepting
    while layers[-1]:
        before = 0
        for state, follow in enumerate(automaton.follow):
            if follow & layers[-1]:
                before |= 1 << state
        layers.append(before & ~seen)
        seen |= before
    return layers


def _nearest_end(layers: Sequence[int], states: int) -> int:
    for steps, layer in enumerate(layers):
        if states & layer:
            return steps
    return len(layers)


def _text(came: dict[_Point, tuple[_Point, str] | None], point: _Point) -> str:
    chars: list[str] = []
    step = came[point]
    while step is not None:
        point, char = step
        chars.append(char)
        step = came[point]
    return "".join(reversed(chars))


def _alphabet(automata: Sequence[Automaton]) -> Sequence[_Move]:
    """Return one character for each joint class that has one, the most readable first."""
    found: dict[_Point, str] = {}
    for char in _READABLE:
        found.setdefault(_classes_at(automata, ord(char)), char)
    bounds = sorted({bound for automaton in automata for bound in automaton.bounds})
    ends = [*bounds[1:], charset.LAST_CODE + 1]
    stretches: dict[_Point, list[tuple[int, int]]] = {}
    for low, end in zip(bounds, ends, strict=True):
        classes = _classes_at(automata, low)
        if classes not in found:
            stretches.setdefault(classes, []).append((low, end))
    for classes, ranges in stretches.items():
        other = _readable_of(ranges)
        if other is not None:
            found[classes] = other
    return [(char, classes) for classes, char in found.items()]


def _classes_at(automata: Sequence[Automaton], code: int) -> _Point:
    return tuple(automaton.class_of(code) for automaton in automata)


def _readable_of(ranges: list[tuple[int, int]]) -> str | None:
    """Return a letter that stands alone, else a printable character, else any that may occur."""
    printable: str | None = None
    some: str | None = None
    for low, end in ranges:
        seen = 0
        for code in range(low, end):
            char = chr(code)
            if 0xD800 <= code <= 0xDFFF or not _is_stable(char):
                continue
            seen += 1
            some = some or char
            if char.isprintable() and not _may_join(char):
                if char.isalpha():
                    return char
                printable = printable or char
            if seen > _SCANNED:
                break
    return printable or some


def _is_stable(char: str) -> bool:
    return fold_inner(char) == char


def _may_join(char: str) -> bool:
    return unicodedata.category(char)[0] == "M" or 0x1100 <= ord(char) <= 0x11FF
