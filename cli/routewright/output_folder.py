"""A folder that appears whole or not at all: written beside its place, then renamed into it.

A folder that is there already is replaced only where it is an earlier output of the same kind,
which a file in it tells; anything else is left alone.
"""

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from routewright.errors import UnreadableFileError
from routewright.text_files import reason_of, shown, unreadable

SIGN = ".routewright-output"


def write_folder(path: Path, files: Mapping[str, str], kind: str) -> None:
    """Write a whole folder of text files, or nothing; raise UnreadableFileError with the reason.

    `kind` says what the folder holds (`salesforce`); an earlier output of that kind is replaced.
    """
    refuse_foreign(path, kind)
    place = Path(os.path.realpath(path))
    beside = old = None
    try:
        beside = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}.", suffix=".part"))
        _fill(beside, {**files, SIGN: f"{kind}\n"})
        mask = os.umask(0)
        os.umask(mask)
        beside.chmod(0o777 & ~mask)
        if place.exists():
            old = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}.", suffix=".old"))
            place.replace(old / place.name)
        beside.replace(place)
        beside = None
    except OSError as trouble:
        if old is not None and not place.exists():
            with suppress(OSError):
                (old / place.name).replace(place)
        if isinstance(trouble, FileNotFoundError) and not place.parent.is_dir():
            reason = f"cannot be written: there is no folder `{shown(path.parent)}`"
            raise unreadable(path, reason) from trouble
        raise unreadable(path, reason_of(trouble)) from trouble
    finally:
        for left in (beside, old):
            if left is not None:
                shutil.rmtree(left, ignore_errors=True)


def refuse_foreign(path: Path, kind: str) -> None:
    """Raise UnreadableFileError where a folder is neither empty nor an output of that kind."""
    place = Path(os.path.realpath(path))
    if not place.exists():
        return
    if not place.is_dir():
        raise UnreadableFileError(f"`{shown(path)}` is a file; name a folder to write")
    sign = place / SIGN
    with suppress(OSError):
        if not any(place.iterdir()):
            return
        if sign.read_text(encoding="utf-8").strip() == kind:
            return
    raise UnreadableFileError(
        f"`{shown(path)}` is not empty and no earlier output of `emit {kind}`;"
        " name another --output, or move it away"
    )


def _fill(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in sorted(files.items()):
        file = folder.joinpath(*name.split("/"))
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as stream:
            stream.write(text)
