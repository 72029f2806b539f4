"""Every command block of a story's README works as it stands, typed in the story's folder.

Each line of a block ```` ```sh ```` must end with exit code 0, of ```` ```sh exit=1 ```` with 1.
"""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
Command = Callable[..., int]

_BLOCK = re.compile(r"^```sh(?: exit=(\d))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)

STORIES = tuple(sorted(path.parent.name for path in EXAMPLES.glob("*/README.md")))


def _commands(readme: Path) -> list[tuple[int, str]]:
    blocks = _BLOCK.findall(readme.read_text(encoding="utf-8"))
    return [
        (int(code or 0), line)
        for code, block in blocks
        for line in block.splitlines()
        if line.strip()
    ]


@pytest.mark.parametrize("story", STORIES, indirect=True)
def test_commands(
    story: Path,
    routewright: Command,
    capsys: pytest.CaptureFixture[str],
) -> None:
    commands = _commands(story / "README.md")
    assert len(commands) >= 3
    for expected, line in commands:
        program, *arguments = shlex.split(line)
        assert program == "routewright", line
        assert routewright(*arguments) == expected, (line, capsys.readouterr())
        capsys.readouterr()


@pytest.mark.parametrize("name", STORIES)
def test_the_files_named_are_the_files_there(name: str) -> None:
    text = (EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))
    there = {path.name for path in (EXAMPLES / name).iterdir()} - {"README.md"}
    assert named == there
