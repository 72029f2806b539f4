"""Columns joined into one hold of a record what they hold alone, and stay within bounds."""

from itertools import product

from routewright_runtime.evaluate.class_column import EqualityColumn
from routewright_runtime.evaluate.joint_column import (
    MAX_BYTES,
    MAX_COMBINATIONS,
    joined,
    joint_column,
)

TIER = EqualityColumn({None: 0b1001, "Gold": 0b0111, "Silver": 0b1110}, 0b0001)
PARTNER = EqualityColumn({None: 0b0011, True: 0b1111, False: 0b1100}, 0b0001)


def many(count: int) -> EqualityColumn:
    return EqualityColumn(dict.fromkeys(range(count), 1), 1)


def test_a_tuple_has_the_lines_that_each_of_its_values_has() -> None:
    column = joint_column((TIER, PARTNER))
    tiers, partners = (None, "Gold", "Silver", "new"), (None, True, False)
    for _ in range(2):
        for tier, partner in product(tiers, partners):
            alone = TIER.mask_of.get(tier, TIER.other) & PARTNER.mask_of.get(partner, PARTNER.other)
            assert column.mask((tier, partner)) == alone
    assert column.remembered[("Gold", True)] == 0b0111


def test_no_more_is_remembered_than_twice_the_combinations() -> None:
    column = joint_column((TIER, PARTNER))
    for number in range(1_000):
        assert column.mask((f"tier {number}", True)) == 0b0001
    assert len(column.remembered) == column.limit == 2 * 4 * 4


def test_columns_of_few_values_are_joined_while_their_combinations_are_few() -> None:
    assert joined((many(50), TIER, many(12), PARTNER), 100) == (1, 2, 3)
    assert joined((many(MAX_COMBINATIONS), TIER), 100) == ()
    assert joined((TIER,), 100) == ()
    assert joined((), 100) == ()


def test_long_masks_are_joined_for_fewer_combinations() -> None:
    size = MAX_BYTES * 8 // 20
    assert joined((TIER, PARTNER, many(12)), size) == (0, 1)
