"""`lint --fix`: what is written, what is only shown, and the proof before it."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routewright.changed_lines import parse_diff
from routewright.compiling import compiled
from routewright.fixes.choosing import chosen, is_applicable, is_safe
from routewright.fixes.edits import applied, clashes
from routewright.fixes.meaning import is_same_meaning
from routewright.fixes.proof import decides_alike
from routewright.fixes.repairing import diff
from routewright_grammar.diagnostic import Diagnostic, Edit, Fix, FixSafety, Label, Severity
from routewright_grammar.span import Span

PEOPLE = 'rep ana "ana@acme.example"\nqueue desk\nrecord lead { size: integer }\n'
MIXED = "size > 3 or size < 1 and size > -5"
RULE = f'# Über.\nrule "A" {{ when {MIXED}  assign ana }}\n'
END = "fallback assign desk\n"
PAREN = RULE.replace("size < 1 and size > -5", "(size < 1 and size > -5)")


def edit(start: int, end: int, text: str) -> Edit:
    return Edit(Span("f", start, end), text)


def finding(*fixes: Fix, start: int = 0) -> Diagnostic:
    return Diagnostic("RW901", "x", Severity.WARNING, "m", Label(Span("f", start, 1)), fixes=fixes)


@given(st.text("ab\r\n", max_size=12), st.lists(st.tuples(st.integers(0, 12), st.text("xy"))))
def test_edits_leave_all_else_as_it_is(text: str, inserts: list[tuple[int, str]]) -> None:
    edits = [edit(min(at, len(text)), min(at, len(text)), new) for at, new in inserts]
    made = applied(text, edits)
    assert len(made) == len(text) + sum(len(new) for _, new in inserts)
    assert made.replace("x", "").replace("y", "") == text


def test_an_inserted_line_end_is_the_texts_own() -> None:
    assert applied("a\r\nb\r\n", [edit(3, 4, "c\nd")]) == "a\r\nc\r\nd\r\n"
    assert applied("a\nb", [edit(0, 1, "c\nd")]) == "c\nd\nb"


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ((0, 2), (2, 4), False),
        ((0, 3), (2, 4), True),
        ((1, 1), (1, 1), True),
        ((2, 2), (0, 2), True),
    ],
)
def test_what_touches_the_same_characters_clashes(one, other, meet: bool) -> None:
    assert clashes([edit(*one, "")], [edit(*other, "")]) is meet
    assert clashes([edit(*other, "")], [edit(*one, "")]) is meet


def test_the_first_of_two_that_clash_is_chosen_and_display_only_never() -> None:
    safe = Fix("a", FixSafety.SAFE, (edit(0, 2, "x"),))
    also = Fix("b", FixSafety.SAFE, (edit(1, 3, "y"),))
    unsafe = Fix("c", FixSafety.UNSAFE, (edit(5, 6, "z"),))
    shown = Fix("d", FixSafety.DISPLAY_ONLY, (edit(7, 8, "z"),))
    findings = [finding(safe), finding(also, start=1), finding(shown, unsafe)]
    assert [r.edits for r in chosen(findings, is_safe)] == [safe.edits]
    assert [r.edits for r in chosen(findings, is_applicable)] == [safe.edits, unsafe.edits]


def test_a_safe_fix_is_written_and_means_the_same(tmp_path: Path, command_line) -> None:
    file = tmp_path / "in.route"
    for mark, line_end in ((b"", b"\n"), (b"\xef\xbb\xbf", b"\r\n")):
        before = mark + (PEOPLE + RULE + END).encode().replace(b"\n", line_end)
        file.write_bytes(before)
        old = compiled(file).policy
        found = command_line("lint", "in.route", "--fix", "--format", "concise")
        assert "mixed-and-or" not in found.out
        assert found.err == "routewright: repaired 1 finding in `in.route`\n"
        after = mark + (PEOPLE + PAREN + END).encode().replace(b"\n", line_end)
        assert file.read_bytes() == after
        assert is_same_meaning(old, compiled(file).policy)
        again = command_line("lint", "in.route", "--fix", "--format", "concise")
        assert (again.err, file.read_bytes()) == ("", after)


def test_without_fix_nothing_is_written(tmp_path: Path, command_line) -> None:
    file = tmp_path / "in.route"
    file.write_text(PEOPLE + RULE + END)
    found = command_line("lint", "in.route", "--unsafe-fixes", "--format", "concise")
    assert file.read_text() == PEOPLE + RULE + END
    assert "mixed-and-or" in found.out
    assert f"+{PAREN.splitlines()[1]}" in found.err
    assert "nothing is written" in found.err


def test_a_fix_that_changes_a_decision_is_left_to_unsafe_fixes(
    tmp_path: Path, command_line, monkeypatch
) -> None:
    file = tmp_path / "in.route"
    file.write_text(PEOPLE + RULE + END)
    from routewright_compiler.lint import policy_lint

    sound = policy_lint.mixed_and_or

    def lying(files):
        """Call a fix safe that moves the bound as well."""
        found = []
        for item in sound(files):
            at = files[0].source.text.index("size > 3") + len("size > ")
            wrong = Edit(Span(item.label.span.file, at, at + 1), "4")
            fix = replace(item.fixes[0], edits=(*item.fixes[0].edits, wrong))
            found.append(replace(item, fixes=(fix,)))
        return tuple(found)

    monkeypatch.setattr(policy_lint, "mixed_and_or", lying)
    found = command_line("lint", "in.route", "--fix")
    assert file.read_text() == PEOPLE + RULE + END
    assert "1 fix left out, not proved to change no decision" in found.err
    found = command_line("lint", "in.route", "--fix", "--unsafe-fixes")
    assert file.read_text() == PEOPLE + PAREN.replace("size > 3", "size > 4") + END
    assert "+" + PAREN.splitlines()[1].replace("size > 3", "size > 4") in found.err


def test_an_unsound_fix_holds_no_sound_one_back(tmp_path: Path, command_line, monkeypatch) -> None:
    """Of seven fixes that are called safe the third is not: the other six are written."""
    file = tmp_path / "in.route"
    rules = "".join(
        f'rule "R{n}" {{ when size = {n} or size = 90 and size > {n}  assign ana }}\n'
        for n in range(7)
    )
    file.write_text(PEOPLE + rules + END)
    from routewright_compiler.lint import policy_lint

    sound = policy_lint.mixed_and_or

    def lying(files):
        """Make one of the fixes change its rule's bound."""
        found = list(sound(files))
        for number, item in enumerate(found):
            at = item.label.span.start + len("size = ")
            if files[0].source.text[at] == "2":
                wrong = Edit(Span(item.label.span.file, at, at + 1), "8")
                fix = replace(item.fixes[0], edits=(*item.fixes[0].edits, wrong))
                found[number] = replace(item, fixes=(fix,))
        return tuple(found)

    monkeypatch.setattr(policy_lint, "mixed_and_or", lying)
    found = command_line("lint", "in.route", "--fix", "--format", "concise")
    text = file.read_text()
    assert text.count("(size = 90") == 6
    assert "when size = 2 or size = 90" in text
    assert "repaired 6 findings in `in.route`" in found.err


