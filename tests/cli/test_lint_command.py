"""`lint` typed at a shell: which policies, which form, which exit code."""

import json
from pathlib import Path

import pytest

PEOPLE = 'rep ana "ana@acme.example"\nqueue desk\n'
SOUND = 'use "people.route"\nrecord lead { size: integer }\nfallback assign desk notify ana\n'
FAILING = SOUND + 'expect "Ana gets it" { given { size 3 } owner ana }\n'
STYLE = SOUND.replace(
    "fallback", 'rule "A" { when size > 3 or size < 1 and size > 0 assign ana }\nfallback'
)
BROKEN = 'record lead { size: integer }\nrule "A" { when sise > 3 assign ana }\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "people.route").write_text(PEOPLE)
    return tmp_path


def test_a_sound_policy_is_0(folder: Path, command_line) -> None:
    (folder / "in.route").write_text(SOUND)
    for path in ("in.route", ".", folder):
        assert command_line("lint", path) == (0, "nothing to report in all\n", "")


def test_a_finding_is_1_and_shown_with_its_text(folder: Path, command_line) -> None:
    (folder / "in.route").write_text(FAILING)
    found = command_line("lint", ".")
    assert found.code == 1
    assert found.err == ""
    assert found.out == (
        "error[RW380] failing-expect: expect `Ana gets it`: owner `ana` was expected,"
        " queue `desk` came out\n"
        " --> in.route:4:41\n"
        "  |\n"
        '4 | expect "Ana gets it" { given { size 3 } owner ana }\n'
        "  |                                         ^^^^^^^^^\n"
        "  |        ------------- this example\n"
        "  |\n"
        "  = decided by: `fallback`\n"
        "  = notes: notify ana\n"
        "  = sla: this decision has none\n"
        "  = help: change the rule if the example is right, the example if the rule is\n"
        "\n"
        "1 error, 0 warnings, 0 notes in all\n"
    )


def test_a_policy_that_does_not_compile_is_1(folder: Path, command_line) -> None:
    (folder / "in.route").write_text(BROKEN)
    found = command_line("lint", "in.route", "--format", "json")
    assert found.code == 1
    document = json.loads(found.out)
    assert document["summary"]["errors"] == len(document["findings"]) > 0
    unknown, *_ = [f for f in document["findings"] if f["name"] == "unknown-name"]
    assert (unknown["file"], unknown["start"]) == ("in.route", {"line": 2, "column": 17})
    assert unknown["help"] == "did you mean `size`?"


@pytest.mark.parametrize(
    ("fail_on", "code"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)]
)
def test_fail_on_sets_the_threshold(folder: Path, command_line, fail_on: str, code: int) -> None:
    (folder / "in.route").write_text(STYLE)
    found = command_line("lint", ".", "--fail-on", fail_on, "--format", "concise")
    assert found.code == code
    assert "warning RW" in found.out


def test_the_config_sets_the_threshold_and_the_option_wins(folder: Path, command_line) -> None:
    (folder / "in.route").write_text(STYLE)
    (folder / "routewright.toml").write_text('[lint]\nfail_on = "warning"\n')
    assert command_line("lint", ".").code == 1
    assert command_line("lint", ".", "--fail-on", "error").code == 0
    assert command_line("lint", ".", "--fail-on", "never").code == 0


def test_a_used_file_stands_for_those_that_use_it(folder: Path, command_line) -> None:
    (folder / "one.route").write_text(FAILING)
    (folder / "two.route").write_text(SOUND)
    found = command_line("lint", "people.route", "--format", "concise")
    assert found.code == 1
    assert found.out.startswith("one.route:4:41: error RW380")


def test_what_two_policies_share_is_reported_once(folder: Path, command_line) -> None:
    (folder / "people.route").write_text(PEOPLE + "team nobody { bob }\n")
    (folder / "one.route").write_text(SOUND)
    (folder / "two.route").write_text(SOUND)
    found = command_line("lint", ".", "--format", "concise")
    assert found.out.count("people.route:3:") == 1


def test_an_output_file_is_written_whole(folder: Path, command_line) -> None:
    (folder / "in.route").write_text(FAILING)
    found = command_line("lint", ".", "--format", "json", "--output", "report.json")
    assert (found.code, found.out, found.err) == (1, "", "")
    assert json.loads((folder / "report.json").read_text())["summary"]["errors"] == 1
    assert command_line("lint", ".", "--output", "no/report.json").code == 2


def test_a_wrong_config_is_2(folder: Path, command_line) -> None:
    (folder / "in.route").write_text(SOUND)
    (folder / "routewright.toml").write_text("[lint]\nfail = 3\n")
    found = command_line("lint", ".")
    assert found.code == 2
    assert "did you mean `lint.fail_on`?" in found.err


REFUSED = {
    "syntax": 'queue desk "Desk"\nrule {\n',
    "name": 'queue desk "Desk"\nfallback assign dsk\n',
    "type": 'queue desk "Desk"\nrecord lead { n: integer }\nrule "R" { when n = "x" assign desk }\n'
    "fallback assign desk\n",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_a_policy_that_does_not_compile_is_a_finding_of_lint_and_stops_the_rest(
    tmp_path: Path, command_line, text: str
) -> None:
    (tmp_path / "in.route").write_text(text)
    (tmp_path / "in.csv").write_text("n\n1\n")
    for form in ("full", "json", "sarif", "junit"):
        found = command_line("lint", "in.route", "--format", form)
        assert (found.code, found.err) == (1, "")
        assert "RW" in found.out
    for call in (
        ("run", "in.route", "--records", "in.csv", "--output", "out.csv"),
        ("explain", "in.route", "--record", "{}"),
        ("graph", "in.route"),
        ("test", "in.route"),
        ("test", "."),
    ):
        found = command_line(*call)
        assert (found.code, found.out) == (2, ""), call
        assert "error[RW" in found.err
        assert "`in.route` does not compile; `routewright lint` checks it whole" in found.err
    assert not (tmp_path / "out.csv").exists()


def test_what_cannot_be_read_is_no_finding(tmp_path: Path, command_line) -> None:
    found = command_line("lint", "no.route")
    assert (found.code, found.out) == (2, "")
