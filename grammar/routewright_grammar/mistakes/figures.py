"""Numbers, ranges, lengths of time, days and times as people write them elsewhere."""

import re

from routewright_grammar.codes import Fault
from routewright_grammar.draft import Repair
from routewright_grammar.mistakes.situation import Mistake, Situation

SUFFIXES = {
    "%": "%", "k": "k", "t": "k", "tsd": "k",
    "m": "M", "mm": "M", "mio": "M", "mn": "M", "mil": "M",
    "b": "B", "bn": "B", "mrd": "B",
}  # fmt: skip
LENGTHS = {
    "m": "minutes", "min": "minutes", "mins": "minutes", "mn": "minutes",
    "h": "hours", "hr": "hours", "hrs": "hours",
    "d": "days", "dy": "days", "dys": "days",
    "w": "weeks", "wk": "weeks", "wks": "weeks",
}  # fmt: skip
UNIT_WORDS = (
    "`minute`", "`minutes`", "`hour`", "`hours`", "`day`", "`days`", "`week`", "`weeks`"
)  # fmt: skip
NUMBER = r"-?\d[\d_]*(?:\.\d+)?[kMB%]?"
POINT = rf"(?:\d{{4}}-\d\d-\d\d(?:T[\d:+\-Z]+)?|{NUMBER})"
LOOSE_RANGE = re.compile(rf"(?P<low>{POINT})\s*(?:\.\.\.?|to\b|bis\b|-|…)\s*(?P<high>{POINT})?")
SUFFIXED = re.compile(r"(?P<figures>-?\d[\d_]*(?:\.\d+)?)\s?(?P<suffix>[^\W\d_]+|%)(?![\w.])")
GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d.,])")
DOTTED_GROUPS = re.compile(r"-?\d{1,3}(?:\.\d{3}){2,}(?!\d)")
OTHER_DAY = re.compile(r"\d{1,2}([/.\-])\d{1,2}\1\d{2,4}(?!\d)|\d{4}([/.])\d{1,2}\2\d{1,2}(?!\d)")
LOOSE_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
CLOCK = re.compile(r"(?i)\d{1,2}(?::\d{2})?\s?(?:am|pm)\b|\d{1,2}:\d{2}(?::\d{2})?(?![\d\-])")
SPACED_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d) +(\d\d:\d\d)(?::\d\d)?((?:Z|[+\-]\d\d:\d\d)?)(?![\w:])"
)
WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
LOOSE_DAYS = re.compile(rf"(?i)({WEEKDAY})(?:\s*(?:-|to|\.\.)\s*({WEEKDAY}))?(?!\w)")
HOUR = r"(\d{1,2})(?::(\d\d))?(?:\s?([ap]m))?"
LOOSE_TIMES = re.compile(rf"(?i){HOUR}\s*(?:-|to|\.\.)\s*{HOUR}(?![\w:])")
LENGTH_OPENERS = frozenset({"sla", "at", "after", "to", "within"})


def _near(at: Situation) -> int:
    """Return the offset where the figure that was not expected begins."""
    return at.found.start if at.found.text else at.position


def short_length(at: Situation) -> Mistake | None:
    """Explain `15m`, `4h`, `2 hrs`."""
    before = at.piece(-1)
    if at.can_be("minutes"):
        start = before.start
    elif at.can_be("NUMBER") and before.text in LENGTH_OPENERS:
        start = at.found.start
    else:
        return None
    found = SUFFIXED.match(at.text, start)
    if found is None:
        return None
    return _length(at, found)


def _length(at: Situation, found: re.Match[str]) -> Mistake | None:
    suffix = found["suffix"].lower()
    unit = LENGTHS.get(suffix)
    if unit is not None:
        meant = f"{found['figures']} {unit}"
        return at.mistake(
            f"`{found[0]}` is written `{meant}`",
            f"Write `{meant}`.",
            Repair(found.start(), found.end(), meant),
            start=found.start(),
            end=found.end(),
        )
    if suffix in ("business", "working", "open"):
        return at.mistake(
            "open hours are counted by naming a calendar",
            f"Write `{found['figures']} hours during` and the name of a calendar.",
            Repair(found.start("suffix"), found.end(), ""),
            start=found.start(),
            end=found.end(),
            is_sure=False,
        )
    return None


