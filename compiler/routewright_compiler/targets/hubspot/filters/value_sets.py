"""Sets of values of one property, the missing value among them, closed under and, or and not.

A test cuts the values of a property in two. Two forms do for all that a filter asks: `Listed`, some
texts or all but some, and `Ranges`, stretches of an order. `Flag` is the answer to a test that is
taken as a whole (`contains`, `has any`). Every set says whether it holds the missing value, so that
`not` is plain complement, as the language means it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

Point = int | Decimal | date | datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """The texts of `items`, or all others; `universe` are all texts that there are, if few."""

    items: frozenset[str]
    is_complement: bool
    has_empty: bool
    universe: frozenset[str] | None = field(default=None, compare=False)

    def meet(self, other: "Listed") -> "Listed":
        """Return what lies in both."""
        has_empty = self.has_empty and other.has_empty
        match self.is_complement, other.is_complement:
            case False, False:
                items, is_complement = self.items & other.items, False
            case False, True:
                items, is_complement = self.items - other.items, False
            case True, False:
                items, is_complement = other.items - self.items, False
            case _:
                items, is_complement = self.items | other.items, True
        return _listed(items, is_complement, has_empty, self.universe)

    def complement(self) -> "Listed":
        """Return what lies outside."""
        return _listed(self.items, not self.is_complement, not self.has_empty, self.universe)

    @property
    def is_nothing(self) -> bool:
        """Tell whether no value lies inside."""
        return not self.has_empty and not self.is_complement and not self.items

    @property
    def is_everything(self) -> bool:
        """Tell whether every value and the missing one lie inside."""
        return self.has_empty and self.is_complement and not self.items


def _listed(
    items: frozenset[str], is_complement: bool, has_empty: bool, universe: frozenset[str] | None
) -> Listed:
    if universe is not None:
        if is_complement and items >= universe:
            return Listed(frozenset(), False, has_empty, universe)
        if not is_complement and items >= universe:
            return Listed(frozenset(), True, has_empty, universe)
    return Listed(items, is_complement, has_empty, universe)


@dataclass(frozen=True, slots=True)
class Cut:
    """A place between values: just below `value`, or just above it."""

    value: Point
    is_above: bool = False

    @property
    def key(self) -> tuple[Point, bool]:
        """Order cuts; values of one property only."""
        return (self.value, self.is_above)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The values between two cuts; None is without end."""

    low: Cut | None
    high: Cut | None


@dataclass(frozen=True, slots=True)
class Ranges:
    """Stretches in ascending order, none touching the next."""

    stretches: tuple[Stretch, ...]
    has_empty: bool

    def meet(self, other: "Ranges") -> "Ranges":
        """Return what lies in both."""
        pairs = [_common(a, b) for a in self.stretches for b in other.stretches]
        # INVARIANT: both are in order and apart, so what they have in common is in order too.
        found = tuple([item for item in pairs if item is not None])
        return Ranges(found, self.has_empty and other.has_empty)

    def complement(self) -> "Ranges":
        """Return what lies outside."""
        found: list[Stretch] = []
        low: Cut | None = None
        for stretch in self.stretches:
            if stretch.low is not None:
                found.append(Stretch(low, stretch.low))
            low = stretch.high
            if low is None:
                break
        if low is not None or not self.stretches:
            found.append(Stretch(low, None))
        return Ranges(tuple(found), not self.has_empty)

    @property
    def is_nothing(self) -> bool:
        """Tell whether no value lies inside."""
        return not self.stretches and not self.has_empty

    @property
    def is_everything(self) -> bool:
        """Tell whether every value and the missing one lie inside."""
        return self.has_empty and self.stretches == (Stretch(None, None),)


@dataclass(frozen=True, slots=True)
class Flag:
    """The answers that a test may give."""

    has_true: bool
    has_false: bool

    def meet(self, other: "Flag") -> "Flag":
        """Return the answers in both."""
        return Flag(self.has_true and other.has_true, self.has_false and other.has_false)

    def complement(self) -> "Flag":
        """Return the other answers."""
        return Flag(not self.has_true, not self.has_false)

    @property
    def is_nothing(self) -> bool:
        """Tell whether no answer is left."""
        return not self.has_true and not self.has_false

    @property
    def is_everything(self) -> bool:
        """Tell whether any answer will do."""
        return self.has_true and self.has_false


ValueSet = Listed | Ranges | Flag

YES = Flag(True, False)
NO = Flag(False, True)


def meet(first: ValueSet, second: ValueSet) -> ValueSet:
    """Return what lies in both of two sets of one column."""
    match first, second:
        case (Listed(), Listed()):
            return first.meet(second)
        case (Ranges(), Ranges()):
            return first.meet(second)
        case (Flag(), Flag()):
            return first.meet(second)
        case _:
            raise AssertionError("the sets of one column have one form")


def join(first: ValueSet, second: ValueSet) -> ValueSet:
    """Return what lies in either of two sets of one column."""
    return meet(first.complement(), second.complement()).complement()


def is_within(inner: ValueSet, outer: ValueSet) -> bool:
    """Tell whether every value of `inner` lies in `outer`."""
    return meet(inner, outer.complement()).is_nothing


def listed(
    items: Iterable[str], universe: frozenset[str] | None = None, *, has_empty: bool = False
) -> Listed:
    """Return the set of some texts."""
    return _listed(frozenset(items), False, has_empty, universe)


def known_texts(universe: frozenset[str] | None = None) -> Listed:
    """Return every text, the missing value left out."""
    return Listed(frozenset(), True, False, universe)


def known_points() -> Ranges:
    """Return every point of an order, the missing value left out."""
    return Ranges((Stretch(None, None),), False)


def point(value: Point) -> Ranges:
    """Return the set of one value."""
    return between(value, value, is_low_included=True, is_high_included=True)


def between(
    low: Point | None, high: Point | None, *, is_low_included: bool, is_high_included: bool
) -> Ranges:
    """Return the values between two ends, each open (None), included or not."""
    start = None if low is None else _cut(low, not is_low_included)
    end = None if high is None else _cut(high, is_high_included)
    if start is not None and end is not None and start.key >= end.key:
        return Ranges((), False)
    return Ranges((Stretch(start, end),), False)


def _cut(value: Point, is_above: bool) -> Cut:
    """Return a cut; above a whole number or a day is below the next one."""
    if is_above and isinstance(value, date) and not isinstance(value, datetime):
        return Cut(value + timedelta(days=1))
    if is_above and isinstance(value, int):
        return Cut(value + 1)
    return Cut(value, is_above)


def _common(first: Stretch, second: Stretch) -> Stretch | None:
    low, high = first.low, first.high
    if second.low is not None and (low is None or low.key < second.low.key):
        low = second.low
    if second.high is not None and (high is None or second.high.key < high.key):
        high = second.high
    if low is not None and high is not None and low.key >= high.key:
        return None
    return Stretch(low, high)
