"""The stories under examples/, each copied aside so that a test leaves nothing behind in them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

Command = Callable[..., int]


@pytest.fixture
def story(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the story named by an indirect parameter; it is the working folder."""
    name: str = request.param
    copied = tmp_path / name
    shutil.copytree(EXAMPLES / name, copied)
    monkeypatch.chdir(copied)
    return copied


@pytest.fixture
def routewright() -> Command:
    """Return the command line as a function of its arguments, in this process."""
    from routewright.main import run

    def typed(*arguments: str) -> int:
        return run(arguments)

    return typed
