"""The columns of a cases file that are about the case and not of the record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from difflib import get_close_matches

from routewright.errors import DamagedInputError
from routewright.records.cell import cell_text
from routewright.running.columns import NAMES, TRACE
from routewright_runtime.decision import DecisionKind
from routewright_runtime.values.moment import parse_moment

PREFIX = "expect_"
NAME, AWAY = f"{PREFIX}name", f"{PREFIX}away"
OUTCOMES = tuple(f"{PREFIX}{name}" for name in NAMES)
KNOWN = (NAME, AWAY, *OUTCOMES, f"{PREFIX}{TRACE}")
NOTHING = "-"
_TIMES = frozenset({f"{PREFIX}from", f"{PREFIX}sla_due"})


@dataclass(frozen=True, slots=True)
class Expected:
    """What one row says of its case; `outcomes` are cells by column, `-` where nothing may come.

    `moments` are the times of decision that are expected, read.
    """

    name: str
    away: tuple[str, ...]
    outcomes: Mapping[str, str]
    moments: Mapping[str, datetime]


def check_columns(columns: Iterable[str], source: str) -> None:
    """Raise DamagedInputError where a column that begins with `expect_` is not known."""
    for column in columns:
        if column.startswith(PREFIX) and column not in KNOWN:
            near = get_close_matches(column, KNOWN, n=1, cutoff=0.5)
            offer = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(KNOWN)}"
            raise DamagedInputError(f"`{source}` has a column `{column}`; {offer}")


def expected(record: Mapping[str, object], place: str, zone: tzinfo) -> Expected:
    """Read the columns of one row; raise DamagedInputError with its place where one is wrong."""
    cells = {key: cell_text(record[key]).strip() for key in (NAME, *OUTCOMES) if key in record}
    outcomes = {key: cells[key] for key in OUTCOMES if cells.get(key)}
    kinds = [kind.value for kind in DecisionKind]
    kind = outcomes.get(f"{PREFIX}kind")
    if kind is not None and kind not in kinds:
        raise DamagedInputError(
            f"{place}: `{PREFIX}kind` is `{kind}`; it must be one of {', '.join(kinds)}"
        )
    moments = {
        key: _moment(outcomes[key], key, place, zone)
        for key in _TIMES
        if outcomes.get(key, NOTHING) != NOTHING
    }
    away = cell_text(record.get(AWAY)).replace(",", ";").split(";")
    names = tuple(name.strip() for name in away if name.strip())
    return Expected(cells.get(NAME, ""), names, outcomes, moments)


def _moment(text: str, column: str, place: str, zone: tzinfo) -> datetime:
    moment = parse_moment(text, zone)
    if moment is None:
        raise DamagedInputError(
            f"{place}: `{column}` is `{text}`, which is no time; write it like"
            " 2026-03-10T09:00+01:00"
        )
    return moment
