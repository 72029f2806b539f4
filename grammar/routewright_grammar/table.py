"""The parse table: built from `route.lark`, or loaded from a cache folder.

Building takes about a quarter of a second, loading a hundredth part of one. A cached table is a
file named by the digest of the grammar, Lark's version, Python's and that of our form; it begins
with the digest of what follows, so a damaged file is noticed and built afresh. It holds plain data,
so reading it runs no code; still only a file of the user's own that nobody else may write is
believed, and the folder is made for the user alone.
A cache that cannot be read or written costs time, never the parse. Lark is imported to build only.
"""

import hashlib
import os
import stat
import sys
import tempfile
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from routewright_grammar.automaton import Automaton
from routewright_grammar.plain_table import PlainTable, as_text, from_text

FORM_VERSION = "2"  # raise when the options of `build_lark` or the form of `PlainTable` change
DIGEST_BYTES = 32


def grammar_text() -> str:
    """Return the text of the grammar."""
    return files("routewright_grammar").joinpath("route.lark").read_text(encoding="utf-8")


def build_table() -> PlainTable:
    """Build the table from the grammar."""
    from routewright_grammar.table_building import build_lark, plain_table

    return plain_table(build_lark(grammar_text()))


@cache
def load_table(cache_dir: Path | None) -> Automaton:
    """Return the parser, its table from the cache folder if there is one; kept for the process."""
    if cache_dir is None:
        return Automaton(build_table())
    path = cache_dir / f"route-{table_key()}.table"
    found = _read(path)
    if found is None:
        found = build_table()
        _write(path, found)
    return Automaton(found)


def table_key() -> str:
    """Return the digest of all that the table depends on."""
    parts = (grammar_text(), lark_version(), sys.version, FORM_VERSION)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def lark_version() -> str:
    """Return the text of Lark's front module, which holds its version, without importing it."""
    spec = find_spec("lark")
    if spec is None or spec.origin is None:
        return ""
    return Path(spec.origin).read_text(encoding="utf-8")


def _read(path: Path) -> PlainTable | None:
    """Return the cached table, or None where there is none that can be trusted and read."""
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
        return from_text(body.decode())
    except (ValueError, LookupError, TypeError):
        return None


def _is_private(status: os.stat_result) -> bool:
    """Whether only the user could have written the file."""
    if not hasattr(os, "getuid"):
        return True
    is_writable_by_others = bool(status.st_mode & (stat.S_IWGRP | stat.S_IWOTH))
    return status.st_uid == os.getuid() and not is_writable_by_others


def _write(path: Path, table: PlainTable) -> None:
    """Write the table beside its place, then rename; a folder that refuses is left alone."""
    body = as_text(table).encode()
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
