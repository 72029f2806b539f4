"""The parser: walks a text through the parse table, one token after the other.

It does what Lark's LALR parser with its contextual lexer does for this grammar, trees and errors
alike (a test holds both against each other), without importing Lark, and leaves out what nobody
asks for: lines, columns, callbacks. Each state reads with a pattern of its own that takes blanks
and comments first, then whatever terminal may come next; patterns and rows of states are made
ready when a text first comes to them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from routewright_grammar.plain_table import PlainTable, Rule
from routewright_grammar.tree import Node, Token

END = "$END"
WORD_CHARACTERS = re.compile(r"\w{2}")
# A range of characters within the `[…]` of a pattern, of which an ASCII text has none.
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]-[^\x00-\x7f]")

Match = Callable[[str, int], re.Match[str] | None]
# A part of the tree with the place it takes in the text, below 0 where it takes none. That of a
# node's signs counts: `(a)` may stand in the tree as `a`, and is longer.
Placed = tuple[Node | Token, int, int]


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a text stops to make sense: `terminal` stands there, or none that there is.

    `before` are the tokens up to there, `expected` the terminals that could follow them.
    """

    position: int
    terminal: str
    before: tuple[Token, ...]
    expected: frozenset[str]


class Automaton:
    """Parses texts by one table; it may be shared."""

    def __init__(self, table: PlainTable) -> None:
        self.table = table
        self.blanks = re.compile(_blanks(table)).match
        self._states = {is_ascii: _States(table, is_ascii=is_ascii) for is_ascii in (False, True)}

    def spelling(self, terminal: str) -> str:
        """Return how a terminal is written, its name where that is not one text."""
        return self.table.spelling.get(terminal, terminal)

    def parse(self, text: str) -> Node | Stop:
        """Return the tree of a text, or where it stops to make sense; linear in its length."""
        return _Parse(self, self._states[text.isascii()], text).run()

    def expected(self, tokens: Iterable[Token]) -> frozenset[str]:
        """Return the terminals that some text could go on with after these tokens."""
        path = [self.table.start]
        for token in tokens:
            after = self._after(path, token.type)
            assert after is not None
            path = after
        choices = [name for name in self.table.actions(path[-1]) if name.isupper()]
        return frozenset(name for name in choices if self._after(path, name) is not None)

    def _after(self, path: list[int], terminal: str) -> list[int] | None:
        """Return the path of states after a terminal; None where it cannot follow."""
        states = self._states[True]
        path = list(path)
        while (action := states[path[-1]].actions.get(terminal)) is not None:
            if action >= 0:
                return [*path, action]
            rule = self.table.rules[-1 - action]
            if rule.size:
                del path[-rule.size :]
            path.append(states[path[-1]].actions[rule.origin])
            if terminal == END and path[-1] == self.table.end:
                return path
        return None


class _State:
    """One state: how it reads, and what it does with a terminal or, after a rule, goes to.

    Actions of 0 and more shift to a state, those below 0 reduce by rule `-1 - action`.
    """

    __slots__ = ("actions", "keywords", "match")

    def __init__(
        self, match: Match, keywords: Mapping[str, Mapping[str, str]], actions: dict[str, int]
    ) -> None:
        self.match = match
        self.keywords = keywords
        self.actions = actions


class _States(dict[int, _State]):
    """The states met so far, made at first use.

    For ASCII texts, which most are, the patterns go without what only others can match: of all that
    is done for a short policy, compiling them costs most.
    """

    def __init__(self, table: PlainTable, *, is_ascii: bool) -> None:
        super().__init__()
        self._table = table
        self._is_ascii = is_ascii
        self._matches: dict[int, Match] = {}

    def __missing__(self, number: int) -> _State:
        lexer = self._table.lexer_of_state[number]
        keywords = self._table.lexers[lexer].keywords
        found = self[number] = _State(self.match(lexer), keywords, self._table.actions(number))
        return found

    def match(self, lexer: int) -> Match:
        """Return what reads with a lexer: blanks first, then a token."""
        found = self._matches.get(lexer)
        if found is None:
            pattern = f"{_blanks(self._table)}(?:{self._table.lexers[lexer].pattern})"
            pattern = BEYOND_ASCII.sub("", pattern) if self._is_ascii else pattern
            found = self._matches[lexer] = re.compile(pattern).match
        return found


