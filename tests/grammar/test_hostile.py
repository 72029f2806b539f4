"""Whatever the bytes: a value, plain messages, true places, and work that grows evenly."""

import sys
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routewright_grammar import refusal
from routewright_grammar.diagnostic import Outcome
from routewright_grammar.parse import NESTING_LIMIT, parse
from routewright_grammar.refusal import decode
from routewright_grammar.span import Source
from routewright_grammar.syntax import File

LISTING = (Path(__file__).parent / "listings" / "acme.route").read_text(encoding="utf-8")
WORDS = sorted(set(LISTING.replace("\n", " ").split(" ")))
RELAXED = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
NOISE = st.sampled_from(
    (
        *("", " ", "\n", "\r", "{", "}", "(", ")", '"', "'", "“", "#", "//", "/*", "=", "==", "-"),
        *(
            ",",
            ";",
            "..",
            "not",
            "is not",
            "\u200b",
            "–",
            "9",
            "9m",
            "\\",
            "é",
            "rule",
            'rule "x" {',
        ),
        *("round robin ae", "queue desk", "send to", "fallback", "is empty", "days", "!= A, B"),
    )
)


def check(text: str) -> Outcome[File]:
    """Parse and hold the outcome to what every outcome promises."""
    outcome = parse(Source("any.route", text))
    for found in outcome.diagnostics:
        assert found.not_compiled
        assert found.code.startswith("RW0")
        assert found.message
        assert "\n" not in found.message
        for label in (found.label, *found.related):
            assert 0 <= label.span.start <= label.span.end <= len(text)
        for fix in found.fixes:
            for edit in fix.edits:
                assert 0 <= edit.span.start <= edit.span.end <= len(text)
    assert list(outcome.diagnostics) == sorted(outcome.diagnostics, key=lambda item: item.sort_key)
    assert outcome.value is not None or outcome.diagnostics
    return outcome


@RELAXED
@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_value(data: bytes) -> None:
    source = decode("any.route", data)
    if source.value is not None:
        check(source.value.text)
    else:
        assert source.diagnostics


@RELAXED
@given(st.text(max_size=120))
def test_any_text_ends_in_a_value(text: str) -> None:
    check(text)


@RELAXED
@given(st.lists(st.sampled_from(WORDS) | NOISE, max_size=40))
def test_words_in_any_order_end_in_a_value(words: list[str]) -> None:
    check(" ".join(words))


@RELAXED
@given(
    st.integers(0, len(LISTING)),
    st.integers(0, 40),
    NOISE,
    st.integers(0, len(LISTING)),
    st.integers(0, 60),
)
def test_a_damaged_listing_ends_in_a_value(
    at: int, cut: int, noise: str, source: int, length: int
) -> None:
    damaged = LISTING[:at] + noise + LISTING[source : source + length] + LISTING[at + cut :]
    outcome = check(damaged)
    assert outcome.value is not None
    assert outcome.diagnostics or outcome.value.declarations


@RELAXED
@given(st.data())
def test_one_slip_in_one_declaration_costs_no_other(data: st.DataObject) -> None:
    clean = parse(Source("any.route", LISTING)).value
    assert clean is not None
    broken = data.draw(st.sampled_from(clean.declarations))
    at = data.draw(st.integers(broken.span.start + 1, broken.span.end - 1))
    outcome = check(LISTING[:at] + "^" + LISTING[at:])
    assert outcome.value is not None
    kept = len(outcome.value.declarations)
    assert kept >= len(clean.declarations) - 1


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        f'rule "x" {{ when {"(" * 100_000}a{")" * 100_000} assign b }}',
        "{" * 100_000,
        f"define x = {'not ' * 100_000}a",
        "define x = " + "t(" * 50_000,
        'group "x" { ' * 3_000,
    ],
    ids=["opening", "balanced", "braces", "not", "look-ups", "groups"],
)
def test_deep_nesting_is_one_finding(text: str) -> None:
    outcome = check(text)
    assert [found.name for found in outcome.diagnostics] == ["too-deeply-nested"]


