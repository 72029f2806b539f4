"""A checkout in a folder of its own, and the command on the path as a CI job finds it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOTS = [str(ROOT / name) for name in ("grammar", "compiler", "runtime", "cli")]

PEOPLE = """\
rep ana "ana@acme.example"
rep ben "ben@acme.example"

team both { ana, ben }

queue desk
"""
POLICY = """\
use "people.route"

record lead { size: integer 0.. }

rule "Large" {
  when   size >= 1000
  rotate both
}

fallback assign desk

expect "large leads are rotated" {
  given { size 1000 }
  team  both
}
"""

Git = Callable[..., str]


@pytest.fixture
def environment(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment in which `routewright` and `python` are the ones under test."""
    cache = tmp_path_factory.getbasetemp() / "routewright_cache"
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, words in (("routewright", "-m routewright "), ("python", "")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words}"$@"\n')
        program.chmod(0o755)
    return {
        "PATH": os.pathsep.join((str(programs), os.environ["PATH"])),
        "PYTHONPATH": os.pathsep.join(ROOTS),
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "ROUTEWRIGHT_CACHE": str(cache),
    }


@pytest.fixture
def checkout(tmp_path: Path, environment: dict[str, str]) -> Path:
    """Return a git checkout of a sound policy, committed on `main`."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "people.route").write_text(PEOPLE)
    (folder / "inbound.route").write_text(POLICY)
    git = git_in(folder, environment)
    git("init", "--quiet", "--initial-branch=main")
    git("add", ".")
    git("commit", "--quiet", "--message=Route inbound leads")
    return folder


@pytest.fixture
def git(checkout: Path, environment: dict[str, str]) -> Git:
    """Return a function that runs git in the checkout and gives what it says."""
    return git_in(checkout, environment)


def git_in(folder: Path, environment: dict[str, str]) -> Git:
    named = ("-c", "user.name=Test", "-c", "user.email=test@example.com")

    def run(*arguments: str) -> str:
        done = subprocess.run(
            ["git", *named, *arguments],
            cwd=folder,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    return run
