"""Reading text files, whatever a file system may do, with one message where it cannot be done.

A file is read whole up to a limit, decoded as UTF-8, and loses its byte-order mark; its line ends
stay. Names are shown as the user wrote them, with forward slashes on every system.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from routewright.errors import UnreadableFileError

POLICY_BYTES = 64 * 1024 * 1024
SHOWN_BYTES = 4 * 1024 * 1024
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "venv"})


def shown(path: Path) -> str:
    """Return a path as it is named to the user."""
    return path.as_posix()


def read_bytes(path: Path, limit: int = POLICY_BYTES) -> bytes:
    """Return a file's bytes; raise UnreadableFileError with the reason."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise unreadable(path, "is a folder; name a file")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as trouble:
        raise unreadable(path, reason_of(trouble)) from trouble
    if len(data) > limit:
        raise unreadable(path, f"is larger than {limit // 2**20} MB; split it")
    return data


def read_text(path: Path, limit: int = POLICY_BYTES) -> str:
    """Return a file's text without byte-order mark; raise UnreadableFileError with the reason."""
    data = read_bytes(path, limit)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise unreadable(path, "is UTF-16; save it as UTF-8")
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as trouble:
        line = data.count(b"\n", 0, trouble.start) + 1
        byte = f"0x{data[trouble.start]:02X}"
        reason = f"is not UTF-8: line {line} has the byte {byte}; save it as UTF-8"
        raise unreadable(path, reason) from trouble


def shown_text(data: bytes) -> str:
    """Return a file's text to show places in; of a file too large to compile, its beginning."""
    return data[:SHOWN_BYTES].decode("utf-8", errors="replace").removeprefix("\ufeff")


def unreadable(path: Path, reason: str) -> UnreadableFileError:
    """Return the error for a file; `reason` goes on behind its name."""
    return UnreadableFileError(f"`{shown(path)}` {reason}", reason)


def reason_of(trouble: Exception) -> str:
    """Say why a file cannot be used and what would help, to stand behind its name."""
    match trouble:
        case FileNotFoundError():
            return "does not exist; check the spelling and the folder"
        case PermissionError():
            return "may not be opened; check its permissions"
        case IsADirectoryError():
            return "is a folder; name a file"
        case NotADirectoryError():
            return "goes through something that is no folder; check the path"
        case OSError() if trouble.strerror:
            return f"cannot be used: {trouble.strerror}"
        case _:
            return f"cannot be used: {trouble}"


def files_below(folder: Path, ending: str) -> Iterator[Path]:
    """Yield the files below a folder with an ending, in order of their paths.

    Hidden folders, environments and links to folders are passed over, so a circle of links ends.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as trouble:
        raise unreadable(folder, reason_of(trouble)) from trouble
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith(".") and entry.name not in _SKIPPED_FOLDERS:
                yield from files_below(folder / entry.name, ending)
        elif entry.name.endswith(ending) and entry.is_file():
            yield folder / entry.name
