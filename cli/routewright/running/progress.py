"""A progress bar on standard error, on a terminal only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import click

from routewright.records.row import RecordReader


class Progress(Protocol):
    """Is told after each chunk."""

    def moved_to(self, position: int) -> None:
        """Show how far the input is read."""
        ...


class _Silent:
    def moved_to(self, position: int) -> None:
        return


@contextmanager
def progress_of(reader: RecordReader) -> Iterator[Progress]:
    """Show a bar while records are read; nothing where nobody looks or no size is known."""
    if not reader.size or not sys.stderr.isatty():
        yield _Silent()
        return
    with click.progressbar(length=reader.size, label="Deciding", file=sys.stderr) as bar:
        shown = 0

        class _Bar:
            def moved_to(self, position: int) -> None:
                nonlocal shown
                bar.update(position - shown)
                shown = position

        yield _Bar()
