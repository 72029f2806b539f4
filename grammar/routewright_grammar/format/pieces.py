"""The parts of a layout: lines, and blocks of lines.

A text may hold marks that only the last step resolves (`fitting`): `SOFT` is a blank at which a
line that is too long may be broken, `COLUMN` and `WIDE_COLUMN` are one or two blanks that grow
where neighbouring lines of one kind stand below each other. No policy can hold these characters.
"""

from dataclasses import dataclass, replace

from routewright_grammar.span import Span

SOFT = "\x00"
COLUMN = "\x01"
WIDE_COLUMN = "\x02"
COMMA = f",{SOFT}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line and the stretch it stands for.

    Its first word is padded to `width` where the rests of several lines stand below each other.
    `rest` holds line ends where a long condition was broken.
    """

    span: Span
    word: str
    rest: str = ""
    width: int = 0
    indent: int = 0

    @property
    def text(self) -> str:
        """Return the line, aligned."""
        return f"{self.word:<{self.width}} {self.rest}".rstrip()

    @property
    def tight(self) -> str:
        """Return the line without alignment."""
        return f"{self.word} {self.rest}".rstrip()


@dataclass(frozen=True, slots=True)
class Block:
    """A body: its head, which ends at offset `head_end`, the items inside, and the closing brace.

    Without a closing brace it is a clause with steps of its own.
    """

    span: Span
    head: str
    head_end: int
    items: tuple["Line | Block", ...]
    closing: str = "}"

    def on_one_line(self) -> str | None:
        """Return the whole body as one line, or None where an item inside needs several."""
        texts: list[str] = []
        for item in self.items:
            if isinstance(item, Block) or "\n" in item.text:
                return None
            texts.append(item.tight)
        inside = f" {'  '.join(texts)} " if texts else " "
        return f"{self.head}{inside}{self.closing}"


Item = Line | Block


def aligned(lines: list[Line], extra: int = 0) -> list[Item]:
    """Return lines in the order of the source, their rests below each other, `extra` blanks off."""
    width = max((len(line.word) for line in lines), default=0) + extra
    return [replace(line, width=width) for line in sorted(lines, key=lambda line: line.span.start)]
