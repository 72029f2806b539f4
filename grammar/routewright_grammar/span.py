"""Places in a source text: offsets, and the line and column that a person counts.

A `Span` is half-open, `start` inclusive and `end` exclusive, in characters (code points) of the
decoded text. Lines and columns are counted from 1; a column is a code point, not a screen cell.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one file; `file` is the path as the user named it, with forward slashes."""

    file: str
    start: int
    end: int

    def to(self, other: "Span") -> "Span":
        """Return the span from this one's start to the other's end (same file)."""
        return Span(self.file, self.start, max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Position:
    """A line and a column, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Source:
    """One file's text with its line starts; it has no byte-order mark and keeps its line ends."""

    file: str
    text: str
    line_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = (found.end() for found in LINE_END.finditer(self.text))
        object.__setattr__(self, "line_starts", (0, *starts))

    def position(self, offset: int) -> Position:
        """Return the line and column of an offset; cost is logarithmic in the number of lines."""
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line_text(self, line: int) -> str:
        """Return line number `line` (from 1) without its line end."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")
