"""A git repository, read only: files of a revision as they were committed."""

import os
import subprocess
from pathlib import Path, PurePosixPath

from routewright.errors import DamagedInputError, UnreadableFileError
from routewright.text_files import shown

_TIME_S = 60


class Repository:
    """The repository around a folder; paths are relative to its top, with forward slashes."""

    def __init__(self, folder: Path) -> None:
        """Find the repository; raise UnreadableFileError where there is none, or no git."""
        self._folder = folder
        done = _git(folder, "rev-parse", "--show-toplevel")
        if done.returncode != 0:
            raise UnreadableFileError(
                f"`{shown(folder)}` is in no git repository; name two files or folders instead"
            )
        self.top = Path(os.path.realpath(os.fsdecode(done.stdout.rstrip(b"\r\n"))))

    def commit(self, revision: str) -> str:
        """Return the commit that a revision names; raise DamagedInputError where there is none."""
        # A revision that cannot be an option: the name comes from outside.
        if not revision or revision.startswith("-"):
            raise DamagedInputError(f"`{revision}` is not a git revision")
        done = _git(self.top, "rev-parse", "--quiet", "--verify", f"{revision}^{{commit}}")
        if done.returncode != 0:
            raise DamagedInputError(
                f"there is no git revision `{revision}`; in a shallow clone, fetch it first"
            )
        return done.stdout.decode("ascii", errors="replace").strip()

    def parting(self, commit: str) -> str:
        """Return where the work of HEAD began: what the other side did since is not its doing."""
        done = _git(self.top, "merge-base", commit, "HEAD")
        # Without a common commit (a clone without its history) the two are compared as they are.
        return done.stdout.decode("ascii", errors="replace").strip() or commit

    def content(self, commit: str, path: str) -> bytes | None:
        """Return what a file held in a commit; None where it was no file there."""
        done = _git(self.top, "cat-file", "blob", f"{commit}:{path}")
        return done.stdout if done.returncode == 0 else None

    def files(self, commit: str, below: str, ending: str) -> tuple[str, ...]:
        """Return the paths below a folder of a commit (`` is the top) that have an ending."""
        where = ("--", f":(literal){below}") if below else ()
        done = _git(self.top, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, *where)
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise DamagedInputError(f"git cannot list that revision: {said[-1] if said else ''}")
        names = (os.fsdecode(name) for name in done.stdout.split(b"\0") if name)
        return tuple(sorted(name for name in names if name.endswith(ending)))

    def path_of(self, file: Path) -> str:
        """Return a file's path from the top; raise UnreadableFileError where it is outside."""
        real = Path(os.path.realpath(file))
        if not real.is_relative_to(self.top):
            raise UnreadableFileError(
                f"`{shown(file)}` is outside the git repository `{shown(self.top)}`"
            )
        path = real.relative_to(self.top).as_posix()
        return "" if path == "." else path

    def is_folder(self, commit: str, path: str) -> bool:
        """Tell whether a path was a folder in a commit."""
        done = _git(self.top, "cat-file", "-t", f"{commit}:{path}")
        return done.stdout.strip() == b"tree"


def joined(folder: str, path: str) -> str | None:
    """Return a path from a folder in the repository, both from the top; None if it leads out."""
    parts: list[str] = []
    for part in PurePosixPath(folder, path).parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _git(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(
            ["git", *arguments],
            cwd=folder,
            capture_output=True,
            check=False,
            timeout=_TIME_S,
        )
    except FileNotFoundError as trouble:
        raise UnreadableFileError(
            "git is not installed; without it name two files or folders instead of a revision"
        ) from trouble
    except (OSError, ValueError) as trouble:
        raise UnreadableFileError(f"git cannot be run: {trouble}") from trouble
    except subprocess.TimeoutExpired as trouble:
        raise UnreadableFileError("git did not answer within a minute") from trouble
