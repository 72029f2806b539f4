"""The longest part of a list of pairs that rises on both sides (patience sorting, n log n)."""

from bisect import bisect_left
from collections.abc import Sequence


def longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of pairs (rising in the second) that rises in the first, too."""
    ends: list[int] = []
    chains: list[int] = []
    before: list[int] = []
    for number, (first, _) in enumerate(pairs):
        at = bisect_left(ends, first)
        before.append(chains[at - 1] if at else -1)
        ends[at : at + 1] = [first]
        chains[at : at + 1] = [number]
    found = []
    number = chains[-1] if chains else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]
