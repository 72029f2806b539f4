"""The literal text tests as automata: `starts with`, `ends with`, `contains`, and equality."""

from routewright_runtime.patterns import charset
from routewright_runtime.patterns.automaton import Automaton, build
from routewright_runtime.patterns.expression import Chars, Either, Repeat, Sequence, literal

_ANY = Chars(charset.ANY)
_ANYTHING = Repeat(_ANY, 0, None)


def equals(folded: str) -> Automaton:
    """Return the automaton of one folded text."""
    return build(literal(folded))


def starts_with(folded: str) -> Automaton:
    """Return the automaton of the texts that start with a folded text."""
    return build(Sequence((literal(folded), _ANYTHING)))


def ends_with(folded: str) -> Automaton:
    """Return the automaton of the texts that end with a folded text."""
    return build(Sequence((_ANYTHING, literal(folded))))


def contains(folded: str) -> Automaton:
    """Return the automaton of the texts that contain a folded text."""
    return build(Sequence((_ANYTHING, literal(folded), _ANYTHING)))


def is_value() -> Automaton:
    """Return the automaton of the texts that a field may hold: not empty, no blanks round them."""
    solid = Chars(charset.complement(charset.blanks()))
    return build(Either((solid, Sequence((solid, _ANYTHING, solid)))))
