"""The hooks, run by pre-commit itself on a repository with a change.

pre-commit installs a hook's repository with pip. Here that is a stand-in with the real
`.pre-commit-hooks.yaml`, whose package needs nothing from an index: its `routewright` is the code
under test.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pre_commit", reason="needs the dev extra")

ROOT = Path(__file__).resolve().parents[2]
PROJECT = """\
[build-system]
requires = []
build-backend = "stand_in"
backend-path = ["."]

[project]
name = "routewright"
version = "0"
"""
BACKEND = '''\
"""Builds a wheel that points at the code under test."""

import zipfile

PATHS = {paths!r}
INFO = "routewright-0.dist-info"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    name = "routewright-0-py3-none-any.whl"
    files = {{
        "routewright_stand_in.pth": PATHS,
        f"{{INFO}}/entry_points.txt": "[console_scripts]\\nroutewright = routewright.main:main\\n",
        f"{{INFO}}/METADATA": "Metadata-Version: 2.1\\nName: routewright\\nVersion: 0\\n",
        f"{{INFO}}/WHEEL": "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\n"
        "Tag: py3-none-any\\n",
        f"{{INFO}}/RECORD": "",
    }}
    with zipfile.ZipFile(f"{{wheel_directory}}/{{name}}", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name
'''


@pytest.fixture
def stand_in(tmp_path: Path, environment: dict[str, str]) -> Path:
    """Return a git repository with the real hooks and a package that is the code under test."""
    folder = tmp_path / "stand_in"
    folder.mkdir()
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    (folder / ".pre-commit-hooks.yaml").write_text(hooks)
    (folder / "pyproject.toml").write_text(PROJECT)
    paths = [path for path in sys.path if path.endswith("site-packages")]
    paths += [str(ROOT / name) for name in ("grammar", "compiler", "runtime", "cli")]
    text = BACKEND.format(paths="".join(f"{path}\n" for path in paths))
    (folder / "stand_in.py").write_text(text)
    for words in (
        ("init", "--quiet"),
        ("add", "."),
        ("-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "-m", "x"),
    ):
        subprocess.run(["git", *words], cwd=folder, env=environment, check=True)
    return folder


def try_repo(stand_in: Path, checkout: Path, environment: dict[str, str], hook: str) -> Any:
    """Run one hook on what is staged."""
    settings = {
        "PRE_COMMIT_HOME": str(stand_in.parent / "hooks"),
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
    }
    kept = {key: value for key, value in environment.items() if key != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", str(stand_in), hook, "--verbose"],
        cwd=checkout,
        env={**kept, **settings, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_change_of_people_alone_is_linted(
    stand_in: Path, checkout: Path, environment: dict[str, str], git: Any
) -> None:
    people = checkout / "people.route"
    people.write_text(people.read_text().replace("{ ana, ben }", "{ ana, bob }"))
    git("add", "people.route")
    found = try_repo(stand_in, checkout, environment, "routewright-lint")
    assert found.returncode == 1, found.stdout + found.stderr
    assert "- exit code: 1" in found.stdout
    assert "people.route:4:" in found.stdout
    assert "`bob`" in found.stdout
    people.write_text(people.read_text().replace("bob", "ben") + "\nqueue other\n")
    git("add", "people.route")
    found = try_repo(stand_in, checkout, environment, "routewright-lint")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "routewright lint" in found.stdout
    assert "Passed" in found.stdout


def test_the_other_hooks_test_and_lay_out(
    stand_in: Path, checkout: Path, environment: dict[str, str], git: Any
) -> None:
    inbound = checkout / "inbound.route"
    sound = inbound.read_text()
    inbound.write_text(sound.replace("size >= 1000", "size   >= 2000"))
    git("add", "inbound.route")
    found = try_repo(stand_in, checkout, environment, "routewright-test")
    assert found.returncode == 1
    assert "FAILED  large leads are rotated" in found.stdout
    found = try_repo(stand_in, checkout, environment, "routewright-fmt")
    assert found.returncode == 1
    assert "files were modified by this hook" in found.stdout
    assert inbound.read_text() == sound.replace("1000\n  rotate", "2000\n  rotate")
