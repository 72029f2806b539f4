"""`routewright emit`: a folder whole or not at all, exit codes, settings of the environment."""

from pathlib import Path

import pytest

from cli.conftest import CommandLine

PEOPLE = """
calendar office { open mon-fri 09:00-17:00 }
rep ana "ana@acme.example"
rep ben "ben@acme.example" { calendar office }
team one { ana }
team two { ana, ben }
queue desk "Desk"
"""
GOOD = """record lead { email: email }
rule "A" { when email is known rotate one }
fallback assign desk
"""
LOSS = GOOD.replace("rotate one", "rotate two")
SHADOWED = GOOD.replace("fallback", 'rule "B" { when email = "a@b.example" assign ana }\nfallback')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the working folder, with settings."""
    (tmp_path / "routewright.toml").write_text(
        '[salesforce.env.sandbox.users]\n"ana@acme.example" = "ana@acme.example.sb"\n',
        encoding="utf-8",
    )
    return tmp_path


def write(folder: Path, text: str, name: str = "main.route") -> Path:
    """Write a policy."""
    path = folder / name
    path.write_text(PEOPLE + text, encoding="utf-8")
    return path


def names(folder: Path) -> set[str]:
    """Return the files and folders below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_a_policy_is_written_and_written_again(command_line: CommandLine, folder: Path) -> None:
    policy = write(folder, GOOD)
    done = command_line("emit", "salesforce", policy, "--output", "out")
    assert done.code == 0 and "wrote" in done.out, done.err
    first = {p: p.read_bytes() for p in (folder / "out").rglob("*") if p.is_file()}
    assert {"README.md", "sfdx-project.json", "manifest/package.xml", "routewright-map.json"} <= (
        names(folder / "out")
    )
    (folder / "out" / "old.txt").write_text("left over", encoding="utf-8")
    done = command_line("emit", "salesforce", policy, "--output", "out")
    assert done.code == 0, done.err
    again = {p: p.read_bytes() for p in (folder / "out").rglob("*") if p.is_file()}
    assert again == first
    assert {path.name for path in folder.iterdir()} == {"main.route", "out", "routewright.toml"}


def test_the_environment_names_the_people(command_line: CommandLine, folder: Path) -> None:
    policy = write(folder, GOOD)
    done = command_line("emit", "salesforce", policy, "--output", "out", "--env", "sandbox")
    assert done.code == 0, done.err
    rules = next((folder / "out").rglob("Lead.assignmentRules-meta.xml")).read_text()
    assert "ana@acme.example.sb" in rules
    done = command_line("emit", "salesforce", policy, "--output", "out", "--env", "sandbax")
    assert done.code == 2 and "routewright.toml" in done.err and "sandbox" in done.err


def test_a_loss_stops_it_and_nothing_is_written(command_line: CommandLine, folder: Path) -> None:
    policy = write(folder, LOSS)
    done = command_line("emit", "salesforce", policy, "--output", "out")
    assert done.code == 1 and not (folder / "out").exists()
    assert "RW701" in done.err and "availability" in done.err
    (folder / "routewright.toml").write_text(
        '[salesforce]\nallow_losses = ["availability"]\n', encoding="utf-8"
    )
    done = command_line("emit", "salesforce", policy, "--output", "out")
    assert done.code == 0 and "availability" in done.out, done.err


def test_errors_of_lint_stop_it_unless_allowed(command_line: CommandLine, folder: Path) -> None:
    policy = write(folder, SHADOWED)
    done = command_line("emit", "salesforce", policy, "--output", "out")
    assert done.code == 1 and not (folder / "out").exists()
    assert "RW301" in done.err and "--allow-findings" in done.err
    done = command_line("emit", "salesforce", policy, "--output", "out", "--allow-findings")
    assert done.code == 0 and (folder / "out").is_dir()


def test_a_foreign_folder_is_never_touched(command_line: CommandLine, folder: Path) -> None:
    policy = write(folder, GOOD)
    (folder / "mine").mkdir()
    (folder / "mine" / "work.txt").write_text("mine", encoding="utf-8")
    done = command_line("emit", "salesforce", policy, "--output", "mine")
    assert done.code == 2 and "no earlier output" in done.err
    assert names(folder / "mine") == {"work.txt"}
    done = command_line("emit", "salesforce", policy, "--output", policy)
    assert done.code == 2 and "is a file" in done.err
    done = command_line("emit", "salesforce", policy, "--output", "no/such/out")
    assert done.code == 2 and "there is no folder" in done.err
    (folder / "empty").mkdir()
    assert command_line("emit", "salesforce", policy, "--output", "empty").code == 0


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ('[salesforse]\nobject = "Lead"\n', "did you mean `salesforce`"),
        ('[salesforce]\nobjekt = "Lead"\n', "did you mean `salesforce.object`"),
        ('salesforce = "Lead"\n', "must be a table"),
        ('[salesforce]\nmapping = "x"\n', "salesforce.mapping"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(
    command_line: CommandLine, folder: Path, settings: str, words: str
) -> None:
    policy = write(folder, GOOD)
    (folder / "routewright.toml").write_text(settings, encoding="utf-8")
    done = command_line("emit", "salesforce", policy, "--output", "out")
    assert done.code == 2 and words in done.err, done.err


def test_an_unknown_target_is_offered_the_nearest(command_line: CommandLine, folder: Path) -> None:
    done = command_line("emit", "sailforce", write(folder, GOOD), "--output", "out")
    assert done.code == 2 and "did you mean `salesforce`" in done.err