HIDDEN = """rule "Large" { when size > 9  assign ana }
rule "Huge" { when size > 99  assign ana }
rule "Gone" { when size in (4, 200)  assign desk }
"""


def test_what_never_matters_goes_where_that_is_proved(tmp_path: Path, command_line) -> None:
    file = tmp_path / "in.route"
    file.write_text(PEOPLE + HIDDEN.replace("(4, 200)", "(4, 200, 300)") + END)
    found = command_line("lint", "in.route", "--fix", "--format", "concise")
    text = file.read_text()
    assert "Huge" not in text
    assert "repaired" in found.err
    assert "Large" in text  # it takes records from the fallback


def test_a_rule_that_another_makes_up_for_goes_unless_an_example_names_rules(
    tmp_path: Path, command_line
) -> None:
    file = tmp_path / "in.route"
    twin = 'rule "A" { when size = 5  assign ana }\nrule "B" { when size in 1..9  assign ana }\n'
    file.write_text(PEOPLE + twin + END)
    command_line("lint", "in.route", "--fix")
    assert '"A"' not in file.read_text()
    example = 'expect "five" { given { size 6 }  rule "B" }\n'
    file.write_text(PEOPLE + twin + END + example)
    found = command_line("lint", "in.route", "--fix")
    assert '"A"' in file.read_text()
    assert "1 fix left out, not proved to change no decision" in found.err


@pytest.mark.parametrize(
    ("old", "new", "is_alike"),
    [
        ("size > 9", "size >= 10", True),
        ("size > 9", "size >= 9", False),
        ("size > 99  assign ana", "size > 99  assign desk", True),  # nobody gets there
        ("(4, 200)  assign desk", "(4)  assign desk", True),
        ("(4, 200)  assign desk", "(4, 200)  assign ana", False),
        ("queue desk", 'queue desk "The desk"', False),
        ("size: integer", "size: integer 0..", False),
    ],
)
def test_the_proof(tmp_path: Path, old: str, new: str, is_alike: bool) -> None:
    text = PEOPLE + HIDDEN + END
    assert old in text
    policies = []
    for number, version in enumerate((text, text.replace(old, new))):
        file = tmp_path / f"{number}.route"
        file.write_text(version)
        policies.append(compiled(file).policy)
    assert decides_alike(policies[0], policies[1]) is is_alike
    assert decides_alike(policies[1], policies[0]) is is_alike


