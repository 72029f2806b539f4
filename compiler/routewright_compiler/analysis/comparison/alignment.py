"""Which lines of two lists are the same, in the same order in both."""

from collections.abc import Hashable, Sequence

from routewright_compiler.analysis.rising import longest_rising


def align(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return pairs of places of equal items that rise on both sides.

    Equal ends are paired first; between them the n-th occurrence of an item is the n-th, and the
    longest rising part of these pairs is kept. Cost is n log n.
    """
    head = 0
    shorter = min(len(before), len(after))
    while head < shorter and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < shorter - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    ends = len(before) - tail, len(after) - tail
    pairs = [(n, n) for n in range(head)]
    places = {item: n for n, item in enumerate(_counted(before[head : ends[0]]), head)}
    middle = [
        (places[item], n)
        for n, item in enumerate(_counted(after[head : ends[1]]), head)
        if item in places
    ]
    pairs += longest_rising(middle)
    pairs += [(ends[0] + n, ends[1] + n) for n in range(tail)]
    return pairs


def _counted(items: Sequence[Hashable]) -> list[tuple[Hashable, int]]:
    counts: dict[Hashable, int] = {}
    found = []
    for item in items:
        counts[item] = counts.get(item, 0) + 1
        found.append((item, counts[item]))
    return found
