"""Every story: it lints, its expects hold, and `run` gives its expected output to the byte."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
Command = Callable[..., int]

STORIES = ("acme", "education", "ramping", "scored", "sized", "startup", "territories")

# The promise of acme is false on purpose; its README says so.
LINT_EXIT = {"acme": 1}

RUN = {
    "education": (
        "run admissions.route --records leads_small.csv --output routed.csv"
        " --at 2026-03-10T15:30+05:30"
    )
}
USUAL_RUN = "run inbound.route --records leads.csv --output routed.csv"


def test_no_story_is_left_out() -> None:
    folders = {path.parent.name for path in EXAMPLES.glob("*/*.route")}
    assert folders == set(STORIES)


def test_the_index_names_every_story() -> None:
    index = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [name for name in STORIES if f"[{name}]({name}/)" not in index] == []


@pytest.mark.parametrize("story", STORIES, indirect=True)
def test_lint(
    story: Path,
    routewright: Command,
    capsys: pytest.CaptureFixture[str],
) -> None:
    wanted = LINT_EXIT.get(story.name, 0)
    code = routewright("lint", "--format", "json", ".")
    report = json.loads(capsys.readouterr().out)
    assert code == wanted, report
    assert report["summary"]["undecided"] == 0
    assert report["summary"]["errors"] == wanted


@pytest.mark.parametrize("story", ["acme"], indirect=True)
def test_the_false_promise_of_acme_is_refuted_by_a_record(
    story: Path,
    routewright: Command,
    capsys: pytest.CaptureFixture[str],
) -> None:
    routewright("lint", "--format", "json", ".")
    findings = json.loads(capsys.readouterr().out)["findings"]
    (refuted,) = [finding for finding in findings if finding["severity"] == "error"]
    assert refuted["name"] == "refuted-assert"
    assert refuted["subject"] == "free mail never reaches an enterprise team"
    assert refuted["witness"]["email"].partition("@")[2] in (
        "gmail.com",
        "outlook.com",
        "yahoo.com",
    )
    (story / "witness.jsonl").write_text(json.dumps(refuted["witness"]) + "\n", encoding="utf-8")
    command = "run inbound.route --records witness.jsonl --output out.jsonl"
    assert routewright(*command.split(), "--at", "2026-03-10T11:00+01:00") == 0
    decided = json.loads((story / "out.jsonl").read_text(encoding="utf-8"))
    assert decided["routed_team"] in ("dach_enterprise", "emea_enterprise")


@pytest.mark.parametrize("story", STORIES, indirect=True)
def test_expects(story: Path, routewright: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert routewright("test", ".") == 0, capsys.readouterr()


@pytest.mark.parametrize("story", STORIES, indirect=True)
def test_run(story: Path, routewright: Command, capsys: pytest.CaptureFixture[str]) -> None:
    code = routewright(*RUN.get(story.name, USUAL_RUN).split())
    assert code == 0, capsys.readouterr()
    assert (story / "routed.csv").read_bytes() == (story / "expected.csv").read_bytes()


@pytest.mark.parametrize("story", ["startup"], indirect=True)
def test_an_expect_that_does_not_hold_fails(
    story: Path, routewright: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = story / "inbound.route"
    whole = policy.read_text(encoding="utf-8")
    policy.write_text(whole.replace("owner ben", "owner ana"), encoding="utf-8")
    assert routewright("test", ".") == 1
    assert "the first six leads" in capsys.readouterr().out


@pytest.mark.parametrize("story", ["ramping"], indirect=True)
def test_two_days_in_two_runs_are_as_both_in_one(
    story: Path, routewright: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    header, *leads = (story / "leads.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    decided: list[str] = []
    for day, rows in (("day1", leads[:10]), ("day2", leads[10:])):
        (story / f"{day}.csv").write_text("".join((header, *rows)), encoding="utf-8")
        command = f"run inbound.route --records {day}.csv --output {day}_out.csv --state turns.db"
        assert routewright(*command.split()) == 0, capsys.readouterr()
        output = (story / f"{day}_out.csv").read_text(encoding="utf-8")
        decided += output.splitlines()[1:]
    expected = (story / "expected.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert decided == expected


@pytest.mark.parametrize("target", ["salesforce", "hubspot"])
@pytest.mark.parametrize("story", STORIES, indirect=True)
def test_a_story_is_emitted_with_its_own_settings_and_verifies(
    story: Path, routewright: Command, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with_findings = ["--allow-findings"] if story.name in LINT_EXIT else []
    assert routewright("emit", target, ".", "--output", "out", *with_findings) == 0
    assert "proved equal to the policy" in capsys.readouterr().out
    assert routewright("verify", target, ".", "out") == 0
    readme = (story / "out" / "README.md").read_text(encoding="utf-8")
    config = story / "routewright.toml"
    settings = tomllib.loads(config.read_text(encoding="utf-8")) if config.exists() else {}
    for loss in settings.get(target, {}).get("allow_losses", ()):
        assert f"`{loss}`" in readme or f"| {loss} |" in readme
