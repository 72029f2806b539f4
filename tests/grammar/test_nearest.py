"""The nearest word, against a slow reference."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from routewright_grammar.nearest import distance, nearest

WORD = st.text(alphabet="abc", max_size=6)


def slow(left: str, right: str) -> int:
    """Optimal string alignment by its definition."""

    @cache
    def rest(i: int, j: int) -> int:
        if i == 0 or j == 0:
            return i + j
        found = [rest(i - 1, j) + 1, rest(i, j - 1) + 1]
        found.append(rest(i - 1, j - 1) + (left[i - 1] != right[j - 1]))
        if i > 1 and j > 1 and left[i - 1] == right[j - 2] and left[i - 2] == right[j - 1]:
            found.append(rest(i - 2, j - 2) + 1)
        return min(found)

    return rest(len(left), len(right))


@given(WORD, WORD)
def test_distance_is_that_of_the_definition(left: str, right: str) -> None:
    assert distance(left, right) == slow(left, right)
    assert distance(left, right) == distance(right, left)


@given(WORD, st.lists(WORD))
def test_the_nearest_is_one_of_the_candidates_and_order_does_not_matter(
    word: str, candidates: list[str]
) -> None:
    found = nearest(word, candidates)
    assert found is None or found in candidates
    assert found == nearest(word, reversed(candidates))
    if word in candidates:
        assert found == word


def test_far_words_are_not_offered() -> None:
    assert nearest("asign", ["assign", "rotate"]) == "assign"
    assert nearest("banana", ["assign", "rotate"]) is None
    assert nearest("ab", ["xy"]) is None
