"""CSV out: in the form of the input where that was CSV, else comma, `\\n` and no mark."""

import csv
from collections.abc import Sequence
from typing import TextIO

from routewright.records.cell import cell_text, harmless
from routewright.records.csv_reader import CsvForm
from routewright.records.row import Row


class CsvWriter:
    """Writes rows to an open text stream; the columns are those of the input, then the added."""

    def __init__(
        self, stream: TextIO, columns: Sequence[str], added: Sequence[str], form: CsvForm
    ) -> None:
        self._stream = stream
        self._columns = tuple(columns)
        self._form = form
        self._lines = CsvLines(form.delimiter)
        self._lines.add([*columns, *added])
        stream.write("\ufeff" if form.has_mark else "")
        stream.writelines(self._lines.taken(form.line_end))

    def write(self, rows: Sequence[Row], added: Sequence[Sequence[str]]) -> None:
        """Write a chunk of rows, the input's cells as they were."""
        ends: dict[tuple[str, ...], str] = {}
        lines: list[str] = []
        for row, new in zip(rows, added, strict=True):
            key = tuple(new)
            end = ends.get(key)
            if end is None:
                end = ends[key] = self._end(key)
            lines.append(f"{self._start(row) if row.csv_text is None else row.csv_text}{end}")
        self._stream.write("".join(lines))

    def close(self) -> None:
        """Do nothing: each chunk is written at once."""

    def _start(self, row: Row) -> str:
        # One more cell, cut off again: alone, an empty cell would be written as `""`.
        self._lines.add([*self._cells(row), ""])
        return self._lines.taken("")[0][:-1]

    def _end(self, added: tuple[str, ...]) -> str:
        """Return the added cells as the end of a line, from the delimiter before them."""
        self._lines.add(["", *(harmless(text) for text in added)])
        return self._lines.taken(self._form.line_end)[0]

    def _cells(self, row: Row) -> list[str]:
        if row.cells:
            return [c if type(c) is str else cell_text(c) for c in row.cells]
        return [cell_text(row.record.get(name)) for name in self._columns]


class CsvLines:
    """Rows as lines of CSV text, in memory.

    The module `csv` quotes a line end inside a cell only where it is part of its line terminator,
    so that is always `\\r\\n` here and is replaced afterwards.
    """

    def __init__(self, delimiter: str) -> None:
        self._lines: list[str] = []
        self.add = csv.writer(self, delimiter=delimiter, lineterminator="\r\n").writerow

    def write(self, line: str) -> None:
        """Take a line from the module `csv`."""
        self._lines.append(line)

    def taken(self, line_end: str) -> list[str]:
        """Return the lines with another end, and forget them."""
        lines = [line[:-2] + line_end for line in self._lines]
        self._lines.clear()
        return lines
