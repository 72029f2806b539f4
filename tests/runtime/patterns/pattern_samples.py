"""Strategies for patterns of the strict subset, and a slow matcher that is obviously right."""

from functools import cache

from hypothesis import strategies as st

from routewright_runtime.patterns import Pattern, charset, compile_pattern
from routewright_runtime.patterns.expression import Chars, Either, Expression, Repeat, Sequence

LETTERS = "abc1 -"
ATOMS = st.sampled_from(
    ["a", "b", "c", "1", "-", " ", ".", "[ab]", "[^a]", "[a-c]", "[^b-]", r"\d", r"\w", r"\s",
     r"\D", r"\W", r"\S", r"\.", r"\-", "()", r"[\d-]", r"[\w ]"]
)  # fmt: skip
COUNTS = st.sampled_from(["*", "+", "?", "{2}", "{0}", "{1,}", "{0,2}", "{1,3}", "{2,3}", "{0,0}"])


def _longer(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        st.tuples(inner, COUNTS).map(lambda p: f"({p[0]}){p[1]}")
        | st.tuples(inner, COUNTS).map(lambda p: f"(?:{p[0]}){p[1]}")
        | st.lists(inner, min_size=2, max_size=3).map("".join)
        | st.lists(inner, min_size=2, max_size=3).map(lambda p: f"({'|'.join(p)})")
    )


SOURCES = st.recursive(ATOMS, _longer, max_leaves=6)
TEXTS = st.text(LETTERS, max_size=7)


def compiled(source: str) -> Pattern:
    """Compile a pattern that is known to be right."""
    pattern = compile_pattern(source)
    assert isinstance(pattern, Pattern), (source, pattern)
    return pattern


def slow_match(node: Expression, text: str) -> bool:
    """Match by the definition: every way to cut the text is tried."""
    return _matches(node, text)


@cache
def _matches(node: Expression, text: str) -> bool:
    match node:
        case Chars(chars):
            return len(text) == 1 and charset.has(chars, ord(text))
        case Either(items):
            return any(_matches(item, text) for item in items)
        case Sequence(()):
            return text == ""
        case Sequence(items):
            rest = Sequence(items[1:])
            return any(
                _matches(items[0], text[:cut]) and _matches(rest, text[cut:])
                for cut in range(len(text) + 1)
            )
        case Repeat(item, low, high):
            return _repeats(item, low, high, text)


def _repeats(item: Expression, low: int, high: int | None, text: str) -> bool:
    if low == 0 and text == "":
        return True
    if high == 0:
        return False
    following = None if high is None else high - 1
    # Without a required copy left, an empty one changes nothing: begin behind at least one sign.
    cuts = range(0 if low else 1, len(text) + 1)
    return any(
        _matches(item, text[:cut])
        and _matches(Repeat(item, max(low - 1, 0), following), text[cut:])
        for cut in cuts
    )
