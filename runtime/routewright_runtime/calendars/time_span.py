"""A `TimeAmount` added to an instant, in open time of a calendar or as time elapses."""

from datetime import datetime, timedelta
from typing import assert_never

from routewright_runtime.calendars.open_hours import OpenHours
from routewright_runtime.graph.conditions import TimeAmount, TimeUnit

_MINUTES = {TimeUnit.MINUTE: 1, TimeUnit.HOUR: 60, TimeUnit.DAY: 1440, TimeUnit.WEEK: 10080}


def elapsed(span: TimeAmount) -> timedelta:
    """Return the span as time elapses: a day is 24 hours; capped at 100,000 days."""
    return timedelta(minutes=min(span.amount * _MINUTES[span.unit], 144_000_000))


def add_span(start: datetime, span: TimeAmount, hours: OpenHours | None) -> datetime | None:
    """Return the instant `span` after `start`, or None where it lies beyond the horizon.

    Minutes and hours of a calendar are open time; a day is the n-th open day after, a week as many
    open days as the calendar has in a normal week. Without a calendar, time elapses.
    """
    if hours is None:
        try:
            return start + elapsed(span)
        except OverflowError:
            return None
    match span.unit:
        case TimeUnit.MINUTE | TimeUnit.HOUR:
            return hours.add_open_minutes(start, span.amount * _MINUTES[span.unit])
        case TimeUnit.DAY:
            return hours.add_open_days(start, span.amount)
        case TimeUnit.WEEK:
            return hours.add_open_days(start, span.amount * hours.days_per_week)
        case _:
            assert_never(span.unit)
