"""Runs the command line in this process, with its own standard streams and working folder."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from routewright.main import run


class Result(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


CommandLine = Callable[..., Result]


@pytest.fixture
def command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Return a function that runs `routewright ARGUMENTS` in a folder of its own.

    No lint is recalled: a test that changes the code, and not its files, would not notice.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("routewright.linting.cache_folder", lambda: None)
    monkeypatch.delenv("ROUTEWRIGHT_DEBUG", raising=False)
    return run_line


def run_line(*arguments: str | os.PathLike[str], stdin: bytes = b"") -> Result:
    """Run one command line and return its exit code and what it printed."""
    out, err = io.BytesIO(), io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        patch.setattr("sys.stdout", io.TextIOWrapper(out, encoding="ascii"))
        patch.setattr("sys.stderr", io.TextIOWrapper(err, encoding="ascii"))
        code = run([os.fspath(argument) for argument in arguments])
        import sys

        sys.stdout.flush()
        sys.stderr.flush()
        return Result(int(code), out.getvalue().decode(), err.getvalue().decode())
