"""The abstract syntax of a pattern: four node classes over folded characters."""

from dataclasses import dataclass

from routewright_runtime.patterns.charset import CharSet


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of a set."""

    chars: CharSet


@dataclass(frozen=True, slots=True)
class Sequence:
    """Items one after the other; none at all is the empty text."""

    items: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of the items."""

    items: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """An item `low` to `high` times; `high` is None where there is no end."""

    item: "Expression"
    low: int
    high: int | None


Expression = Chars | Sequence | Either | Repeat
EMPTY = Sequence(())


def position_count(node: Expression) -> int:
    """Return how many positions the node has after its repetitions are written out."""
    match node:
        case Chars():
            return 1
        case Sequence(items) | Either(items):
            return sum(position_count(item) for item in items)
        case Repeat(item, low, high):
            return position_count(item) * (max(low, 1) if high is None else high)


def literal(text: str) -> Sequence:
    """Return the node that matches a folded text and nothing else."""
    return Sequence(tuple(Chars(((ord(c), ord(c)),)) for c in text))
