"""A day written beside a time is that whole day: from its local midnight up to the next one."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from routewright_grammar.syntax import Comparison
from routewright_runtime.graph.conditions import Between, Condition, Negation, Place, Term

Edge = int | date | datetime


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the first moment of a local day, in UTC."""
    try:
        return datetime.combine(day, time.min, zone).astimezone(UTC)
    except OverflowError:
        return datetime.combine(day, time.min, UTC)


def midnight_after(day: date, zone: tzinfo) -> datetime | None:
    """Return the first moment of the next local day; None after the last day there is."""
    return None if day == date.max else midnight(day + timedelta(days=1), zone)


def on_days(term: Term, low: date | None, high: date | None, zone: tzinfo, place: Place) -> Between:
    """Return that a time lies on one of the days from `low` to `high`, both included."""
    return Between(
        term,
        None if low is None else midnight(low, zone),
        None if high is None else midnight_after(high, zone),
        is_high_included=high is None or high == date.max,
        place=place,
    )


def compared_with_day(
    term: Term, operator: Comparison, day: date, zone: tzinfo, place: Place
) -> Condition:
    """Return the comparison of a time with a whole day."""
    match operator:
        case Comparison.EQ:
            return on_days(term, day, day, zone, place)
        case Comparison.NE:
            return Negation(on_days(term, day, day, zone, place), place)
        case Comparison.LT:
            return Between(term, None, midnight(day, zone), is_high_included=False, place=place)
        case Comparison.LE:
            return on_days(term, None, day, zone, place)
        case Comparison.GT:
            after = midnight_after(day, zone) or midnight(day, zone)
            return Between(term, after, None, place=place)
        case Comparison.GE:
            return Between(term, midnight(day, zone), None, place=place)
