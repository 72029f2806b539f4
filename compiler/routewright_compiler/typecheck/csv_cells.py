"""A CSV file as cells with exact places: commas, double quotes, any line ends (RFC 4180).

Blank lines are passed over. Cells are trimmed; a quoted cell may hold commas and line ends.
"""

import re
from dataclasses import dataclass

from routewright_grammar.span import Source, Span

_CELL = re.compile(r'[ \t]*"([^"]*(?:""[^"]*)*)"[ \t]*(?=[,\r\n]|\Z)|([^,\r\n]*)')
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, trimmed; `is_open` where its quote is never closed."""

    text: str
    span: Span
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row; `line` is that of its beginning, counted from 1."""

    line: int
    cells: tuple[Cell, ...]

    @property
    def span(self) -> Span:
        """Return the place of the whole row."""
        return self.cells[0].span.to(self.cells[-1].span)


def read_rows(source: Source) -> tuple[CsvRow, ...]:
    """Return the rows of a CSV text, the header first; linear in the text."""
    rows: list[CsvRow] = []
    cells: list[Cell] = []
    text, at = source.text, 0
    while at <= len(text):
        found = _CELL.match(text, at)
        assert found is not None
        cells.append(_cell(source.file, found))
        at = found.end()
        if at < len(text) and text[at] == ",":
            at += 1
            continue
        if len(cells) > 1 or cells[0].text:
            start = cells[0].span.start
            rows.append(CsvRow(source.position(start).line, tuple(cells)))
        cells = []
        end = _LINE_END.match(text, at)
        if end is None:
            break
        at = end.end()
    return tuple(rows)


def _cell(file: str, found: re.Match[str]) -> Cell:
    span = Span(file, found.start(), found.end())
    quoted = found[1]
    if quoted is not None:
        return Cell(quoted.replace('""', '"').strip(), span)
    text = found[2].strip()
    return Cell(text, span, is_open=text.startswith('"'))
