"""The sum of a score's points, exact."""

from collections.abc import Iterable
from decimal import Context, Decimal

from routewright_runtime.values import Value

# Enough for any sum of points, each of at most 40 digits on either side of the point.
_EXACT = Context(prec=120)


def total(points: Iterable[Value]) -> Decimal:
    """Return the exact sum of integers and decimals; 0 of none."""
    found = Decimal(0)
    for item in points:
        assert isinstance(item, int | Decimal)
        found = _EXACT.add(found, item)
    return found
