"""Rows that could not be read, kept beside the output in `FILE.rejected` with line and reason."""

import csv
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from routewright.output_file import OutputFile
from routewright.records.opening import STANDARD
from routewright.records.row import Rejection

ENDING = ".rejected"
SHOWN = 5


class RejectedRows:
    """Takes rejected rows as they come; the file appears only where there are any.

    Leaving the `with` well puts the file in place, or removes one of an earlier run.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.count = 0
        self.first: list[Rejection] = []
        self._stack = ExitStack()
        self._file: OutputFile | None = None

    def __enter__(self) -> Self:
        self._stack.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, trouble, trace)
        if kind is None and self._file is None and self.path is not None:
            with suppress(OSError):
                self.path.unlink()

    def add(self, rejections: Sequence[Rejection]) -> None:
        """Write rejected rows behind those before."""
        self.count += len(rejections)
        self.first += rejections[: SHOWN - len(self.first)]
        if self.path is None or not rejections:
            return
        if self._file is None:
            self._file = self._stack.enter_context(OutputFile(self.path))
            csv.writer(self._file.text(), lineterminator="\n").writerow(("line", "reason", "row"))
        rows = ((rejected.line, rejected.reason, rejected.content) for rejected in rejections)
        csv.writer(self._file.text(), lineterminator="\n").writerows(rows)


def rejected_path(output: str, records: str) -> Path | None:
    """Return where rejected rows go: beside the output, else the input; None between two pipes."""
    for name in (output, records):
        if name != STANDARD:
            return Path(name + ENDING)
    return None
