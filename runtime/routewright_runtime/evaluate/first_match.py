"""Functions that find the first of several conditions that holds, made for their number.

Few conditions are tried in turn by generated Python; many are decided at once by masks. Which is
cheaper is estimated from what either must do for a record.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum, auto

from routewright_runtime.evaluate.chain import chain_lines
from routewright_runtime.evaluate.columns import columns_of
from routewright_runtime.evaluate.comparison import FOLDED_TYPES
from routewright_runtime.evaluate.compute import Compute, DerivedColumns, Values
from routewright_runtime.evaluate.masks import mask_lines
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.evaluate.source import is_closed
from routewright_runtime.graph.conditions import Condition, FieldTerm

# Costs in nanoseconds, measured on one machine; only their relation matters.
NS_PER_TEST = 36
NS_PER_FIELD = 100
NS_PER_TEXT = 450
NS_PER_COMPUTED = 250
NS_AROUND_MASKS = 250

Find = Callable[[Values, datetime | None], int]


class Strategy(Enum):
    """How the first condition that holds is found."""

    CHAIN = auto()
    MASKS = auto()


def cheaper(policy: Policy, conditions: Sequence[Condition]) -> Strategy:
    """Estimate which strategy costs less for a record: half of the chain, or all the columns."""
    columns = {column for condition in conditions for column in columns_of(condition)}
    names = [c.field for c in columns if isinstance(c, FieldTerm) and c.part is None]
    types = [policy.fields[name].type for name in names]
    fields = len(names)
    texts = sum(own.name in FOLDED_TYPES and not is_closed(own) for own in types)
    masks_ns = NS_AROUND_MASKS + (fields - texts) * NS_PER_FIELD + texts * NS_PER_TEXT
    masks_ns += (len(columns) - fields) * NS_PER_COMPUTED
    chain_ns = len(conditions) * NS_PER_TEST // 2 + fields * NS_PER_TEST
    return Strategy.CHAIN if chain_ns <= masks_ns else Strategy.MASKS


def find_function(
    policy: Policy,
    derived: DerivedColumns,
    conditions: Sequence[Condition],
    strategy: Strategy | None = None,
) -> Compute:
    """Return a function of (values, at, memo) that gives the index of the first that holds.

    Where none holds, the index is the number of conditions.
    """
    lines = _lines(policy, derived, conditions, strategy)
    made: Compute = derived.namespace.function("values, at, memo", lines)
    return made


def record_function(
    policy: Policy,
    derived: DerivedColumns,
    conditions: Sequence[Condition],
    strategy: Strategy | None,
) -> Find:
    """Return a function of (values, at) as `find_function` does, with a memo of its own.

    Fields that `values` lacks are empty.
    """
    lines = _lines(policy, derived, conditions, strategy)
    constant = derived.namespace.constant
    again: list[Find] = []

    def complete(values: Values, at: datetime | None) -> int:
        missing = [name for name in policy.fields if name not in values]
        assert missing, "a generated function failed on complete values"
        return again[0]({**policy.empty_values, **values}, at)

    body = [
        "try:",
        f"    memo = {f'[U] * {derived.count}' if derived.count else 'None'}",
        *(f"    {line}" for line in lines),
        "except KeyError:",
        f"    return {constant(complete)}(values, at)",
    ]
    made: Find = derived.namespace.function("values, at", body)
    again.append(made)
    return made


def _lines(
    policy: Policy,
    derived: DerivedColumns,
    conditions: Sequence[Condition],
    strategy: Strategy | None,
) -> list[str]:
    match strategy or cheaper(policy, conditions):
        case Strategy.CHAIN:
            return chain_lines(policy, derived, conditions)
        case Strategy.MASKS:
            return mask_lines(policy, derived, conditions)
