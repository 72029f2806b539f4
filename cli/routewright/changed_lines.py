"""Which lines a change touches, as git tells it: `lint --base main` shows findings there first."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from routewright.errors import DamagedInputError, UnreadableFileError

_FILE = re.compile(r"\+\+\+ (?:b/)?(?P<path>.*?)\t?")
_HUNK = re.compile(r"@@ -\S+ \+(?P<start>\d+)(?:,(?P<count>\d+))? @@.*")
_TIME_S = 60


def changed_lines(base: str, folder: Path) -> Mapping[str, frozenset[int]]:
    """Return the lines that differ from a git revision, by path relative to `folder`.

    What the other side did since the two parted does not count. Raises DamagedInputError where
    there is no such revision, UnreadableFileError where git is not there.
    """
    # `--` and a revision that cannot be an option: the name comes from outside.
    if base.startswith("-"):
        raise DamagedInputError(f"`{base}` is not a git revision")
    # 1 says that the two have nothing in common, as in a clone without its history.
    parted = _git(folder, "merge-base", base, "HEAD", allowed=(0, 1)).strip() or base
    return parse_diff(
        _git(
            folder,
            *("-c", "core.quotePath=false", "diff", "--no-color", "--no-ext-diff"),
            *("--no-renames", "--unified=0", "--relative", parted, "--"),
        )
    )


def parse_diff(text: str) -> dict[str, frozenset[int]]:
    """Return the changed lines of a unified diff without context, by file."""
    found: dict[str, set[int]] = {}
    file = ""
    for line in text.split("\n"):
        if name := _FILE.fullmatch(line):
            file = name["path"]
        elif hunk := _HUNK.fullmatch(line):
            start, count = int(hunk["start"]), int(hunk["count"] or 1)
            found.setdefault(file, set()).update(range(start, start + count))
    return {name: frozenset(lines) for name, lines in found.items()}


def _git(folder: Path, *arguments: str, allowed: tuple[int, ...] = (0,)) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            capture_output=True,
            check=False,
            timeout=_TIME_S,
        )
    except FileNotFoundError as trouble:
        raise UnreadableFileError(
            "git is not installed; without it the changed lines cannot be told, leave out --base"
        ) from trouble
    except subprocess.TimeoutExpired as trouble:
        raise UnreadableFileError("git did not answer within a minute") from trouble
    if done.returncode not in allowed:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        reason = said[-1] if said else f"git ended with {done.returncode}"
        raise DamagedInputError(f"git cannot compare with that revision: {reason}")
    return done.stdout.decode(errors="replace")
