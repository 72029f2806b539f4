"""How old a day or a moment is at the time of the decision: `within 7 days`.

One column a field and kind of span: empty, in the future, no older than the shortest span, than the
next one, and so on, older than all. It is independent of what the policy says of absolute dates,
since the time of the decision is free; a record must then be shown with a time that fits
(`moment_search`).
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from routewright_compiler.analysis.formula import Formula, Formulas
from routewright_compiler.analysis.space import Space
from routewright_runtime.calendars import elapsed
from routewright_runtime.graph.conditions import TimeUnit, WithinLast

EMPTY, FUTURE, FIRST = 0, 1, 2


class AgeModel:
    """The ages of one term; spans in days count days, those in hours and minutes count time."""

    __slots__ = ("_formulas", "column", "counts_days", "spans")

    def __init__(
        self,
        space: Space,
        formulas: Formulas,
        name: str,
        tests: Iterable[WithinLast],
        counts_days: bool,
        allowed_empty: bool,
    ) -> None:
        self._formulas = formulas
        self.counts_days = counts_days
        self.spans: list[timedelta] = sorted({elapsed(test.span) for test in tests})
        size = FIRST + len(self.spans) + 1
        full = (1 << size) - 1
        allowed = full if allowed_empty else full ^ 1
        self.column = space.add_column(f"age of {name}", size, allowed=allowed)

    def test(self, test: WithinLast) -> Formula:
        """Return `within …` as a formula."""
        last = FIRST + bisect_left(self.spans, elapsed(test.span))
        return self._formulas.literal(self.column, (1 << last + 1) - (1 << FIRST))

    def place(self, value: date | datetime | None, at: datetime, zone: tzinfo) -> int:
        """Return the class of a value at a time."""
        if value is None:
            return EMPTY
        if isinstance(value, datetime):
            age = at - value
        elif self.counts_days:
            age = at.astimezone(zone).date() - value
        else:
            return self._place_day(value, at, zone)
        return FUTURE if age < timedelta(0) else FIRST + bisect_left(self.spans, age)

    def _place_day(self, value: date, at: datetime, zone: tzinfo) -> int:
        if value > at.astimezone(zone).date():
            return FUTURE
        firsts = ((at - span).astimezone(zone).date() for span in self.spans)
        last = len(self.spans)
        return FIRST + next((n for n, first in enumerate(firsts) if value >= first), last)

    def ages(self, class_number: int) -> tuple[timedelta | None, timedelta | None]:
        """Return the youngest and the oldest age of a class, both included; None: no end."""
        if class_number == FUTURE:
            return None, -_step(self.counts_days)
        number = class_number - FIRST
        low = timedelta(0) if not number else self.spans[number - 1] + _step(self.counts_days)
        return low, self.spans[number] if number < len(self.spans) else None


def _step(counts_days: bool) -> timedelta:
    return timedelta(days=1) if counts_days else timedelta(microseconds=1)


def counts_days(test: WithinLast, is_day: bool) -> bool:
    """Tell whether a span counts days (of a day, by days or weeks)."""
    return is_day and test.span.unit in (TimeUnit.DAY, TimeUnit.WEEK)
