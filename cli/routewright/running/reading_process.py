"""Rows read into the policy's fields by a second process, for large CSV files.

Reading costs about as much as deciding and needs no state, so two processes on two cores take
little more than half the time. What goes through the pipe is small: each row's cells as one text
that the writer passes on, and the values of the fields. The pipe holds about a chunk; the second
process waits there, so memory stays flat. The output is the same as without it, byte for byte.
"""

import os
import pickle
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from routewright.errors import DamagedInputError
from routewright.records.csv_reader import CsvReader
from routewright.records.csv_writer import CsvLines
from routewright.records.row import RecordReader, Row
from routewright.running.memory import rare_collections
from routewright.running.reading import ReadChunk, read_chunks
from routewright_runtime.graph.codec import from_json, to_json
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.records import ReadRecord
from routewright_runtime.records import RecordReader as FieldReader

_ENDED_EARLY = "the process that reads the records ended early; is there memory left?"
LARGE_BYTES = 16 * 1024 * 1024


def is_worth_it(reader: RecordReader, output_ending: str) -> bool:
    """Whether a second process pays: CSV to CSV, a large file, and a core to run it on."""
    is_csv = isinstance(reader, CsvReader) and output_ending in (".csv", ".tsv")
    return is_csv and (reader.size or 0) >= LARGE_BYTES and (os.cpu_count() or 1) > 1


@contextmanager
def chunks_of_process(
    path: str, graph: DecisionGraph, time_column: str | None
) -> Iterator[Iterator[ReadChunk]]:
    """Start the second process; yield the chunks that it reads, in order."""
    # A fresh interpreter on every system: a fork would copy whatever runs here.
    context = get_context("spawn")
    here, there = context.Pipe()
    # Small arguments only: to a process that dies at its start, `start` would write larger ones
    # without end. The graph follows by the pipe, which tells that nobody reads.
    arguments = (there, path, time_column)
    process = context.Process(target=_read, args=arguments, daemon=True)
    process.start()
    there.close()
    try:
        _send_graph(here, graph)
        yield _received(here, [field.name for field in graph.fields])
    finally:
        here.close()
        process.terminate()
        process.join()
        process.close()


def _send_graph(here: Connection, graph: DecisionGraph) -> None:
    try:
        here.send_bytes(pickle.dumps(to_json(graph), protocol=5))
    except ConnectionError:
        raise DamagedInputError(_ENDED_EARLY) from None


def _received(here: Connection, names: list[str]) -> Iterator[ReadChunk]:
    while True:
        try:
            message = pickle.loads(here.recv_bytes())
        except (EOFError, ConnectionError):
            raise DamagedInputError(_ENDED_EARLY) from None
        if isinstance(message, Exception):
            raise message
        if message is None:
            return
        lines, texts, values, unread, times, rejections, position, missing = message
        rows = [Row(line, {}, (), None, text) for line, text in zip(lines, texts, strict=True)]
        found = [
            ReadRecord(dict(zip(names, own, strict=True)), unread.get(index, ()))
            for index, own in enumerate(values)
        ]
        yield ReadChunk(rows, found, times, rejections, position, missing)


def _read(there: Connection, path: str, time_column: str | None) -> None:
    """Read all rows and send them; the main function of the second process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process says that it was stopped
    try:
        graph = pickle.loads(there.recv_bytes())
        with rare_collections():
            _send_all(there, CsvReader(Path(path)), FieldReader(from_json(graph)), time_column)
        there.send_bytes(pickle.dumps(None))
    except (EOFError, ConnectionError):
        return  # the first process has given up
    except DamagedInputError as trouble:
        there.send_bytes(pickle.dumps(DamagedInputError(str(trouble))))
    except Exception as trouble:
        there.send_bytes(pickle.dumps(RuntimeError(f"while reading: {trouble!r}")))


def _send_all(
    there: Connection, reader: CsvReader, fields: FieldReader, time_column: str | None
) -> None:
    lines = CsvLines(reader.form.delimiter)
    for chunk in read_chunks(reader, fields, time_column):
        for row in chunk.rows:
            # One more cell, cut off again: alone, an empty cell would be written as `""`.
            lines.add([*row.cells, ""])
        message = (
            [row.line for row in chunk.rows],
            [text[:-1] for text in lines.taken("")],
            [tuple(values.values.values()) for values in chunk.values],
            {i: values.unread for i, values in enumerate(chunk.values) if values.unread},
            chunk.times,
            chunk.rejections,
            chunk.position,
            chunk.missing,
        )
        there.send_bytes(pickle.dumps(message, protocol=5))