def suffixed_number(at: Situation) -> Mistake | None:
    """Explain `50m`, `50K`, `50 M`, `1e6`."""
    if not at.can_be("NUMBER") and at.piece(-1).kind is not at.found.kind and not _after_figure(at):
        return None
    start = at.piece(-1).start if _after_figure(at) else _near(at)
    found = SUFFIXED.match(at.text, start)
    if found is None:
        return None
    meant = SUFFIXES.get(found["suffix"].lower())
    if meant is None:
        return None
    spelling = f"{found['figures']}{meant}"
    return at.mistake(
        f"`{found[0]}` is written `{spelling}`",
        "Suffixes are `k` for thousand, `M` for million and `B` for billion, without a blank.",
        Repair(found.start(), found.end(), spelling),
        start=found.start(),
        end=found.end(),
    )


def _after_figure(at: Situation) -> bool:
    """Whether a number was just read and a lone suffix follows it."""
    return at.found.text.lower() in SUFFIXES and at.piece(-1).text[-1:].isdigit()


def grouped_number(at: Situation) -> Mistake | None:
    """Explain `1,000` and `1.000.000`."""
    start = at.piece(-1).start if at.found.text == "," else _near(at)
    found = GROUPED.match(at.text, start) or DOTTED_GROUPS.match(at.text, start)
    if found is None:
        return None
    meant = re.sub(r"[,.](?=\d{3}(?!\d))", "_", found[0])
    return at.mistake(
        f"`{found[0]}` is written `{meant}`",
        f"Digits are grouped with `_`, or not at all: `{meant.replace('_', '')}`.",
        Repair(found.start(), found.end(), meant),
        start=found.start(),
        end=found.end(),
    )


def loose_range(at: Situation) -> Mistake | None:
    """Explain `50 .. 999`, `50...999`, `50 to 999`, `50-999`."""
    for start in (at.found.start, at.piece(-1).start):
        found = LOOSE_RANGE.match(at.text, start)
        if found is None or found.end() <= at.position or DAY_LIKE.match(at.text, start):
            continue
        meant = f"{found['low']}..{found['high'] or ''}"
        if meant == found[0]:
            return None
        return at.mistake(
            f"a range is one word: `{meant}`",
            f"Write `{meant}`, both ends included.",
            Repair(found.start(), found.end(), meant),
            start=found.start(),
            end=found.end(),
        )
    return None


DAY_LIKE = re.compile(
    r"\d{1,2}-\d{1,2}-\d{2,4}|\d{4}-\d{1,2}-\d{1,2}(?!\d)(?!\s*(?:\.\.|to|bis|…|-))"
)


def bracketed_range(at: Situation) -> Mistake | None:
    """Explain `in (50..999)`."""
    if at.failure.terminal != "RANGE" or at.piece(-1).text != "(":
        return None
    if at.piece(-2).text != "in" or at.piece(1).text != ")":
        return None
    opening, closing = at.piece(-1), at.piece(1)
    meant = at.text[opening.end : closing.start].strip()
    return at.mistake(
        "a range after `in` has no parentheses",
        f"Write `in {meant}`.",
        Repair(opening.start, closing.end, meant),
        start=opening.start,
        end=closing.end,
    )


def other_day(at: Situation) -> Mistake | None:
    """Explain `12/24/2026`, `24.12.2026`, `2026-3-1`."""
    for start in (at.found.start, at.piece(-1).start):
        found = OTHER_DAY.match(at.text, start)
        if found is not None:
            return at.mistake(
                f"`{found[0]}` is not how a day is written",
                "A day is written year-month-day, such as `2026-12-24`.",
                Repair(found.start(), found.end(), "2000-01-01"),
                start=found.start(),
                end=found.end(),
                is_sure=False,
            )
        loose = LOOSE_DAY.match(at.text, start)
        if loose is not None and len(loose[0]) < 10:
            meant = f"{loose[1]}-{loose[2]:0>2}-{loose[3]:0>2}"
            return at.mistake(
                f"`{loose[0]}` is written `{meant}`",
                f"Write `{meant}`, with two digits for the month and the day.",
                Repair(loose.start(), loose.end(), meant),
                start=loose.start(),
                end=loose.end(),
            )
    return None


def loose_moment(at: Situation) -> Mistake | None:
    """Explain `2026-03-10 10:00`, `10 am`, and a day without a time."""
    for start in (at.found.start, at.piece(-1).start):
        spaced = SPACED_MOMENT.match(at.text, start)
        if spaced is not None and spaced.end() > at.position:
            meant = f"{spaced[1]}T{spaced[2]}{spaced[3]}"
            return at.mistake(
                f"`{spaced[0]}` is written `{meant}`",
                "Day and time are one word, with a `T` between them.",
                Repair(spaced.start(), spaced.end(), meant),
                start=start,
                end=spaced.end(),
            )
    if not at.can_be("DATETIME") or at.can_be("DATE"):
        return None
    clock = CLOCK.match(at.text, at.found.start)
    if clock is not None or at.failure.terminal == "DATE":
        end = clock.end() if clock is not None else at.found.end
        return at.mistake(
            f"`{at.text[at.found.start : end]}` is not a moment: it needs a day and a time",
            "Write day, `T`, time and offset, such as `2026-03-10T10:00-05:00`.",
            Repair(at.found.start, end, "2000-01-01T00:00"),
            end=end,
            is_sure=False,
        )
    return None


