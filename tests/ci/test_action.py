"""The GitHub Action, its shell run step by step against a checkout with a made-up event file."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("yaml", reason="needs the dev extra")

ROOT = Path(__file__).resolve().parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
NOT_RUN = {"Install Routewright"}


@dataclass
class Job:
    """What the steps left behind."""

    codes: dict[str, int]
    output: str
    summary: str


Act = Callable[..., Job]


@pytest.fixture
def act(tmp_path: Path, checkout: Path, environment: dict[str, str]) -> Act:
    """Return a function that runs the action's steps in the checkout."""

    def run(event: Mapping[str, object], **inputs: str) -> Job:
        files = {
            name: tmp_path / name.lower()
            for name in ("GITHUB_EVENT_PATH", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")
        }
        files["GITHUB_EVENT_PATH"].write_text(json.dumps(event))
        for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
            files[name].write_text("")
        given = {key: value["default"] for key, value in ACTION["inputs"].items()}
        given |= {key.replace("_", "-"): value for key, value in inputs.items()}
        job = Job({}, "", "")
        for step in ACTION["runs"]["steps"]:
            if "run" not in step or step["name"] in NOT_RUN:
                continue
            known = {f"inputs.{key}": value for key, value in given.items()}
            known |= outputs(files["GITHUB_OUTPUT"])
            if not is_wanted(step.get("if", "true"), known):
                continue
            own = {key: filled(value, known) for key, value in step.get("env", {}).items()}
            paths = {key: str(path) for key, path in files.items()}
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=checkout,
                env={**environment, **paths, **own},
                capture_output=True,
                text=True,
                check=False,
            )
            job.codes[step["name"]] = done.returncode
            job.output += done.stdout + done.stderr
        job.summary = files["GITHUB_STEP_SUMMARY"].read_text()
        return job

    return run


def outputs(path: Path) -> dict[str, str]:
    pairs = (line.partition("=") for line in path.read_text().splitlines())
    return {f"steps.base.outputs.{key}": value for key, _, value in pairs}


def filled(text: str, known: Mapping[str, str]) -> str:
    """Put in what an expression names; the action uses no other kind in `env`."""
    return EXPRESSION.sub(lambda found: known[found[1]], text)


def is_wanted(condition: str, known: Mapping[str, str]) -> bool:
    """Judge `!cancelled() && NAME == 'text'`, the only kind of `if` that the action uses."""
    found = EXPRESSION.fullmatch(condition)
    terms = (found[1] if found else condition).split("&&")
    return all(_holds(term.strip(), known) for term in terms)


def _holds(term: str, known: Mapping[str, str]) -> bool:
    if term in ("!cancelled()", "true"):
        return True
    name, sign, text = re.fullmatch(r"(\S+) (==|!=) '(.*)'", term).groups()
    return (known[name] == text) == (sign == "==")


def branch(git: Any, checkout: Path, name: str, file: str, old: str, new: str) -> dict[str, object]:
    """Commit a change on a branch and return the event of its pull request."""
    base = git("rev-parse", "HEAD")
    git("checkout", "--quiet", "-b", name)
    path = checkout / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    git("commit", "--quiet", "--all", "--message=Change it")
    return {"pull_request": {"number": 7, "base": {"sha": base, "ref": "main"}}}


def test_a_bad_change_fails_and_the_summary_says_why(act: Act, checkout: Path, git: Any) -> None:
    event = branch(git, checkout, "bad", "people.route", "{ ana, ben }", "{ ana, bob }")
    job = act(event)
    assert job.codes == {"Find the base": 0, "Lint": 1, "Test": 2, "Diff": 0}
    assert "### Routewright: the versions cannot be compared" in job.summary
    assert "::error file=people.route,line=4," in job.output
    assert "### Routewright: 1 error, " in job.summary
    assert "**error RW101** unknown-name in `people.route:4`" in job.summary
    assert "### Routewright: tests failed" in job.summary


def test_a_change_that_breaks_an_example_fails_both(act: Act, checkout: Path, git: Any) -> None:
    event = branch(git, checkout, "bound", "inbound.route", "size >= 1000", "size >= 2000")
    job = act(event)
    assert (job.codes["Lint"], job.codes["Test"]) == (1, 1)
    assert "failing-expect" in job.summary
    assert "    FAILED  large leads are rotated" in job.summary


def test_a_sound_change_passes(act: Act, checkout: Path, git: Any) -> None:
    event = branch(git, checkout, "good", "inbound.route", "size >= 1000", "size in 900..")
    job = act(event, path="inbound.route\npeople.route\n")
    assert set(job.codes) == {"Find the base", "Lint", "Test", "Diff"}
    assert (job.codes["Lint"], job.codes["Test"]) == (0, 0)
    assert "### Routewright: tests passed" in job.summary
    assert "    coverage " in job.summary
    assert "### Routewright diff: 1 region changing hands" in job.summary
    assert "- **size in 900..999**" in job.summary
    assert "**Proved: outside these regions nothing changes.**" in job.summary


