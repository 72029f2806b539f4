"""Generated records as rows of a cases file: read back as `test` reads them, then decided.

Who of a team comes by turn hangs on the rows before, so of a rotation the team is pinned and not
the owner. A record that does not read back as itself is left out and counted.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from routewright.cases.columns import AWAY, NAME, NOTHING, PREFIX
from routewright.generating.search import Found
from routewright.records.cell import cell_text
from routewright.records.csv_writer import CsvLines
from routewright_runtime.decide import Router
from routewright_runtime.decision import Decision
from routewright_runtime.records import ReadRecord
from routewright_runtime.state import MemoryState
from routewright_runtime.values import to_json
from routewright_runtime.values.moment import parse_moment

Row = dict[str, object]
_PINNED = tuple(f"{PREFIX}{name}" for name in ("kind", "owner", "team", "rule", "sla_due"))


@dataclass(frozen=True, slots=True)
class CaseRows:
    """The rows of a file, the columns that any of them has, and how many records were left out."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: int


def case_rows(router: Router, records: Sequence[Found], received_at: str) -> CaseRows:
    """Return a row for each record, in order; `received_at` is the column of times."""
    state = MemoryState()
    rows: list[Row] = []
    left_out = 0
    for record in records:
        row = _record_row(router, record, received_at)
        read = router.read(row)
        at = _time(router, row.get(received_at))
        if not _is_itself(record, read, at):
            left_out += 1
            continue
        absent = frozenset(record.away)
        decision = router.decide({}, state, at, absent=absent, record_values=read)
        rows.append({**row, **_expected(record, decision)})
    return CaseRows(_columns(router, rows, received_at), tuple(rows), left_out)


def file_text(made: CaseRows, ending: str) -> str:
    """Return the rows as the text of a file: CSV, TSV or JSON Lines, by its ending."""
    if ending in (".jsonl", ".ndjson"):
        listed = ({name: row[name] for name in made.columns if name in row} for row in made.rows)
        return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in listed)
    lines = CsvLines("\t" if ending == ".tsv" else ",")
    lines.add(made.columns)
    for row in made.rows:
        lines.add([cell_text(row.get(name)) for name in made.columns])
    return "".join(lines.taken("\n"))


def _record_row(router: Router, record: Found, received_at: str) -> Row:
    row: Row = {}
    for field in router.graph.fields:
        if field.name in record.values:
            row[field.sources[0].text] = to_json(record.values[field.name])
    if record.at is not None:
        row[received_at] = record.at.isoformat()
    return row


def _time(router: Router, value: object) -> datetime | None:
    return None if value is None else parse_moment(str(value), router.policy.zone)


def _is_itself(record: Found, read: ReadRecord, at: datetime | None) -> bool:
    values = {name: value for name, value in read.values.items() if value is not None}
    return values == record.values and at == record.at


def _expected(record: Found, decision: Decision) -> Row:
    due = decision.sla_due if decision.held_from is None else None
    is_rotated = bool(decision.team)
    found: Row = {
        NAME: record.name,
        AWAY: ";".join(record.away),
        f"{PREFIX}kind": decision.kind.value,
        f"{PREFIX}owner": "" if is_rotated else decision.owner_text or NOTHING,
        f"{PREFIX}team": decision.team or NOTHING,
        f"{PREFIX}rule": decision.rule,
        f"{PREFIX}sla_due": "" if due is None else due.isoformat(),
    }
    return {name: value for name, value in found.items() if value}


def _columns(router: Router, rows: Sequence[Row], received_at: str) -> tuple[str, ...]:
    listed = (*(field.sources[0].text for field in router.graph.fields), received_at)
    order = dict.fromkeys((NAME, *listed, AWAY, *_PINNED))
    return tuple(name for name in order if any(name in row for row in rows))
