"""Lay out a file that may be damaged: sound declarations anew, damaged ones as they are written.

The text is cut where declarations begin. Each piece that parses by itself is laid out, neighbours
together; a piece that does not keeps every character up to its last word.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from routewright_grammar.attempt import Failure, attempt
from routewright_grammar.format.weave import EMPTY_LINE, format_file
from routewright_grammar.parse import parse
from routewright_grammar.scan import Kind, Piece, scan
from routewright_grammar.span import Source
from routewright_grammar.stretches import declaration_starts
from routewright_grammar.table import load_table


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text laid out, with `\\n` as line end, and the lines where damaged declarations begin."""

    text: str
    damaged_lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: int
    end: int
    is_sound: bool


def format_source(source: Source, *, cache_dir: Path | None = None) -> Formatted | None:
    """Return the canonical text of a file; None where it can be read as no text at all.

    `cache_dir` is where the parse table is kept. A file of n declarations with an error in it is
    parsed once more in parts.
    """
    outcome = parse(source, cache_dir=cache_dir)
    if outcome.value is None:
        return None
    if not outcome.diagnostics:
        return Formatted(format_file(outcome.value))
    stretches = list(_stretches(source, cache_dir))
    parts: list[str] = []
    end = 0
    for is_sound, group in groupby(stretches, key=lambda item: item.is_sound):
        run = list(group)
        start, before = run[0].start, end
        end = run[-1].end
        text = source.text[start:end]
        made = _laid_out(source, text, cache_dir) if is_sound else _as_written(text)
        if parts and made and EMPTY_LINE.search(_gap(source.text, before, start)):
            parts.append("\n")
        parts.append(made)
    damaged = tuple(_first_line(source, s) for s in stretches if not s.is_sound)
    return Formatted("".join(parts), damaged)


def _stretches(source: Source, cache_dir: Path | None) -> Iterator[_Stretch]:
    """Yield the parts of a text; comments between two declarations go with the one behind."""
    code = [piece for piece in scan(source.text) if piece.kind is not Kind.COMMENT]
    starts = declaration_starts(source.text, tuple(code))
    if not starts:
        yield _Stretch(0, len(source.text), False)
        return
    ends = _line_ends(source, code, [*starts[1:], len(source.text) + 1])
    begin = 0
    for start, end in zip(starts, ends, strict=True):
        if _is_sound(Source(source.file, source.text[begin:end]), cache_dir):
            yield _Stretch(begin, end, True)
        else:
            yield from _damaged(source, begin, start, end, code)
        begin = end
    if source.text[begin:].strip():
        yield _Stretch(begin, len(source.text), True)  # comments at the end


def _damaged(
    source: Source, begin: int, start: int, end: int, code: list[Piece]
) -> Iterator[_Stretch]:
    """Yield the comments before a damaged declaration, and the declaration."""
    first = code[bisect_left(code, begin, key=lambda piece: piece.start)]
    has_code = first.start < start
    if source.text[begin:start].strip() and not has_code:
        yield _Stretch(begin, start, True)
        begin = start
    yield _Stretch(begin if has_code else start, end, False)


def _line_ends(source: Source, code: list[Piece], afters: list[int]) -> list[int]:
    """Return where each declaration ends: behind its last word, with the comment on that line."""
    ends: list[int] = []
    index = 0
    for after in afters:
        while index < len(code) and code[index].start < after:
            index += 1
        end = code[index - 1].end
        line = source.position(end).line
        line_end = source.line_starts[line - 1] + len(source.line_text(line))
        ends.append(min(line_end, after) if index < len(code) else line_end)
    return ends


def _first_line(source: Source, stretch: _Stretch) -> int:
    written = source.text[stretch.start :]
    return source.position(stretch.start + len(written) - len(written.lstrip())).line


def _is_sound(source: Source, cache_dir: Path | None) -> bool:
    """Whether a text parses as it stands; no mistake is looked into."""
    if isinstance(attempt(load_table(cache_dir), source.text), Failure):
        return False
    outcome = parse(source, cache_dir=cache_dir)
    return outcome.value is not None and not outcome.diagnostics


def _laid_out(source: Source, text: str, cache_dir: Path | None) -> str:
    outcome = parse(Source(source.file, text), cache_dir=cache_dir)
    if outcome.value is None or outcome.diagnostics:
        return _as_written(text)
    return format_file(outcome.value)


def _as_written(text: str) -> str:
    """Return text as it stands, without blank lines around it."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    lines = plain.split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    return "".join(f"{line}\n" for line in lines)


def _gap(text: str, end: int, start: int) -> str:
    """Return the blanks around a cut."""
    last = len(text[:start].rstrip())
    first = len(text) - len(text[start:].lstrip())
    return text[min(last, max(end, 0)) : first] if last <= first else ""
