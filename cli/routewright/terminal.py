"""Standard streams: UTF-8 whatever the locale, colour only where somebody looks, quiet pipes."""

import io
import os
import sys
from typing import TextIO


def use_utf8() -> None:
    """Make the standard streams speak UTF-8 with `\\n`; what UTF-8 cannot say is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def is_coloured(stream: TextIO) -> bool:
    """Whether to colour what goes to `stream`: only on a terminal, never with NO_COLOR set."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def close_quietly() -> None:
    """After a broken pipe, send the rest of standard output nowhere."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError, io.UnsupportedOperation):
        return
