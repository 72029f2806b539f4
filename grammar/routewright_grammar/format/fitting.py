"""The last step of a layout: columns of neighbouring lines, and breaks in lines too long."""

import re
from dataclasses import dataclass

from routewright_grammar.format.pieces import COLUMN, SOFT, WIDE_COLUMN

INDENT = "  "
WIDTH = 100
_HANG = 4
_COLUMNS = re.compile(f"[{COLUMN}{WIDE_COLUMN}]")


@dataclass(frozen=True, slots=True)
class Fitting:
    """A row with its marks; `is_apart` where an empty line stands before it."""

    text: str
    indent: int
    is_apart: bool

    @property
    def kind(self) -> tuple[str, int] | None:
        """Return what tells rows whose columns may stand below each other; None without any."""
        if "\n" in self.text or not _COLUMNS.search(self.text):
            return None
        return self.text.split(" ", 1)[0], self.indent


def fitted(rows: list[Fitting]) -> list[str]:
    """Return the text of each row: indented, its columns set, broken where it is too long."""
    texts: list[str] = []
    start = 0
    while start < len(rows):
        end = _run_end(rows, start)
        texts += _run([row.text for row in rows[start:end]], rows[start].indent)
        start = end
    return texts


def _run_end(rows: list[Fitting], start: int) -> int:
    """Return the end of a run of rows of one kind without an empty line in it."""
    end = start + 1
    kind = rows[start].kind
    while kind and end < len(rows) and rows[end].kind == kind and not rows[end].is_apart:
        end += 1
    return end


def _run(texts: list[str], indent: int) -> list[str]:
    """Return rows with their columns below each other, or each by itself where one is too long."""
    lead = INDENT * indent
    if len(texts) > 1:
        made = [f"{lead}{text.replace(SOFT, ' ')}" for text in _in_columns(texts)]
        if max(map(len, made)) <= WIDTH:
            return made
    return ["\n".join(_lines(text, lead)) for text in texts]


def _in_columns(texts: list[str]) -> list[str]:
    """Return rows with their columns below each other; one with fewer columns ends earlier."""
    cells = [_COLUMNS.split(text) for text in texts]
    gaps = [[1 + (mark == WIDE_COLUMN) for mark in _COLUMNS.findall(text)] for text in texts]
    made = [""] * len(texts)
    for column in range(max(map(len, cells))):
        width = max((len(row[column]) for row in cells if column + 1 < len(row)), default=0)
        for index, row in enumerate(cells):
            if column + 1 < len(row):
                made[index] += f"{row[column]:<{width}}{' ' * gaps[index][column]}"
            elif column < len(row):
                made[index] += row[column]
    return [text.rstrip() for text in made]


def _lines(text: str, lead: str) -> list[str]:
    plain = text.replace(COLUMN, " ").replace(WIDE_COLUMN, "  ")
    return [piece for line in plain.split("\n") for piece in _broken(f"{lead}{line}")]


def _broken(line: str) -> list[str]:
    """Return a line, or several where it is too long and has blanks to break at."""
    if len(line) <= WIDTH or SOFT not in line:
        return [line.replace(SOFT, " ").rstrip()]
    hang = " " * (len(line) - len(line.lstrip(" ")) + _HANG)
    first, *rest = line.split(SOFT)
    lines = [first]
    for part in rest:
        if len(f"{lines[-1]} {part}".rstrip()) <= WIDTH:
            lines[-1] += f" {part}"
        else:
            lines.append(f"{hang}{part.lstrip(' ')}")
    return [line.rstrip() for line in lines]
