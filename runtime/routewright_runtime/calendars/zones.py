"""IANA time zones: whether a name is one, and the instants that wall clocks of a zone show.

A wall time is an instant but for two hours a year. One that happens twice is the first of the two
where something begins and the last where something ends, so nothing is cut short; one that a clock
change skips is the moment of the change. An hour that is read from data (`values.moment`) is
another matter: there the sender meant some instant, here the clock on the wall rules.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from routewright_runtime.values import Suggestion, nearest

_SECOND = timedelta(seconds=1)
_ABBREVIATIONS = {
    "AEST": "Australia/Sydney",
    "BST": "Europe/London",
    "CDT": "America/Chicago",
    "CEST": "Europe/Berlin",
    "CST": "America/Chicago",
    "EDT": "America/New_York",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "MDT": "America/Denver",
    "PDT": "America/Los_Angeles",
    "PST": "America/Los_Angeles",
    "SGT": "Asia/Singapore",
}


@cache
def zone_names() -> frozenset[str]:
    """Return the names of the zones of the tzdata package, spelled as IANA spells them."""
    text = files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return frozenset(text.split()) - {"Factory"}


def check_zone(name: str) -> Suggestion | None:
    """Return None where `name` is an IANA zone, else what is wrong and the nearest one."""
    if name in zone_names():
        return None
    if name.upper() in _ABBREVIATIONS:
        return Suggestion(f"`{name}` is not a time zone", _ABBREVIATIONS[name.upper()])
    by_city = {zone.rpartition("/")[2]: zone for zone in sorted(zone_names(), reverse=True)}
    city = nearest(name.rpartition("/")[2], by_city)
    offer = nearest(name, zone_names()) or (by_city[city] if city is not None else None)
    return Suggestion(f"`{name}` is not a time zone", offer)


@cache
def zone_of(name: str) -> ZoneInfo:
    """Return the zone of a checked name."""
    return ZoneInfo(name)


def instant(zone: ZoneInfo, day: date, minute: int, *, is_end: bool = False) -> datetime:
    """Return the UTC instant at which the clocks of `zone` show `minute` of `day`.

    `minute` counts from midnight as the clock shows it and may be 1,440 or more.
    """
    wall = datetime.combine(day, time.min) + timedelta(minutes=minute)
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first > second:
        return _change_between(zone, second, first)
    return second if is_end else first


def _change_between(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Return the first instant after `low` with the offset that `high` has, by bisection."""
    offset = high.astimezone(zone).utcoffset()
    while high - low > _SECOND:
        middle = low + timedelta(seconds=(high - low) // _SECOND // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return high
