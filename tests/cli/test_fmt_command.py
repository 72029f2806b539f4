"""`fmt` typed at a shell: in place, checked, as a diff; and what it must never change."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routewright.fixes.meaning import is_same_meaning
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.policy import Policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_grammar.format import format_source
from routewright_grammar.span import Source

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LOOSE = "queue   a\n\n\n\nqueue  desk   # last"
TIGHT = "queue a\n\nqueue desk  # last\n"
BROKEN = "queue  a\nrule { when\n  x  }\nqueue  b\n"


def test_files_are_laid_out_in_place_and_then_stay(tmp_path: Path, command_line) -> None:
    (tmp_path / "a.route").write_text(LOOSE)
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "b.route").write_text(TIGHT)
    (tmp_path / "other.txt").write_text(LOOSE)
    found = command_line("fmt", ".")
    assert (found.code, found.out) == (0, "")
    assert found.err == "changed: a.route\n1 file changed, 1 stayed\n"
    assert (tmp_path / "a.route").read_text() == TIGHT
    assert (tmp_path / "other.txt").read_text() == LOOSE
    assert command_line("fmt", ".", "a.route").err == "0 files changed, 2 stayed\n"


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_check_and_diff_write_nothing(tmp_path: Path, command_line, option: str) -> None:
    file = tmp_path / "a.route"
    file.write_text(LOOSE)
    found = command_line("fmt", "a.route", option)
    assert (found.code, file.read_text()) == (1, LOOSE)
    assert "1 file would change, 0 would stay" in found.err
    lines = found.out.splitlines()
    assert lines[:2] == (["--- a/a.route", "+++ b/a.route"] if option == "--diff" else [])
    assert ("+queue desk  # last" in lines) == (option == "--diff")
    file.write_text(TIGHT)
    assert command_line("fmt", "a.route", option) == (0, "", "0 files would change, 1 would stay\n")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_the_byte_order_mark_and_the_line_ends_stay(
    tmp_path: Path, command_line, mark: bytes, line_end: bytes
) -> None:
    file = tmp_path / "a.route"
    file.write_bytes(mark + LOOSE.encode().replace(b"\n", line_end))
    assert command_line("fmt", "a.route").code == 0
    assert file.read_bytes() == mark + TIGHT.encode().replace(b"\n", line_end)
    assert command_line("fmt", "a.route", "--check").code == 0


def test_a_damaged_declaration_is_left_and_said(tmp_path: Path, command_line) -> None:
    file = tmp_path / "a.route"
    file.write_text(BROKEN)
    found = command_line("fmt", "a.route")
    assert found.code == 0
    assert "a.route:2: left as it is written" in found.err
    assert file.read_text() == "queue a\nrule { when\n  x  }\nqueue b\n"


def test_what_is_no_text_is_2_and_nothing_is_written(tmp_path: Path, command_line) -> None:
    (tmp_path / "a.route").write_text(LOOSE)
    (tmp_path / "b.route").write_bytes(b"queue \xff\n")
    found = command_line("fmt", ".")
    assert found.code == 2
    assert "`b.route`" in found.err
    assert (tmp_path / "a.route").read_text() == LOOSE
    assert command_line("fmt", "nowhere.route").code == 2
    (tmp_path / "empty").mkdir()
    assert command_line("fmt", "empty").code == 2


def test_what_init_writes_is_laid_out(command_line) -> None:
    command_line("init", "fresh")
    assert command_line("fmt", "--check", "fresh").code == 0


@pytest.mark.parametrize(
    "story", sorted(path.parent.name for path in EXAMPLES.glob("*/people.route"))
)
def test_every_example_keeps_its_meaning(tmp_path: Path, command_line, story: str) -> None:
    from routewright.compiling import compiled as compiled_file

    shutil.copytree(EXAMPLES / story, tmp_path / story)
    before = compiled_file(tmp_path / story).policy
    assert command_line("fmt", story).code == 0
    assert is_same_meaning(before, compiled_file(tmp_path / story).policy)
    assert command_line("fmt", "--check", story).code == 0
    lines = "".join(path.read_text() for path in (tmp_path / story).glob("*.route")).splitlines()
    assert max(len(line) for line in lines if "#" not in line) <= 100


# --- meaning ----------------------------------------------------------------------------------

PEOPLE = """
calendar c { zone "Europe/Berlin"  open mon-fri 09:00-18:00, sat 10:00-12:00  closed 2026-12-24 }
rep ana "ana@acme.example" { calendar c  speaks de, en  at most 4 per day, 20 per week }
rep ben "ben@acme.example" { knows "Life Science"  away 2026-12-21..2027-01-01 }
team both catch up { ana weight 2, ben }
queue desk "Desk"
record lead blank "n/a" {
  n: integer 0..  from a.b, "N"   s: text blank "?"
  kind: choice(Big, "Very big")   on: date
}
define big = n >= 1k or kind = "Very big"
classify size { S when n < 50  M when n in 50..999  otherwise L }
score fit { 30 when big  -5 when s is empty }
"""
ATOMS = st.sampled_from(
    (
        *("n >= 10", "n in 5..9", 's contains ("x", "y z")', "s matches /a\\/b+/", "big"),
        *('kind in (Big, "Very big")', "size = M", "fit > 1.5", "on >= 2026-01-01", "s is known"),
        *("on within 7 days", "during c", 'outside "# {"', "kind != Big"),
    )
)


def joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    many = st.lists(parts, min_size=2, max_size=5)
    return st.one_of(
        many.map(" and ".join),
        many.map(" or ".join),
        parts.map("not ({})".format),
        parts.map("({})".format),
    )


CONDITIONS = st.recursive(ATOMS, joined, max_leaves=12)
DECISIONS = st.sampled_from(
    (
        'assign ana notify ben tag "hot  lead"',
        "rotate both by weight where speaks de and knows s hold up to 9 hours fallback assign desk",
        "rotate both fallback assign ben sla 2 hours during c at 30 minutes notify assignee then"
        " reassign after 1 day escalate to ana",
        'suppress "no # lead"',
    )
)
GAPS = st.sampled_from((" ", "  ", "\n", "\n\n", "\r\n  ", "\t", " # c\n"))
ENDS = st.sampled_from(("\n", "\n\n\n", " # why\n"))


@st.composite
def texts(draw: st.DrawFn) -> str:
    rules = [
        f'rule "R {n}" {{ when {draw(CONDITIONS)} {draw(DECISIONS)} }}'
        for n in range(draw(st.integers(1, 4)))
    ]
    cut = draw(st.integers(0, len(rules)))
    group = f'group "G" {{ when {draw(CONDITIONS)} {" ".join(rules[:cut])} fallback assign desk }}'
    promise = f'assert "p" {{ when {draw(CONDITIONS)} never team both }}'
    example = 'expect "e" { given { n 5 s "a  b" } at 2026-03-10T10:00Z given { } queue desk }'
    parts = [*PEOPLE.split("\n"), group, *rules[cut:], "fallback assign desk", promise, example]
    return "".join(part + draw(ENDS) for part in parts)


def compiled(text: str) -> Policy:
    outcome = compile_policy("in.route", MappingLoader({"in.route": text}))
    assert outcome.value is not None, (text, [d.message for d in outcome.diagnostics])
    return outcome.value


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(texts(), st.data())
def test_a_policy_means_the_same_when_laid_out(text: str, data: st.DataObject) -> None:
    words = text.split(" ")
    at = data.draw(st.integers(0, len(words) - 1))
    loose = " ".join(words[:at]) + data.draw(GAPS) + " ".join(words[at:])
    outcome = compile_policy("in.route", MappingLoader({"in.route": loose}))
    if outcome.value is None:
        loose = text  # the gap fell into a text or a pattern
    made = format_source(Source("in.route", loose))
    assert made is not None
    assert made.damaged_lines == ()
    assert is_same_meaning(compiled(made.text), compiled(loose))
    again = format_source(Source("in.route", made.text))
    assert again == made
    if "# c" not in loose:  # a declaration with a comment that has no place stays as written
        code = [line for line in made.text.splitlines() if "#" not in line]
        assert max(map(len, code)) <= 100
