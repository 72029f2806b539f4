"""CSV in: comma, semicolon or tab by the header, UTF-8 with or without byte-order mark.

A row with a broken encoding, a wrong number of columns or a huge value is put aside with its line
and reason, and reading goes on behind it; an unclosed quote costs at most `FIELD_CHARACTERS`.
"""

import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from routewright.errors import DamagedInputError
from routewright.records.row import ROWS_A_CHUNK, Rejection, Row, repeated_column
from routewright.report import counted
from routewright.text_files import reason_of, shown

FIELD_CHARACTERS = 1_000_000
LINE_BYTES = 64 * 1024 * 1024
BLOCK_BYTES = 64 * 1024
SAMPLE_CHARACTERS = 100_000
_SHOWN_CHARACTERS = 200
_DELIMITERS = (",", ";", "\t")

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer


class Rows(Protocol):
    """A `csv.reader`."""

    line_num: int

    def __next__(self) -> list[str]:
        """Return the next row."""
        ...


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a CSV file is written, so that the output can be written alike."""

    delimiter: str = ","
    line_end: str = "\n"
    has_mark: bool = False


class CsvReader:
    """Reads a CSV file row by row; memory does not grow with the file."""

    def __init__(self, path: Path) -> None:
        self.name = shown(path)
        self.rejections: list[Rejection] = []
        csv.field_size_limit(FIELD_CHARACTERS)
        try:
            self._bytes = path.open("rb", buffering=0)
            self.size: int | None = path.stat().st_size
        except (OSError, ValueError) as trouble:
            raise DamagedInputError(f"`{shown(path)}` {reason_of(trouble)}") from trouble
        try:
            start = self._bytes.read(4)
            self._bytes.seek(0)
            if start.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise DamagedInputError(f"`{self.name}` is UTF-16; save it as UTF-8")
            # surrogateescape keeps bytes that are not UTF-8, so that only their row is lost.
            self._text = io.TextIOWrapper(
                io.BufferedReader(_Watched(self._bytes, self.name), BLOCK_BYTES),
                encoding="utf-8-sig",
                errors="surrogateescape",
                newline="",
            )
            self._rows_from, self.form, self.columns = self._read_header(
                start.startswith(b"\xef\xbb\xbf")
            )
        except BaseException:
            self._bytes.close()
            raise

    @property
    def position(self) -> int:
        """Return how far the input is read."""
        return self._bytes.tell()

    def chunks(self) -> Iterator[list[Row]]:
        """Yield the rows in order; blank lines are no rows."""
        names = self.columns
        is_all_named = all(names)
        chunk: list[Row] = []
        for line, cells in self._rows():
            if cells is not None:
                pairs = zip(names, cells, strict=True)
                record = dict(pairs) if is_all_named else {n: c for n, c in pairs if n}
                chunk.append(Row(line, record, cells))
            if len(chunk) >= ROWS_A_CHUNK or len(self.rejections) >= ROWS_A_CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def close(self) -> None:
        """Close the input."""
        self._bytes.close()

    def _rows(self) -> Iterator[tuple[int, list[str] | None]]:
        """Yield rows with their first line; None for one that was rejected."""
        width, reader = len(self.columns), self._rows_from
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as trouble:
                self._reject(line, _plain_reason(trouble), ())
                yield line, None
                continue
            reason = self._fault(cells, width)
            if reason is not None:
                self._reject(line, reason, cells)
                yield line, None
            elif cells or width == 1:
                yield line, cells or [""]

    def _fault(self, cells: Sequence[str], width: int) -> str | None:
        """Say why a row cannot be read, or return None; a blank line is no fault."""
        text = "".join(cells)
        if not text.isascii() and (broken := broken_bytes(text)) is not None:
            return broken
        if len(cells) != width and cells:
            return f"{counted(len(cells), 'column')} where the header has {width}"
        return None

    def _reject(self, line: int, reason: str, cells: Sequence[str]) -> None:
        content = self.form.delimiter.join(cells)
        self.rejections.append(Rejection(line, reason, one_line(content)))

    def _read_header(self, has_mark: bool) -> tuple[Rows, CsvForm, tuple[str, ...]]:
        first = self._text.readline()
        sample = first[:SAMPLE_CHARACTERS]
        counts = {d: len(next(csv.reader([sample], delimiter=d), ())) for d in _DELIMITERS}
        delimiter = max(_DELIMITERS, key=lambda d: counts[d])
        # The first line goes back before the others: a name in quotes may run over lines.
        lines = itertools.chain([first] if first else [], self._text)
        rows: Rows = csv.reader(lines, delimiter=delimiter)
        try:
            columns = tuple(next(rows, ()))
        except csv.Error as trouble:
            raise DamagedInputError(
                f"`{self.name}`: its header does not read: {_plain_reason(trouble)}"
            ) from trouble
        broken = broken_bytes("".join(columns))
        if broken is not None:
            raise DamagedInputError(f"`{self.name}`: its header is {broken}; save it as UTF-8")
        if not any(columns):
            raise DamagedInputError(
                f"`{self.name}` has no header; its first line must name the columns"
            )
        repeated = repeated_column(columns)
        if repeated is not None:
            raise DamagedInputError(
                f"`{self.name}`: the column `{one_line(repeated)}` stands twice; rename one"
            )
        line_end = "\r\n" if first.endswith("\r\n") else "\n"
        return rows, CsvForm(delimiter, line_end, has_mark), columns


class _Watched(io.RawIOBase):
    """The bytes of a file; a line that never ends is refused before it fills the memory."""

    def __init__(self, file: io.FileIO, name: str) -> None:
        self._file = file
        self._name = name
        self._since_line_end = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "Buffer") -> int:
        """Read a block; count the bytes since the last line end."""
        view = memoryview(buffer)
        count = self._file.readinto(view) or 0
        block = bytes(view[:count])
        end = max(block.rfind(b"\n"), block.rfind(b"\r"))
        self._since_line_end = count - end - 1 if end >= 0 else self._since_line_end + count
        if self._since_line_end > LINE_BYTES:
            raise DamagedInputError(
                f"`{self._name}` has a line of over {LINE_BYTES // 2**20} MB; is it a CSV file?"
            )
        return count


def broken_bytes(text: str) -> str | None:
    """Say which byte of a text read with surrogateescape is not UTF-8, or return None."""
    try:
        text.encode()
    except UnicodeEncodeError as trouble:
        code = ord(text[trouble.start])
        if 0xDC80 <= code <= 0xDCFF:
            return f"not UTF-8: it has the byte 0x{code - 0xDC00:02X}"
        return "not UTF-8: it has half of a surrogate pair"
    return None


def one_line(text: str) -> str:
    """Return text on one line, cut, with everything that does not print escaped."""
    cut = text if len(text) <= _SHOWN_CHARACTERS else f"{text[: _SHOWN_CHARACTERS - 1]}…"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in cut)


def _plain_reason(trouble: csv.Error) -> str:
    text = str(trouble)
    if "field larger" in text:
        return f"a value of over {FIELD_CHARACTERS:,} characters; is a quote left open?"
    if "new-line character" in text:
        return "a line end inside a value without quotes"
    return f"not CSV: {text}"