def test_nesting_up_to_the_limit_is_read() -> None:
    deep = NESTING_LIMIT
    assert not check(f"define x = {'(' * deep}a{')' * deep}").diagnostics
    assert not check(f"define x = {'not ' * deep}a").diagnostics
    assert check(f"define x = {'(' * (deep + 1)}a{')' * (deep + 1)}").diagnostics


def test_a_nested_declaration_costs_no_other() -> None:
    outcome = check("team a { b }\ndefine x = " + "(" * 500 + "\nteam c { d }")
    assert outcome.value is not None
    assert len(outcome.value.declarations) == 2


@pytest.mark.parametrize("joint", ["and", "or"])
def test_a_long_chain_is_no_nesting(joint: str) -> None:
    assert not check("define x = " + f" {joint} ".join(["a"] * 5_000)).diagnostics


def test_a_large_file_is_refused_before_it_is_read() -> None:
    outcome = decode("big.route", b"#" * 50_000_000)
    assert [found.name for found in outcome.diagnostics] == ["file-too-large"]
    assert f"{refusal.SIZE_LIMIT_MIB} MiB" in outcome.diagnostics[0].message
    text = Source("big.route", "x" * (refusal.SIZE_LIMIT_BYTES + 1))
    assert [found.name for found in parse(text).diagnostics] == ["file-too-large"]


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"team x\n{ \x00 }", "control-character", "line 2 holds a control character (U+0000)"),
        (b"\x1b[31m", "control-character", "line 1 holds a control character (U+001B)"),
        (b"a\r\nb\r\xff", "not-utf8", "line 3 is not UTF-8 text"),
        (b"\xff\xfet\x00e\x00", "not-utf8", "UTF-16"),
        (b"# caf\xe9\n", "not-utf8", "line 1 is not UTF-8 text"),
        (b"\xed\xa0\x80", "not-utf8", "line 1 is not UTF-8 text"),
    ],
)
def test_bytes_that_are_no_text_are_named(data: bytes, name: str, message: str) -> None:
    outcome = decode("bad.route", data)
    assert outcome.value is None
    assert [found.name for found in outcome.diagnostics] == [name]
    assert message in outcome.diagnostics[0].message


def test_half_a_character_is_refused() -> None:
    outcome = parse(Source("half.route", 'team x { a }\nrule "\ud800" { assign a }'))
    assert outcome.value is None
    assert [found.name for found in outcome.diagnostics] == ["not-utf8"]
    assert "line 2" in outcome.diagnostics[0].message


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_byte_order_mark_is_no_part_of_the_text(end: bytes) -> None:
    data = LISTING.encode().replace(b"\n", end)
    marked, plain = decode("a.route", b"\xef\xbb\xbf" + data), decode("a.route", data)
    assert marked == plain
    assert marked.value is not None
    assert not check(marked.value.text).diagnostics


def test_mixed_line_ends_are_counted_as_people_do() -> None:
    outcome = check('team a { b }\r\nteam c { d }\rteam e { f }\n\n\rrule "x" { asign b }')
    (found,) = outcome.diagnostics
    source = Source(
        "any.route", 'team a { b }\r\nteam c { d }\rteam e { f }\n\n\rrule "x" { asign b }'
    )
    assert source.position(found.label.span.start).line == 6


def test_a_flood_of_errors_is_cut_short() -> None:
    outcome = check('rule "x" { asign b }\n' * 300)
    assert len(outcome.diagnostics) == 101
    assert outcome.diagnostics[-1].name == "too-many-errors"


def steps(text: str) -> int:
    """Return how many function calls a parse takes."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    source = Source("any.route", text)
    sys.setprofile(note)
    try:
        parse(source)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "unit",
    [
        'rule "R" {\n  when country in (DE, AT) and a >= 50M\n  rotate dach by weight\n}\n',
        "# a comment\nteam x { a, b, c }\n",
        'team x { a }\nrule "R" { when country not in (DE) assign b }\n',
        "^ ",
        "'",
    ],
    ids=["rules", "comments", "mistakes", "nonsense", "quotes"],
)
def test_work_grows_no_faster_than_the_text(unit: str) -> None:
    steps(unit)  # whatever is made once
    small, large = steps(unit * 20), steps(unit * 80)
    assert large < small * 4.6
