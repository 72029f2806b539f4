"""Entries as files: read only where sound and the user's own, written whole or not at all, few.

A file is the digest of what follows and then JSON, so a damaged one is noticed. It holds no code;
still only a file that nobody but the user could have written is believed, for it may say that all
is well.
"""

import hashlib
import json
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from time import time

MOST_ENTRIES = 64
MOST_BYTES = 64 * 1024 * 1024
_ENDING = ".lint"
_DIGEST_BYTES = 32
_ABANDONED_S = 3600


def read_entry(folder: Path, key: str) -> dict[str, object] | None:
    """Return what stands in an entry, and note that it was of use; None where it is not sound."""
    path = folder / f"{key}{_ENDING}"
    try:
        with path.open("rb") as file:
            if not _is_own(os.fstat(file.fileno())):
                return None
            content = file.read(MOST_BYTES)
    except (OSError, ValueError):
        return None
    body = memoryview(content)[_DIGEST_BYTES:]
    if hashlib.sha256(body).digest() != content[:_DIGEST_BYTES]:
        return None
    try:
        data = json.loads(bytes(body))
    except (ValueError, RecursionError):
        return None
    with suppress(OSError):
        os.utime(path)
    return data if isinstance(data, dict) else None


def write_entry(folder: Path, key: str, data: dict[str, object]) -> None:
    """Write an entry and delete those least used; a folder that refuses is left alone."""
    body = json.dumps(data, separators=(",", ":"), ensure_ascii=True).encode()
    if len(body) + _DIGEST_BYTES >= MOST_BYTES:
        return
    beside: str | None = None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=f"{key}.", suffix=".part", dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(body).digest() + body)
        os.replace(beside, folder / f"{key}{_ENDING}")
        beside = None
        _prune(folder)
    except (OSError, ValueError):
        return
    finally:
        if beside is not None:
            with suppress(OSError):
                os.unlink(beside)


def _prune(folder: Path) -> None:
    """Keep the entries used last, no more than the bounds allow, and no abandoned half ones."""
    found = []
    for entry in os.scandir(folder):
        with suppress(OSError):  # another run may have deleted it
            status = entry.stat()
            if entry.name.endswith(_ENDING):
                found.append((-status.st_mtime_ns, entry.path, status.st_size))
            elif entry.name.endswith(".part") and status.st_mtime < time() - _ABANDONED_S:
                os.unlink(entry.path)
    total = 0
    for number, (_, path, size) in enumerate(sorted(found)):
        total += size
        if number >= MOST_ENTRIES or total > MOST_BYTES:
            with suppress(OSError):
                os.unlink(path)


def _is_own(status: os.stat_result) -> bool:
    if not hasattr(os, "getuid"):
        return True
    is_writable_by_others = bool(status.st_mode & (stat.S_IWGRP | stat.S_IWOTH))
    return status.st_uid == os.getuid() and not is_writable_by_others
