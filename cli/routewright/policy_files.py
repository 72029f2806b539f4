"""Which `.route` files are policies: those that no other file uses.

To know that, nothing has to be parsed: a look at words and texts tells the `use` declarations, and
whether a file has what only a policy's first file may have. So a broken file is still found.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from routewright.errors import UnreadableFileError
from routewright.text_files import files_below, read_bytes, shown

ENDING = ".route"
GLANCE_BYTES = 4 * 1024 * 1024
_WORDS = re.compile(r'#[^\n\r]*|"(?:[^"\\\n\r]|\\.)*"|\w+|[{}:]')
_FIRST_FILE_WORDS = frozenset({"rule", "group", "require", "fallback", "unique"})


@dataclass(frozen=True, slots=True)
class Glance:
    """What a file uses, as written, and whether it can only be a policy's first file."""

    used: tuple[str, ...]
    is_first: bool


def glance(text: str) -> Glance:
    """Return what a file's words tell, without parsing it."""
    words = [word for word in _WORDS.findall(text) if not word.startswith("#")]
    used: list[str] = []
    depth = 0
    is_first = False
    for index, word in enumerate(words):
        after = words[index + 1] if index + 1 < len(words) else ""
        if word == "{":
            depth += 1
        elif word == "}":
            depth -= 1
        elif depth == 0 and word == "use" and after.startswith('"'):
            used.append(after[1:-1].replace("\\\\", "\\").replace('\\"', '"'))
        elif depth == 0 and word in _FIRST_FILE_WORDS and after != ":":
            is_first = True
    return Glance(tuple(used), is_first)


def one_policy(path: Path) -> Path:
    """Return the one policy that a file or folder stands for; say which there are otherwise."""
    if not path.is_dir():
        return path
    found = _policies_of(files_below(path, ENDING))
    if not found:
        raise UnreadableFileError(
            f"`{shown(path)}` has no {ENDING} file; name a policy or its folder"
        )
    if len(found) > 1:
        names = ", ".join(f"`{shown(item)}`" for item in found[:5])
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        raise UnreadableFileError(
            f"`{shown(path)}` has {len(found)} policies: {names}{more}; name one of them"
        )
    return found[0]


def policies(paths: Iterable[Path], working_folder: Path) -> tuple[Path, ...]:
    """Return the policies that files and folders stand for, each once, in order of naming.

    A file that others below the working folder use stands for every policy that uses it.
    """
    found: dict[Path, Path] = {}
    users: dict[Path, set[Path]] | None = None
    for path in paths:
        if path.is_dir():
            below = _policies_of(files_below(path, ENDING))
            if not below:
                raise UnreadableFileError(
                    f"`{shown(path)}` has no {ENDING} file; name a policy or its folder"
                )
            stands_for = below
        elif _glance(path).is_first:
            stands_for = (path,)
        else:
            if users is None:
                users = _users(files_below(working_folder, ENDING))
            stands_for = _tops(path, users, working_folder)
        for item in stands_for:
            found.setdefault(_resolved(item), item)
    return tuple(found.values())


def _glance(path: Path) -> Glance:
    """Glance at a file; the compiler reports bytes that are not UTF-8, and too many of them."""
    data = read_bytes(path)
    if len(data) > GLANCE_BYTES:
        return Glance((), is_first=True)
    return glance(data.decode("utf-8", errors="replace"))


def _policies_of(files: Iterable[Path]) -> tuple[Path, ...]:
    every = tuple(files)
    users = _users(every)
    unused = tuple(path for path in every if _resolved(path) not in users)
    # Files that use each other in a circle have no first one: show them all.
    return unused or every


def _users(files: Iterable[Path]) -> dict[Path, set[Path]]:
    users: dict[Path, set[Path]] = {}
    for path in files:
        try:
            used = _glance(path).used
        except UnreadableFileError:
            continue  # named to the user when it is linted itself
        for name in used:
            target = _resolved(path.parent / name.replace("\\", "/"))
            if target != _resolved(path):
                users.setdefault(target, set()).add(path)
    return users


def _tops(path: Path, users: dict[Path, set[Path]], working_folder: Path) -> tuple[Path, ...]:
    seen = {_resolved(path)}
    waiting = [_resolved(path)]
    tops: set[Path] = set()
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if _resolved(user) in seen:
                continue
            seen.add(_resolved(user))
            waiting.append(_resolved(user))
            if _resolved(user) not in users:
                tops.add(user)
    if not tops:
        return (path,)
    named = path.is_absolute()
    return tuple(sorted(top if named else _relative(top, working_folder) for top in tops))


def _relative(path: Path, folder: Path) -> Path:
    return path.relative_to(folder) if path.is_relative_to(folder) else path


def _resolved(path: Path) -> Path:
    """Follow links; a circle of links, or what can be no path, stays as it is."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        return path
