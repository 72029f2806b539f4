"""Run cases files: every row decided in order, with turns of the file's own that start afresh.

As in `run`, the time of decision is the column of times; a row without one leaves calendars,
absences and caps aside, as an `expect` without `at` does.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from routewright.cases.columns import NOTHING, OUTCOMES, PREFIX, Expected, check_columns, expected
from routewright.config import config_for
from routewright.errors import DamagedInputError
from routewright.records.opening import open_records
from routewright.records.row import Row
from routewright.running.deciding import decision_cells
from routewright.running.moments import RECEIVED_AT
from routewright.text_files import shown
from routewright_runtime.calendars import zone_of
from routewright_runtime.decide import Router
from routewright_runtime.decision import Decision
from routewright_runtime.errors import NobodyLeftError
from routewright_runtime.records import ReadRecord
from routewright_runtime.state import MemoryState
from routewright_runtime.text import fold
from routewright_runtime.values.moment import parse_moment

ENDINGS = (".cases.csv", ".cases.tsv", ".cases.jsonl", ".cases.ndjson")
_WORDS = {"sla_due": "sla due", "from": "held until"}


@dataclass(frozen=True, slots=True)
class CaseRun:
    """One row as it was decided; `misses` say what else than the expected came out.

    `decision` None: nobody was left to take the record, since all are away.
    """

    file: str
    line: int
    name: str
    values: ReadRecord
    at: datetime | None
    decision: Decision | None
    misses: tuple[str, ...]


def cases_beside(policy: Path) -> tuple[Path, ...]:
    """Return the cases files that lie beside a policy and have its name, sorted."""
    found = (policy.with_name(policy.stem + ending) for ending in ENDINGS)
    return tuple(path for path in found if path.is_file())


@dataclass(frozen=True, slots=True)
class Case:
    """One row as it was read."""

    line: int
    name: str
    values: ReadRecord
    at: datetime | None
    wanted: Expected


@dataclass(frozen=True, slots=True)
class CasesFile:
    """A whole file as it was read; `source` is its name as the user wrote it."""

    source: str
    cases: tuple[Case, ...]


def run_cases(path: Path, router: Router, policy: Path) -> tuple[CaseRun, ...]:
    """Run every row of a file; raise DamagedInputError with its line where one cannot be read."""
    file = read_cases(path, router, policy)
    state = MemoryState()
    return tuple(run_case(file, case, router, state) for case in file.cases)


def run_case(file: CasesFile, case: Case, router: Router, state: MemoryState) -> CaseRun:
    """Run one row; the turns are those that the rows before left in the state."""
    absent = set(case.wanted.away)
    decision: Decision | None = None
    try:
        decision = router.decide({}, state, case.at, absent=absent, record_values=case.values)
        misses = tuple(_misses(case.wanted, decision))
    except NobodyLeftError as trouble:
        misses = (_nobody_left(trouble),)
    return CaseRun(file.source, case.line, case.name, case.values, case.at, decision, misses)


def read_cases(path: Path, router: Router, policy: Path) -> CasesFile:
    """Read every row of a file; raise DamagedInputError with its line where one cannot be read."""
    source = shown(path)
    column = received_column(policy)
    zone = zone_of(router.graph.zone)
    cases: list[Case] = []
    for row in _rows(path, source):
        place = f"`{source}` line {row.line}"
        wanted = expected(row.record, place, zone)
        unknown = [name for name in wanted.away if name not in router.policy.reps]
        if unknown:
            raise DamagedInputError(f"{place}: there is no rep `{unknown[0]}` to be away")
        at = _time(row.record.get(column), column, place, zone)
        values = router.read(_record_of(row))
        name = wanted.name or f"line {row.line}"
        cases.append(Case(row.line, name, values, at, wanted))
    return CasesFile(source, tuple(cases))


def received_column(policy: Path) -> str:
    """Return the name of the column that holds the time of decision of a policy's cases."""
    return config_for(policy).received_at or RECEIVED_AT


def _rows(path: Path, source: str) -> Iterator[Row]:
    with closing(open_records(str(path))) as reader:
        if reader.columns is not None:
            check_columns(reader.columns, source)
            if not set(OUTCOMES) & set(reader.columns):
                raise DamagedInputError(
                    f"`{source}` does not say what must come out; give it a column such as"
                    f" `{PREFIX}rule` or `{PREFIX}owner`"
                )
        for chunk in reader.chunks():
            for rejection in reader.rejections:
                raise DamagedInputError(f"`{source}` line {rejection.line}: {rejection.reason}")
            for row in chunk:
                if reader.columns is None:
                    check_columns(row.record, source)
                yield row
        for rejection in reader.rejections:
            raise DamagedInputError(f"`{source}` line {rejection.line}: {rejection.reason}")


def _record_of(row: Row) -> Mapping[str, object]:
    return {key: value for key, value in row.record.items() if not key.startswith(PREFIX)}


def _time(value: object, column: str, place: str, zone: tzinfo) -> datetime | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=zone)
    moment = parse_moment(str(value).strip(), zone)
    if moment is None:
        raise DamagedInputError(f"{place}: `{column}` is `{value}`, which is no time")
    return moment


def _nobody_left(trouble: NobodyLeftError) -> str:
    return (
        f"nobody is left to take it; the last fallback rotates `{trouble.team}`, and there is"
        f" nobody there ({'; '.join(trouble.passed_over)})"
    )


def _misses(wanted: Expected, decision: Decision) -> Iterator[str]:
    """Yield what was expected and did not come out, in words."""
    if not wanted.outcomes:
        yield f"nothing is expected of this record; fill a column such as `{PREFIX}rule`"
    came_out = dict(zip(OUTCOMES, decision_cells(decision), strict=True))
    for column, text in wanted.outcomes.items():
        found = came_out[column]
        if _is_met(column, text, found, wanted, decision):
            continue
        word = column.removeprefix(PREFIX)
        title = _WORDS.get(word, word)
        asked = f"no {title}" if text == NOTHING else f"{title} `{text}`"
        got = f"`{found}`" if found else "nothing"
        yield f"{asked} was expected, {got} came out"


def _is_met(column: str, text: str, found: str, wanted: Expected, decision: Decision) -> bool:
    if text == NOTHING:
        return not found
    match column.removeprefix(PREFIX):
        case "owner":
            names = (decision.owner_text, decision.owner, decision.owner_label)
            return fold(text) in {fold(name) for name in names if name}
        case "from":
            return decision.held_from == wanted.moments[column]
        case "sla_due":
            return decision.sla_due == wanted.moments[column]
        case _:
            return text == found
