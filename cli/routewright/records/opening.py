"""Which reader and writer a file's ending asks for; `-` is JSON Lines on the standard streams."""

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from routewright.errors import DamagedInputError
from routewright.output_file import OutputFile
from routewright.records.csv_reader import CsvForm, CsvReader
from routewright.records.csv_writer import CsvWriter
from routewright.records.jsonl_reader import JsonLinesReader
from routewright.records.jsonl_writer import JsonLinesWriter
from routewright.records.row import RecordReader, RecordWriter

STANDARD = "-"
_CSV = frozenset({".csv", ".tsv"})
_JSON_LINES = frozenset({".jsonl", ".ndjson"})
_PARQUET = frozenset({".parquet", ".pq"})
_KNOWN = ".csv, .tsv, .jsonl, .ndjson or .parquet, or `-` for JSON Lines"


def open_records(name: str) -> RecordReader:
    """Open records to read; raise DamagedInputError with place, reason and remedy."""
    if name == STANDARD:
        return JsonLinesReader(standard_input(), "standard input", None)
    path = Path(name)
    ending = path.suffix.lower()
    if path.is_dir():
        raise DamagedInputError(f"`{name}` is a folder; name a file of records")
    if ending in _CSV:
        return CsvReader(path)
    if ending in _JSON_LINES:
        return JsonLinesReader.of_file(path)
    if ending in _PARQUET:
        from routewright.records.parquet import ParquetReader

        return ParquetReader(path)
    raise DamagedInputError(f"`{name}`: the ending of its name must be {_KNOWN}")


def standard_input() -> io.BufferedIOBase:
    """Return the bytes of standard input; raise DamagedInputError where the process has none.

    Somebody at a terminal is told that it is being read, lest it look like a hang.
    """
    if sys.stdin is None:  # Python's way to say that it was closed before the start
        raise DamagedInputError("standard input is closed; pipe records into it, or name a file")
    if sys.stdin.isatty():
        print("routewright: reading records from the terminal, up to Ctrl-D", file=sys.stderr)
    found = sys.stdin.buffer
    assert isinstance(found, io.BufferedIOBase)
    return found


def check_output_name(name: str) -> None:
    """Raise DamagedInputError where no writer knows the name's ending."""
    if name != STANDARD and Path(name).suffix.lower() not in _CSV | _JSON_LINES | _PARQUET:
        raise DamagedInputError(f"`{name}`: the ending of its name must be {_KNOWN}")


def is_table(name: str) -> bool:
    """Whether an output of this name has to know its columns before the first row."""
    return name != STANDARD and Path(name).suffix.lower() not in _JSON_LINES


def open_writer(
    name: str, file: OutputFile | None, reader: RecordReader, added: Sequence[str]
) -> RecordWriter:
    """Return the writer for an output; `file` is None for standard output."""
    if file is None:
        return JsonLinesWriter(_standard_output(), reader.columns, added)
    ending = Path(name).suffix.lower()
    if ending in _JSON_LINES:
        return JsonLinesWriter(file.text(), reader.columns, added)
    assert reader.columns is not None
    if ending in _CSV:
        return CsvWriter(file.text(), reader.columns, added, _form(name, reader))
    from routewright.records.parquet import ParquetReader, ParquetWriter

    schema = reader.schema if isinstance(reader, ParquetReader) else None
    return ParquetWriter(file.beside, reader.columns, added, schema)


def _form(name: str, reader: RecordReader) -> CsvForm:
    if isinstance(reader, CsvReader):
        return reader.form
    return CsvForm("\t" if name.lower().endswith(".tsv") else ",")


def _standard_output() -> TextIO:
    return sys.stdout
