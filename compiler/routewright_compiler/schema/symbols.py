"""The names of a policy: one space for all declarations, one for rules and groups.

Every name is declared once in a policy, whatever it names, so that a word means one thing wherever
it stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from routewright_grammar import syntax
from routewright_grammar.span import Span


class SymbolKind(StrEnum):
    """What a name may stand for; the value reads after "a" or "an"."""

    RECORD = "record"
    FIELD = "field"
    DEFINITION = "definition"
    CLASSIFICATION = "classification"
    SCORE = "score"
    TABLE = "table"
    CALENDAR = "calendar"
    REP = "rep"
    TEAM = "team"
    QUEUE = "queue"


Named = (
    syntax.Record
    | syntax.FieldDecl
    | syntax.Define
    | syntax.Classify
    | syntax.Score
    | syntax.Table
    | syntax.Calendar
    | syntax.Rep
    | syntax.Team
    | syntax.Queue
)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A declared name; `span` is that of the name where it is declared."""

    kind: SymbolKind
    name: str
    span: Span
    node: Named


@dataclass(frozen=True, slots=True)
class Symbols:
    """All names of a policy, in order of declaration; the first of two equal ones counts."""

    by_name: Mapping[str, Symbol]

    def get(self, name: str) -> Symbol | None:
        """Return what a name stands for, or None."""
        return self.by_name.get(name)

    def of(self, *kinds: SymbolKind) -> Iterator[Symbol]:
        """Yield the symbols of some kinds."""
        return (symbol for symbol in self.by_name.values() if symbol.kind in kinds)

    def names(self, *kinds: SymbolKind) -> tuple[str, ...]:
        """Return the names of some kinds, to offer the nearest of."""
        return tuple(symbol.name for symbol in self.of(*kinds))


def a(kind: SymbolKind | str) -> str:
    """Return the kind with its article: `a team`, `an e-mail address`."""
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