def _blanks(table: PlainTable) -> str:
    """Return the pattern of blanks, which never gives back what it took: no end of tries."""
    return f"(?:{table.blank})*+"


class _Parse:
    """One text on its way: the states it went through, the values made of it, its tokens."""

    def __init__(self, automaton: Automaton, states: _States, text: str) -> None:
        self._automaton = automaton
        self._rules = automaton.table.rules
        self._states = states
        self._text = text
        self._path = [states[automaton.table.start]]
        self._values: list[Placed] = []
        self._seen: list[Token] = []

    def run(self) -> Node | Stop:
        """Return the tree, or where the text stops to make sense."""
        text, path, seen = self._text, self._path, self._seen
        end = 0
        while True:
            state = path[-1]
            found = state.match(text, end)
            if found is None:
                return self._finish(end)
            type_ = found.lastgroup or ""
            start, stop = found.span(type_)
            word = text[start:stop]
            if (keywords := state.keywords.get(type_)) is not None:
                type_ = keywords.get(word, type_)
            if start == end > 0 and WORD_CHARACTERS.match(text, start - 1) is not None:
                # Two words stand together without a blank, as in `assignlena`.
                return self._stop(seen[:-1], seen[-1].start, "")
            action = state.actions.get(type_)
            while action is not None and action < 0:
                action = self._reduce(self._rules[-1 - action]).actions.get(type_)
            if action is None:
                return self._stop(seen, start, type_)
            token = Token(type_, word, start, stop)
            seen.append(token)
            path.append(self._states[action])
            self._values.append((token, start, stop))
            end = stop

    def _finish(self, end: int) -> Node | Stop:
        """Return the result where no token follows: the text is at its end, or makes no sense."""
        table = self._automaton.table
        blanks = self._automaton.blanks(self._text, end)
        assert blanks is not None
        if blanks.end() < len(self._text):
            return self._strange(blanks.end())
        action = self._path[-1].actions.get(END)
        while action is not None:
            state = self._reduce(self._rules[-1 - action])
            if state is self._states[table.end]:
                whole = self._values[-1][0]
                assert isinstance(whole, Node)
                return whole
            action = state.actions.get(END)
        return self._stop(self._seen, len(self._text), END)

    def _strange(self, position: int) -> Stop:
        """Stop at what may not stand here, telling which terminal it is, if any."""
        table = self._automaton.table
        found = self._states.match(table.root_lexer)(self._text, position)
        if found is None:
            return self._stop(self._seen, position, "")
        type_ = found.lastgroup or ""
        keywords = table.lexers[table.root_lexer].keywords.get(type_, {})
        return self._stop(self._seen, position, keywords.get(found[type_], type_))

    def _stop(self, before: list[Token], position: int, terminal: str) -> Stop:
        return Stop(position, terminal, tuple(before), self._automaton.expected(before))

    def _reduce(self, rule: Rule) -> _State:
        """Make a node of the last values, and return the state that it leads to."""
        path, values = self._path, self._values
        start = end = -1
        children: list[Node | Token] = []
        if rule.size:
            parts = values[-rule.size :]
            del values[-rule.size :], path[-rule.size :]
            start, end = parts[0][1], parts[-1][2]
            if start < 0 or end < 0:
                start, end = _place(parts)
            children = _children(rule, parts)
        made: Node | Token
        if rule.is_transparent and len(children) == 1:
            made = children[0]
        else:
            made = Node(rule.name, children, max(start, 0), max(end, 0))
        values.append((made, start, end))
        state = self._states[path[-1].actions[rule.origin]]
        path.append(state)
        return state


def _children(rule: Rule, parts: list[Placed]) -> list[Node | Token]:
    if rule.kept is None:
        return [part[0] for part in parts]
    children: list[Node | Token] = []
    for index, is_inlined in rule.kept:
        part = parts[index][0]
        if not is_inlined:
            children.append(part)
            continue
        assert isinstance(part, Node)
        if children:
            children += part.children
        else:  # a list that grows at its end is not copied each time
            children = part.children
    return children


def _place(parts: list[Placed]) -> tuple[int, int]:
    """Return where parts stand of which some take no place."""
    start = next((start for _, start, _ in parts if start >= 0), -1)
    end = next((end for _, _, end in reversed(parts) if end >= 0), -1)
    return start, end
