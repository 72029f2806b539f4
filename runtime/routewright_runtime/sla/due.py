"""When an SLA target is due.

Minutes and hours count the calendar's open time only: a start in closed time begins at the next
opening, and a target that ends at closing time is due then. Days and weeks are open days. Without
a calendar time elapses. Two hours within Mon-Fri 09:00-17:00 from Friday 16:00: Monday 10:00.
"""

from collections.abc import Mapping
from datetime import datetime

from routewright_runtime.calendars import OpenHours, add_span
from routewright_runtime.graph.model import Clock


def due(clock: Clock, start: datetime | None, hours: Mapping[str, OpenHours]) -> datetime | None:
    """Return the due time of a clock that starts at `start`.

    None without a start, and where the calendar has too little open time within ten years.
    """
    if start is None:
        return None
    calendar = None if clock.calendar is None else hours[clock.calendar]
    return add_span(start, clock.span, calendar)
