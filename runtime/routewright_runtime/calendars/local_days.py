"""Local days of a zone as runs of UTC instants.

A day runs from the first instant at which its midnight shows (or is skipped) to that of the next
day. Days are numbered as `date.toordinal` does; 1 January of year 1 is 1, a Monday.
"""

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from routewright_runtime.calendars.zones import instant, zone_of

_MAX_STARTS = 4096
# The first and last days of time have no earlier or later local ones: they stand for their own.
_FIRST_DAY, _LAST_DAY = 4, date.max.toordinal() - 4


class LocalDays:
    """The days of one zone; the day last asked for is found without any conversion."""

    __slots__ = ("_day", "_end", "_start", "_starts", "zone")

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._starts: dict[int, datetime] = {}
        self._day = 0
        self._start = self._end = datetime.min.replace(tzinfo=UTC)

    def number(self, at: datetime) -> int:
        """Return the number of the local day of an instant."""
        if self._start <= at < self._end:
            return self._day
        if not _FIRST_DAY <= at.toordinal() <= _LAST_DAY:
            return at.toordinal()
        day = at.astimezone(self.zone).toordinal()
        if at >= self.start(day + 1):
            day += 1
        self._day, self._start, self._end = day, self.start(day), self.start(day + 1)
        return day

    def start(self, number: int) -> datetime:
        """Return the first instant of a day, in UTC."""
        found = self._starts.get(number)
        if found is None:
            if len(self._starts) >= _MAX_STARTS:
                self._starts.clear()
            within = min(max(number, 3), _LAST_DAY + 1)
            found = instant(self.zone, date.fromordinal(within), 0)
            self._starts[number] = found
        return found


@cache
def local_days(zone: str) -> LocalDays:
    """Return the days of a checked zone name; one object a zone, so its memory is shared."""
    return LocalDays(zone_of(zone))


def monday_of(number: int) -> int:
    """Return the number of the Monday of a day's week."""
    return number - (number - 1) % 7
