"""The index of text literals finds what searching for each finds."""

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_runtime.evaluate.text_index import TextIndex

SHORT = st.text("abs", min_size=1, max_size=4)
LITERALS = st.lists(SHORT, max_size=12, unique=True)


@given(
    LITERALS, LITERALS, LITERALS, st.lists(st.text("abs ", max_size=9), max_size=6), st.booleans()
)
@settings(max_examples=200, deadline=None)
def test_every_literal_that_holds_is_found_once(
    prefixes: list[str], suffixes: list[str], contained: list[str], texts: list[str], is_few: bool
) -> None:
    numbered = [(text, i) for i, text in enumerate([*prefixes, *suffixes, *contained])]
    first, second = len(prefixes), len(prefixes) + len(suffixes)
    with (
        patch("routewright_runtime.evaluate.text_index.FEW", 99 if is_few else 0),
        patch("routewright_runtime.evaluate.text_index.MAX_MOVES", 3),
    ):
        index = TextIndex(
            prefixes=numbered[:first],
            suffixes=numbered[first:second],
            contained=numbered[second:],
        )
        for text in [*texts, *texts]:
            expected = [
                number
                for literal, number in numbered
                if (number < first and text.startswith(literal))
                or (first <= number < second and text.endswith(literal))
                or (number >= second and literal in text)
            ]
            assert sorted(index.of_text(text)) == expected
