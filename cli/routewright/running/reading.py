"""The first half of deciding, which needs no state: rows read into the policy's fields.

It may run in another process (`reading_process`), a chunk ahead of the second half.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from routewright.records.row import RecordReader, Rejection, Row, taken_rejections
from routewright_runtime.records import ReadRecord
from routewright_runtime.records import RecordReader as FieldReader


@dataclass(frozen=True, slots=True)
class ReadChunk:
    """Rows of the input, the values of each, what each has in the column of times, and the rest.

    `position` is how far the input is read by now, in the unit of the reader's `size`.
    """

    rows: list[Row]
    values: list[ReadRecord]
    times: list[object]
    rejections: list[Rejection]
    position: int


def read_chunks(
    reader: RecordReader, fields: FieldReader, time_column: str | None
) -> Iterator[ReadChunk]:
    """Yield the input in order, the last rejections in a chunk that may have no rows."""
    for rows in reader.chunks():
        yield ReadChunk(
            rows,
            [fields.read(row.record) for row in rows],
            [] if time_column is None else [row.record.get(time_column) for row in rows],
            taken_rejections(reader),
            reader.position,
        )
    yield ReadChunk([], [], [], taken_rejections(reader), reader.position)
