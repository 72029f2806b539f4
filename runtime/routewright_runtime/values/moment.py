"""Dates and moments: ISO 8601 texts, local times of the policy's zone made exact.

A local time that happens twice is the first of the two; one that a clock change skips is counted
with the offset before the change (both are `fold=0` of PEP 495), so every text has one meaning.
"""

import re
from datetime import UTC, date, datetime, time, tzinfo

from routewright_runtime.values.reading import Reading, quoted, unread
from routewright_runtime.values.value_type import Bound

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]((?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)"
    r"(?:[.,]([0-9]{1,12}))? ?([Zz]|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9]|[+-](?:[01][0-9]|2[0-3]))?"
)


def read_date(raw: object, zone: tzinfo, low: Bound | None, high: Bound | None) -> Reading:
    """Read a day; of a moment, the day it falls on in `zone`."""
    day: date | None
    if isinstance(raw, datetime):
        moment = _in_utc(raw, zone)
        day = None if moment is None else _day_of(moment, zone)
    elif isinstance(raw, date):
        day = raw
    elif isinstance(raw, str):
        day = _parse_day(raw.strip(), zone)
    else:
        day = None
    if day is None:
        return unread(f"{quoted(raw)} is not a date such as 2026-03-10")
    if isinstance(low, date) and day < low:
        return unread(f"`{day}` is before the first day {low}")
    if isinstance(high, date) and day > high:
        return unread(f"`{day}` is after the last day {high}")
    return Reading(day)


def read_datetime(raw: object, zone: tzinfo, low: Bound | None, high: Bound | None) -> Reading:
    """Read a moment, in UTC; a day alone is its first moment in `zone`."""
    moment: datetime | None
    if isinstance(raw, datetime):
        moment = _in_utc(raw, zone)
    elif isinstance(raw, date):
        moment = _in_utc(datetime.combine(raw, time.min), zone)
    elif isinstance(raw, str):
        moment = parse_moment(raw.strip(), zone)
    else:
        moment = None
    if moment is None:
        return unread(f"{quoted(raw)} is not a time such as 2026-03-10T09:00")
    if low is not None and _is_before(moment, low, zone):
        return unread(f"{quoted(raw)} is before the first moment {low}")
    if high is not None and _is_before(moment, high, zone, is_reversed=True):
        return unread(f"{quoted(raw)} is after the last moment {high}")
    return Reading(moment)


def parse_moment(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment in UTC that an ISO 8601 text names, or None."""
    found = _MOMENT.fullmatch(text)
    try:
        if found is None:
            if _DAY.fullmatch(text) is None:
                return None
            return _in_utc(datetime.fromisoformat(text), zone)
        return _in_utc(_assemble(*found.groups()), zone)
    except ValueError:
        return None


def _assemble(day: str, clock: str, fraction: str | None, offset: str | None) -> datetime:
    if fraction is not None and len(clock) == 5:
        raise ValueError(fraction)
    seconds = clock if len(clock) == 8 else f"{clock}:00"
    micro = f".{fraction[:6]:0<6}" if fraction is not None else ""
    zone = "" if offset is None else "+00:00" if offset in "Zz" else offset
    if len(zone) == 3:
        zone += ":00"
    return datetime.fromisoformat(f"{day}T{seconds}{micro}{zone}")


def _in_utc(moment: datetime, zone: tzinfo) -> datetime | None:
    try:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone, fold=0)
        return moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _day_of(moment: datetime, zone: tzinfo) -> date | None:
    try:
        return moment.astimezone(zone).date()
    except (OverflowError, ValueError):
        return None


def _parse_day(text: str, zone: tzinfo) -> date | None:
    if _DAY.fullmatch(text) is not None:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None
    moment = parse_moment(text, zone)
    return None if moment is None else _day_of(moment, zone)


def _is_before(moment: datetime, bound: Bound, zone: tzinfo, *, is_reversed: bool = False) -> bool:
    if isinstance(bound, datetime):
        edge = _in_utc(bound, zone)
        return edge is not None and (moment > edge if is_reversed else moment < edge)
    if isinstance(bound, date):
        day = _day_of(moment, zone)
        return day is not None and (day > bound if is_reversed else day < bound)
    return False
