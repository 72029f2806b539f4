"""What a lint read, and whether it would read the same now."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from routewright.config import nearest_config
from routewright.errors import UnreadableFileError
from routewright.text_files import read_bytes

UNREADABLE = "unreadable: "


def digest_of(content: bytes) -> str:
    """Return the digest of a file's content."""
    return hashlib.sha256(content).hexdigest()


def reread(files: Mapping[str, object]) -> dict[str, bytes] | None:
    """Return the contents of files by name, or None where one is not what its digest says.

    A file that could not be read is named with the reason, and must still give the same.
    """
    found: dict[str, bytes] = {}
    for name, digest in files.items():
        try:
            content = read_bytes(Path(name))
        except UnreadableFileError as trouble:
            if digest != f"{UNREADABLE}{trouble.reason}":
                return None
            continue
        if digest_of(content) != digest:
            return None
        found[name] = content
    return found


def settings_digest(files: Iterable[str]) -> str:
    """Return the digest of the settings that hold for files, and of where they stand.

    Raises UnreadableFileError where they cannot be read.
    """
    digest = hashlib.sha256()
    for folder in sorted({Path(file).absolute().parent for file in files}):
        config = nearest_config(folder)
        content = b"" if config is None else read_bytes(config)
        digest.update(
            f"{folder}\0{config}\0{digest_of(content)}\0".encode(errors="surrogateescape")
        )
    return digest.hexdigest()


def records_digest(name: str | None) -> str:
    """Return the digest of a file of records; raise OSError where it cannot be read."""
    if name is None:
        return ""
    with Path(name).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def days_in(zones: Iterable[str]) -> dict[str, str]:
    """Return the day it is now in each of some zones; KeyError (of zoneinfo) for an unknown one."""
    now = datetime.now(UTC)
    return {zone: now.astimezone(ZoneInfo(zone)).date().isoformat() for zone in sorted(set(zones))}
