"""A stretch of a file under repair: its text now, and where each character stood in the file.

Recovery repairs a draft (`==` becomes `=`) and reads on; spans stay those of the file as written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from routewright_grammar.span import Span


@dataclass(frozen=True, slots=True, order=True)
class Repair:
    """Replace the draft's text from `start` to `end` by `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A text whose character `i` stood at `origins[i]` in the file; one origin more for the end."""

    file: str
    text: str
    origins: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """Return where a stretch of the draft stands in the file."""
        first = self.origins[start]
        return Span(self.file, first, max(first, self.origins[end]))

    def cut(self, start: int, end: int) -> "Draft":
        """Return a stretch of the draft as a draft of its own."""
        return Draft(self.file, self.text[start:end], self.origins[start : end + 1])

    def repaired(self, repairs: Iterable[Repair]) -> "Draft":
        """Apply repairs that do not overlap; linear in the text for any number of them."""
        texts: list[str] = []
        origins: list[int] = []
        position = 0
        for repair in sorted(repairs):
            texts += (self.text[position : repair.start], repair.text)
            origins += self.origins[position : repair.start]
            origins += [self.origins[repair.start]] * len(repair.text)
            position = repair.end
        texts.append(self.text[position:])
        origins += self.origins[position:]
        return Draft(self.file, "".join(texts), origins)


def padded(text: str, start: int, end: int, word: str) -> str:
    """Return a word that is to replace a stretch, with blanks where it would touch another."""
    before = " " if start > 0 and not text[start - 1].isspace() and text[start - 1] != "(" else ""
    after = "" if text[end : end + 1].isspace() else " "
    return f"{before}{word}{after}"


def whole_draft(file: str, text: str) -> Draft:
    """Return the draft of an untouched file."""
    return Draft(file, text, range(len(text) + 1))
