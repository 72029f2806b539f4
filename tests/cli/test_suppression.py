"""What an author allows in a comment, severities from the settings, and the baseline."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from routewright.finding_names import changeable_names, refusal_names
from routewright.lint_kinds import KINDS
from routewright.manual import pages
from routewright_compiler.lint.discovery import discover
from routewright_compiler.schema.codes import finding_kinds
from routewright_grammar.codes import Fault

PEOPLE = 'rep ana "ana@acme.example"\nqueue desk\nrecord lead { size: integer }\n'
MIXED = "size > 3 or size < 1 and size > -5"
DEFINE = f"define odd = {MIXED}\n"
RULE = 'rule "A" { when odd  assign ana }\n'
END = "fallback assign desk\n"

# What the analysis says beside these is no matter here.
WATCHED = {"mixed-and-or", "failing-expect", "unknown-name", *(kind.name for kind in KINDS)}

Lint = Callable[..., list[tuple[str, int]]]


@pytest.fixture
def lint(tmp_path: Path, command_line) -> Lint:
    """Return a function that lints a text and gives the names and lines of the findings."""

    def run(text: str, *arguments: str) -> list[tuple[str, int]]:
        (tmp_path / "in.route").write_text(text, encoding="utf-8")
        found = command_line("lint", "in.route", "--format", "json", *arguments)
        assert found.code in (0, 1), found.err
        findings = json.loads(found.out)["findings"]
        return [(f["name"], f["start"]["line"]) for f in findings if f["name"] in WATCHED]

    return run


def test_a_comment_above_allows_the_declaration_below(lint: Lint) -> None:
    allowed = "# routewright: allow mixed-and-or because the import writes it so\n"
    assert lint(PEOPLE + DEFINE + RULE + END) == [("mixed-and-or", 4)]
    assert lint(PEOPLE + allowed + DEFINE + RULE + END) == []
    assert lint(PEOPLE + allowed + "# more words\n\n" + DEFINE + RULE + END) == []


def test_a_comment_behind_something_allows_its_own_line(lint: Lint) -> None:
    behind = DEFINE.rstrip() + "  # routewright: allow mixed-and-or because so it is\n"
    assert lint(PEOPLE + behind + RULE + END) == []
    away = RULE.rstrip() + "  # routewright: allow mixed-and-or because so it is\n"
    assert lint(PEOPLE + DEFINE + away + END) == [("mixed-and-or", 4), ("unused-suppression", 5)]


def test_a_comment_inside_a_group_allows_the_rule_below(lint: Lint) -> None:
    text = (
        f'{PEOPLE}group "G" {{\n'
        "  # routewright: allow mixed-and-or because it is old\n"
        f'  rule "A" {{\n    when {MIXED}\n    assign ana\n  }}\n'
        f'  rule "B" {{ when size = 8 or size = 9 and size > 2  assign ana }}\n}}\n{END}'
    )
    assert [name for name, line in lint(text) if line == 10] == ["mixed-and-or"]
    assert ("mixed-and-or", 7) not in lint(text)


def test_a_whole_file_and_several_names(lint: Lint) -> None:
    head = "# routewright: allow mixed-and-or in this file because the import writes it so\n"
    assert lint(head + PEOPLE + DEFINE + RULE + END) == []
    both = "# routewright: allow mixed-and-or, failing-expect in this file because of May\n"
    expect = 'expect "x" { given { size 9 } queue desk }\n'
    assert lint(both + PEOPLE + DEFINE + RULE + END + expect) == []
    assert lint(both + PEOPLE + DEFINE + RULE + END) == [("unused-suppression", 1)]


@pytest.mark.parametrize(
    ("comment", "name"),
    [
        ("allow mixed-and-or", "suppression-without-reason"),
        ("allow mixed-and-or because", "suppression-without-reason"),
        ("allow mixed-or because it is so", "unknown-suppression"),
        ("allow unknown-name because it is so", "unknown-suppression"),
        ("allow because it is so", "unknown-suppression"),
        ("ignore mixed-and-or", "unknown-suppression"),
    ],
)
def test_a_comment_that_says_nothing_sound_allows_nothing(
    lint: Lint, comment: str, name: str
) -> None:
    text = f"{PEOPLE}# routewright: {comment}\n{DEFINE}{RULE}{END}"
    assert lint(text) == [(name, 4), ("mixed-and-or", 5)]


def test_a_refusal_is_never_allowed_and_then_nothing_is_called_unused(lint: Lint) -> None:
    text = "# routewright: allow failing-expect in this file because so\n" + PEOPLE + END
    assert lint(text + "team t { nobody }\n") == [("unknown-name", 6)]
    assert lint(text) == [("unused-suppression", 1)]


def test_an_instruction_is_no_description(tmp_path: Path, command_line) -> None:
    line = "# routewright: allow mixed-and-or because so\n"
    for first, second in (("", ""), (line, ""), ("", line)):
        (tmp_path / "in.route").write_text(
            f"# About.\n\n{first}# Odd sizes.\n{second}{DEFINE}{RULE}{END}{PEOPLE}"
        )
        from routewright.compiling import compiled

        (made,) = compiled(tmp_path / "in.route").policy.graph.definitions
        assert made.doc == "Odd sizes."


def test_the_settings_change_a_severity_or_switch_a_finding_off(
    tmp_path: Path, command_line, lint: Lint
) -> None:
    settings = tmp_path / "routewright.toml"
    text = PEOPLE + DEFINE + RULE + END
    for word, code in (("error", 1), ("warning", 0), ("note", 0), ("off", 0)):
        settings.write_text(f'[lint.severity]\nmixed-and-or = "{word}"\n')
        (tmp_path / "in.route").write_text(text)
        found = command_line("lint", "in.route", "--format", "concise")
        assert found.code == code
        assert (f"{word} RW901" in found.out) == (word != "off")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('mixed-or = "off"', "did you mean `lint.severity.mixed-and-or`?"),
        ('unknown-name = "off"', "does not compile"),
        ('mixed-and-or = "info"', 'must be one of "error"'),
        ("mixed-and-or = 3", 'must be one of "error"'),
    ],
)
def test_a_wrong_severity_is_2(tmp_path: Path, command_line, line: str, message: str) -> None:
    (tmp_path / "routewright.toml").write_text(f"[lint.severity]\n{line}\n")
    (tmp_path / "in.route").write_text(PEOPLE + END)
    found = command_line("lint", "in.route")
    assert found.code == 2
    assert message in found.err


def test_a_baseline_hides_what_was_there_and_only_shrinks(
    tmp_path: Path, command_line, lint: Lint
) -> None:
    strict = ("--baseline", "old.json")
    other = 'define other = size = 7 or size = 8 and size > 0\nrule "B" { when other assign ana }\n'
    lint(PEOPLE + DEFINE + RULE + END)
    written = command_line("lint", "in.route", *strict, "--write-baseline", "--fail-on", "note")
    assert written.code == 0
    assert "`old.json` holds " in written.err
    before = (tmp_path / "old.json").read_text()
    # Lines move, blanks change: still the same finding.
    moved = PEOPLE + "\n\n# moved\n" + DEFINE.replace(" or ", "   or ") + RULE + END
    assert lint(moved, *strict) == []
    # A new one is shown, and is not taken into the baseline.
    assert ("mixed-and-or", 6) in lint(PEOPLE + DEFINE + RULE + other + END, *strict)
    command_line("lint", "in.route", *strict, "--write-baseline")
    assert (tmp_path / "old.json").read_text() == before
    # A repaired one must leave.
    clean = PEOPLE + 'rule "A" { when size > 3 assign ana }\n' + END
    stale = lint(clean, *strict)
    assert "stale-baseline" in {name for name, _ in stale}
    assert command_line("lint", "in.route", *strict).code == 1
    assert command_line("lint", "in.route", *strict, "--write-baseline").code == 0
    kept = json.loads((tmp_path / "old.json").read_text())["findings"]
    assert [row for row in kept if row["name"] in WATCHED] == []


def test_a_baseline_says_nothing_of_files_that_were_not_linted(
    tmp_path: Path, command_line, lint: Lint
) -> None:
    lint(PEOPLE + DEFINE + RULE + END)
    (tmp_path / "clean.route").write_text(PEOPLE + END)
    command_line("lint", "in.route", "--baseline", "old.json", "--write-baseline")
    found = command_line("lint", "clean.route", "--baseline", "old.json")
    assert "stale-baseline" not in found.out
    (tmp_path / "in.route").unlink()
    found = command_line("lint", "clean.route", "--baseline", "old.json", "--fail-on", "error")
    assert found.code == 1
    assert "stale-baseline" in found.out


@pytest.mark.parametrize("text", ["{", "[]", '{"version": 2}', '{"version": 1, "findings": [3]}'])
def test_a_damaged_baseline_is_2(tmp_path: Path, command_line, text: str) -> None:
    (tmp_path / "in.route").write_text(PEOPLE + END)
    (tmp_path / "old.json").write_text(text)
    found = command_line("lint", "in.route", "--baseline", "old.json")
    assert found.code == 2
    assert "`old.json`" in found.err
    assert command_line("lint", "in.route", "--write-baseline").code == 2


def test_every_kind_has_a_page_and_a_code_of_its_own() -> None:
    others = {kind.code for kind in finding_kinds()} | {str(rule.CODE) for rule in discover()}
    others |= {fault.value[0] for fault in Fault}
    for kind in KINDS:
        assert kind.code not in others
        assert pages()[kind.name].text.startswith(
            f"# {kind.name}\n\n{kind.code}, {kind.severity}. "
        )
    assert not set(changeable_names()) & refusal_names()
