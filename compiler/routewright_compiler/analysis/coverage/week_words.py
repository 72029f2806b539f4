"""A week and its exceptional days in words: `Mon-Thu 18:00-09:00 and Fri 18:00 to Mon 09:00`."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from routewright_compiler.analysis.coverage.week import (
    DAY_MINUTES,
    WHOLE_DAY,
    Exceptional,
    Minutes,
    Week,
    runs,
)
from routewright_compiler.schema.report import listed

_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = timedelta(days=1)


def week_words(week: Week) -> str:
    """Say what repeats weekly; empty where nothing does."""
    found = runs(week.days)
    if not found:
        return ""
    if found == ((0, 7 * DAY_MINUTES),):
        return "at all times"
    short: dict[tuple[int, int], list[int]] = {}
    long: list[str] = []
    for start, end in found:
        day, low = divmod(start, DAY_MINUTES)
        if end - start < DAY_MINUTES:
            short.setdefault((low, end - day * DAY_MINUTES), []).append(day)
        else:
            long.append(_long_run(start, end))
    parts = [
        f"{_day_names(days)} {_clock(low)}-{_clock(high)}" for (low, high), days in short.items()
    ]
    return listed([*parts, *long])


def _long_run(start: int, end: int) -> str:
    (first, low), (last, high) = divmod(start, DAY_MINUTES), divmod(end, DAY_MINUTES)
    if low == high == 0:
        days = [_NAMES[first % 7], _NAMES[(last - 1) % 7]]
        return f"{'-'.join(dict.fromkeys(days))} all day"
    if high == 0:
        return f"{_NAMES[first % 7]} {_clock(low)} to {_NAMES[(last - 1) % 7]} 24:00"
    return f"{_NAMES[first % 7]} {_clock(low)} to {_NAMES[last % 7]} {_clock(high)}"


def _day_names(days: Sequence[int]) -> str:
    """Return `Mon-Thu`, `Mon, Wed` or `Tue, Thu-Sat`."""
    parts: list[str] = []
    for first, last in _stretches(days):
        joint = "-" if last - first > 1 else ", "
        parts.append(_NAMES[first] if first == last else f"{_NAMES[first]}{joint}{_NAMES[last]}")
    return ", ".join(parts)


def _stretches(days: Iterable[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for day in days:
        if found and found[-1][1] == day - 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _clock(minute: int) -> str:
    """Return the time of day; the end of a day is 24:00."""
    within = minute if minute <= DAY_MINUTES else minute - DAY_MINUTES
    return f"{within // 60:02}:{within % 60:02}"


def more_words(week: Week) -> tuple[str, ...]:
    """Say on which days more than usual is in the set, each item a day or a run of days."""
    odd = [item for item in week.exceptions if item.more]
    return _items(week, [(item, () if item.is_all else item.more) for item in odd])


def less_words(week: Week) -> tuple[str, ...]:
    """Say on which days less than usual is in the set."""
    odd = [item for item in week.exceptions if item.less]
    return _items(
        week,
        [(item, () if item.less == week.days[item.day.weekday()] else item.less) for item in odd],
    )


def _items(week: Week, odd: Sequence[tuple[Exceptional, Minutes]]) -> tuple[str, ...]:
    """Join days that follow each other; days that are all in the set anyway lie between."""
    stretches: list[tuple[date, date, Minutes]] = []
    for item, minutes in odd:
        if stretches:
            first, last, same = stretches[-1]
            if same == minutes and _is_next(week, last, item.day):
                stretches[-1] = (first, item.day, same)
                continue
        stretches.append((item.day, item.day, minutes))
    return tuple(_stretch_words(*stretch) for stretch in stretches)


def _is_next(week: Week, last: date, day: date) -> bool:
    between = last + _DAY
    while between < day and week.days[between.weekday()] == WHOLE_DAY:
        between += _DAY
    return between == day


def _stretch_words(first: date, last: date, minutes: Minutes) -> str:
    days = f"{first}" if first == last else f"{first} to {last}"
    times = ", ".join(f"{_clock(low)}-{_clock(high)}" for low, high in minutes)
    return f"{days} {times}" if times else days


def some(items: Sequence[str], limit: int) -> str:
    """Return the first items, and how many more there are."""
    if len(items) <= limit + 1:
        return listed(items)
    return f"{', '.join(items[:limit])} and {len(items) - limit} more"
