"""Real records for `lint --records`: read once, each with its time where a column has one."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from routewright.config import config_for
from routewright.errors import DamagedInputError
from routewright.records.opening import open_records
from routewright.records.row import Row
from routewright.running.columns import check_received_at
from routewright.running.moments import RECEIVED_AT
from routewright.text_files import shown
from routewright_compiler.analysis.record_sample import SampleRecord
from routewright_compiler.policy import Policy
from routewright_runtime.calendars import zone_of
from routewright_runtime.values.moment import parse_moment

MAX_RECORDS = 200_000


@dataclass(frozen=True, slots=True)
class SampleFile:
    """The rows of a file of records; `columns` None where not every row need have the same."""

    name: str
    columns: tuple[str, ...] | None
    rows: tuple[Row, ...]

    @classmethod
    def read(cls, name: str) -> "SampleFile":
        """Read all rows; raise DamagedInputError where the file is no such file, or too long."""
        rows: list[Row] = []
        with closing(open_records(name)) as reader:
            for chunk in reader.chunks():
                rows += chunk
                if len(rows) > MAX_RECORDS:
                    raise DamagedInputError(
                        f"`{name}` has more than {MAX_RECORDS:,} records; "
                        "give --records a part of them"
                    )
            return cls(shown(Path(name)), reader.columns, tuple(rows))

    def records_for(self, path: Path, policy: Policy) -> tuple[SampleRecord, ...]:
        """Return the records as a policy sees them: with the times of its column of times."""
        zone = zone_of(policy.graph.zone)
        named = config_for(path).received_at
        if named is not None:
            check_received_at(named, self.columns, self.name)
        column = named or RECEIVED_AT
        return tuple(
            SampleRecord(
                f"line {row.line} of `{self.name}`",
                row.record,
                _moment(row.record.get(column), zone),
            )
            for row in self.rows
        )


def _moment(value: object, zone: tzinfo) -> datetime | None:
    """Return the time that a cell names; None for an empty one and for what is no time."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=zone)
    return parse_moment(str(value).strip(), zone)
