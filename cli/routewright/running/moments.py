"""The time of decision of each record: `--at`, else its column of times, else now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from routewright.errors import DamagedInputError
from routewright_runtime.values.moment import parse_moment

RECEIVED_AT = "received_at"


def read_at(text: str, zone: tzinfo) -> datetime:
    """Return the moment that `--at` names, in UTC; raise DamagedInputError where it names none."""
    moment = parse_moment(text.strip(), zone)
    if moment is None:
        raise DamagedInputError(
            f"--at: `{text}` is not a time; write it like 2026-03-10T09:00+01:00, or 2026-03-10"
        )
    return moment


@dataclass(slots=True)
class Moments:
    """Finds the time of decision; one whose text is no time is decided as of `default`.

    `column` is None where there is no column of times. `unread` counts values that are no times,
    `missing` records that have none.
    """

    column: str | None
    default: datetime
    zone: tzinfo
    unread: int = 0
    missing: int = 0
    first_unread: str = ""

    def of_all(self, values: Sequence[object], count: int) -> list[datetime]:
        """Return the times of decision of `count` records from what their column holds, in UTC."""
        if self.column is None:
            return [self.default] * count
        return [self._of(value) for value in values]

    def _of(self, value: object) -> datetime:
        if value is None or value == "":
            self.missing += 1
            return self.default
        if isinstance(value, datetime):
            return value if value.tzinfo is not None else value.replace(tzinfo=self.zone)
        moment = parse_moment(str(value).strip(), self.zone)
        if moment is None:
            self.unread += 1
            self.first_unread = self.first_unread or str(value)
            return self.default
        return moment
