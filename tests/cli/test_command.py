"""The command as a whole: its verbs, its exit codes, its crashes, and how little it imports."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from routewright.main import run

ROOT = Path(__file__).resolve().parents[2]
ROOTS = os.pathsep.join(str(ROOT / name) for name in ("grammar", "compiler", "runtime", "cli"))
HEAVY = ("lark", "networkx", "pycountry", "phonenumbers", "holidays", "jinja2", "grandalf", "numpy")


def _python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": ROOTS, "LC_ALL": "C", "PYTHONIOENCODING": ""},
        check=False,
    )


@pytest.mark.parametrize("argument", ["--version", "--help", "lint --help", "run --help"])
def test_help_and_version_import_nothing_heavy(argument: str) -> None:
    code = (
        "import sys; from routewright.main import run\n"
        "code = run(sys.argv[1:])\n"
        f"print([name for name in {HEAVY} if name in sys.modules], code)"
    )
    found = _python(code, *argument.split())
    assert found.stdout.endswith("[] 0\n"), found.stderr


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = f"import sys, routewright; print([n for n in {HEAVY} if n in sys.modules])"
    assert _python(code).stdout == "[]\n"


def test_every_verb_that_works_is_listed_and_no_other(command_line) -> None:
    out = command_line("--help").out
    verbs = [line.split()[0] for line in out.partition("Commands:\n")[2].splitlines() if line]
    assert verbs == (
        "diff emit explain fmt graph hubspot import init lint rule run test verify".split()
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lnt"], "Did you mean `lint`?"),
        (["lint"], "Missing argument"),
        (["lint", "--formt", "json", "x"], "No such option"),
        (["lint", "--format", "xml", "x"], "'xml' is not one of"),
        (["lint", "no.route"], "`no.route` does not exist"),
        (["run", "no.route", "--records", "x.csv", "--output", "y.csv"], "`no.route`"),
    ],
)
def test_a_wrong_call_is_one_message_and_2(
    command_line, arguments: list[str], message: str
) -> None:
    found = command_line(*arguments)
    assert found.code == 2
    assert message in found.err
    assert found.out == ""
    assert "Traceback" not in found.err


def test_a_crash_is_one_message_and_2(command_line, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ValueError("some\nreason")

    monkeypatch.setattr("routewright.starting.start_folder", crash)
    found = command_line("init")
    assert found.code == 2
    assert found.err.startswith("routewright: internal error: ValueError: some reason\n")
    assert "please report it" in found.err
    assert "Traceback" not in found.err
    assert "Traceback" in command_line("--debug", "init").err


def test_a_stop_by_the_user_is_quiet(command_line, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("routewright.starting.start_folder", stop)
    found = command_line("init")
    assert found.code == 130
    assert found.err.strip() == "routewright: stopped"


def test_output_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    code = "import sys; from routewright.main import run; sys.exit(run(sys.argv[1:]))"
    found = _python(code, "lint", str(tmp_path / "naïve日.route"))
    assert found.returncode == 2
    assert "naïve日.route` does not exist" in found.stderr


def test_a_broken_pipe_is_quiet() -> None:
    code = (
        "import sys, os; from routewright.main import run\n"
        "os.close(1); r, w = os.pipe(); os.close(r); assert w == 1 or os.dup2(w, 1) == 1\n"
        "sys.exit(run(['--help']))"
    )
    found = _python(code)
    assert found.stderr == ""


def test_run_returns_the_codes_of_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.echo", lambda *_, **__: None)
    assert run(["--version"]) == 0
    assert isinstance(click.Group("x"), click.Group)
