"""`test --generate`: the cases pass, reach all that can be reached, and are the same every time."""

import csv
import io
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from compiler.conftest import Case, cases_in
from routewright.cases.running import read_cases, run_case
from routewright.compiling import compile_file
from routewright.generating.fallbacks import add_fallbacks
from routewright.generating.needs import needs
from routewright.generating.rows import case_rows, file_text
from routewright.generating.search import Search
from routewright_compiler.analysis.policy_facts import facts_of
from routewright_compiler.analysis.reach import Verdict
from routewright_runtime.decide import Router
from routewright_runtime.state import MemoryState
from rules.conftest import rebased

TESTS = Path(__file__).parents[1]
EXAMPLES = TESTS.parent / "examples"
STORIES = sorted(path for path in EXAMPLES.glob("*/inbound.route"))
RULES = sorted((TESTS / "rules").glob("*.md"))
POLICY = """\
rep ana "ana@acme.example"
rep ben "ben@acme.example"
team both { ana, ben }
queue desk "The desk"
record lead {
  n: integer 0..  r: number  who: user  created: datetime  tags: choices(X, Y)  b: boolean
}
classify size { S when n < 10  M when n < 100  otherwise L }
require n else assign desk
rule "Two" { when n in 200..300 and tags has all of (X, Y) and b rotate both fallback assign desk }
rule "Rep" { when r > 1.5 and who is known assign who }
group "G" {
  when size = M
  rule "New" { when created within 7 days assign ben sla 2 hours }
  fallback rotate both
}
rule "Never" { when n < 5 and size = L assign ana }
fallback assign desk
"""


def rows_of(text: str, ending: str) -> list[dict[str, str]]:
    if ending == "jsonl":
        return [json.loads(line) for line in text.splitlines()]
    return list(csv.DictReader(io.StringIO(text), delimiter="\t" if ending == "tsv" else ","))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in.route").write_text(POLICY)
    return tmp_path


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl"])
def test_what_is_written_passes_and_reaches_everything(
    folder: Path, command_line, ending: str
) -> None:
    file = folder / f"in.cases.{ending}"
    found = command_line("test", "in.route", "--generate", file)
    assert found.code == 0, found.err
    assert "read each before you trust it" in found.err
    first = file.read_text()
    rows = rows_of(first, ending)
    assert f"{len(rows)} cases written to" in found.err
    found = command_line("test", "in.route", "--coverage")
    assert found.code == 0, found.out
    assert f"{len(rows)} cases: {len(rows)} ok, 0 failed" in found.out
    assert "rules 4 of 4" in found.out and "coverage 100 %" in found.out
    assert "rule `Never`" not in found.out
    assert "fallbacks 3 of 3" in found.out
    names = {row["expect_name"] for row in rows}
    assert {
        *("require", "rule Two", "rule Rep", "rule New", "G / fallback", "fallback"),
        *("n < 100: 100", "n in 200..300: 199", "n in 200..300: 301", "r > 1.5: 1.5"),
        *("Two: fallback 1",),
    } <= names, names
    again = command_line("test", "in.route", "--generate", file, "--force")
    assert again.code == 0 and file.read_text() == first


def test_a_rotation_pins_the_team_and_not_who_comes(folder: Path, command_line) -> None:
    assert command_line("test", "in.route", "--generate").code == 0
    rows = {
        row["expect_name"]: row for row in rows_of((folder / "in.cases.csv").read_text(), "csv")
    }
    two = rows["rule Two"]
    assert (two["expect_team"], two["expect_owner"], two["expect_kind"]) == ("both", "", "rep")
    assert (two["n"], two["tags"], two["b"]) == ("200", "X;Y", "true")
    away = rows["Two: fallback 1"]
    assert (away["expect_away"], away["expect_owner"]) == ("ana;ben", "desk")
    new = rows["rule New"]
    assert new["received_at"] and new["expect_sla_due"] and new["expect_team"] == "-"


