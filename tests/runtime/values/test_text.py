"""Laws of folding, proved for every single character and sampled on longer texts."""

from hypothesis import given
from hypothesis import strategies as st

from routewright_runtime.text import fold, fold_inner

ALL = [chr(code) for code in range(0x110000)]


def test_folding_every_character_twice_is_folding_it_once() -> None:
    assert [c for c in ALL if fold_inner(fold_inner(c)) != fold_inner(c)] == []


def test_a_character_folds_to_nothing_only_where_strip_drops_it() -> None:
    assert [c for c in ALL if (fold(c) == "") != (c.strip() == "")] == []


def test_what_folding_gives_stands_for_itself() -> None:
    given_back = set("".join(fold_inner(c) for c in ALL))
    assert sorted(c for c in given_back if fold_inner(c) != c) == []


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_is_the_long_way(text: str) -> None:
    beside = "\N{GREEK SMALL LETTER ALPHA}"
    assert fold_inner(text + beside) == fold_inner(text) + beside
    assert fold(text) == fold_inner(text).strip()


@given(st.text(), st.sampled_from(["", " ", "\t", "\u00a0", "\u3000"]))
def test_case_and_surrounding_blanks_do_not_count(text: str, blank: str) -> None:
    assert fold(f"{blank}{text.strip()}{blank}") == fold(text)


def test_examples() -> None:
    assert fold(" Straße ") == "strasse"
    assert fold("ﬁx") == "fix"
    assert fold("ＡＢＣ") == "abc"
    assert fold("Σίσυφος") == fold("ΣΊΣΥΦΟΣ")
    assert fold("e\u0301") == fold("É") == "é"
