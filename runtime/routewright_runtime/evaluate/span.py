"""`within 7 days`: how far a value may lie before the time of the decision.

Of a moment, a day is exactly 24 hours and a week seven days; both ends count. Of a day, calendar
days in the policy's zone are counted: `within 1 day` on Tuesday holds for Monday and Tuesday.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from routewright_runtime.calendars import elapsed
from routewright_runtime.graph.conditions import TimeAmount, TimeUnit


def is_within(span: TimeAmount, value: object, at: datetime, zone: ZoneInfo) -> bool:
    """Tell whether a moment or a day lies in the span that ends at `at` (aware)."""
    if isinstance(value, datetime):
        moment = at.astimezone(UTC)
        return value <= moment and moment - value <= elapsed(span)
    if isinstance(value, date):
        today = at.astimezone(zone).date()
        return value <= today and value >= _first_day(span, at, today, zone)
    return False


def _first_day(span: TimeAmount, at: datetime, today: date, zone: ZoneInfo) -> date:
    try:
        if span.unit in (TimeUnit.DAY, TimeUnit.WEEK):
            return today - elapsed(span)
        return (at.astimezone(UTC) - elapsed(span)).astimezone(zone).date()
    except OverflowError:
        return date.min
