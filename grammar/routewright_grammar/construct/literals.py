"""Numbers, dates, times, ranges and durations: spellings to exact values.

A spelling that has no value (the 30th of February) is reported, and a stand-in takes its place so
that the rest of the declaration is still read.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal

from routewright_grammar.codes import Fault
from routewright_grammar.construct.reader import Reader
from routewright_grammar.span import Span
from routewright_grammar.syntax import (
    Date,
    DateSpan,
    DateTime,
    DayRange,
    Duration,
    Number,
    Pattern,
    Range,
    TimeRange,
    Unit,
)
from routewright_grammar.tree import Node, Token

POWERS = {"k": 3, "M": 6, "B": 9, "%": -2}
DIGIT_LIMIT = 40
UNITS = {"minutes": Unit.MINUTE, "hours": Unit.HOUR, "days": Unit.DAY, "weeks": Unit.WEEK}
DURATION_LIMIT_MINUTES = 10 * 366 * 24 * 60
UNIT_MINUTES = {Unit.MINUTE: 1, Unit.HOUR: 60, Unit.DAY: 24 * 60, Unit.WEEK: 7 * 24 * 60}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PATTERN_LIMIT = 1000
STAND_IN_DAY = date(2000, 1, 1)

Point = Number | Date | DateTime


def number_at(reader: Reader, spelling: str, span: Span) -> Number:
    """Read a number; more than `DIGIT_LIMIT` digits are reported."""
    digits = spelling.replace("_", "")
    suffix = digits[-1]
    power = POWERS.get(suffix, 0)
    if suffix in POWERS:
        digits = digits[:-1]
    if sum(char.isdigit() for char in digits) > DIGIT_LIMIT:
        reader.report(
            Fault.IMPOSSIBLE_NUMBER,
            f"this number has more than {DIGIT_LIMIT} digits",
            span,
            "Write it with a suffix, `k`, `M` or `B`, or with fewer digits.",
        )
        return Number(Decimal(0), spelling, span)
    if re.match(r"-?0\d", digits):
        reader.report(
            Fault.IMPOSSIBLE_NUMBER,
            f"`{spelling}` begins with a 0",
            span,
            "Write the number without it, or in quotes if it is a text such as a postal code; "
            "digits are grouped with `_`, not with commas.",
        )
    sign, figures, exponent = Decimal(digits).as_tuple()
    value = Decimal((sign, figures, int(exponent) + power))
    return Number(_plain(value), spelling, span)


def _plain(value: Decimal) -> Decimal:
    """Return an equal value without an exponent above zero (`5E+7` becomes `50000000`)."""
    sign, figures, exponent = value.as_tuple()
    if not isinstance(exponent, int) or exponent <= 0:
        return value
    return Decimal((sign, figures + (0,) * exponent, 0))


def number(reader: Reader, token: Token) -> Number:
    """Read a NUMBER token."""
    return number_at(reader, token.text, reader.span(token))


def whole(reader: Reader, token: Token, what: str, least: int) -> int:
    """Read a whole number written in plain digits, `least` or more; `what` says what it counts."""
    spelling = token.text
    span = reader.span(token)
    if not re.fullmatch(r"-?[0-9_]+", spelling) or len(spelling) > 12:
        reader.report(
            Fault.IMPOSSIBLE_NUMBER,
            f"{what} is a whole number; this is `{spelling}`",
            span,
            "Write it in plain digits, such as `4`.",
        )
        return least
    value = int(spelling)
    if value < least:
        reader.report(
            Fault.IMPOSSIBLE_NUMBER,
            f"{what} is {least} or more; this is `{spelling}`",
            span,
        )
        return least
    return value


def day_at(reader: Reader, spelling: str, span: Span) -> date:
    """Read a day, `2026-12-24`."""
    try:
        return date.fromisoformat(spelling)
    except ValueError:
        reader.report(
            Fault.IMPOSSIBLE_DATE,
            f"there is no day `{spelling}`",
            span,
            "A day is written year-month-day, such as `2026-12-24`.",
        )
        return STAND_IN_DAY


def moment_at(reader: Reader, spelling: str, span: Span) -> datetime:
    """Read a moment, `2026-03-10T10:00-05:00`; naive where no offset is written."""
    day = day_at(reader, spelling[:10], Span(span.file, span.start, span.start + 10))
    try:
        return datetime.fromisoformat(f"{day.isoformat()}{spelling[10:]}")
    except ValueError:
        reader.report(
            Fault.IMPOSSIBLE_TIME,
            f"there is no time `{spelling[11:]}`",
            span,
            "A time is written day, `T`, hour:minute, and an offset, such as "
            "`2026-03-10T10:00-05:00`.",
        )
        return datetime(day.year, day.month, day.day)


def moment(reader: Reader, node: Node) -> DateTime:
    """Read a `moment` node."""
    span = reader.span(node)
    return DateTime(moment_at(reader, reader.spelling(node), span), span)


def point_at(reader: Reader, spelling: str, span: Span) -> Point:
    """Read one end of a range, or a NUMBER, DATE or DATETIME token's text."""
    if re.match(r"\d{4}-\d\d-\d\dT", spelling):
        return DateTime(moment_at(reader, spelling, span), span)
    if re.match(r"\d{4}-\d\d-\d\d", spelling):
        return Date(day_at(reader, spelling, span), span)
    return number_at(reader, spelling, span)


