"""The open time of a calendar: exact across clock changes, holidays and closed days.

A calendar says when the clocks on its wall mean open. Its time is cut into blocks of 64 UTC days;
the openings of a block are computed once, when the first question falls into it, as a sorted list
of edges (open from an even one to the next odd one) with running totals. A question is then one or
two bisections: `add_open_minutes` takes about a microsecond, whatever the span, within a block.

- An opening begins at the first instant that shows its start and ends at the last that shows its
  end; a start or end that a clock change skips is the moment of the change (see `zones`).
- A closed day or holiday is closed from its first instant to the next day's: an opening of the day
  before ends at midnight, and one that would begin on it does not take place, not even past
  midnight.
- Without openings the calendar is open on all other days.
- Nothing is looked for beyond `HORIZON`, ten years: later answers are None, so that a calendar that
  never opens again is answered too.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from routewright_runtime.calendars.holiday_codes import holiday_dates
from routewright_runtime.calendars.local_days import LocalDays, local_days
from routewright_runtime.calendars.zones import instant
from routewright_runtime.graph.people import Calendar, WeeklyOpening

HORIZON = timedelta(days=3660)

_BLOCK_SHIFT = 6  # a block is 64 days
_BLOCK_DAYS = 1 << _BLOCK_SHIFT
_MAX_BLOCKS = 1024
_DAY_MINUTES = 1440
_NO_TIME = timedelta(0)
_MINUTE = timedelta(minutes=1)
_FIRST_DAY, _LAST_DAY = 4, date.max.toordinal() - 4
_EVERY_DAY = tuple(WeeklyOpening(day, 0, _DAY_MINUTES) for day in range(7))

Interval = tuple[datetime, datetime]


class _Block:
    """The open intervals of 64 UTC days, flat in `edges`; `totals`: open time up to each end."""

    __slots__ = ("edges", "totals")

    def __init__(self, intervals: Iterable[Interval]) -> None:
        self.edges: list[datetime] = []
        self.totals: list[timedelta] = []
        total = _NO_TIME
        for start, end in intervals:
            total += end - start
            self.edges += (start, end)
            self.totals.append(total)

    def open_before(self, at: datetime) -> timedelta:
        """Return the open time of the block before `at`."""
        i = bisect_right(self.edges, at)
        before = self.totals[(i >> 1) - 1] if i > 1 else _NO_TIME
        return before + (at - self.edges[i - 1]) if i & 1 else before


class OpenHours:
    """One calendar's open time. All instants, given and returned, are aware; returned ones UTC."""

    __slots__ = (
        "_asked",
        "_blocks",
        "_by_weekday",
        "_is_asked_open",
        "_reach_days",
        "calendar",
        "days",
        "days_per_week",
    )

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.days: LocalDays = local_days(calendar.zone)
        openings = calendar.openings or _EVERY_DAY
        self._by_weekday = tuple(
            tuple(opening for opening in openings if opening.day == day) for day in range(7)
        )
        self.days_per_week = sum(1 for found in self._by_weekday if found)
        self._reach_days = max(opening.end_minute for opening in openings) // _DAY_MINUTES + 1
        self._blocks: dict[int, _Block] = {}
        # Members who share a calendar are asked for one and the same moment, one after another.
        self._asked: datetime | None = None
        self._is_asked_open = False

    def is_open(self, at: datetime) -> bool:
        """Tell whether `at` lies in open time; a closing instant does not."""
        if at is not self._asked:
            utc = _utc(at)
            edges = self._block(utc.toordinal() >> _BLOCK_SHIFT).edges
            self._asked, self._is_asked_open = at, bool(bisect_right(edges, utc) & 1)
        return self._is_asked_open

    def is_open_day(self, day: date) -> bool:
        """Tell whether an opening begins on a local day."""
        return bool(self._by_weekday[day.weekday()]) and not self._is_closed(day)

    def next_opening(self, at: datetime, limit: datetime | None = None) -> datetime | None:
        """Return `at` where it is open, else the next opening, up to `limit` (included)."""
        at = _utc(at)
        last = _later(at, HORIZON)
        if limit is not None:
            last = min(last, _utc(limit))
        for block in self._blocks_between(at, last):
            i = bisect_right(block.edges, at)
            if i & 1:
                return at
            if i < len(block.edges):
                return block.edges[i] if block.edges[i] <= last else None
        return None

    def intervals(self, start: datetime, end: datetime) -> Iterator[Interval]:
        """Yield the open intervals between two instants, in order, merged, cut at both ends."""
        start, end = _utc(start), _utc(end)
        waiting: Interval | None = None
        for block in self._blocks_between(start, end):
            for low, high in zip(block.edges[::2], block.edges[1::2], strict=True):
                low, high = max(low, start), min(high, end)
                if low >= high:
                    continue
                if waiting is not None and waiting[1] == low:
                    waiting = (waiting[0], high)
                    continue
                if waiting is not None:
                    yield waiting
                waiting = (low, high)
        if waiting is not None:
            yield waiting

    def add_open_minutes(self, at: datetime, minutes: int) -> datetime | None:
        """Return when `minutes` (1 or more) of open time have passed since `at`.

        Time that ends at closing time ends then; a start in closed time waits for the next opening.
        """
        at = _utc(at)
        if minutes > HORIZON // _MINUTE:
            return None
        number = at.toordinal() >> _BLOCK_SHIFT
        block = self._block(number)
        wanted = block.open_before(at) + minutes * _MINUTE
        last = _later(at, HORIZON).toordinal() >> _BLOCK_SHIFT
        while True:
            i = bisect_left(block.totals, wanted)
            if i < len(block.totals):
                return block.edges[2 * i + 1] - (block.totals[i] - wanted)
            if block.totals:
                wanted -= block.totals[-1]
            number += 1
            if number > last:
                return None
            block = self._block(number)

    def add_open_days(self, at: datetime, count: int) -> datetime | None:
        """Return the same time of day on the `count`-th open day after the local day of `at`.

        Where that time is closed, the next opening; a closing time counts as open here.
        """
        at = _utc(at)
        if not _FIRST_DAY <= at.toordinal() <= _LAST_DAY:
            return None
        number = self.days.number(at)
        last = min(number + HORIZON.days, _LAST_DAY)
        while count > 0:
            number += 1
            if number > last:
                return None
            count -= self.is_open_day(date.fromordinal(number))
        local = at.astimezone(self.days.zone)
        into_minute = timedelta(seconds=local.second, microseconds=local.microsecond)
        minute = local.hour * 60 + local.minute
        target = instant(self.days.zone, date.fromordinal(number), minute) + into_minute
        if self._is_closing(target):
            return target
        return self.next_opening(target)

    def _is_closing(self, at: datetime) -> bool:
        edges = self._block(at.toordinal() >> _BLOCK_SHIFT).edges
        i = bisect_left(edges, at)
        return i < len(edges) and bool(i & 1) and edges[i] == at

    def _is_closed(self, day: date) -> bool:
        calendar = self.calendar
        if any(span.first <= day <= span.last for span in calendar.closed):
            return True
        return any(day in holiday_dates(code, day.year) for code in calendar.holidays)

    def _blocks_between(self, start: datetime, end: datetime) -> Iterator[_Block]:
        first, last = start.toordinal() >> _BLOCK_SHIFT, end.toordinal() >> _BLOCK_SHIFT
        for number in range(first, last + 1):
            yield self._block(number)

    def _block(self, number: int) -> _Block:
        found = self._blocks.get(number)
        if found is None:
            if len(self._blocks) >= _MAX_BLOCKS:
                self._blocks.clear()
            found = self._blocks[number] = _Block(self._openings_of(number))
        return found

    def _openings_of(self, number: int) -> list[Interval]:
        """Return the open intervals of a block, merged; edges of blocks cut what crosses them."""
        first = number << _BLOCK_SHIFT
        low = _first_instant(first)
        high = _first_instant(first + _BLOCK_DAYS)
        merged: list[Interval] = []
        for start, end in sorted(self._openings_near(first)):
            start, end = max(start, low), min(end, high)
            if start >= end:
                continue
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    def _openings_near(self, first: int) -> Iterator[Interval]:
        begin = max(first - 2 - self._reach_days, _FIRST_DAY)
        for number in range(begin, min(first + _BLOCK_DAYS + 2, _LAST_DAY)):
            day = date.fromordinal(number)
            if self.is_open_day(day):
                for opening in self._by_weekday[day.weekday()]:
                    yield self._interval(day, opening)

    def _interval(self, day: date, opening: WeeklyOpening) -> Interval:
        zone = self.days.zone
        start = instant(zone, day, opening.start_minute)
        # The end of a day is where the next begins, also where that midnight shows twice.
        is_midnight = opening.end_minute % _DAY_MINUTES == 0
        end = instant(zone, day, opening.end_minute, is_end=not is_midnight)
        for later in range(1, -(-opening.end_minute // _DAY_MINUTES)):
            if self._is_closed(day + timedelta(days=later)):
                return start, min(end, self.days.start(day.toordinal() + later))
        return start, end


def hours_by_name(calendars: Iterable[Calendar]) -> dict[str, OpenHours]:
    """Return the open time of each calendar by its name."""
    return {calendar.name: OpenHours(calendar) for calendar in calendars}


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo is UTC else at.astimezone(UTC)


def _later(at: datetime, span: timedelta) -> datetime:
    try:
        return at + span
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def _first_instant(number: int) -> datetime:
    return datetime.fromordinal(min(max(number, 1), date.max.toordinal())).replace(tzinfo=UTC)
