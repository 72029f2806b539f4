"""Values with which two fields compare as a search assumed, where their domains have such values.

A search takes the outcome of comparing two fields as unknown. A record is worth more where the
fields really compare so: then the runtime can show it. One field of a pair gets another value, out
of the same domains; where none is found, the assumption stays.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice

from routewright_compiler.analysis.domains.field_model import FieldModel
from routewright_compiler.analysis.space import Box
from routewright_runtime.graph.conditions import FieldTerm, Term
from routewright_runtime.values import TypeName, Value, read, to_json

_TRIED = 12
_TURNS = 3
_LEFT_ALONE = frozenset(
    {TypeName.STATE, TypeName.CHOICES, TypeName.DATE, TypeName.DATETIME, TypeName.PHONE}
)

Missed = Callable[[Mapping[str, Value]], Collection[int]]


def compared(
    values: Mapping[str, Value],
    pairs: Mapping[int, tuple[Term, Term]],
    models: Mapping[str, FieldModel],
    domain: Box,
    missed: Missed,
) -> Mapping[str, Value]:
    """Return values of which fewer comparisons are missed, inside the domains.

    `pairs` are the terms compared, by column; `models` the fields that may change; `missed` tells
    the columns whose class is not as assumed.
    """
    best, left = values, missed(values)
    for _ in range(_TURNS):
        found = next(
            (
                (tried, columns)
                for tried in _changes(best, [pairs[c] for c in left if c in pairs], models, domain)
                if len(columns := missed(tried)) < len(left)
            ),
            None,
        )
        if found is None:
            break
        best, left = found
    return best


def _changes(
    values: Mapping[str, Value],
    pairs: Iterable[tuple[Term, Term]],
    models: Mapping[str, FieldModel],
    domain: Box,
) -> Iterator[dict[str, Value]]:
    """Yield the values with another one for one field of a pair."""
    for pair in pairs:
        for term, other in (pair[::-1], pair):
            model = models.get(term.field) if isinstance(term, FieldTerm) else None
            if model is None or not isinstance(other, FieldTerm):
                continue
            if model.field.type.name in _LEFT_ALONE:
                continue
            near = _near(values.get(other.field)) if other.part is None else ()
            given = {c: domain[c] for c in model.columns if c in domain}
            for value in (*near, *islice(model.made_up(given), _TRIED)):
                if _stands(model, value) and model.is_in(value, given):
                    yield {**values, model.field.name: value}


def _near(value: Value | None) -> tuple[Value, ...]:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value, value + 1, value - 1
    return () if value is None else (value,)


def _stands(model: FieldModel, value: Value) -> bool:
    """Tell whether a value reads as it stands, so that a record can hold it."""
    reading = read(model.field.type, to_json(value), blanks=frozenset(model.field.blanks))
    return reading.problem is None and reading.value == value
