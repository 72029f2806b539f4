"""Values that stand for the intervals of numbers, days and moments between given points.

Every point stands for itself, every gap between two points for the value in it that is nearest to
the record's own: of 200 and `employees >= 1000`, 1000.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from routewright_runtime.values import Bound, TypeName, Value, ValueType

_STEPS: dict[TypeName, Any] = {
    TypeName.INTEGER: 1,
    TypeName.NUMBER: Decimal(1),
    TypeName.DATE: timedelta(days=1),
    TypeName.DATETIME: timedelta(minutes=1),
}
_PLAIN: dict[TypeName, Any] = {
    TypeName.INTEGER: 1,
    TypeName.NUMBER: Decimal(1),
    TypeName.DATE: date(2026, 1, 5),
    TypeName.DATETIME: datetime(2026, 1, 5, 9, tzinfo=UTC),
}


def ordered_values(
    type_: ValueType, points: Iterable[Value], current: Value | None, zone: tzinfo
) -> tuple[Value, ...]:
    """Return the points and a value of every gap, nearest to `current` first, else ascending."""
    own: list[Any] = [*points, *_bounds(type_, zone)]
    if type_.name is TypeName.INTEGER:
        own = [whole for point in own for whole in _whole(point)]
    elif type_.name is TypeName.NUMBER:
        own = [Decimal(point) for point in own]
    cuts = sorted(set(own))
    found: list[Any] = list(cuts)
    for low, high in zip([None, *cuts], [*cuts, None], strict=True):
        value = _in_gap(type_.name, low, high, current)
        if value is not None:
            found.append(value)
    if current is None:
        return tuple(sorted(found))
    return tuple(sorted(found, key=lambda value: (abs(value - current), value)))


def _bounds(type_: ValueType, zone: tzinfo) -> list[Any]:
    found: list[Any] = []
    for bound in (type_.low, type_.high):
        if bound is None:
            continue
        found += _moments(bound, zone) if type_.name is TypeName.DATETIME else [bound]
    return found


def _moments(bound: Bound, zone: tzinfo) -> list[datetime]:
    if isinstance(bound, datetime):
        return [(bound if bound.tzinfo else bound.replace(tzinfo=zone)).astimezone(UTC)]
    assert isinstance(bound, date)
    start = datetime.combine(bound, time.min, zone)
    return [start.astimezone(UTC), (start + timedelta(days=1)).astimezone(UTC)]


def _whole(point: Any) -> tuple[int, ...]:
    low = int(point // 1)
    return (low,) if low == point else (low, low + 1)


def _in_gap(kind: TypeName, low: Any, high: Any, current: Any) -> Any:
    """Return a value strictly between two points (None: no end), or None where there is none."""
    if low is None and high is None:
        return _PLAIN[kind] if current is None else current
    step = _STEPS[kind]
    try:
        first = None if low is None else low + step
        last = None if high is None else high - step
    except OverflowError:
        return None
    if first is not None and last is not None and first > last:
        return _middle(kind, low, high)
    if current is None:
        return last if first is None else first
    if first is not None and current < first:
        return first
    if last is not None and current > last:
        return last
    return current


def _middle(kind: TypeName, low: Any, high: Any) -> Any:
    """Return the middle of a gap narrower than a step, of types that have values there."""
    if kind not in (TypeName.NUMBER, TypeName.DATETIME):
        return None
    middle = low + (high - low) / 2
    return middle if low < middle < high else None
