"""Lines and comments woven into a text."""

import re
from dataclasses import dataclass
from itertools import pairwise

from routewright_grammar.format.fitting import INDENT, Fitting, fitted
from routewright_grammar.format.lines import Lines
from routewright_grammar.format.phrases import Phrases
from routewright_grammar.format.pieces import Block, Item
from routewright_grammar.syntax import Comment, Declaration, File

EMPTY_LINE = re.compile(r"(?:\r\n|\r(?!\n)|\n)[^\S\r\n]*[\r\n]")
LINE_END = re.compile(r"\r\n?|\n")


@dataclass(slots=True)
class _Row:
    """One row of the output, what it stands for, and the comment at its end."""

    start: int
    end: int
    indent: int
    text: str
    comment: str = ""
    is_closing: bool = False
    is_opening: bool = False
    is_apart: bool = False  # an empty line stands before it whatever the author did


def format_file(file: File) -> str:
    """Return the canonical text of a file that was parsed without findings."""
    rows: list[_Row] = []
    comments = list(file.comments)
    lines = Lines(Phrases(file.source))
    was_tall = False
    for node in file.declarations:
        before = _taken(comments, node.span.start)
        own = _taken(comments, node.span.end)
        made = _declaration(file, lines.declaration(node), node, own)
        _add_comments(rows, before)
        first = _first_after(rows, before)
        is_tall = len(made) > 1
        (first or made[0]).is_apart = was_tall or is_tall
        rows += made
        was_tall = is_tall
    rest = _taken(comments, len(file.source.text) + 1)
    _add_comments(rows, rest)
    first = _first_after(rows, rest)
    if first is not None and was_tall:
        first.is_apart = True
    return _joined(file, rows)


def _taken(comments: list[Comment], end: int) -> list[Comment]:
    """Remove and return the comments before an offset."""
    count = sum(comment.span.start < end for comment in comments)
    taken = comments[:count]
    del comments[:count]
    return taken


def _first_after(rows: list[_Row], comments: list[Comment]) -> _Row | None:
    """Return the row of the first comment that stands on a line of its own."""
    own = sum(comment.is_own_line for comment in comments)
    return rows[-own] if own else None


def _add_comments(rows: list[_Row], comments: list[Comment]) -> None:
    """Add the comments between two declarations."""
    for comment in comments:
        if comment.is_own_line or not rows:
            rows.append(_comment_row(comment, 0))
        else:
            rows[-1].comment = _shown(comment)
            rows[-1].end = comment.span.end


def _shown(comment: Comment) -> str:
    return f"# {comment.text}".rstrip()


def _comment_row(comment: Comment, indent: int) -> _Row:
    return _Row(comment.span.start, comment.span.end, indent, _shown(comment))


def _declaration(file: File, item: Item, node: Declaration, comments: list[Comment]) -> list[_Row]:
    """Return a declaration's rows with its comments; as written where there is no row for one."""
    rows = _rows(item, 0)
    if not comments:
        return rows
    in_order = all(a.end <= b.start for a, b in pairwise(rows))
    if in_order and all(_is_placed(rows, comment, comments) for comment in comments):
        return _with_own_lines(rows, [comment for comment in comments if comment.is_own_line])
    return [_as_written(file, node)]


def _rows(item: Item, indent: int) -> list[_Row]:
    if not isinstance(item, Block):
        return [_Row(item.span.start, item.span.end, indent + item.indent, item.text)]
    rows = [_Row(item.span.start, item.head_end, indent, item.head, is_opening=True)]
    for inner in item.items:
        rows += _rows(inner, indent + 1)
    if item.closing:
        end = item.span.end
        rows.append(_Row(end - 1, end, indent, item.closing, is_closing=True))
    return rows


def _is_placed(rows: list[_Row], comment: Comment, comments: list[Comment]) -> bool:
    """Put a trailing comment at its row; say whether a comment has a place between the rows."""
    start = comment.span.start
    if any(row.start < start < row.end for row in rows):
        return False
    if comment.is_own_line:
        return True
    before = [row for row in rows if row.end <= start]
    if not before or before[-1].comment or "\n" in before[-1].text:
        return False
    if any(before[-1].end <= other.span.start < start for other in comments):
        return False
    before[-1].comment = _shown(comment)
    return True


def _with_own_lines(rows: list[_Row], comments: list[Comment]) -> list[_Row]:
    """Put each comment on a line of its own before the row that follows it."""
    woven: list[_Row] = []
    for row in rows:
        while comments and comments[0].span.start < row.start:
            woven.append(_comment_row(comments.pop(0), row.indent + row.is_closing))
        woven.append(row)
    return woven


def _as_written(file: File, node: Declaration) -> _Row:
    """Return a declaration as its author wrote it, without blanks at line ends."""
    written = file.source.text[node.span.start : node.span.end]
    text = "\n".join(line.rstrip() for line in LINE_END.split(written))
    return _Row(node.span.start, node.span.end, 0, text)


def _joined(file: File, rows: list[_Row]) -> str:
    """Return the text of all rows, comments of neighbouring rows below each other."""
    out: list[str] = []
    apart = [i == 0 or _is_apart(file, rows[i - 1], row) for i, row in enumerate(rows)]
    texts = fitted(
        [
            Fitting(row.text, row.indent, starts_anew)
            for row, starts_anew in zip(rows, apart, strict=True)
        ]
    )
    columns = _comment_columns(rows, texts)
    for row, text, column, is_apart in zip(rows, texts, columns, apart, strict=True):
        if is_apart and out:
            out.append("")
        if row.comment:
            *before, last = text.split("\n")
            text = "\n".join((*before, f"{last:<{column}}{INDENT}{row.comment}"))
        out.append(text)
    return "".join(f"{line}\n" for line in out)


def _is_apart(file: File, before: _Row, row: _Row) -> bool:
    """Whether an empty line stands between two rows."""
    if before.is_opening or row.is_closing:
        return False
    between = file.source.text[before.end : row.start]
    return row.is_apart or EMPTY_LINE.search(between) is not None


def _comment_columns(rows: list[_Row], texts: list[str]) -> list[int]:
    """Return for each row the column after which its comment stands."""
    columns = [len(text.rpartition("\n")[2]) for text in texts]
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and rows[end].comment:
            end += 1
        if end > start:
            columns[start:end] = [max(columns[start:end])] * (end - start)
        start = end + 1
    return columns
