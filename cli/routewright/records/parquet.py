"""Parquet in and out, by pyarrow, an extra.

Input columns keep their types; new ones are texts, null where there is none.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from routewright.errors import DamagedInputError, MissingExtraError
from routewright.records.cell import cell_text
from routewright.records.row import ROWS_A_CHUNK, Rejection, Row, named_columns, repeated_column
from routewright.text_files import reason_of, shown


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as trouble:
        raise MissingExtraError(
            "Parquet needs pyarrow, which is not installed;"
            " install it with: pip install 'routewright[parquet]'"
        ) from trouble
    return pyarrow


class ParquetReader:
    """Reads a Parquet file batch by batch."""

    def __init__(self, path: Path) -> None:
        pyarrow = _pyarrow()
        self.name = shown(path)
        self.rejections: list[Rejection] = []
        self.size: int | None = None
        self._rows_read = 0
        try:
            self._open = path.open("rb")
        except (OSError, ValueError) as trouble:
            raise DamagedInputError(f"`{shown(path)}` {reason_of(trouble)}") from trouble
        try:
            self._file = pyarrow.parquet.ParquetFile(self._open)
            self.schema = self._file.schema_arrow
            self.columns: tuple[str, ...] | None = tuple(self.schema.names)
            self.size = self._file.metadata.num_rows
            repeated = repeated_column(self.columns)
            if repeated is not None:
                raise DamagedInputError(
                    f"`{self.name}`: the column `{repeated}` stands twice; rename one"
                )
        except BaseException as trouble:
            self._open.close()
            if isinstance(trouble, pyarrow.lib.ArrowException | OSError | ValueError):
                raise DamagedInputError(f"`{self.name}` is not a Parquet file") from trouble
            raise

    @property
    def position(self) -> int:
        """Return how many rows are read; `size` counts rows too."""
        return self._rows_read

    def chunks(self) -> Iterator[list[Row]]:
        """Yield the rows in order; a damaged file raises DamagedInputError."""
        pyarrow = _pyarrow()
        try:
            for batch in self._file.iter_batches(batch_size=ROWS_A_CHUNK):
                first = self._rows_read + 1
                records = batch.to_pylist()
                self._rows_read += len(records)
                yield [
                    Row(line, record, tuple(record.values()))
                    for line, record in enumerate(records, start=first)
                ]
        except (pyarrow.lib.ArrowException, OSError, ValueError) as trouble:
            raise DamagedInputError(f"`{self.name}` is damaged: {trouble}") from trouble

    def close(self) -> None:
        """Close the input."""
        self._file.close()
        self._open.close()


class ParquetWriter:
    """Writes rows batch by batch; from Parquet with the input's types, else as texts."""

    def __init__(
        self, path: Path, columns: Sequence[str], added: Sequence[str], schema: Any = None
    ) -> None:
        self._pyarrow = pyarrow = _pyarrow()
        self._names = named_columns(columns)
        self._keys = tuple(columns)
        self._is_typed = schema is not None
        text = pyarrow.string()
        known = (
            list(schema) if schema is not None else [pyarrow.field(n, text) for n in self._names]
        )
        self._schema = pyarrow.schema([*known, *(pyarrow.field(name, text) for name in added)])
        self._writer = pyarrow.parquet.ParquetWriter(path, self._schema)

    def write(self, rows: Sequence[Row], added: Sequence[Sequence[str]]) -> None:
        """Write a chunk of rows as one row group."""
        columns: list[list[object]] = [[] for _ in self._schema]
        for row, new in zip(rows, added, strict=True):
            cells = row.cells or tuple(row.record.get(name) for name in self._keys)
            known = (text or None for text in new)
            for column, cell in zip(columns, (*cells, *known), strict=True):
                is_kept = self._is_typed or cell is None or isinstance(cell, str)
                column.append(cell if is_kept else cell_text(cell))
        arrays = [
            self._pyarrow.array(column, type=field.type)
            for column, field in zip(columns, self._schema, strict=True)
        ]
        self._writer.write_batch(self._pyarrow.record_batch(arrays, schema=self._schema))

    def close(self) -> None:
        """Write the foot of the file."""
        self._writer.close()
