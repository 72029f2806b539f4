"""`diff` typed at a shell: two files, two revisions, forms, records, exit codes, wrong calls."""

import json
import subprocess
from pathlib import Path

import pytest

from cli.conftest import CommandLine

PEOPLE = (
    'rep ana "ana@acme.example"\nrep ben "ben@acme.example"\nteam both { ana, ben }\nqueue desk\n'
)
POLICY = """use "people.route"
record lead { size: integer 0..  country: country }
rule "Large" { when size >= 1000  rotate both }
fallback assign desk
"""
OTHER = POLICY.replace("1000", "500")


def git(folder: Path, *arguments: str) -> str:
    named = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    done = subprocess.run(
        ["git", *named, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("old", POLICY), ("new", OTHER)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "in.route").write_text(text)
        (tmp_path / name / "people.route").write_text(PEOPLE)
    return tmp_path


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a repository with a policy in a folder, changed in the working tree only."""
    below = tmp_path / "routing"
    below.mkdir()
    (below / "in.route").write_text(POLICY)
    (below / "people.route").write_text(PEOPLE)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message=First")
    (below / "in.route").write_text(OTHER)
    return tmp_path


def test_two_folders(folder: Path, command_line: CommandLine) -> None:
    found = command_line("diff", "old", "new")
    assert found.code == 0
    assert found.err == ""
    assert found.out == (
        "old/in.route -> new/in.route\n"
        "1 region changing hands\n"
        "\n"
        "Changes hands:\n"
        "  size in 500..999\n"
        "    before  the last fallback: puts it into queue `desk`  (old/in.route:4)\n"
        "    now     `Large`: gives it to team `both`  (new/in.route:3)\n"
        "    record  size 500\n"
        "\n"
        "proved: outside these regions nothing changes\n"
    )


def test_exit_codes(folder: Path, command_line: CommandLine) -> None:
    assert command_line("diff", "old", "new", "--exit-code").code == 1
    same = command_line("diff", "old", "old/in.route", "--exit-code")
    assert same.code == 0
    assert same.out == (
        "old/in.route -> old/in.route\n"
        "nothing changes\n\nproved: every possible record is decided as before\n"
    )


def test_json_and_records(folder: Path, command_line: CommandLine) -> None:
    (folder / "leads.csv").write_text("size,country\n5000,DE\n600,FR\n700,DE\n,DE\nx,DE\n")
    found = command_line("diff", "old", "new", "--records", "leads.csv", "--format", "json")
    (policy,) = json.loads(found.out)["policies"]
    assert (policy["before"], policy["after"]) == ("old/in.route", "new/in.route")
    assert policy["is_proved"] is True
    assert policy["records"] == {
        "total": 5,
        "changed": 2,
        "renamed": 0,
        "outside_regions": {"count": 0, "first": []},
    }
    (region,) = policy["regions"]
    assert region == {
        "kind": "hands",
        "where": ["size in 500..999"],
        "wording": "exact",
        "before": {
            "rule": "fallback",
            "outcome": "puts it into queue `desk`",
            "place": "old/in.route:4",
        },
        "after": {
            "rule": "Large",
            "outcome": "gives it to team `both`",
            "place": "new/in.route:3",
        },
        "witness": {"size": 500},
        "at": None,
        "certainty": "proved",
        "records": {
            "count": 2,
            "first": [
                {"where": "line 3 of `leads.csv`", "record": {"size": "600", "country": "FR"}},
                {"where": "line 4 of `leads.csv`", "record": {"size": "700", "country": "DE"}},
            ],
        },
    }


def test_the_witness_is_decided_as_the_diff_says(folder: Path, command_line: CommandLine) -> None:
    found = command_line("diff", "old", "new", "--format", "json")
    (region,) = json.loads(found.out)["policies"][0]["regions"]
    for name, side in (("old", "before"), ("new", "after")):
        record = json.dumps(region["witness"])
        said = command_line("explain", name, "--record", record, "--format", "json")
        assert region[side]["rule"] in said.out


def test_markdown_into_a_file(folder: Path, command_line: CommandLine) -> None:
    made = folder / "made.md"
    assert command_line("diff", "old", "new", "--format", "markdown", "--output", made).out == ""
    assert made.read_text() == (
        "<!-- routewright diff -->\n\n"
        "### Routewright diff: 1 region changing hands\n\n"
        "`old/in.route` → `new/in.route`\n\n"
        "**Proved: outside these regions nothing changes.**\n\n"
        "#### Changes hands\n\n"
        "- **size in 500..999**\n"
        "  - before: the last fallback: puts it into queue `desk`\n"
        "  - now: `Large`: gives it to team `both`\n"
        "  - record: size 500\n"
    )


@pytest.mark.parametrize("arguments", [("routing",), ("routing/in.route",), (".",), ()])
def test_the_working_tree_with_a_revision(
    checkout: Path, command_line: CommandLine, arguments: tuple[str, ...]
) -> None:
    found = command_line("diff", "--base", "main", *arguments)
    assert found.code == 0, found.err
    assert found.out.startswith("main:routing/in.route -> routing/in.route\n1 region changing")


def test_a_used_file_stands_for_the_policies_that_use_it(
    checkout: Path, command_line: CommandLine
) -> None:
    people = checkout / "routing" / "people.route"
    people.write_text(PEOPLE.replace("{ ana, ben }", "{ ben }"))
    found = command_line("diff", "--base", "HEAD", "routing/people.route")
    assert "team `both` has `ben`, before `ana` and `ben`" in found.out
    assert "rules   rule `Large`" in found.out


def test_a_revision_with_a_path(
    checkout: Path, command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = command_line("diff", "main:routing/in.route", "routing/in.route")
    assert whole.out.startswith("main:routing/in.route -> routing/in.route\n1 region")
    assert command_line("diff", "main:routing", "HEAD:routing", "--exit-code").code == 0
    monkeypatch.chdir(checkout / "routing")
    assert command_line("diff", "main:./in.route", "in.route", "--exit-code").code == 1
    assert command_line("diff", "--base", "main", "in.route", "--exit-code").code == 1


def test_tables_come_from_the_revision_too(checkout: Path, command_line: CommandLine) -> None:
    policy = checkout / "routing" / "in.route"
    policy.write_text(
        'use "people.route"\nrecord lead { country: country }\n'
        'table owners from "owners.csv" { key country  gives to }\n'
        'rule "T" { when owners(country) is known  assign owners(country) }\nfallback assign desk\n'
    )
    table = checkout / "routing" / "owners.csv"
    table.write_text("country,to\nDE,ana\n")
    git(checkout, "add", ".")
    git(checkout, "commit", "--quiet", "--message=Table")
    table.write_text("country,to\nDE,ben\n")
    found = command_line("diff", "--base", "HEAD", "routing")
    assert "country = DE" in found.out
    assert "before  `T`: gives it to `ana`" in found.out


def test_policies_that_came_and_went(checkout: Path, command_line: CommandLine) -> None:
    (checkout / "routing" / "in.route").rename(checkout / "routing" / "out.route")
    found = command_line("diff", "--base", "main", ".", "--exit-code")
    assert found.code == 1
    assert found.out == (
        "main:routing/out.route -> routing/out.route\nthe whole policy is new\n\n"
        "main:routing/in.route -> routing/in.route\nthe whole policy is gone\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("diff", "--base", "no-such", "."), "there is no git revision `no-such`"),
        (("diff", "--base", "--help", "."), "`--help` is not a git revision"),
        (("diff", "--base", "main", "nowhere.route"), "does not exist, and did not in revision"),
        (("diff", "main:nowhere.route", "routing"), "revision `main` has no file `nowhere.route`"),
        (("diff", "main:../in.route", "routing"), "is outside the git repository"),
        (("diff", "routing"), "name two versions"),
        (("diff", "routing", "elsewhere.route"), "`elsewhere.route` does not exist"),
    ],
)
def test_wrong_calls_are_2(
    checkout: Path, command_line: CommandLine, arguments: tuple[str, ...], said: str
) -> None:
    found = command_line(*arguments)
    assert (found.code, found.out) == (2, "")
    assert said in found.err


def test_outside_of_git_it_says_so(
    folder: Path, command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    found = command_line("diff", "--base", "main", "new")
    assert found.code == 2
    assert "`new` is in no git repository; name two files or folders instead" in found.err


def test_a_version_that_does_not_compile_is_2(checkout: Path, command_line: CommandLine) -> None:
    path = checkout / "routing" / "in.route"
    path.write_text(POLICY.replace("size >= 1000", "sise >= 1000"))
    now = command_line("diff", "--base", "main", ".")
    assert now.code == 2
    assert "RW101" in now.err
    git(checkout, "commit", "--quiet", "--all", "--message=Broken")
    path.write_text(POLICY)
    before = command_line("diff", "--base", "main", ".")
    assert before.code == 2
    assert "`main:routing/in.route` does not compile, so there is nothing to compare" in before.err


def test_a_file_of_another_revision_is_never_read_from_disk(
    checkout: Path, command_line: CommandLine
) -> None:
    (checkout / "routing" / "people.route").write_text("nonsense")
    found = command_line("diff", "main:routing/in.route", "main:routing/in.route", "--exit-code")
    assert (found.code, found.err) == (0, "")
