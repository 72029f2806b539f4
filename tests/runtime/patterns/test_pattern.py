"""Matching: against Python's re, google-re2 and the definition; folding; bounded and linear."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import re2
from hypothesis import example, given, settings
from hypothesis import strategies as st

from routewright_runtime.patterns import Pattern, compile_pattern, pattern
from routewright_runtime.patterns.expression import Expression
from routewright_runtime.patterns.parse import parse
from routewright_runtime.text import fold, fold_inner
from runtime.patterns.pattern_samples import SOURCES, TEXTS, compiled, slow_match


def escaped(text: str) -> str:
    """Write a text as a pattern."""
    return "".join(
        c if c.isalnum() or not c.isascii() or c == " " else f"\\u{{{ord(c):x}}}" for c in text
    )


@settings(max_examples=300)
@given(SOURCES, st.lists(TEXTS, min_size=3, max_size=6))
@example("(a?){3}", ["aaa", "", "aaaa"])
@example("(a|b)*a(a|b){2}", ["abab", "baba", "aaa"])
@example("(|a)+", ["", "aa"])
def test_three_engines_agree(source: str, texts: list[str]) -> None:
    ours = compiled(source)
    for text in texts:
        expected = re.fullmatch(source, text, re.DOTALL) is not None
        assert ours.matches(text) == expected, (source, text)
        assert ours.automaton.accepts(text) == expected, (source, text)
        assert (re2.fullmatch(f"(?s:{source})", text) is not None) == expected, (source, text)


@given(SOURCES, TEXTS.map(lambda text: text[:5]))
def test_a_match_is_what_the_definition_says(source: str, text: str) -> None:
    node = parse(source)
    assert isinstance(node, Expression)
    assert compiled(source).matches(text) == slow_match(node, text)


@settings(max_examples=300)
@given(st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8))
@example("STRASSE", "straße")
@example("É", "e\u0301")
@example("\u1100\u1161", "가")
@example("ǰ", "j\u030c")
def test_a_literal_matches_what_folds_alike(one: str, other: str) -> None:
    if not any(0xD800 <= ord(c) <= 0xDFFF for c in one + other):
        literal = compiled(escaped(one))
        assert literal.matches(fold_inner(one))
        assert literal.matches(fold_inner(other)) == (fold_inner(one) == fold_inner(other))


@given(st.characters(exclude_categories=["Cs"]), st.characters(exclude_categories=["Cs"]))
def test_a_class_matches_what_folds_alike(one: str, other: str) -> None:
    source = f"[{escaped(one)}]"
    assert compiled(source).matches(fold_inner(other)) == (fold_inner(one) == fold_inner(other))
    if len(fold_inner(one)) == 1:
        opposite = compiled(f"[^{escaped(one)}]")
        folded = fold_inner(other)
        assert opposite.matches(folded) == (len(folded) == 1 and folded != fold_inner(one))


@pytest.mark.parametrize(
    ("source", "text", "is_match"),
    [
        ("Berlin", "BERLIN", True),
        ("straße", "STRASSE", True),
        ("stra[ß]e", "Strasse", True),
        ("[A-Z]+", "acme", True),
        ("[Ä-Ü]+", "äü", True),
        ("É*", "ééé", True),
        ("e\u0301+", "ÉÉ", True),
        (r"\w+", "naïve_1", True),
        (r"\w+", "हिन्दी", True),
        (r"\w+", "a-b", False),
        (r"\d+", "٣", False),
        (r"a\sb", "a\u00a0b", True),
        (".", "ab", False),
        ("a.c", "a\nc", True),
        ("acme/.*", "Acme/EU", True),
        (r"\x41\u{1F600}", "a😀", True),
        ("a|b|", "", True),
        ("[-a]", "-", True),
        ("[a-]", "-", True),
        (r"[\]\\]", "]", True),
        ("[.]", "x", False),
        (r"[a\-z]", "b", False),
        ("[a^]", "^", True),
        ("berlin", "east berlin", False),
        ("ﬁ+", "fifi", True),
    ],
)
def test_examples(source: str, text: str, is_match: bool) -> None:
    assert compiled(source).matches(fold(text)) == is_match


@given(SOURCES, st.lists(TEXTS, min_size=5, max_size=10))
def test_a_full_cache_changes_nothing(source: str, texts: list[str]) -> None:
    ours = compiled(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pattern, "CACHED_MOVES", 3)
        small = compiled(source)
        for text in texts:
            assert small.matches(text) == ours.matches(text)


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern, "CACHED_MOVES", 100)
    ours = compiled("(a|b)*a(a|b){12}")
    text = "".join("ab"[(i * i // 7) % 2] for i in range(5_000))
    ours.matches(text)
    rows = ours._matcher.start.rows
    assert sum(len(row) for row in rows.values()) <= 100
    assert len(rows) <= 101


@pytest.mark.parametrize("source", ["(a*)*b", "(a|aa)+b", "(a?){30}a{30}", "(.*a){20}", "(a|a)*c"])
def test_work_is_one_step_a_character(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = compiled(source)
    steps = 0
    move = pattern._Matcher.move

    def counted(self: pattern._Matcher, row: pattern._Row, char: str) -> pattern._Row:
        nonlocal steps
        steps += 1
        return move(self, row, char)

    monkeypatch.setattr(pattern._Matcher, "move", counted)
    ours.matches("a" * 20_000)
    assert steps <= 20_000


def test_threads_may_share_a_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern, "CACHED_MOVES", 20)
    ours = compiled("(a|b)*a(a|b){3}")
    texts = [f"{i:b}".replace("0", "a").replace("1", "b") for i in range(400)]
    expected = [ours.automaton.accepts(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        rounds = list(pool.map(lambda _: [ours.matches(text) for text in texts], range(8)))
    assert rounds == [expected] * 8


def test_equal_sources_are_equal_patterns() -> None:
    assert compile_pattern("a+") == compile_pattern("a+")
    assert isinstance(compile_pattern("a+"), Pattern)
    assert compile_pattern("a+") != compile_pattern("aa*")
