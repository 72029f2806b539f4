"""A compiled pattern: its source, its automaton, and a matcher with a bounded cache.

The matcher determinises as it goes: a set of states met for the first time becomes a row, and a
row remembers where each character leads. The cache is dropped when it is full and built again, so
memory stays bounded and each character costs at most one step of the automaton. Threads may share
a pattern: rows are only ever added to, and adding the same row twice does no harm.
"""

from dataclasses import dataclass, field

from routewright_runtime.patterns.automaton import START, Automaton, build
from routewright_runtime.patterns.parse import PatternProblem, parse

CACHED_MOVES = 20_000


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that matches whole folded texts."""

    source: str
    automaton: Automaton = field(compare=False, repr=False)
    _matcher: "_Matcher" = field(compare=False, repr=False)

    def matches(self, folded: str) -> bool:
        """Tell whether the whole folded text matches; time is linear in its length."""
        row = self._matcher.start
        for char in folded:
            row = row[char]
        return row.is_accepting


def compile_pattern(source: str) -> Pattern | PatternProblem:
    """Compile a pattern as written between the slashes, or say what is wrong with it."""
    node = parse(source)
    if isinstance(node, PatternProblem):
        return node
    automaton = build(node)
    return Pattern(source, automaton, _Matcher(automaton))


class _Row(dict[str, "_Row"]):
    """Where each character leads from one set of states; filled on demand."""

    __slots__ = ("is_accepting", "matcher", "rows", "states")

    def __init__(self, matcher: "_Matcher", rows: dict[int, "_Row"], states: int) -> None:
        super().__init__()
        self.matcher = matcher
        self.rows = rows
        self.states = states
        self.is_accepting = matcher.automaton.is_accepting(states)

    def __missing__(self, char: str) -> "_Row":
        return self.matcher.move(self, char)


class _Matcher:
    __slots__ = ("_moves", "automaton", "start")

    def __init__(self, automaton: Automaton) -> None:
        self.automaton = automaton
        self._moves = 0
        self.start = self._fresh()

    def _fresh(self) -> _Row:
        self._moves = 0
        rows: dict[int, _Row] = {}
        rows[START] = _Row(self, rows, START)
        return rows[START]

    def move(self, row: _Row, char: str) -> _Row:
        """Take one step, and remember it as long as there is room."""
        automaton = self.automaton
        states = automaton.step(row.states, automaton.class_of(ord(char)))
        if self._moves >= CACHED_MOVES:
            self.start = self._fresh()
        rows = self.start.rows
        target = rows.get(states)
        if target is None:
            target = rows.setdefault(states, _Row(self, rows, states))
        if row.rows is rows:
            row[char] = target
            self._moves += 1
        return target
