"""A whole file: its declarations, its comments and its doc."""

from dataclasses import dataclass

from routewright_grammar.span import Source, Span
from routewright_grammar.syntax.decisions import Fallback, Group, Require, Rule
from routewright_grammar.syntax.declarations import (
    Calendar,
    Classify,
    Define,
    Queue,
    Record,
    Rep,
    Score,
    Table,
    Team,
    Use,
    Zone,
)
from routewright_grammar.syntax.promises import Assert, Expect, Fact

Declaration = (
    Zone
    | Use
    | Record
    | Define
    | Classify
    | Score
    | Table
    | Calendar
    | Rep
    | Team
    | Queue
    | Require
    | Rule
    | Group
    | Fallback
    | Fact
    | Assert
    | Expect
)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment without its `#` and one blank; `is_own_line` where nothing stands before it."""

    text: str
    is_own_line: bool
    span: Span


@dataclass(frozen=True, slots=True)
class File:
    """One parsed file: its declarations in order, its comments, and the doc of the whole file."""

    source: Source
    declarations: tuple[Declaration, ...]
    comments: tuple[Comment, ...]
    doc: str
