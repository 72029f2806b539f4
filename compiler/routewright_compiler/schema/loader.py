"""The port through which the compiler gets the text of files; it opens none itself.

A path is relative to the folder of the policy's first file as it was named, with forward slashes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be read, with the reason in plain words (`there is no such file`)."""

    reason: str


class Loader(Protocol):
    """Gives the bytes of a file; the cli reads the file system, tests and editors a mapping."""

    def load(self, path: str) -> bytes | Unreadable:
        """Return the bytes of the file at `path`, or why there are none; never raise."""
        ...


class MappingLoader:
    """A loader over texts or bytes already at hand."""

    __slots__ = ("_files",)

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self._files = dict(files)

    def load(self, path: str) -> bytes | Unreadable:
        """Return the file's bytes; texts are encoded as UTF-8."""
        found = self._files.get(path)
        if found is None:
            return Unreadable("there is no such file")
        return found.encode("utf-8", "surrogatepass") if isinstance(found, str) else found
