"""Edits of a text: which go together, and the text after them."""

from collections.abc import Iterable, Sequence

from routewright_grammar.diagnostic import Edit


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return a text after edits that do not overlap; inserted line ends become the text's own."""
    line_end = line_end_of(text)
    parts: list[str] = []
    position = 0
    for edit in in_place_order(edits):
        parts += (text[position : edit.span.start], edit.text.replace("\n", line_end))
        position = edit.span.end
    return "".join((*parts, text[position:]))


def in_place_order(edits: Iterable[Edit]) -> list[Edit]:
    """Return edits from first to last; several insertions at one place keep their order."""
    return sorted(edits, key=lambda edit: (edit.span.start, edit.span.end))


def clashes(edits: Sequence[Edit], others: Sequence[Edit]) -> bool:
    """Whether two sets of edits of one file touch the same characters.

    Insertions at one place clash as well: which goes first would be a guess.
    """
    return any(_meets(a, b) for a in edits for b in others)


def _meets(a: Edit, b: Edit) -> bool:
    if a.span.file != b.span.file:
        return False
    if a.span.start == a.span.end or b.span.start == b.span.end:
        return a.span.start <= b.span.end and b.span.start <= a.span.end
    return a.span.start < b.span.end and b.span.start < a.span.end


def line_end_of(text: str) -> str:
    """Return the line end that a text uses most; `\\n` where it has none."""
    windows = text.count("\r\n")
    return "\r\n" if windows > text.count("\n") - windows else "\n"
