"""Bit masks of lines, built for all classes of a column in one sweep.

Line 0 has the highest bit, so that the first line that still holds is found by `bit_length`, and an
`and` of masks gets shorter as lines drop out. A formula is given as a mask of the classes in which
it holds; only where that changes from one class to the next is anything to do, so a list and its
negation cost the same.
"""

from collections.abc import Iterable, Sequence

_BIT = tuple(1 << i for i in range(8))


def mask_of(positions: Iterable[int], size: int) -> int:
    """Return the mask with these bits set."""
    buffer = bytearray(size // 8 + 1)
    for position in positions:
        buffer[position >> 3] |= _BIT[position & 7]
    return int.from_bytes(buffer, "little")


def class_masks(
    formulas: Sequence[tuple[int, Sequence[int]]], classes: int, free: int, size: int
) -> list[int]:
    """Return for each class the mask of lines that hold there.

    `formulas` are (mask of classes, bits of the lines that ask for it); `free` holds the bits of
    all lines that ask nothing.
    """
    changes: list[list[int]] = [[] for _ in range(classes + 1)]
    for holds, positions in formulas:
        turning = holds ^ (holds << 1)
        while turning:
            low = turning & -turning
            changes[low.bit_length() - 1].extend(positions)
            turning ^= low
    buffer = bytearray(free.to_bytes(size // 8 + 1, "little"))
    found: list[int] = []
    for changing in changes[:classes]:
        if not changing and found:
            found.append(found[-1])
            continue
        for position in changing:
            buffer[position >> 3] ^= _BIT[position & 7]
        found.append(int.from_bytes(buffer, "little"))
    return found