def test_a_promise_by_a_name_that_means_something_else_is_not_proved(tmp_path: Path) -> None:
    text = PEOPLE + "define odd = size > 9\n" + 'rule "A" { when size > 9  assign ana }\n' + END
    asked = text + 'assert "odd" { when odd  always owner ana }\n'
    found = []
    for version in (text, asked):
        pair = []
        for number, way in enumerate(
            (version, version.replace("odd = size > 9", "odd = size > 8"))
        ):
            file = tmp_path / f"{number}.route"
            file.write_text(way)
            pair.append(compiled(file).policy)
        found.append(decides_alike(*pair))
    assert found == [True, False]


def test_a_misspelt_name_is_repaired_only_when_asked(tmp_path: Path, command_line) -> None:
    file = tmp_path / "in.route"
    broken = PEOPLE + 'rule "A" { when size == 3  assign ana }\n' + END
    file.write_text(broken)
    found = command_line("lint", "in.route", "--fix")
    assert (found.code, file.read_text()) == (1, broken)
    assert "1 fix left out" in found.err
    command_line("lint", "in.route", "--fix", "--unsafe-fixes")
    assert file.read_text() == broken.replace("==", "=")


def test_a_shared_file_is_proved_for_every_policy_that_uses_it(
    tmp_path: Path, command_line
) -> None:
    """`a + b` in the shared file: sound for the policy that is linted, unreadable for the other."""
    shared = PEOPLE + f"define odd = {MIXED}\n"
    (tmp_path / "people.route").write_text(shared)
    user = 'use "people.route"\nrule "A" { when odd  assign ana }\n' + END
    (tmp_path / "one.route").write_text(user)
    (tmp_path / "two.route").write_text(user + "team t { nobody }\n")
    found = command_line("lint", "one.route", "--fix", "--format", "concise")
    assert (tmp_path / "people.route").read_text() == shared
    assert "1 fix left out" in found.err
    (tmp_path / "two.route").write_text(user)
    command_line("lint", "one.route", "--fix")
    assert "(size < 1 and size > -5)" in (tmp_path / "people.route").read_text()


def test_a_diff_ends_its_lines() -> None:
    assert diff("f", "a\r\nb", "a\r\nc") == "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
    assert diff("f", "a\n", "a\n") == ""


def test_changed_lines_are_read_from_a_diff() -> None:
    text = (
        "diff --git a/x.route b/x.route\n--- a/x.route\n+++ b/x.route\n"
        "@@ -1 +1,2 @@\n-a\n+b\n+c\n@@ -9,2 +10,0 @@ rule\n-d\n-e\n"
        "--- a/y z.route\n+++ b/y z.route\t\n@@ -0,0 +7 @@\n+f\n"
    )
    assert parse_diff(text) == {"x.route": frozenset({1, 2}), "y z.route": frozenset({7})}


def test_findings_on_lines_changed_since_a_revision_come_first(
    tmp_path: Path, command_line
) -> None:
    def git(*arguments: str) -> None:
        named = ("-c", "user.name=t", "-c", "user.email=t@example.com")
        subprocess.run(["git", *named, *arguments], cwd=tmp_path, check=True, capture_output=True)

    rules = [
        f'rule "R{n}" {{ when size = {n} or size = 90 and size > {n}  assign ana }}\n'
        for n in range(14)
    ]
    file = tmp_path / "in.route"
    git("init", "-q", "-b", "main")
    file.write_text(PEOPLE + "".join(rules) + END)
    git("add", ".")
    git("commit", "-qm", "one")
    rules[13] = rules[13].replace("size > 13", "size > 12")
    file.write_text(PEOPLE + "".join(rules) + END)
    found = command_line("lint", ".", "--format", "github", "--base", "main")
    warnings = [line for line in found.out.splitlines() if "RW901" in line]
    assert "line=17," in warnings[0]
    assert "line=4," in warnings[1]
    assert command_line("lint", ".", "--base", "nowhere").code == 2
    assert command_line("lint", ".", "--base", "--output=x").code == 2


def test_the_job_summary_is_added_to(tmp_path: Path, command_line, monkeypatch) -> None:
    (tmp_path / "in.route").write_text(PEOPLE + RULE + END)
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    command_line("lint", ".", "--format", "json")
    assert summary.read_text() == "before\n"
    command_line("lint", ".", "--format", "github")
    text = summary.read_text()
    assert text.startswith("before\n<!-- routewright -->\n### Routewright: ")
    assert "RW901" in text
    json.loads(command_line("lint", ".", "--format", "sarif").out)
