"""One try at parsing a text, and what is known where it fails."""

from dataclasses import dataclass

from routewright_grammar.automaton import Automaton, Stop
from routewright_grammar.tree import Node, Token


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a text stops to make sense.

    `accepts` holds what could stand there: keywords and signs as spelt, other terminals by name
    (`NAME`, `TEXT`, …; `$END` for the end). `before` are the tokens up to there.
    """

    position: int
    terminal: str
    accepts: frozenset[str]
    before: tuple[Token, ...]


def attempt(parser: Automaton, text: str) -> Node | Failure:
    """Parse a text as a sequence of declarations."""
    found = parser.parse(text)
    if isinstance(found, Stop):
        accepts = frozenset(parser.spelling(name) for name in found.expected)
        return Failure(found.position, found.terminal, accepts, found.before)
    return found
