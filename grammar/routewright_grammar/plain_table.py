"""The parse table as plain data: what `automaton` walks, and how it is written down.

It is written as JSON, so reading it can do nothing but give data. The rows of the states, most of
the table, stand in it as texts (`NAME 12 TEXT -4`) and are taken apart when first asked for: a
policy comes to few of the states.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One alternative of a rule of the grammar.

    `origin` is the rule, `name` that of its nodes, `size` the number of symbols. `kept` are the
    children: an index, and whether its own children stand in its place; None keeps all. Of a
    *transparent* one a single child stands for the node.
    """

    origin: str
    name: str
    size: int
    kept: tuple[tuple[int, bool], ...] | None
    is_transparent: bool


@dataclass(frozen=True, slots=True)
class Lexer:
    """A pattern with a group for each terminal, and by terminal the words that are keywords."""

    pattern: str
    keywords: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class PlainTable:
    """States are numbers; `spelling` says how terminals are written, where one way only."""

    start: int
    end: int
    rows: tuple[str, ...]
    rules: tuple[Rule, ...]
    blank: str
    lexers: tuple[Lexer, ...]
    lexer_of_state: tuple[int, ...]
    root_lexer: int
    spelling: Mapping[str, str]

    def actions(self, state: int) -> dict[str, int]:
        """Return a state's actions by symbol; see `automaton` for their meaning."""
        words = self.rows[state].split()
        return dict(zip(words[::2], map(int, words[1::2]), strict=True))


def as_text(table: PlainTable) -> str:
    """Write a table down."""
    return json.dumps(
        {
            "start": table.start,
            "end": table.end,
            "rows": table.rows,
            "rules": [
                (rule.origin, rule.name, rule.size, rule.kept, rule.is_transparent)
                for rule in table.rules
            ],
            "blank": table.blank,
            "lexers": [(lexer.pattern, lexer.keywords) for lexer in table.lexers],
            "lexer_of_state": table.lexer_of_state,
            "root_lexer": table.root_lexer,
            "spelling": table.spelling,
        },
        separators=(",", ":"),
    )


def from_text(text: str) -> PlainTable:
    """Read what `as_text` has written; other text raises ValueError, LookupError or TypeError."""
    data = json.loads(text)
    return PlainTable(
        start=data["start"],
        end=data["end"],
        rows=tuple(data["rows"]),
        rules=tuple(
            Rule(origin, name, size, _kept(kept), is_transparent)
            for origin, name, size, kept, is_transparent in data["rules"]
        ),
        blank=data["blank"],
        lexers=tuple(Lexer(*fields) for fields in data["lexers"]),
        lexer_of_state=tuple(data["lexer_of_state"]),
        root_lexer=data["root_lexer"],
        spelling=data["spelling"],
    )


def _kept(fields: list[list[int]] | None) -> tuple[tuple[int, bool], ...] | None:
    return None if fields is None else tuple((index, bool(inlined)) for index, inlined in fields)
