"""What passes from a reader to a writer: rows in order, and rows that could not be read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

ROWS_A_CHUNK = 2_000


class Row(NamedTuple):
    """One record: `line` from 1, its named values, and how it stood in the input.

    `cells` are all values in the order of the reader's columns, unnamed ones included; `text` is
    the JSON object as written. A reader fills the one that fits its form. `csv_text` is all that
    is left of a row that was read in another process: its cells as the writer would write them.
    """

    line: int
    record: Mapping[str, object]
    cells: Sequence[object] = ()
    text: str | None = None
    csv_text: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that cannot be read at all; `content` is what stood there, on one line."""

    line: int
    reason: str
    content: str


class RecordReader(Protocol):
    """Where records come from.

    `columns` are in the input's order, an unnamed one is empty text; None where they are known
    only after all is read. `rejections` grow while reading and are taken
    from it between chunks. `size` and `position` are in bytes.
    """

    name: str
    rejections: list[Rejection]
    size: int | None

    @property
    def columns(self) -> tuple[str, ...] | None:
        """Return the input's columns, or None."""
        ...

    @property
    def position(self) -> int:
        """Return how far the input is read."""
        ...

    def chunks(self) -> Iterator[list[Row]]:
        """Yield the rows in order, some thousands at a time, sooner where many are rejected."""
        ...

    def close(self) -> None:
        """Close the input."""
        ...


class RecordWriter(Protocol):
    """Where rows go, each with the values of the added columns, in order."""

    def write(self, rows: Sequence[Row], added: Sequence[Sequence[str]]) -> None:
        """Write the rows of a chunk; `added[i]` are the new cells of `rows[i]`."""
        ...

    def close(self) -> None:
        """Write what is still held back."""
        ...


def named_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns with a name for each: an unnamed one is `column 38`, by its place."""
    return tuple(name or f"column {index}" for index, name in enumerate(columns, start=1))


def repeated_column(columns: Sequence[str]) -> str | None:
    """Return a name that stands twice in the columns, or None; unnamed ones do not count."""
    seen: set[str] = set()
    for name in columns:
        if name and name in seen:
            return name
        seen.add(name)
    return None


def taken_rejections(reader: RecordReader) -> list[Rejection]:
    """Return the rejections found since the last call, and forget them in the reader."""
    taken = list(reader.rejections)
    reader.rejections.clear()
    return taken
