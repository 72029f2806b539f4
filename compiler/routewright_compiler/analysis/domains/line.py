"""Numbers, days and moments: intervals between the ends that the policy names.

The line is cut where some condition changes its mind. Integers, days and microseconds are counted,
so nothing lies between 5 and 6; between the decimals 5 and 6 there is always room. A cut is a point
and a side: `(v, 0)` just before `v`, `(v, 1)` just after it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from math import ceil, floor

from routewright_compiler.analysis.domains.term_model import EMPTY, TermTest
from routewright_compiler.analysis.formula import Formula, Formulas
from routewright_compiler.analysis.space import Box, Space, set_bits
from routewright_runtime.graph.conditions import Between, Known, OneOf
from routewright_runtime.values import TypeName, Value, ValueType

Point = int | Decimal
Cut = tuple[Point, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_point(value: object) -> Point:
    """Return where a value lies on its line."""
    match value:
        case datetime():
            return (value.astimezone(UTC) - _EPOCH) // _MICROSECOND
        case date():
            return value.toordinal()
        case int() | Decimal():
            return value
    raise AssertionError(f"no line holds {value!r}")


class LineModel:
    """Intervals of one term, in order; class 0 is empty, class k + 1 the k-th interval.

    INVARIANT: interval k reaches from cut k - 1 to cut k, the first from `_low`, the last to
    `_high` (None: no end).
    """

    __slots__ = ("_cuts", "_formulas", "_high", "_low", "_type", "column", "columns")

    def __init__(
        self,
        space: Space,
        formulas: Formulas,
        name: str,
        type_: ValueType,
        tests: Iterable[TermTest],
        zone: tzinfo,
        allowed_empty: bool,
    ) -> None:
        self._formulas = formulas
        self._type = type_
        self._low, self._high = self._bounds(zone)
        found = {cut for test in tests for cut in self._ends(test)}
        self._cuts = sorted(cut for cut in found if self._is_inside(cut))
        size = len(self._cuts) + 2
        full = (1 << size) - 1
        self.column = space.add_column(name, size, allowed=full if allowed_empty else full ^ EMPTY)
        self.columns = (self.column,)

    @property
    def _is_dense(self) -> bool:
        return self._type.name is TypeName.NUMBER

    @property
    def type(self) -> ValueType:
        """The type of the values."""
        return self._type

    @property
    def last_class(self) -> int:
        """The class of the largest values."""
        return len(self._cuts) + 1

    def _bounds(self, zone: tzinfo) -> tuple[Cut | None, Cut | None]:
        low, high = self._type.low, self._type.high
        if self._type.name is TypeName.DATETIME:
            return _moment(low, zone, is_end=False), _moment(high, zone, is_end=True)
        low_cut = None if low is None else self._cut(to_point(low), 0)
        return low_cut, None if high is None else self._cut(to_point(high), 1)

    def _is_inside(self, cut: Cut) -> bool:
        if self._low is not None and cut <= self._low:
            return False
        return self._high is None or cut < self._high

    def _cut(self, point: Point, side: int) -> Cut:
        if self._is_dense:
            return point, side
        whole = floor(point)
        return (whole + side, 0) if whole == point else (whole + 1, 0)

    def _ends(self, test: TermTest) -> Iterator[Cut]:
        match test:
            case OneOf():
                for value in test.values:
                    yield self._cut(to_point(value), 0)
                    yield self._cut(to_point(value), 1)
            case Between():
                if test.low is not None:
                    yield self._cut(to_point(test.low), int(not test.is_low_included))
                if test.high is not None:
                    yield self._cut(to_point(test.high), int(test.is_high_included))

    def _before(self, cut: Cut) -> int:
        """Return how many intervals lie before a cut."""
        if self._low is not None and cut <= self._low:
            return 0
        if self._high is not None and cut >= self._high:
            return len(self._cuts) + 1
        return bisect_left(self._cuts, cut) + 1

    def test(self, test: TermTest) -> Formula:
        """Return a comparison, a list of values or `is known` as a formula."""
        last = len(self._cuts) + 1
        match test:
            case Known():
                mask = _run(0, last)
            case Between():
                ends = (test.low, test.high)
                low = 0 if ends[0] is None else self._before(next(self._ends(test)))
                high = last if ends[1] is None else self._before([*self._ends(test)][-1])
                mask = _run(low, high)
            case OneOf():
                mask = 0
                for value in test.values:
                    point = to_point(value)
                    if self._is_dense or point == floor(point):
                        mask |= _run(
                            self._before(self._cut(point, 0)), self._before(self._cut(point, 1))
                        )
            case _:
                raise AssertionError(f"no test of numbers and times: {test}")
        return self._formulas.literal(self.column, mask)

    def is_exact(self, test: TermTest) -> bool:
        """Tell whether the line is cut wherever the test changes its mind."""
        known = set(self._cuts)
        return all(cut in known or not self._is_inside(cut) for cut in self._ends(test))

    def place(self, value: Value | None) -> Box:
        """Return the class number of a value."""
        if value is None:
            return {self.column: 0}
        return {self.column: bisect_right(self._cuts, (to_point(value), 0)) + 1}

    def interval(self, class_number: int) -> tuple[Cut | None, Cut | None]:
        """Return the cuts between which a class lies."""
        low = self._cuts[class_number - 2] if class_number > 1 else self._low
        high = self._cuts[class_number - 1] if class_number <= len(self._cuts) else self._high
        return low, high

    def candidates(self, domain: Box) -> Iterator[Value | None]:
        """Yield one value of each class of the domain."""
        mask = domain.get(self.column, (1 << len(self._cuts) + 2) - 1)
        for number in set_bits(mask):
            yield None if not number else self.value(inner_point(*self.interval(number)))

    def value(self, point: Point) -> Value:
        """Return the value at a point of the line."""
        match self._type.name:
            case TypeName.DATE:
                return date.fromordinal(min(max(int(point), 1), date.max.toordinal()))
            case TypeName.DATETIME:
                return _EPOCH + int(point) * _MICROSECOND
            case TypeName.NUMBER:
                return plain_decimal(Decimal(point))
        return int(point)


def inner_point(low: Cut | None, high: Cut | None) -> Point:
    """Return a short point between two cuts."""
    if low is None:
        return 0 if high is None or high > (0, 0) else _below(high)
    point, side = low
    if not side:
        return point
    if high is None or high > (floor(point) + 1, 0):
        return floor(point) + 1
    return (Decimal(point) + Decimal(high[0])) / 2


def _below(high: Cut) -> Point:
    point, side = high
    return point if side else ceil(point) - 1


def plain_decimal(number: Decimal) -> Decimal:
    """Return the number without trailing zeros or exponent, as values are."""
    short = number.normalize()
    exponent = short.as_tuple().exponent
    return short.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else short


def _run(low: int, high: int) -> int:
    """Return the mask of the intervals from `low` to before `high`."""
    return (1 << high + 1) - (1 << low + 1) if high > low else 0


def _moment(bound: object, zone: tzinfo, *, is_end: bool) -> Cut | None:
    match bound:
        case None:
            return None
        case datetime():
            at = bound if bound.tzinfo is not None else bound.replace(tzinfo=zone)
            return int(to_point(at)) + int(is_end), 0
        case date():
            day = bound + timedelta(days=int(is_end))
            return int(to_point(datetime.combine(day, time.min, zone))), 0
    raise AssertionError(f"no bound of a moment: {bound}")
