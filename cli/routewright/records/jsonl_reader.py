"""JSON Lines in: one object a line. The text of each is kept, for it goes out as it came."""

import json
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NoReturn, Protocol

from routewright.errors import DamagedInputError
from routewright.records.csv_reader import broken_bytes, one_line
from routewright.records.row import Rejection, Row
from routewright.text_files import reason_of, shown

LINE_BYTES = 16 * 1024 * 1024
BLOCK_BYTES = 256 * 1024


class Bytes(Protocol):
    """An open binary file or stream."""

    def read1(self, size: int, /) -> bytes:
        """Return what is there, at most `size` bytes; wait only where there is nothing."""
        ...

    def seek(self, offset: int, /) -> int:
        """Go to a place."""
        ...

    def seekable(self) -> bool:
        """Tell whether one can."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


class JsonLinesReader:
    """Reads a file or standard input line by line; memory does not grow with the input."""

    columns: tuple[str, ...] | None = None

    def __init__(self, file: Bytes, name: str, size: int | None) -> None:
        self._file = file
        self.name = name
        self.size = size
        self.rejections: list[Rejection] = []
        self._position = 0

    @classmethod
    def of_file(cls, path: Path) -> "JsonLinesReader":
        """Open a file; raise DamagedInputError with the reason."""
        try:
            return cls(path.open("rb"), shown(path), path.stat().st_size)
        except (OSError, ValueError) as trouble:
            raise DamagedInputError(f"`{shown(path)}` {reason_of(trouble)}") from trouble

    @property
    def position(self) -> int:
        """Return how far the input is read."""
        return self._position

    def find_columns(self) -> None:
        """Read all once to learn the columns, in order of appearance, and go back to the start.

        Needed where the output is a table. Standard input is kept in a temporary file meanwhile.
        """
        if not self._file.seekable():
            kept = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the reader
            while block := self._file.read1(BLOCK_BYTES):
                kept.write(block)
            kept.seek(0)
            self._file = kept
        names: dict[str, None] = {}
        for chunk in self.chunks():
            for row in chunk:
                names.update(dict.fromkeys(row.record))
            self.rejections.clear()
        self.columns = tuple(names)
        self.rejections.clear()
        self._file.seek(0)
        self._position = 0

    def chunks(self) -> Iterator[list[Row]]:
        """Yield the rows in order, those of a block when it is there; blank lines are none."""
        for lines in self._blocks():
            rows = [self._row(number, data) for number, data in lines if data.strip()]
            yield [row for row in rows if row is not None]

    def close(self) -> None:
        """Close the input."""
        self._file.close()

    def _blocks(self) -> Iterator[list[tuple[int, bytes]]]:
        """Yield numbered lines, all that one read of the input brings to their end."""
        number, rest, is_skipping = 0, b"", False
        while block := self._file.read1(BLOCK_BYTES):
            if self._position == 0:
                block = self._without_mark(block)
            self._position += len(block)
            *whole, rest = (rest + block).split(b"\n")
            lines = list(enumerate(whole, start=number + 1))
            number += len(whole)
            if whole and is_skipping:
                lines, is_skipping = lines[1:], False
            if len(rest) > LINE_BYTES:
                if not is_skipping:
                    self._reject(number + 1, f"a line of over {LINE_BYTES // 2**20} MB", "")
                rest, is_skipping = b"", True
            yield lines
        if rest and not is_skipping:
            yield [(number + 1, rest)]

    def _without_mark(self, block: bytes) -> bytes:
        if block.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise DamagedInputError(f"`{self.name}` is UTF-16; save it as UTF-8")
        return block.removeprefix(b"\xef\xbb\xbf")

    def _row(self, line: int, data: bytes) -> Row | None:
        text = data.decode("utf-8", errors="surrogateescape").strip()
        try:
            broken = None if text.isascii() else broken_bytes(text)
            if broken is not None:
                raise ValueError(broken)
            record = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
            if not isinstance(record, dict):
                raise ValueError("not a JSON object")
            if "\\u" in text and broken_bytes(json.dumps(record, ensure_ascii=False, default=str)):
                raise ValueError("it has half of a surrogate pair")
        except json.JSONDecodeError as trouble:
            self._reject(line, f"not JSON: {trouble.msg} at column {trouble.colno}", text)
            return None
        except RecursionError:
            self._reject(line, "nested too deeply", text)
            return None
        except (ValueError, ArithmeticError) as trouble:
            self._reject(line, str(trouble).partition(";")[0], text)
            return None
        return Row(line, record, (), text)

    def _reject(self, line: int, reason: str, content: str) -> None:
        self.rejections.append(Rejection(line, reason, one_line(content)))


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"`{name}` is not JSON")
