"""Which column of the matcher a literal looks at.

A column is something a record has one value of: a field, a part of one, a classification, a score,
a look-up; and whatever is only true or false of it: `within 7 days`, `during berlin`, a comparison
of two fields, a definition kept by name.
"""

from typing import assert_never

from routewright_runtime.evaluate.normal import literals
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    ComparesTerms,
    Condition,
    Constant,
    Defined,
    DuringCalendar,
    FieldTerm,
    HasMembers,
    IsRep,
    Known,
    LookupTerm,
    MatchesPattern,
    Negation,
    OneOf,
    OutsideTest,
    Term,
    TextHolds,
    WithinLast,
)

Truth = WithinLast | DuringCalendar | ComparesTerms | Defined
Column = Term | Truth


def column_of(literal: Condition) -> Column:
    """Return the column that a literal of a normal condition looks at."""
    match literal:
        case Negation():
            return column_of(literal.item)
        case OneOf() | Between() | TextHolds() | MatchesPattern() | HasMembers():
            return literal.term
        case Known() | IsRep():
            return literal.term
        case WithinLast() | DuringCalendar() | ComparesTerms() | Defined():
            return literal
        case Constant() | AllOf() | AnyOf() | OutsideTest():
            raise AssertionError("not a literal of a normal condition")
        case _:
            assert_never(literal)


def columns_of(condition: Condition) -> tuple[Column, ...]:
    """Return the columns that a normal condition looks at, in order of appearance."""
    return tuple(dict.fromkeys(column_of(literal) for literal in literals(condition)))


def fields_of(column: Column) -> tuple[str, ...]:
    """Return the fields that a column reads itself, not those behind a name."""
    match column:
        case FieldTerm():
            return (column.field,)
        case LookupTerm():
            return tuple(f for argument in column.arguments for f in fields_of(argument))
        case WithinLast():
            return fields_of(column.term)
        case ComparesTerms():
            return (*fields_of(column.left), *fields_of(column.right))
        case _:
            return ()
