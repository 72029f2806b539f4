"""Lines of a source with marks under them, right for tabs, wide characters and long lines.

Characters that a terminal would obey instead of show (control characters, and those that turn the
direction of writing) appear as a replacement character, so that a text cannot pretend.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category

from routewright.report import Place
from routewright_grammar.span import Source

TAB_COLUMNS = 4
LINE_CHARACTERS = 200
_AHEAD = 60
_RESET = "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to underline, with a word about it; the primary one has carets, others dashes."""

    place: Place
    message: str
    is_primary: bool


def marked_lines(
    source: Source, marks: Sequence[Mark], gutter: int, colours: tuple[str, str]
) -> list[str]:
    """Return the marked lines of one file in order; `colours` paint primary and other marks."""
    margin = " " * gutter
    shown = [f"{margin} |"]
    last = 0
    for line in sorted({mark.place.start.line for mark in marks}):
        if last and line > last + 1:
            shown.append(f"{margin} ...")
        last = line
        here = [mark for mark in marks if mark.place.start.line == line]
        shown += _marked_line(source, line, here, gutter, colours)
    shown.append(f"{margin} |")
    return shown


def _marked_line(
    source: Source, line: int, marks: Sequence[Mark], gutter: int, colours: tuple[str, str]
) -> list[str]:
    text = source.line_text(line)
    first = min(mark.place.start.column for mark in marks) - 1
    cut = max(0, first - _AHEAD) if len(text) > LINE_CHARACTERS else 0
    window = text[cut : cut + LINE_CHARACTERS]
    lead = "…" if cut else ""
    tail = "…" if cut + LINE_CHARACTERS < len(text) else ""
    rows = [f"{line:>{gutter}} | {lead}{visible(window)}{tail}".rstrip()]
    for mark in sorted(marks, key=lambda m: (not m.is_primary, m.place.start.column)):
        start = mark.place.start.column - 1 - cut
        is_one_line = mark.place.end.line == line
        end = mark.place.end.column - 1 - cut if is_one_line else len(window.rstrip())
        before = columns(window[: max(0, start)]) + len(lead)
        under = columns(window[: max(0, end)]) + len(lead) - before
        sign = "^" if mark.is_primary else "-"
        colour = colours[0] if mark.is_primary else colours[1]
        underline = f"{sign * max(1, under)} {visible(mark.message)}".rstrip()
        painted = f"{colour}{underline}{_RESET}" if colour else underline
        rows.append(f"{' ' * gutter} | {' ' * before}{painted}")
    return rows


def visible(text: str) -> str:
    """Return text as it is shown: tabs to the next stop, what a terminal would obey replaced."""
    if text.isascii() and text.isprintable():
        return text
    shown = ""
    for char in text:
        if char == "\t":
            shown += " " * (TAB_COLUMNS - columns(shown) % TAB_COLUMNS)
        elif category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char != "\u200d":
            shown += "\N{REPLACEMENT CHARACTER}"
        else:
            shown += char
    return shown


def columns(text: str) -> int:
    """Return how many screen cells the shown text takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    from wcwidth import wcswidth

    shown = visible(text) if "\t" in text or not text.isprintable() else text
    width: int = wcswidth(shown)
    return width if width >= 0 else len(shown)
