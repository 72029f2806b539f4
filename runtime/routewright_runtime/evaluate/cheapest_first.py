"""Conditions in the order in which they cost least: what is quickly told goes first.

`and` and `or` of tests of a record have no effect but their value, so their parts may be tried in
any order. A country is looked up in a set before a text is folded and searched, and what must be
computed comes last.
"""

from routewright_runtime.evaluate.columns import column_of
from routewright_runtime.evaluate.comparison import FOLDED_TYPES
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.evaluate.source import is_closed
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    Condition,
    Constant,
    FieldTerm,
    Known,
    MatchesPattern,
    Negation,
    OneOf,
    TextHolds,
)

_CONSTANT, _MEMBER, _RANGE, _TEXT, _DERIVED, _PATTERN = range(6)


def cheapest_first(policy: Policy, condition: Condition) -> Condition:
    """Return a normal condition with its parts in order of their cost; equal ones stay in order."""
    match condition:
        case AllOf() | AnyOf():
            items = [cheapest_first(policy, item) for item in condition.items]
            return type(condition)(tuple(sorted(items, key=lambda item: _cost(policy, item))))
        case _:
            return condition


def _cost(policy: Policy, condition: Condition) -> int:
    match condition:
        case Constant():
            return _CONSTANT
        case AllOf() | AnyOf():
            return max((_cost(policy, item) for item in condition.items), default=_CONSTANT)
        case Negation():
            return _cost(policy, condition.item)
        case MatchesPattern():
            return _PATTERN
    column = column_of(condition)
    if not isinstance(column, FieldTerm) or column.part is not None:
        return _DERIVED
    own = policy.fields[column.field].type
    match condition:
        case Known():
            return _MEMBER
        case OneOf():
            return _TEXT if own.name in FOLDED_TYPES and not is_closed(own) else _MEMBER
        case Between():
            return _RANGE
        case TextHolds():
            return _TEXT
        case _:
            return _DERIVED
