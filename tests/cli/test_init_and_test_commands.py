"""`init` and `test` typed at a shell."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

PEOPLE = 'rep ana "ana@acme.example"\nqueue desk\n'
POLICY = PEOPLE + "record lead { size: integer }\nfallback assign desk\n"


def test_the_started_folder_lints_clean_tests_and_runs(tmp_path: Path, command_line) -> None:
    found = command_line("init", "fresh")
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith("wrote fresh/inbound.route\n")
    assert command_line("lint", "fresh", "--fail-on", "warning").code == 0
    found = command_line("test", "fresh")
    assert found.code == 0
    assert found.out.endswith("3 examples: 3 ok, 0 failed\n")
    found = command_line("run", "fresh", "--records", "fresh/leads.csv", "--output", "out.csv")
    assert found.code == 0
    assert (tmp_path / "out.csv").read_text().count("\n") == 6


def test_init_overwrites_nothing(tmp_path: Path, command_line) -> None:
    (tmp_path / "people.route").write_text("mine")
    found = command_line("init")
    assert found.code == 2
    assert "`people.route` is there already" in found.err
    assert [path.name for path in tmp_path.iterdir()] == ["people.route"]
    assert (tmp_path / "people.route").read_text() == "mine"
    assert command_line("init", "people.route/deeper").code == 2


def test_a_failing_example_is_1_and_says_why(tmp_path: Path, command_line) -> None:
    (tmp_path / "in.route").write_text(
        POLICY + 'expect "good" { given { } queue desk }\n'
        'expect "b & <d>" { given { } queue desk given { size 3 } owner ana }\n'
    )
    found = command_line("test", "in.route", "--junit", "out.xml")
    assert found.code == 1
    assert found.out == (
        "ok      good\n"
        "FAILED  b & <d> (2 records)\n"
        "        in.route:6:58: record 2: owner `ana` was expected, queue `desk` came out\n"
        "          decided by: `fallback`\n"
        "          sla: this decision has none\n"
        "2 examples: 1 ok, 1 failed\n"
    )
    suites = ElementTree.parse(tmp_path / "out.xml").getroot()
    assert (suites.get("tests"), suites.get("failures")) == ("2", "1")
    good, bad = suites.iter("testcase")
    assert (good.get("name"), good.find("failure")) == ("good", None)
    assert bad.get("name") == "b & <d>"
    failure = bad.find("failure")
    assert failure is not None
    assert "owner `ana` was expected" in (failure.text or "")


def test_no_example_at_all_is_1(tmp_path: Path, command_line) -> None:
    (tmp_path / "in.route").write_text(POLICY)
    found = command_line("test", ".")
    assert found.code == 1
    assert found.out == "0 examples: 0 ok, 0 failed\n"
    assert "there is no `expect` to run" in found.err


def test_a_policy_that_does_not_compile_is_2(tmp_path: Path, command_line) -> None:
    (tmp_path / "in.route").write_text(POLICY + "team t { nobody }\n")
    found = command_line("test", ".")
    assert found.code == 2
    assert "`nobody`" in found.err
    assert "does not compile" in found.err


def test_rule_lists_pages_and_shows_one(command_line) -> None:
    listed = command_line("rule")
    assert listed.code == 0
    names = [line.split()[0] for line in listed.out.splitlines()]
    assert names == sorted(names)
    for name in ("failing-expect", "refuted-assert", "unknown-name"):
        assert name in names
        page = command_line("rule", name)
        assert page.code == 0
        assert len(page.out) > 100
    wrong = command_line("rule", "failing-expects")
    assert wrong.code == 2
    assert "did you mean `failing-expect`?" in wrong.err
