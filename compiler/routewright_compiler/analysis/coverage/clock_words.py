"""How moments, spans and clocks are written in findings about hours."""

from datetime import datetime, timedelta

from routewright_runtime.calendars import zone_of
from routewright_runtime.graph.conditions import TimeAmount
from routewright_runtime.graph.model import Clock

_HOUR = timedelta(hours=1)
_HOURS_SHOWN = 49


def moment_words(at: datetime, zone: str) -> str:
    """Return a moment as the clocks of a zone show it: `2026-12-23 18:00`."""
    return f"{at.astimezone(zone_of(zone)):%Y-%m-%d %H:%M}"


def stretch_words(start: datetime, end: datetime, zone: str) -> str:
    """Return `2026-12-23 18:00 to 2026-12-28 09:00`, the day once where it is one day."""
    first, last = moment_words(start, zone), moment_words(end, zone)
    return f"{first} to {last.split()[1] if first.split()[0] == last.split()[0] else last}"


def exact_words(at: datetime, zone: str) -> str:
    """Return a moment as it can be given to a command: `2026-12-23T18:00+01:00`."""
    local = at.astimezone(zone_of(zone))
    return local.isoformat(timespec="seconds" if local.second else "minutes")


def span_words(span: TimeAmount) -> str:
    """Return `4 hours` or `1 day`."""
    return f"{span.amount} {span.unit.value}{'' if span.amount == 1 else 's'}"


def clock_words(clock: Clock) -> str:
    """Return `4 hours` or `15 minutes during berlin`."""
    during = f" during {clock.calendar}" if clock.calendar is not None else ""
    return span_words(clock.span) + during


def hold_words(length: timedelta) -> str:
    """Return the shortest `hold` in whole hours, or days from two on, that is no shorter."""
    hours = max(-(-length // _HOUR), 1)
    if hours < _HOURS_SHOWN:
        return f"hold up to {hours} hour{'' if hours == 1 else 's'}"
    return f"hold up to {-(-hours // 24)} days"
