"""The search for contained literals misses none, and its exact keys say the truth."""

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_runtime.evaluate.text_guard import anchors_of, guard_of

LETTERS = st.text(alphabet="ab .x(é\U0001f600", min_size=1, max_size=6)
LITERALS = st.lists(LETTERS, min_size=1, max_size=8, unique=True)
TEXTS = st.text(alphabet="ab .x(é\U0001f600", max_size=14)
LIMITED = settings(max_examples=300, database=None)
PACKAGE = "routewright_runtime.evaluate.text_guard"


def keys_in(literals: list[str], text: str) -> tuple[list[str], set[str], set[str]]:
    """Return the keys found, what they stand for, and what they are sure of."""
    guard = guard_of(literals)
    keys: list[str] = []
    found = guard.search(text)
    while found is not None:
        keys.append(found[0])
        found = guard.search(text, found.start() + 1)
    may_be = {literal for key in keys for literal in guard.literals[key]}
    sure = {literal for key in keys if key in guard.exact for literal in guard.literals[key]}
    assert all(len(guard.literals[key]) == 1 for key in guard.exact)
    return keys, may_be, sure


def check(literals: list[str], text: str) -> None:
    contained = {literal for literal in literals if literal in text}
    _, may_be, sure = keys_in(literals, text)
    assert sure <= contained <= may_be


@given(LITERALS, TEXTS)
@LIMITED
def test_no_contained_literal_is_missed(literals: list[str], text: str) -> None:
    check(literals, text)


@given(LITERALS, TEXTS)
@LIMITED
def test_none_is_missed_where_hardly_anything_is_compared(literals: list[str], text: str) -> None:
    with patch(f"{PACKAGE}.MAX_CHARACTERS", 1), patch(f"{PACKAGE}.MAX_BEHIND", 1):
        check(literals, text)


@given(LITERALS)
@LIMITED
def test_every_literal_has_an_anchor_and_every_anchor_a_literal(literals: list[str]) -> None:
    anchors = anchors_of(literals)
    assert all(not anchors.isdisjoint(literal) for literal in literals)
    assert all(any(anchor in literal for literal in literals) for anchor in anchors)


def test_one_anchor_serves_literals_that_share_it() -> None:
    assert anchors_of(["vice 45", "head 7", "chief 12"]) == {" "}
    keys, may_be, sure = keys_in(["vice 45", "vice 4", "head 45", "xylophone"], "vice 45 xylophone")
    assert keys == [" 45", "lophone"]
    assert may_be == {"vice 45", "head 45", "vice 4", "xylophone"}
    assert sure == {"xylophone"}


def test_what_stands_before_the_anchor_is_looked_at() -> None:
    assert keys_in(["vice 45", "head 45"], "lead 45")[1] == {"vice 45", "head 45"}
    assert keys_in(["vice 45", "head 45"], "chief 45")[0] == []


def test_many_hits_are_found_in_time() -> None:
    literals = [f"{word} inc" for word in ("aa", "ab", "ba", "bb")] + ["a", "b"]
    keys, may_be, _ = keys_in(literals, "ab inc " * 2_000)
    assert may_be == {"ab inc", "aa inc", "ba inc", "bb inc", "a", "b"} & may_be
    assert {"ab inc", "a", "b"} <= may_be
    assert len(keys) >= 4_000