def stray_clock(at: Situation) -> Mistake | None:
    """Explain `10 am` or `10:30` where a value stands."""
    if not at.can_be("DATETIME", "NUMBER") and at.piece(-1).text[-1:].isdigit() is False:
        return None
    for start in (at.found.start, at.piece(-1).start):
        found = CLOCK.match(at.text, start)
        if found is not None and found.end() > at.position:
            return at.mistake(
                f"`{found[0]}` is a time without a day",
                "A moment is written `2026-03-10T10:00-05:00`; "
                "hours of the day belong in a calendar: `during office_hours`.",
                Repair(found.start(), found.end(), "2000-01-01T00:00"),
                start=found.start(),
                end=found.end(),
                is_sure=False,
            )
    return None


def loose_days(at: Situation) -> Mistake | None:
    """Explain `Mon-Fri`, `monday to friday`."""
    if not at.can_be("DAYS"):
        return None
    found = LOOSE_DAYS.match(at.text, at.found.start)
    if found is None:
        return None
    meant = "-".join(day[:3].lower() for day in found.groups() if day)
    return at.mistake(
        f"`{found[0]}` is written `{meant}`",
        "Days are `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`, or `mon-fri`.",
        Repair(found.start(), found.end(), meant),
        end=found.end(),
    )


def loose_times(at: Situation) -> Mistake | None:
    """Explain `9-18`, `9:00 - 18:00`, `9am-6pm`."""
    if not at.can_be("TIMES"):
        return None
    found = LOOSE_TIMES.match(at.text, at.found.start)
    if found is None:
        return None
    meant = f"{_clock(found, 1)}-{_clock(found, 4)}"
    return at.mistake(
        f"`{found[0]}` is written `{meant}`",
        "Hours are one word, with two digits each: `09:00-18:00`.",
        Repair(found.start(), found.end(), meant),
        end=found.end(),
    )


def _clock(found: re.Match[str], group: int) -> str:
    hour = int(found[group])
    half = (found[group + 2] or "").lower()
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    return f"{hour:02}:{found[group + 1] or '00'}"


def missing_unit(at: Situation) -> Mistake | None:
    """Explain a length of time without a unit, or with one that there is not."""
    if not at.can_be("minutes") or at.can_be("NAME"):
        return None
    word = at.found.text.lower()
    if word in ("month", "months", "year", "years", "quarter", "quarters"):
        return at.mistake(
            f"there are no {word.removesuffix('s')}s here: they differ in length",
            "Write days or weeks, such as `30 days`.",
            Repair(at.found.start, at.found.end, "days"),
            is_sure=False,
        )
    if word in ("s", "sec", "secs", "second", "seconds"):
        return at.mistake(
            "the shortest unit of time is the minute",
            "Write `1 minute` or more.",
            Repair(at.found.start, at.found.end, "minutes"),
            is_sure=False,
        )
    return at.mistake(
        "a length of time needs a unit",
        f"Write one of {', '.join(UNIT_WORDS)} after the number.",
        Repair(at.piece(-1).end, at.piece(-1).end, " minutes"),
        fault=Fault.IMPOSSIBLE_DURATION,
        start=at.piece(-1).start,
        end=at.piece(-1).end,
        is_sure=False,
    )


def within_last(at: Situation) -> Mistake | None:
    """Explain `within the last 7 days`."""
    if at.piece(-1).text != "within" or at.found.text.lower() not in ("the", "last", "past"):
        return None
    end = at.found.end
    if at.found.text.lower() == "the" and at.piece(1).text.lower() in ("last", "past"):
        end = at.piece(1).end
    return at.mistake(
        "`within` always means the time before the decision",
        "Write `within 7 days`.",
        Repair(at.found.start, end, ""),
        end=end,
    )


DETECTORS = (
    within_last,
    loose_days,
    loose_times,
    bracketed_range,
    short_length,
    loose_moment,
    other_day,
    loose_range,
    grouped_number,
    stray_clock,
    suffixed_number,
    missing_unit,
)
