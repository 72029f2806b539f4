"""JSON Lines out: an object that came as JSON keeps its text, and the new values go behind it.

A new value that there is none of is null, as JSON says it.
"""

import json
from collections.abc import Sequence
from typing import TextIO

from routewright.records.cell import json_text
from routewright.records.row import Row, named_columns
from routewright.report_data import plain


class JsonLinesWriter:
    """Writes one object a row to an open text stream."""

    def __init__(self, stream: TextIO, columns: Sequence[str] | None, added: Sequence[str]) -> None:
        self._stream = stream
        self._columns = None if columns is None else named_columns(columns)
        self._keys = tuple(f"{json.dumps(name, ensure_ascii=False)}: " for name in added)

    def write(self, rows: Sequence[Row], added: Sequence[Sequence[str]]) -> None:
        """Write a chunk of rows and pass it on at once."""
        lines = []
        for row, new in zip(rows, added, strict=True):
            inside = self._inside(row)
            values = ", ".join(
                key + (json.dumps(text, ensure_ascii=False) if text else "null")
                for key, text in zip(self._keys, new, strict=True)
            )
            lines.append(f"{{{inside}{', ' if inside else ''}{values}}}\n")
        self._stream.write("".join(lines))
        self._stream.flush()

    def close(self) -> None:
        """Do nothing: each chunk is written at once."""

    def _inside(self, row: Row) -> str:
        if row.text is not None:
            return row.text[1:-1].strip()
        if self._columns is None or not row.cells:
            return json_text(plain(row.record))[1:-1]
        return json_text(dict(zip(self._columns, row.cells, strict=True)))[1:-1]