def test_records_are_as_short_as_can_be(folder: Path, command_line) -> None:
    assert command_line("test", "in.route", "--generate", "x.jsonl").code == 0
    rows = {r["expect_name"]: r for r in rows_of((folder / "x.jsonl").read_text(), "jsonl")}
    record = lambda name: {k for k in rows[name] if not k.startswith("expect_")}  # noqa: E731
    assert record("require") == set()
    assert record("rule Rep") == {"n", "r", "who"}
    assert record("fallback") == {"n"}


def test_nothing_is_overwritten_unless_asked(folder: Path, command_line) -> None:
    file = folder / "in.cases.csv"
    file.write_text("mine")
    found = command_line("test", "in.route", "--generate")
    assert found.code == 2
    assert "`in.cases.csv` is there already" in found.err and "--force" in found.err
    assert file.read_text() == "mine"
    assert command_line("test", "in.route", "--generate", "--force").code == 0
    assert file.read_text() != "mine"


def test_calls_that_cannot_be_are_explained(folder: Path, command_line) -> None:
    found = command_line("test", "in.route", "--generate", "out.txt")
    assert found.code == 2 and "does not end in one of" in found.err
    (folder / "other.route").write_text(POLICY)
    found = command_line("test", ".", "--generate")
    assert found.code == 2 and "PATH stands for 2" in found.err
    (folder / "other.route").write_text("nonsense")
    assert command_line("test", "other.route", "--generate").code == 2
    assert {path.name for path in folder.iterdir()} == {"in.route", "other.route"}


def test_a_file_elsewhere_is_named_by_the_command_that_runs_it(folder: Path, command_line) -> None:
    found = command_line("test", "in.route", "--generate", "x.csv")
    assert "`routewright test in.route --cases x.csv` runs them" in found.err
    assert command_line("test", "in.route", "--cases", "x.csv").code == 0


def test_what_only_the_crm_can_judge_is_left_out_and_said(folder: Path, command_line) -> None:
    text = POLICY.replace('rule "Rep"', 'rule "Crm" { when outside "x" assign ana }\nrule "Rep"')
    (folder / "in.route").write_text(text)
    found = command_line("test", "in.route", "--generate")
    assert found.code == 0 and "1 record left out that no file can show" in found.err
    assert command_line("test", "in.route").code == 0


def test_a_field_in_the_column_of_times_pins_nothing_wrong(folder: Path, command_line) -> None:
    text = POLICY.replace("created: datetime", 'created: datetime column "received_at"')
    (folder / "in.route").write_text(text)
    assert command_line("test", "in.route", "--generate").code == 0
    assert command_line("test", "in.route").code == 0


# --- on every policy at hand ------------------------------------------------------------------


def checked(path: Path, folder: Path) -> None:
    """Assert that what is generated passes in every form and reaches every live branch."""
    compiled = compile_file(path)
    router = Router(compiled.policy.graph)
    search = Search(router)
    search.meet(tuple(needs(router)))
    add_fallbacks(search)
    made = case_rows(router, search.records, "received_at")
    verdicts = facts_of(compiled.policy).reach.verdicts
    live = {n for n, verdict in enumerate(verdicts) if verdict is Verdict.LIVE}
    for ending in (".csv", ".jsonl"):
        file = folder / f"generated{ending}"
        file.write_text(file_text(made, ending), newline="")
        cases = read_cases(file, router, path)
        state = MemoryState()
        runs = [run_case(cases, case, router, state) for case in cases.cases]
        assert [run.misses for run in runs if run.misses] == []
        assert (
            len(live - {run.decision.branch for run in runs if run.decision})
            <= search.unshown + made.left_out
        )


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.parent.name)
def test_every_story(path: Path, tmp_path: Path) -> None:
    shutil.copytree(path.parent, tmp_path / "story")
    checked(tmp_path / "story" / path.name, tmp_path)


def every_case(paths: Iterable[Path]) -> list[Case]:
    return [case for path in paths for case in cases_in(path)]


@pytest.mark.parametrize("case", every_case(RULES), ids=str)
def test_every_policy_of_the_rule_cases(case: Case, tmp_path: Path) -> None:
    for name, text in rebased(case).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    if compile_file(tmp_path / "main.route").outcome.is_refused:
        pytest.skip("refused")
    checked(tmp_path / "main.route", tmp_path)
