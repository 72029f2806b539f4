"""The digest of the tool itself: what else than the files of a user decides what `lint` says.

That is its own source, read whole, so that an edited checkout never shows what an older one found;
Python; the names of all installed packages with their versions, among them those of holidays and
time zones; and the machine's own table of zones, which comes before the package's.
"""

import hashlib
import os
import sys
import zoneinfo
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

_PACKAGES = ("routewright_grammar", "routewright_runtime", "routewright_compiler", "routewright")
_COMPILED = "__pycache__"
_INSTALLED = (".dist-info", ".egg-info")
_ZONE_VERSIONS = ("tzdata.zi", "+VERSION", "version")


def tool_digest() -> str | None:
    """Return the digest, 64 hexadecimal digits; None where the source cannot be read."""
    digest = hashlib.sha256(sys.version.encode())
    try:
        for package in _PACKAGES:
            for folder in _folders(package):
                for path in _files(folder):
                    _add(digest, os.path.relpath(path, folder), Path(path).read_bytes())
        for name in sorted(set(_installed())):
            _add(digest, name, b"")
        for path in _zone_tables():
            _add(digest, path, Path(path).read_bytes())
    except OSError:
        return None
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", name: str, content: bytes) -> None:
    """Add a name and a content, each with its length, so that no two lists look alike."""
    encoded = name.encode(errors="surrogateescape")
    digest.update(b"%d %d " % (len(encoded), len(content)))
    digest.update(encoded)
    digest.update(content)


def _folders(package: str) -> Iterator[str]:
    spec = find_spec(package)
    locations = None if spec is None else spec.submodule_search_locations
    if not locations:
        raise FileNotFoundError(package)
    yield from locations


def _files(folder: str) -> Iterator[str]:
    """Yield the files below a folder in order of their names, without what Python compiled."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name != _COMPILED:
                yield from _files(entry.path)
        else:
            yield entry.path


def _installed() -> Iterator[str]:
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue  # a part of the path that is no folder, such as an archive
        yield from (name for name in names if name.endswith(_INSTALLED))


def _zone_tables() -> Iterator[str]:
    for folder in zoneinfo.TZPATH:
        yield from (
            path for name in _ZONE_VERSIONS if os.path.isfile(path := os.path.join(folder, name))
        )