def point(reader: Reader, token: Token) -> Point:
    """Read a NUMBER, DATE or DATETIME token."""
    return point_at(reader, token.text, reader.span(token))


def range_of(reader: Reader, token: Token) -> Range:
    """Read a RANGE token; ends of two kinds, or running backwards, are reported."""
    span = reader.span(token)
    left, _, right = token.text.partition("..")
    low = (
        point_at(reader, left, Span(span.file, span.start, span.start + len(left)))
        if left
        else None
    )
    high = (
        point_at(reader, right, Span(span.file, span.end - len(right), span.end)) if right else None
    )
    if low is not None and high is not None:
        _check_ends(reader, low, high, span)
    return Range(low, high, span)


def _check_ends(reader: Reader, low: Point, high: Point, span: Span) -> None:
    if type(low) is not type(high):
        reader.report(
            Fault.BACKWARD_RANGE,
            "the two ends of this range are of different kinds",
            span,
            "Write two numbers, two days or two times, such as `50..999`.",
        )
    elif _is_after(low, high):
        reader.report(
            Fault.BACKWARD_RANGE,
            "this range runs backwards, so nothing lies in it",
            span,
            "Swap its two ends.",
        )


def _is_after(low: Point, high: Point) -> bool:
    match low, high:
        case Number(), Number():
            return low.value > high.value
        case Date(), Date():
            return low.value > high.value
        case DateTime(), DateTime():
            is_aware = low.value.tzinfo is not None
            return is_aware == (high.value.tzinfo is not None) and low.value > high.value
        case _:
            return False


def date_span(reader: Reader, token: Token) -> DateSpan:
    """Read a day, or days `first..last`, of `away` and `closed`."""
    span = reader.span(token)
    if token.type == "DATE":
        day = day_at(reader, token.text, span)
        return DateSpan(day, day, span)
    days = range_of(reader, token)
    if isinstance(days.low, Date) and isinstance(days.high, Date):
        return DateSpan(days.low.value, days.high.value, span)
    reader.report(
        Fault.IMPOSSIBLE_DATE,
        f"`{token.text}` is not a range of days",
        span,
        "Write the first and the last day, such as `2026-12-21..2027-01-01`.",
    )
    return DateSpan(STAND_IN_DAY, STAND_IN_DAY, span)


def day_range(reader: Reader, token: Token) -> DayRange:
    """Read `mon-fri` or `sat`."""
    first, _, last = token.text.partition("-")
    return DayRange(WEEKDAYS.index(first), WEEKDAYS.index(last or first), reader.span(token))


def time_range(reader: Reader, token: Token) -> TimeRange:
    """Read `09:00-18:00`; `24:00` only as the end."""
    span = reader.span(token)
    first, _, last = token.text.partition("-")
    is_end_of_day = last == "24:00"
    start = _clock(reader, first, Span(span.file, span.start, span.start + 5))
    end = (
        time.min if is_end_of_day else _clock(reader, last, Span(span.file, span.end - 5, span.end))
    )
    if first == last:
        reader.report(
            Fault.IMPOSSIBLE_TIME,
            f"`{token.text}` ends when it begins",
            span,
            "For the whole day write `00:00-24:00`.",
        )
    return TimeRange(start, end, is_end_of_day, span)


def _clock(reader: Reader, spelling: str, span: Span) -> time:
    hour, minute = int(spelling[:2]), int(spelling[3:])
    if hour < 24 and minute < 60:
        return time(hour, minute)
    reader.report(
        Fault.IMPOSSIBLE_TIME,
        f"there is no time `{spelling}`",
        span,
        "Times run from `00:00` to `23:59`; the end of the day is `24:00`.",
    )
    return time.min


def duration(reader: Reader, node: Node) -> Duration:
    """Read `15 minutes`, `2 days`; from 1 of the unit up to ten years."""
    amount_token, unit_node = node.children
    assert isinstance(amount_token, Token)
    assert not isinstance(unit_node, Token)
    unit = UNITS[unit_node.data]
    span = reader.span(node)
    spelling = amount_token.text
    is_plain = re.fullmatch(r"-?[0-9_]+", spelling) is not None and len(spelling) <= 12
    amount = int(spelling) if is_plain else 0
    if amount < 1:
        reader.report(
            Fault.IMPOSSIBLE_DURATION,
            f"`{spelling}` {unit}s is not a length of time",
            span,
            "Write a whole number of 1 or more and a unit: `90 minutes` for an hour and a half.",
        )
        return Duration(1, unit, span)
    if amount * UNIT_MINUTES[unit] > DURATION_LIMIT_MINUTES:
        reader.report(Fault.IMPOSSIBLE_DURATION, "this is longer than ten years", span)
        return Duration(1, unit, span)
    return Duration(amount, unit, span)


def pattern(reader: Reader, token: Token) -> Pattern:
    """Read `/…/`; only `\\/` is undone, the rest is the pattern's own."""
    span = reader.span(token)
    value = token.text[1:-1].replace("\\/", "/")
    if len(value) > PATTERN_LIMIT:
        reader.report(
            Fault.IMPOSSIBLE_NUMBER,
            f"this pattern is longer than {PATTERN_LIMIT} characters",
            span,
            "Split it into several conditions joined by `or`.",
        )
    return Pattern(value, span)
