"""Nearest names, against a plain recursive distance."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from routewright_runtime.values import nearest
from routewright_runtime.values.nearest import distance

SHORT = st.text("abc", max_size=6)


@cache
def slow_distance(left: str, right: str) -> int:
    """Count insertions, deletions, replacements and swaps of neighbours, by trying them all."""
    if not left or not right:
        return len(left) + len(right)
    steps = min(
        slow_distance(left[:-1], right) + 1,
        slow_distance(left, right[:-1]) + 1,
        slow_distance(left[:-1], right[:-1]) + (left[-1] != right[-1]),
    )
    if len(left) > 1 and len(right) > 1 and left[-1] == right[-2] and left[-2] == right[-1]:
        steps = min(steps, slow_distance(left[:-2], right[:-2]) + 1)
    return steps


@given(SHORT, SHORT, st.integers(0, 6))
def test_distance_is_the_plain_one_up_to_the_limit(left: str, right: str, limit: int) -> None:
    assert distance(left, right, limit) == min(slow_distance(left, right), limit + 1)


@given(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=6))
def test_the_order_of_candidates_does_not_matter(word: str, names: list[str]) -> None:
    found = nearest(word, names)
    assert found == nearest(word, reversed(names)) == nearest(word, set(names))
    assert found is None or found in names


@given(st.text("abcdefgh_", min_size=1, max_size=8), st.lists(st.text("abcdefgh_", max_size=8)))
def test_a_name_that_differs_in_case_only_comes_first(word: str, names: list[str]) -> None:
    assert nearest(word, [*names, word.upper()]) in {
        n for n in [*names, word.upper()] if n.lower() == word
    }


def test_examples() -> None:
    assert nearest("employes", ["employees", "email", "revenue"]) == "employees"
    assert nearest("dach_entreprise", ["dach_enterprise", "emea_enterprise"]) == "dach_enterprise"
    assert nearest("data-desk", ["data_desk"]) == "data_desk"
    assert nearest("ED", ["DE", "US"]) == "DE"
    assert nearest("UK", ["US", "UA"]) is None
    assert nearest("zzz", ["employees"]) is None
    assert nearest("", ["a"]) is None
    assert nearest("x" * 10_000, ["x"]) is None
