"""The parse table: built from `route.lark`, or loaded from a cache folder.

Building takes about a quarter of a second, loading a hundredth. A cached table is a file named by
the digest of the grammar, Lark's version and Python's; it begins with the digest of what follows,
so a damaged file is noticed and built afresh. Loading unpickles, hence only a file of the user's
own that nobody else may write is read, and the folder is made for the user alone.
A cache that cannot be read or written costs time, never the parse.
"""

import hashlib
import io
import os
import pickle
import stat
import sys
import tempfile
from functools import cache
from importlib.resources import files
from pathlib import Path

import lark

OPTIONS_VERSION = "1"  # raise when the options in `build_table` change
DIGEST_BYTES = 32


def grammar_text() -> str:
    """Return the text of the grammar."""
    return files("routewright_grammar").joinpath("route.lark").read_text(encoding="utf-8")


def build_table(*, strict: bool = False) -> lark.Lark:
    """Build the parser from the grammar; `strict` refuses conflicts and needs `interegular`."""
    return lark.Lark(
        grammar_text(),
        parser="lalr",
        lexer="contextual",
        start="file",
        propagate_positions=True,
        maybe_placeholders=False,
        strict=strict,
    )


@cache
def load_table(cache_dir: Path | None) -> lark.Lark:
    """Return the parser, from the cache folder where it holds one; kept for the process."""
    if cache_dir is None:
        return build_table()
    path = cache_dir / f"route-{table_key()}.table"
    found = _read(path)
    if found is not None:
        return found
    made = build_table()
    _write(path, made)
    return made


def table_key() -> str:
    """Return the digest of all that the table depends on."""
    parts = (grammar_text(), lark.__version__, sys.version, OPTIONS_VERSION)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _read(path: Path) -> lark.Lark | None:
    """Return the cached parser, or None where there is none that can be trusted and read."""
    try:
        with path.open("rb") as file:
            if not _is_private(os.fstat(file.fileno())):
                return None
            content = file.read()
    except OSError:
        return None
    digest, body = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
    if hashlib.sha256(body).digest() != digest:
        return None
    try:
        return lark.Lark.load(io.BytesIO(body))
    except (pickle.UnpicklingError, EOFError, LookupError, AttributeError, TypeError, ValueError):
        return None


def _is_private(status: os.stat_result) -> bool:
    """Whether only the user could have written the file."""
    if not hasattr(os, "getuid"):
        return True
    is_writable_by_others = bool(status.st_mode & (stat.S_IWGRP | stat.S_IWOTH))
    return status.st_uid == os.getuid() and not is_writable_by_others


def _write(path: Path, table: lark.Lark) -> None:
    """Write the table beside its place, then rename; a folder that refuses is left alone."""
    buffer = io.BytesIO()
    table.save(buffer)
    body = buffer.getvalue()
    beside: str | None = None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=path.name, dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(body).digest() + body)
        os.replace(beside, path)
        beside = None
    except OSError:
        return
    finally:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
