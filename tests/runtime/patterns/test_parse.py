"""What is a pattern and what is refused, with place and remedy."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from routewright_runtime.patterns import Pattern, PatternProblem, compile_pattern
from routewright_runtime.patterns.parse import NESTING, PATTERN_CHARACTERS, POSITIONS

REFUSED = [
    # source, offset, length, a word of the message, a word of the help
    ("^a", 0, 1, "anchor", "whole text"),
    ("a$", 1, 1, "anchor", "whole text"),
    (r"a\b", 1, 2, "anchor", "whole text"),
    (r"\Aa", 0, 2, "anchor", "whole text"),
    (r"(a)\1", 3, 2, "back-reference", "alternatives"),
    ("a(?=b)", 1, 3, "look-ahead", "`and`"),
    ("(?!b)", 0, 3, "look-ahead", "`not`"),
    ("(?<=b)", 0, 4, "look-behind", "`and`"),
    ("(?<!b)", 0, 4, "look-behind", "`not`"),
    ("(?>b)", 0, 3, "atomic", "plain group"),
    ("(?P<n>b)", 0, 3, "named group", "plain group"),
    ("(?<n>b)", 0, 3, "named group", "plain group"),
    ("(?i)b", 0, 3, "flag", "case never counts"),
    ("a*?", 1, 2, "lazy", "second sign"),
    ("a{2}?", 1, 4, "lazy", "second sign"),
    ("a++", 1, 2, "possessive", "second sign"),
    ("a**", 2, 1, "repeats a repetition", "parentheses"),
    ("*a", 0, 1, "nothing before it", r"`\*`"),
    ("(+a)", 1, 1, "nothing before it", r"`\+`"),
    ("a|?", 2, 1, "nothing before it", r"`\?`"),
    ("(ab", 0, 1, "not closed", "`)`"),
    ("ab)", 2, 1, "closes no group", r"`\)`"),
    ("[ab", 0, 1, "not closed", "`]`"),
    ("ab]", 2, 1, "closes nothing", r"`\]`"),
    ("ab}", 2, 1, "closes nothing", r"`\}`"),
    ("a{", 1, 1, "count", r"`\{`"),
    ("a{,2}", 1, 1, "count", r"`\{`"),
    ("a{x}", 1, 1, "count", r"`\{`"),
    ("a{12345}", 1, 1, "count", r"`\{`"),
    ("a{3,2}", 1, 5, "below its beginning", "{2,3}"),
    ("[]", 0, 2, "empty", r"`\]`"),
    ("[^]", 0, 3, "empty", r"`\]`"),
    ("[z-a]", 1, 3, "below its beginning", "swap"),
    (r"[\d-z]", 1, 3, "begin with a named class", r"`\-`"),
    (r"[a-\d]", 1, 2, "end in a named class", r"`\-`"),
    ("[[:alpha:]]", 1, 2, "not known", r"`\w`"),
    ("[^aß]", 0, 5, "several characters `ss`", "leave it out"),
    ("x\\", 1, 1, "lone", r"`\\`"),
    (r"\p{L}", 0, 2, "not known", r"`\d`"),
    (r"\xg0", 0, 2, "hexadecimal", r"`\x41`"),
    (r"\u{110000}", 0, 10, "no character", "10FFFF"),
    ("", 0, 0, "empty", "`is empty`"),
]


@pytest.mark.parametrize(("source", "offset", "length", "word", "remedy"), REFUSED)
def test_refusals(source: str, offset: int, length: int, word: str, remedy: str) -> None:
    problem = compile_pattern(source)
    assert isinstance(problem, PatternProblem)
    assert (problem.offset, problem.length) == (offset, length)
    assert word in problem.message
    assert remedy in problem.help
    assert "\n" not in problem.message


def test_limits() -> None:
    assert isinstance(compile_pattern("a" * PATTERN_CHARACTERS), Pattern)
    longer = compile_pattern("a" * PATTERN_CHARACTERS + "b")
    assert isinstance(longer, PatternProblem)
    assert longer.offset == PATTERN_CHARACTERS
    assert isinstance(compile_pattern(f"a{{{POSITIONS}}}"), Pattern)
    assert isinstance(compile_pattern(f"a{{{POSITIONS}}}b"), PatternProblem)
    assert isinstance(compile_pattern("((((a{99}){99}){99}){99}){99}"), PatternProblem)
    assert isinstance(compile_pattern("(" * NESTING + "a" + ")" * NESTING), Pattern)
    deeper = compile_pattern("(" * (NESTING + 1) + "a" + ")" * (NESTING + 1))
    assert isinstance(deeper, PatternProblem)
    assert deeper.offset == NESTING


def test_a_repeated_nothing_costs_nothing() -> None:
    pattern = compile_pattern("((){9999}){9999}a")
    assert isinstance(pattern, Pattern)
    assert pattern.matches("a")
    assert not pattern.matches("")


@given(st.text(r"ab\()[]{}|*+?.^$-,:=!<>12dwsxu é" + "ßÉ\u0301", max_size=12) | st.text())
@example("\ud800")
@example("[\ud800-\udfff]")
@example("[\x00-\U0010ffff]")
def test_any_text_is_a_pattern_or_has_a_problem_inside_it(source: str) -> None:
    result = compile_pattern(source)
    if isinstance(result, PatternProblem):
        assert 0 <= result.offset <= result.offset + result.length <= max(len(source), 1)
        assert result.message
        assert result.help
