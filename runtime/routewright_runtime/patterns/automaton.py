"""Glushkov's position automaton, its sets of states held as bits of one integer.

Every character of the pattern is a position, numbered from 1; state 0 is the start. A set of
states is an integer whose bit `p` says "position p may just have been matched". One step is: join
what may follow each state of the set, keep the positions whose character set holds the character.
There are no empty moves, and never more states than positions (Glushkov 1961; Berry and Sethi
1986), so matching takes time linear in the text, whatever the pattern.

Characters that no position tells apart form one class; `step` takes the number of a class. Example:
`a*b` has the classes {a}, {b} and {all others}.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import assert_never

from routewright_runtime.patterns.charset import LAST_CODE, CharSet
from routewright_runtime.patterns.expression import Chars, Either, Expression, Repeat, Sequence

START = 1


@dataclass(frozen=True, slots=True)
class Automaton:
    """A pattern or text test, ready to be stepped.

    `follow[p]` are the states that may come after state `p`; `accepting` the states that may end a
    match. `bounds` are the sorted first code points of the stretches of one class each, `classes`
    the class of each stretch; classes are numbered from 0 in order of appearance. `masks[c]` are
    the states whose character set holds class `c`.
    """

    follow: tuple[int, ...]
    accepting: int
    bounds: tuple[int, ...]
    classes: tuple[int, ...]
    masks: tuple[int, ...]

    @property
    def start(self) -> int:
        """Return the set that holds the start only."""
        return START

    @property
    def class_count(self) -> int:
        """Return the number of character classes; they cover all characters."""
        return len(self.masks)

    def class_of(self, code: int) -> int:
        """Return the class of a code point."""
        return self.classes[bisect_right(self.bounds, code) - 1]

    def characters(self, class_number: int) -> CharSet:
        """Return the characters of a class, as sorted intervals of code points."""
        ends = (*self.bounds, LAST_CODE + 1)
        stretches = zip(pairwise(ends), self.classes, strict=True)
        return tuple((low, end - 1) for (low, end), number in stretches if number == class_number)

    def step(self, states: int, class_number: int) -> int:
        """Return the states after one more character of a class; 0 is "no match any more"."""
        follow = self.follow
        after = 0
        while states:
            lowest = states & -states
            after |= follow[lowest.bit_length() - 1]
            states ^= lowest
        return after & self.masks[class_number]

    def is_accepting(self, states: int) -> bool:
        """Tell whether the text read so far is a match."""
        return bool(states & self.accepting)

    def accepts(self, text: str) -> bool:
        """Match a whole folded text step by step, without a cache; for tests and witnesses."""
        states = START
        for char in text:
            states = self.step(states, self.class_of(ord(char)))
            if not states:
                return False
        return self.is_accepting(states)


def build(node: Expression) -> Automaton:
    """Build the automaton of an expression; time grows with positions times alternatives."""
    builder = _Builder()
    whole = builder.add(node)
    builder.follow[0] = whole.first
    accepting = whole.last | (START if whole.is_nullable else 0)
    bounds, classes, masks = _partition(builder.chars)
    return Automaton(tuple(builder.follow), accepting, bounds, classes, masks)


@dataclass(frozen=True, slots=True)
class _Part:
    """What Glushkov's construction knows of a part: may it be empty, its first and last states."""

    is_nullable: bool
    first: int
    last: int


_NOTHING = _Part(True, 0, 0)


class _Builder:
    def __init__(self) -> None:
        self.follow: list[int] = [0]
        self.chars: list[CharSet] = [()]

    def add(self, node: Expression) -> _Part:
        """Add the positions of a node; a sequence is built from its end: that keeps it linear."""
        match node:
            case Chars(chars):
                self.follow.append(0)
                self.chars.append(chars)
                state = 1 << (len(self.follow) - 1)
                # A set without characters matches nothing: it is no way in and no way out.
                return _Part(False, state, state) if chars else _Part(False, 0, 0)
            case Sequence(items):
                part = _NOTHING
                for item in reversed(items):
                    part = self._before(self.add(item), part)
                return part
            case Either(items):
                return self._either(items)
            case Repeat():
                return self._repeat(node)
            case _:
                assert_never(node)

    def _either(self, items: tuple[Expression, ...]) -> _Part:
        is_nullable, first, last = False, 0, 0
        for part in map(self.add, items):
            is_nullable |= part.is_nullable
            first |= part.first
            last |= part.last
        return _Part(is_nullable, first, last)

    def _repeat(self, node: Repeat) -> _Part:
        part = _NOTHING
        required = node.low
        if node.high is None:
            looped = self.add(node.item)
            self._connect(looped.last, looped.first)
            part = _Part(looped.is_nullable or not node.low, looped.first, looped.last)
            required = node.low - 1
        else:
            # x{0,3} is (x(x(x)?)?)?: each copy is left to the next one only.
            for _ in range(node.high - node.low):
                longer = self._before(self.add(node.item), part)
                part = _Part(True, longer.first, longer.last)
        for _ in range(required):
            part = self._before(self.add(node.item), part)
        return part

    def _before(self, left: _Part, right: _Part) -> _Part:
        self._connect(left.last, right.first)
        return _Part(
            left.is_nullable and right.is_nullable,
            left.first | (right.first if left.is_nullable else 0),
            right.last | (left.last if right.is_nullable else 0),
        )

    def _connect(self, last: int, first: int) -> None:
        while last and first:
            lowest = last & -last
            self.follow[lowest.bit_length() - 1] |= first
            last ^= lowest


def _partition(
    sets: list[CharSet],
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Cut all characters into stretches that every set holds wholly or not at all."""
    states: dict[CharSet, int] = {}
    for state, chars in enumerate(sets):
        states[chars] = states.get(chars, 0) | 1 << state
    flips: dict[int, int] = {0: 0}
    for chars, mask in states.items():
        for low, high in chars:
            flips[low] = flips.get(low, 0) ^ mask
            if high < LAST_CODE:
                flips[high + 1] = flips.get(high + 1, 0) ^ mask
    bounds = sorted(flips)
    numbers: dict[int, int] = {}
    classes: list[int] = []
    inside = 0
    for bound in bounds:
        inside ^= flips[bound]
        classes.append(numbers.setdefault(inside, len(numbers)))
    return tuple(bounds), tuple(classes), tuple(numbers)