def test_a_change_of_people_alone_is_told(act: Act, checkout: Path, git: Any) -> None:
    event = branch(git, checkout, "people", "people.route", "{ ana, ben }", "{ ben, ana }")
    job = act(event)
    assert set(job.codes.values()) == {0}
    assert "- team `both` has `ben` and `ana`, before `ana` and `ben`" in job.summary
    assert "  - rules: rule `Large`" in job.summary


def test_a_broken_base_keeps_nobody_from_mending_it(act: Act, checkout: Path, git: Any) -> None:
    branch(git, checkout, "bad", "inbound.route", "size >= 1000", "sise >= 1000")
    job = act(branch(git, checkout, "good", "inbound.route", "sise >= 1000", "size >= 1000"))
    assert set(job.codes.values()) == {0}
    assert "does not compile, so there is nothing to compare with" in job.summary


def test_real_records_are_counted(act: Act, checkout: Path, git: Any) -> None:
    (checkout / "leads.csv").write_text("size\n950\n2000\n")
    event = branch(git, checkout, "good", "inbound.route", "size >= 1000", "size in 900..")
    job = act(event, records="leads.csv")
    assert "1 of 2 records: line 2 of `leads.csv`" in job.summary


def test_inputs_reach_the_command(act: Act, checkout: Path, git: Any) -> None:
    event = branch(
        git, checkout, "odd", "inbound.route", "size >= 1000", "size > 9 or size = 3 and size > 2"
    )
    assert act(event, fail_on="never").codes["Lint"] == 0
    assert act(event, fail_on="warning").codes["Lint"] == 1
    assert act(event, min_coverage="100").codes["Test"] == 1
    assert "Test" not in act(event, test="false").codes
    assert act(event, baseline="none.json").codes["Lint"] == 2
    assert act(event, path="nowhere.route").codes["Lint"] == 2


@pytest.mark.parametrize("event", [{}, {"before": "0" * 40}, {"before": "1" * 40}])
def test_without_a_base_there_is_no_diff(act: Act, event: dict[str, object]) -> None:
    job = act(event)
    assert job.codes == {"Find the base": 0, "Lint": 0, "Test": 0}
    assert "There is no base to compare with." in job.output


def test_an_input_is_never_part_of_the_shell() -> None:
    for step in ACTION["runs"]["steps"]:
        assert not EXPRESSION.search(step.get("run", ""))


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", "docs/ci/github-workflow.yml"),
        ("vendor.gitlab-ci", "docs/ci/gitlab-ci.yml"),
    ],
)
def test_the_files_fit_their_published_schemas(schema: str, file: str) -> None:
    pytest.importorskip("check_jsonschema", reason="needs the dev extra")
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(ROOT / file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


# --- the example jobs -------------------------------------------------------------------------


@pytest.mark.parametrize(("bound", "code"), [("1000", 0), ("2000", 1)])
def test_the_gitlab_job_leaves_its_reports(
    checkout: Path, environment: dict[str, str], bound: str, code: int
) -> None:
    job = yaml.safe_load((ROOT / "docs/ci/gitlab-ci.yml").read_text(encoding="utf-8"))[
        "routewright"
    ]
    policy = checkout / "inbound.route"
    policy.write_text(policy.read_text().replace("size >= 1000", f"size >= {bound}"))
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(job["script"])],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    reports = job["artifacts"]["reports"]
    rows = json.loads((checkout / reports["codequality"]).read_text())
    assert any(row["check_name"] == "failing-expect" for row in rows) == bool(code)
    assert f'failures="{code}"' in (checkout / reports["junit"]).read_text()


def test_the_workflow_writes_its_comment(
    checkout: Path, environment: dict[str, str], git: Any
) -> None:
    text = (ROOT / "docs/ci/github-workflow.yml").read_text(encoding="utf-8")
    steps = yaml.safe_load(text)["jobs"]["routewright"]["steps"]
    (comment,) = (step for step in steps if step.get("name") == "Comment")
    event = branch(git, checkout, "bad", "people.route", "{ ana, ben }", "{ ana, bob }")
    gh = Path(environment["PATH"].split(":")[0]) / "gh"
    gh.write_text('#!/bin/sh\necho "$@"\n')
    gh.chmod(0o755)
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", comment["run"]],
        cwd=checkout,
        env={**environment, "NUMBER": "7", "BASE": event["pull_request"]["base"]["sha"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "pr comment 7 --edit-last --create-if-none --body-file comment.md\n"
    written = (checkout / "comment.md").read_text()
    assert written.startswith("<!-- routewright -->\n### Routewright: 1 error")
