"""Open time: calendars with real time zones and holidays, local days, and arithmetic over them."""

from routewright_runtime.calendars.holiday_codes import check_holidays, holiday_dates
from routewright_runtime.calendars.local_days import LocalDays, local_days
from routewright_runtime.calendars.open_hours import HORIZON, OpenHours, hours_by_name
from routewright_runtime.calendars.time_span import add_span, elapsed
from routewright_runtime.calendars.zones import check_zone, zone_of

__all__ = [
    "HORIZON",
    "LocalDays",
    "OpenHours",
    "add_span",
    "check_holidays",
    "check_zone",
    "elapsed",
    "holiday_dates",
    "hours_by_name",
    "local_days",
    "zone_of",
]
