"""Whether a bound is tested on both sides: at 1000 and at 999 for `employees >= 1000`.

Of whole numbers and dates the values on the two sides nearest to the bound are asked for, of other
fields the bound itself and any value across it. What is worked out (a score, a cell) need only lie
once on each side. A side that no value of the field can lie on is not asked for.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from routewright_runtime.evaluate.comparison import TermValue
from routewright_runtime.evaluate.order import is_between
from routewright_runtime.graph.conditions import Between, Term
from routewright_runtime.graph.model import Field
from routewright_runtime.values import TypeName

Bound = int | Decimal | date | datetime
Side = tuple[str, Between]


def missing_sides(
    condition: Between, field: Field | None, values: Sequence[TermValue]
) -> Iterator[tuple[Side, ...]]:
    """Yield for each bound the sides that no value lies on; none for a bound that is tested.

    `field` is the condition's, None where its term is worked out; `values` are those of the term,
    of the records that the condition was asked of.
    """
    for sides in sides_of(condition, field):
        yield tuple((words, side) for words, side in sides if not _is_met(side, values))


def sides_of(condition: Between, field: Field | None) -> Iterator[tuple[Side, ...]]:
    """Yield for each bound what values must lie on it, in words and as conditions."""
    ends = (
        (condition.low, condition.is_low_included, -1),
        (condition.high, condition.is_high_included, 1),
    )
    for bound, is_included, outward in ends:
        if bound is not None:
            across = outward if is_included else -outward
            yield tuple(_sides(condition.term, field, bound, across))


def _is_met(side: Between, values: Sequence[TermValue]) -> bool:
    return any(is_between(side, value) for value in values)


def _sides(term: Term, field: Field | None, bound: Bound, across: int) -> Iterator[Side]:
    """Yield what must be met: the bound itself, and what lies across it, next to it if it can."""
    if field is None:
        is_low = across < 0
        word = "below" if is_low else "up to"
        yield f"{word} `{_shown(bound)}`", Between(term, None, bound, is_high_included=not is_low)
        word = "from" if is_low else "above"
        yield f"{word} `{_shown(bound)}`", Between(term, bound, None, is_low_included=is_low)
        return
    yield f"`{_shown(bound)}`", Between(term, bound, bound)
    if field.type.name in (TypeName.INTEGER, TypeName.DATE):
        beyond = _next(bound, across)
        if _is_possible(term, field, beyond):
            yield f"`{_shown(beyond)}`", Between(term, beyond, beyond)
    elif across < 0:
        yield f"below `{_shown(bound)}`", Between(term, None, bound, is_high_included=False)
    else:
        yield f"above `{_shown(bound)}`", Between(term, bound, None, is_low_included=False)


def _next(bound: Bound, across: int) -> Bound:
    if isinstance(bound, date):
        return bound + timedelta(days=across)
    return bound + across


def _is_possible(term: Term, field: Field, value: Bound) -> bool:
    return is_between(Between(term, field.type.low, field.type.high), value)


def _shown(bound: Bound) -> str:
    if isinstance(bound, date):
        return bound.isoformat()
    return f"{bound:f}" if isinstance(bound, Decimal) else str(bound)
