"""Witnesses: shortest, true, absent only where there is none; by brute force and interegular."""

from itertools import product

import interegular
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from interegular.fsm import Alphabet

from routewright_runtime.patterns import (
    UNDECIDED,
    Automaton,
    contains,
    ends_with,
    equals,
    intersect_witness,
    starts_with,
)
from routewright_runtime.text import fold
from runtime.patterns.pattern_samples import SOURCES, compiled

# One letter for each class of characters that the samples can tell apart.
ALPHABET = "abcz12 -.!"
LENGTH = 3
BRUTE = [
    text
    for length in range(1, LENGTH + 1)
    for text in map("".join, product(ALPHABET, repeat=length))
    if text.strip() == text
]
PARTS = st.text("ab", min_size=1, max_size=2)
TESTS = (
    SOURCES.map(lambda source: compiled(source).automaton)
    | PARTS.map(equals)
    | PARTS.map(starts_with)
    | PARTS.map(ends_with)
    | PARTS.map(contains)
)


def brute_witness(positive: list[Automaton], negative: list[Automaton]) -> str | None:
    """Return the first of all short texts that fits."""
    return next(
        (
            text
            for text in BRUTE
            if all(a.accepts(text) for a in positive) and not any(a.accepts(text) for a in negative)
        ),
        None,
    )


@settings(max_examples=150)
@given(st.lists(TESTS, max_size=3), st.lists(TESTS, max_size=2))
def test_a_witness_is_a_shortest_one_and_none_means_none(
    positive: list[Automaton], negative: list[Automaton]
) -> None:
    found = intersect_witness(positive, negative)
    brute = brute_witness(positive, negative)
    if found is None:
        assert brute is None
        return
    assert isinstance(found, str)
    assert all(automaton.accepts(found) for automaton in positive)
    assert not any(automaton.accepts(found) for automaton in negative)
    assert found
    assert fold(found) == found
    assert len(found) > LENGTH if brute is None else len(found) == len(brute)
    assert found == intersect_witness(positive, negative)


@settings(max_examples=100)
@given(SOURCES, SOURCES, SOURCES)
@example("a+", "a*", "b")
def test_emptiness_is_that_of_interegular(one: str, two: str, without: str) -> None:
    alphabet = Alphabet.union(
        *(
            interegular.parse_pattern(source).get_alphabet(interegular.REFlags(0))
            for source in (one, two, without)
        )
    )[0]
    fsms = [
        interegular.parse_pattern(f"(?s:{source})").to_fsm(alphabet)
        for source in (one, two, without)
    ]
    value = interegular.parse_pattern(r"(?s:[^\s]|[^\s].*[^\s])").to_fsm(alphabet)
    is_empty = ((fsms[0] & fsms[1] & value) - fsms[2]).empty()
    automata = [compiled(source).automaton for source in (one, two, without)]
    assert (intersect_witness(automata[:2], automata[2:]) is None) == is_empty


def pattern(source: str) -> Automaton:
    """Return the automaton of a pattern."""
    return compiled(source).automaton


@pytest.mark.parametrize(
    ("positive", "negative", "witness"),
    [
        ([], [], "a"),
        ([pattern(".*@.*")], [], "@"),
        ([pattern(".+@.+")], [starts_with("a")], "b@a"),
        ([starts_with("acme"), ends_with("corp"), contains("x")], [], "acmexcorp"),
        ([starts_with("acme"), ends_with("mega")], [], "acmega"),
        ([starts_with("ab"), starts_with("ac")], [], None),
        ([pattern("a+")], [pattern("a*")], None),
        ([pattern("[^a]")], [], "b"),
        ([pattern(r"\W")], [], "-"),
        ([pattern(r"\s+")], [], None),
        ([pattern("a b")], [], "a b"),
        ([pattern("[Ä]")], [], "ä"),
        ([pattern(r"[^\x00-\x7f]")], [], "à"),
        ([], [pattern(".*")], None),
        ([equals("x")], [contains("x")], None),
        ([contains("ab")], [starts_with("ab"), ends_with("ab")], "aaba"),
    ],
)
def test_examples(
    positive: list[Automaton], negative: list[Automaton], witness: str | None
) -> None:
    assert intersect_witness(positive, negative) == witness


def test_marks_that_join_are_never_taken_for_a_text() -> None:
    # e and an acute accent fold to é, so no folded text holds the two side by side.
    apart = pattern("[e][\u0301]")
    assert intersect_witness([apart]) is UNDECIDED
    assert intersect_witness([pattern("e\u0301")]) == "é"


def test_capitals_never_occur() -> None:
    assert intersect_witness([pattern(r"\w")], [pattern(r"[^\x41-\x5a]|[a-z]")]) is None


def test_a_small_budget_is_undecided() -> None:
    hard = [pattern("(a|b)*a(a|b){15}"), pattern("(a|b)*b(a|b){16}")]
    assert intersect_witness(hard, budget=10) is UNDECIDED
    assert isinstance(intersect_witness(hard), str)


def test_many_parts_still_find_a_text() -> None:
    parts = [contains(f"w{i}x") for i in range(14)]
    found = intersect_witness(parts, [contains("xx")], budget=20_000)
    assert isinstance(found, str)
    assert all(part.accepts(found) for part in parts)
    assert intersect_witness([*parts, equals("w1x")]) is None
