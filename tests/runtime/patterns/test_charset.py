"""Sets of characters: set laws by brute force, folding against the one folding function."""

import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from routewright_runtime.patterns import charset
from routewright_runtime.text import fold_inner

RANGES = st.tuples(st.integers(0, 40), st.integers(0, 10)).map(lambda p: ((p[0], p[0] + p[1]),))
SETS = st.lists(RANGES, max_size=5)


def members(chars: charset.CharSet) -> set[int]:
    """Return every code point of a set below 60."""
    return {code for low, high in chars for code in range(low, min(high, 60) + 1)}


@given(SETS)
def test_union_holds_what_its_parts_hold(sets: list[charset.CharSet]) -> None:
    joined = charset.union(sets)
    assert members(joined) == set().union(*map(members, sets))
    assert list(joined) == sorted(joined)
    assert all(high + 1 < low for (_, high), (low, _) in pairwise(joined))


@given(SETS)
def test_complement_holds_all_others(sets: list[charset.CharSet]) -> None:
    joined = charset.union(sets)
    others = charset.complement(joined)
    assert members(others) == set(range(61)) - members(joined)
    assert charset.complement(others) == joined
    assert charset.union((joined, others)) == charset.ANY
    assert all(charset.has(joined, code) == (code in members(joined)) for code in range(60))


@given(st.integers(0, 0x2FFF), st.integers(0, 300))
def test_a_range_folds_character_by_character(low: int, length: int) -> None:
    folded = [fold_inner(chr(code)) for code in range(low, low + length + 1)]
    expected = charset.from_codes(ord(text) for text in folded if len(text) == 1)
    assert charset.folded_range(low, low + length) == expected


@given(st.integers(0, 0x7F), st.integers(0, 0x7F))
def test_the_short_way_for_ascii_ranges(one: int, other: int) -> None:
    low, high = min(one, other), max(one, other)
    expected = charset.from_codes(ord(chr(code).lower()) for code in range(low, high + 1))
    assert charset.folded_range(low, high) == expected


def test_a_wide_range_folds_like_its_halves() -> None:
    halves = (charset.folded_range(0x80, 0x600), charset.folded_range(0x601, 0xD00))
    assert charset.folded_range(0x80, 0xD00) == charset.union(halves)


def test_all_changes_are_all_changes() -> None:
    changes = {code: fold_inner(chr(code)) for code in range(0x110000)}
    changes = {code: text for code, text in changes.items() if text != chr(code)}
    assert charset.all_changes() == changes


def test_words_are_letters_marks_digits_and_the_underscore() -> None:
    expected = charset.from_codes(
        code
        for code in range(0x110000)
        if code == ord("_") or unicodedata.category(chr(code))[0] in "LMN"
    )
    assert charset.word_characters() == expected


def test_blanks_are_what_strip_drops() -> None:
    assert charset.blanks() == charset.from_codes(c for c in range(0x110000) if chr(c).isspace())
