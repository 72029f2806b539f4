"""One run: policy, records and state in; records with decisions, state and a summary out.

In what order things become visible, so that output and state stay one:
rejected rows, then the output (renamed into place), then the state (its transaction commits). A
crash between the last two leaves the output and the old state; the same run again gives the same
output. The whole run is one transaction of the state file, other runs on it wait for that long.
With standard output nothing can be taken back: there each chunk is passed on, then committed.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from routewright.compiling import Compiled, compiled
from routewright.config import config_for
from routewright.errors import DamagedInputError, ExitCode
from routewright.output_file import OutputFile
from routewright.records.jsonl_reader import JsonLinesReader
from routewright.records.opening import (
    STANDARD,
    check_output_name,
    is_table,
    open_records,
    open_writer,
)
from routewright.records.row import RecordReader
from routewright.running.columns import added_columns, check_free, check_received_at
from routewright.running.deciding import Deciding
from routewright.running.memory import rare_collections
from routewright.running.moments import RECEIVED_AT, Moments, read_at
from routewright.running.open_figures import read_open_figures
from routewright.running.progress import progress_of
from routewright.running.reading import ReadChunk, read_chunks
from routewright.running.reading_process import chunks_of_process, is_worth_it
from routewright.running.rejected import RejectedRows, rejected_path
from routewright.running.summary import Summary, summary_text
from routewright_runtime.calendars import zone_of
from routewright_runtime.decide import Router
from routewright_runtime.state import MemoryState, SqliteState

State = MemoryState | SqliteState
Batch = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class RunCall:
    """What the user asked for."""

    policy: Path
    records: str
    output: str
    state: Path | None = None
    at: str | None = None
    open_file: Path | None = None
    prefix: str = "routed_"
    has_trace: bool = False


def run_policy(call: RunCall) -> int:
    """Decide all records; return 1 where rows could not be read, else 0.

    Whatever goes wrong raises a RoutewrightError and leaves nothing half-written behind.
    """
    _check_call(call)
    policy = compiled(call.policy)
    started = time.perf_counter()
    with ExitStack() as stack:
        reader = stack.enter_context(closing(_open_reader(call)))
        state, batch = _open_state(call, policy, stack)
        deciding = Deciding(
            Router(policy.policy.graph),
            state,
            _moments(call, policy, reader),
            Summary(),
            added_columns(call.prefix, call.has_trace),
            reader.name,
            call.has_trace,
        )
        rejected = RejectedRows(rejected_path(call.output, call.records))
        stack.enter_context(rare_collections())
        chunks = stack.enter_context(_chunks(call, deciding, reader))
        if call.output == STANDARD:
            _stream(deciding, reader, chunks, rejected, batch)
        else:
            _write(Path(call.output), deciding, reader, chunks, rejected, batch)
    seconds = time.perf_counter() - started
    sys.stderr.write(summary_text(deciding.summary, deciding.moments, rejected, seconds))
    return ExitCode.FINDINGS if rejected.count else ExitCode.OK


def _write(
    output: Path,
    deciding: Deciding,
    reader: RecordReader,
    chunks: Iterator[ReadChunk],
    rejected: RejectedRows,
    batch: Batch,
) -> None:
    with batch(), OutputFile(output) as file, rejected:
        writer = open_writer(str(output), file, reader, deciding.added)
        with closing(writer), progress_of(reader) as progress:
            for chunk in chunks:
                writer.write(chunk.rows, deciding.decide(chunk))
                rejected.add(chunk.rejections)
                progress.moved_to(chunk.position)


def _stream(
    deciding: Deciding,
    reader: RecordReader,
    chunks: Iterator[ReadChunk],
    rejected: RejectedRows,
    batch: Batch,
) -> None:
    with rejected, progress_of(reader) as progress:
        writer = open_writer(STANDARD, None, reader, deciding.added)
        for chunk in chunks:
            with batch():
                writer.write(chunk.rows, deciding.decide(chunk))
            rejected.add(chunk.rejections)
            progress.moved_to(chunk.position)


def _chunks(
    call: RunCall, deciding: Deciding, reader: RecordReader
) -> AbstractContextManager[Iterator[ReadChunk]]:
    column = deciding.moments.column
    if not call.has_trace and is_worth_it(reader, Path(call.output).suffix.lower()):
        return chunks_of_process(call.records, deciding.router.graph, column)
    return nullcontext(read_chunks(reader, deciding.router.reader, column))


def _open_reader(call: RunCall) -> RecordReader:
    reader = open_records(call.records)
    try:
        if isinstance(reader, JsonLinesReader) and is_table(call.output):
            reader.find_columns()
        added = added_columns(call.prefix, call.has_trace)
        check_free(reader.columns or (), added, reader.name)
    except BaseException:
        reader.close()
        raise
    return reader


def _open_state(call: RunCall, policy: Compiled, stack: ExitStack) -> tuple[State, Batch]:
    # First what may be wrong, so that a wrong call makes no state file.
    reps = policy.policy.graph.reps
    figures = {} if call.open_file is None else read_open_figures(call.open_file, reps)
    file = None if call.state is None else stack.enter_context(SqliteState(call.state))
    state = file or MemoryState()
    state.start_from(figures)
    return state, state.batch


def _moments(call: RunCall, policy: Compiled, reader: RecordReader) -> Moments:
    zone = zone_of(policy.policy.graph.zone)
    now = datetime.now(UTC).replace(microsecond=0)
    if call.at is not None:
        return Moments(None, read_at(call.at, zone), zone)
    # Any JSON object may lack a key: only a table can lack the column.
    columns = None if isinstance(reader, JsonLinesReader) else reader.columns
    named = config_for(policy.path).received_at
    if named is not None:
        check_received_at(named, columns, reader.name)
        return Moments(named, now, zone)
    has_column = columns is None or RECEIVED_AT in columns
    return Moments(RECEIVED_AT if has_column else None, now, zone)


def _check_call(call: RunCall) -> None:
    """Raise DamagedInputError where the call itself cannot be carried out."""
    if not call.prefix.strip() or not call.prefix.isprintable():
        raise DamagedInputError(
            "--prefix must be a text that a column can begin with, such as new_"
        )
    check_output_name(call.output)
    if call.output == STANDARD:
        return
    output = os.path.realpath(call.output)
    inputs = (call.records, call.policy, call.state, call.open_file)
    for name in inputs:
        if name is not None and name != STANDARD and os.path.realpath(name) == output:
            raise DamagedInputError(f"--output would overwrite `{name}`; name another file")
