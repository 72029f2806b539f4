"""A file that appears whole or not at all: written beside its place, then renamed into it.

What is there before stays until the last byte of the new one is on the disk. Something that is no
regular file (a pipe, a device) is written straight, for it cannot be renamed over.
"""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from routewright.errors import UnreadableFileError
from routewright.text_files import reason_of, shown, unreadable


class OutputFile:
    """Used with `with`: leaving it well puts the file in place, an exception leaves nothing."""

    def __init__(self, path: Path) -> None:
        self.path = Path(os.path.realpath(path))
        self._shown = path
        self._beside: Path | None = None
        self._stream: TextIO | None = None
        self._is_placed = False

    def __enter__(self) -> Self:
        try:
            if self.path.is_dir():
                raise UnreadableFileError(
                    f"`{shown(self._shown)}` is a folder; name a file to write"
                )
            if self._is_direct():
                return self
            handle, name = tempfile.mkstemp(
                dir=self.path.parent, prefix=f".{self.path.name}.", suffix=".part"
            )
            os.close(handle)
        except (OSError, ValueError) as trouble:
            raise _unwritable(self._shown, trouble) from trouble
        self._beside = Path(name)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.place()
        finally:
            self._drop()
        if isinstance(trouble, OSError) and not isinstance(trouble, BrokenPipeError):
            raise _unwritable(self._shown, trouble) from trouble

    @property
    def beside(self) -> Path:
        """Return the path to write to until the file is placed."""
        return self._beside or self.path

    def text(self) -> TextIO:
        """Open the file for UTF-8 text; line ends are written as they are given."""
        if self._stream is None:
            self._stream = self.beside.open("w", encoding="utf-8", newline="")
        return self._stream

    def place(self) -> None:
        """Put the file in its place, once; only now it can be seen."""
        if self._is_placed:
            return
        try:
            if self._stream is not None:
                self._stream.close()
            if self._beside is not None:
                _sync(self._beside)
                self._beside.chmod(self._mode())
                self._beside.replace(self.path)
                self._beside = None
        except OSError as trouble:
            raise _unwritable(self._shown, trouble) from trouble
        self._is_placed = True

    def _drop(self) -> None:
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()
        if self._beside is not None:
            with suppress(OSError):
                self._beside.unlink()

    def _is_direct(self) -> bool:
        return self.path.exists() and not stat.S_ISREG(self.path.stat().st_mode)

    def _mode(self) -> int:
        if self.path.exists():
            return stat.S_IMODE(self.path.stat().st_mode)
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def write_file(path: Path, text: str) -> None:
    """Write a whole text file, or nothing; raise UnreadableFileError with the reason."""
    with OutputFile(path) as file:
        file.text().write(text)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _unwritable(path: Path, trouble: Exception) -> UnreadableFileError:
    if isinstance(trouble, FileNotFoundError):
        return unreadable(path, f"cannot be written: there is no folder `{shown(path.parent)}`")
    return unreadable(path, reason_of(trouble))
