"""The time that is looked at: eighteen months from today, in the policy's zone."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from routewright_compiler.analysis.coverage.intervals import Intervals
from routewright_runtime.calendars import local_days

MONTHS = 18


@dataclass(frozen=True, slots=True)
class Horizon:
    """Local days `first` to before `end`, and the instants (UTC) at which these begin."""

    first: date
    end: date
    start_at: datetime
    end_at: datetime

    @property
    def whole(self) -> Intervals:
        """The one interval of all instants looked at."""
        return ((self.start_at, self.end_at),)


def horizon_from(today: date, zone: str, months: int = MONTHS) -> Horizon:
    """Return the time from the first instant of `today` in a zone to the same day months later."""
    end = months_after(today, months)
    days = local_days(zone)
    return Horizon(today, end, days.start(today.toordinal()), days.start(end.toordinal()))


def months_after(day: date, months: int) -> date:
    """Return the same day of the month some months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
