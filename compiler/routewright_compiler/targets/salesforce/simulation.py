"""How uneven a round robin by the record's number is: the two forms side by side, in figures.

Every record has a number, and only some records reach a rotation. The counter deals those out in
turn; the number deals by its remainder, whoever else used up the numbers between. The sample is of
a fixed, documented sequence (a linear congruential generator), so the same policy gives the same
figures.
"""

from dataclasses import dataclass

RECORDS = 300
ONE_IN = 3
_MULTIPLIER, _INCREMENT, _MODULUS = 1_664_525, 1_013_904_223, 2**32


@dataclass(frozen=True, slots=True)
class Unevenness:
    """What became of `records` of a rotation: counts by slot, the longest run of one slot.

    `regular` are the counts where the rotation gets every n-th record, n the number of slots.
    """

    records: int
    exact: tuple[int, ...]
    by_number: tuple[int, ...]
    longest_run: int
    regular: tuple[int, ...]


def unevenness(slots: int) -> Unevenness:
    """Return what a rotation of `slots` slots does with every third record, picked at random."""
    exact, by_number = [0] * slots, [0] * slots
    taken = number = run = longest = 0
    last = -1
    seed = 20_261_124
    while taken < RECORDS:
        number += 1
        seed = (seed * _MULTIPLIER + _INCREMENT) % _MODULUS
        # The high bits of such a generator are the good ones.
        if (seed >> 16) % ONE_IN:
            continue
        slot = number % slots
        run = run + 1 if slot == last else 1
        last, longest = slot, max(longest, run)
        by_number[slot] += 1
        exact[taken % slots] += 1
        taken += 1
    regular = [0] * slots
    for turn in range(RECORDS):
        regular[(turn * slots + 1) % slots] += 1
    return Unevenness(taken, tuple(exact), tuple(by_number), longest, tuple(regular))
