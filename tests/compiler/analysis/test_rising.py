"""The longest rising part of pairs, against trying every part of short lists."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from routewright_compiler.analysis.rising import longest_rising

FIRSTS = st.lists(st.integers(0, 6), max_size=7)


def rises(pairs: tuple[tuple[int, int], ...]) -> bool:
    return all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(pairs))


@given(FIRSTS)
def test_no_longer_part_rises(firsts: list[int]) -> None:
    pairs = [(first, second) for second, first in enumerate(firsts)]
    found = tuple(longest_rising(pairs))
    assert rises(found)
    assert set(found) <= set(pairs)
    sizes = range(len(pairs) + 1)
    assert len(found) == max(n for n in sizes if any(map(rises, combinations(pairs, n))))
