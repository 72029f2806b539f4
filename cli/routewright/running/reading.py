"""The first half of deciding, which needs no state: rows read into the policy's fields.

It may run in another process (`reading_process`), a chunk ahead of the second half.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from routewright.records.row import RecordReader, Rejection, Row, taken_rejections
from routewright_runtime.records import ReadRecord
from routewright_runtime.records import RecordReader as FieldReader


@dataclass(frozen=True, slots=True)
class ReadChunk:
    """Rows of the input, the values of each, what each has in the column of times, and the rest.

    `missing` counts, by field, the rows without a value.
    `position` is how far the input is read by now, in the unit of the reader's `size`.
    """

    rows: list[Row]
    values: list[ReadRecord]
    times: list[object]
    rejections: list[Rejection]
    position: int
    missing: Mapping[str, int]


def read_chunks(
    reader: RecordReader, fields: FieldReader, time_column: str | None
) -> Iterator[ReadChunk]:
    """Yield the input in order, the last rejections in a chunk that may have no rows."""
    for rows in reader.chunks():
        values = [fields.read(row.record) for row in rows]
        yield ReadChunk(
            rows,
            values,
            [] if time_column is None else [row.record.get(time_column) for row in rows],
            taken_rejections(reader),
            reader.position,
            missing_of(values),
        )
    yield ReadChunk([], [], [], taken_rejections(reader), reader.position, {})


def missing_of(values: Sequence[ReadRecord]) -> dict[str, int]:
    """Count the records that lack a value of each field."""
    if not values:
        return {}
    columns = zip(*(read.values.values() for read in values), strict=True)
    names = values[0].values
    return {name: column.count(None) for name, column in zip(names, columns, strict=True)}
