"""Comments, and what they describe.

The first comment block of a file, where nothing but blanks stands before it, describes the file.
After it, a block on lines of its own directly above a declaration describes that declaration. A
block is broken by an empty line. A line that speaks to the tool (`# routewright: …`) stands in a
block without being part of what is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from routewright_grammar.scan import Kind, Piece
from routewright_grammar.span import Source, Span
from routewright_grammar.syntax import Comment

INSTRUCTION = "routewright:"


@dataclass(frozen=True, slots=True)
class Comments:
    """All comments in order, the file's doc, and the block that ends directly above each line."""

    comments: tuple[Comment, ...]
    file_doc: str
    docs: Mapping[int, str]


def collect_comments(source: Source, pieces: tuple[Piece, ...]) -> Comments:
    """Return the comments of a scanned file."""
    comments: list[Comment] = []
    blocks: list[tuple[int, int, list[str]]] = []  # first line, last line, texts
    last_code_line = 0
    has_code = False
    file_block: list[str] | None = None
    for piece in pieces:
        line = source.position(piece.start).line
        if piece.kind is not Kind.COMMENT:
            last_code_line = line
            has_code = True
            continue
        is_own_line = line != last_code_line
        text = piece.text[1:].removeprefix(" ").rstrip()
        comments.append(Comment(text, is_own_line, Span(source.file, piece.start, piece.end)))
        if not is_own_line:
            continue
        said = [] if text.startswith(INSTRUCTION) else [text]
        if blocks and blocks[-1][1] == line - 1 and last_code_line < line - 1:
            first, _, texts = blocks[-1]
            texts += said
            blocks[-1] = (first, line, texts)
        else:
            blocks.append((line, line, said))
        if len(blocks) == 1 and not has_code:
            file_block = blocks[0][2]
    docs = {last + 1: "\n".join(texts) for _, last, texts in blocks}
    if file_block is not None:
        docs.pop(blocks[0][1] + 1, None)
    return Comments(tuple(comments), "\n".join(file_block or ()), docs)
