"""A policy over its space: which fields its conditions look at, and values to try."""

from datetime import UTC, datetime

import pytest

from compiler.analysis.graphs import (
    COUNTRY,
    CREATED,
    DAY,
    DECLARED,
    FIELDS,
    KIND,
    SIZE,
    Rule,
    build,
)
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_runtime.graph.conditions import (
    Between,
    ClassTerm,
    Condition,
    Defined,
    LookupTerm,
    Negation,
    OneOf,
    ScoreTerm,
    TimeAmount,
    TimeUnit,
    WithinLast,
)

WEEK = TimeAmount(7, TimeUnit.DAY)


@pytest.mark.parametrize(
    ("condition", "read"),
    [
        (OneOf(COUNTRY, ("DE",)), {"country"}),
        (WithinLast(CREATED, WEEK), {"created"}),
        (Negation(WithinLast(DAY, WEEK)), {"day"}),
        (Between(CREATED, datetime(2026, 3, 1, tzinfo=UTC), None), {"created"}),
        (Defined("big"), {"size", "amount"}),
        (OneOf(ClassTerm("region"), ("EMEA",)), {"country"}),
        (OneOf(ClassTerm("region"), ("NA",)), {"country", "state"}),
        (Between(ScoreTerm("fit"), 30, None), {"kind", "size", "vip", "country"}),
        (OneOf(LookupTerm("plain", (COUNTRY,), "to"), ("ana",)), {"country"}),
    ],
    ids=lambda item: str(item) if not isinstance(item, set) else ", ".join(sorted(item)),
)
def test_fields_are_read_by_whatever_way(condition: Condition, read: set[str]) -> None:
    rules = [Rule("a", OneOf(KIND, ("A",))), Rule("b", condition)]
    # What is only asked about beside the rules is read by none of them.
    extra = (WithinLast(DAY, TimeAmount(3, TimeUnit.HOUR)), OneOf(SIZE, (7,)))
    space = PolicySpace(build(FIELDS, rules, **DECLARED), extra)
    assert space.read_fields == {"kind", *read}


def test_the_values_to_try_are_the_first_and_the_last_ones() -> None:
    rules = [Rule(f"r{n}", OneOf(SIZE, (10 * n,))) for n in range(20)]
    space = PolicySpace(build(FIELDS, rules))
    values = space.some_values("size")
    assert values[:3] == (0, 1, 10)
    assert values[-3:] == (181, 190, 191)
    assert len(values) == 6
