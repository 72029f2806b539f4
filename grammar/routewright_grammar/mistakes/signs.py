"""Signs that never stand in a policy: curly and single quotes, `&&`, `;`, other comments, dashes.

They are found by reading the whole text once, so that all of them are reported together.
"""

import re
import unicodedata
from collections.abc import Callable

from routewright_grammar.codes import Fault
from routewright_grammar.draft import Repair, padded
from routewright_grammar.mistakes.situation import Mistake
from routewright_grammar.scan import Kind, Piece

DOUBLE = "“”„‟«»″＂"
SINGLE = "'‘’‚‛`´"
CURLY_TEXT = re.compile(rf"[{DOUBLE}][^{DOUBLE}\"\r\n]*[{DOUBLE}\"]")
SINGLE_TEXT = re.compile(rf"[{SINGLE}](?:[^{SINGLE}\r\n]|(?<=\w)[{SINGLE}](?=\w))*[{SINGLE}]")
DASHES = "‐‑‒–—―−"
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
CLOCK_BEFORE = re.compile(r"\d\d:\d\d\Z")
WORDS = {
    "&&": "and", "||": "or", "&": "and", "|": "or", "==": "=", "===": "=", "<>": "!=", "!==": "!=",
    "=>": ">=", "=<": "<=", "≥": ">=", "≤": "<=", "≠": "!=", "=!": "!=", ":=": "=",
}  # fmt: skip
SIGN_RUN = re.compile(r"===|!==|&&|\|\||==|<>|=>|=<|=!|:=|->|→|[&|≥≤≠]|!(?!=)")
CURRENCY = "$€£¥"


def sweep(text: str, pieces: tuple[Piece, ...]) -> list[Mistake]:
    """Return every sign that never stands in a policy, in order."""
    found: list[Mistake] = []
    done = 0
    for piece in pieces:
        if piece.start < done or piece.kind not in (Kind.SIGN, Kind.OPEN_TEXT, Kind.OPENING):
            continue
        if piece.text == "/" and _is_after_matches(text, piece):
            done = _end_of_word(text, piece)  # a pattern without its end: its signs are its own
            continue
        mistake = _at(text, piece)
        if mistake is not None:
            found.append(mistake)
            done = mistake.end
    return found


def _is_after_matches(text: str, piece: Piece) -> bool:
    return text[max(0, piece.start - 20) : piece.start].rstrip().endswith("matches")


def _end_of_word(text: str, piece: Piece) -> int:
    blank = re.compile(r"\s|\Z").search(text, piece.start)
    return blank.start() if blank is not None else len(text)


def _at(text: str, piece: Piece) -> Mistake | None:
    """Ask each reader in turn about one piece."""
    for reader in READERS:
        mistake = reader(text, piece)
        if mistake is not None:
            return mistake
    return None


def _one(
    piece: Piece, end: int, message: str, advice: str, meant: str, *, is_sure: bool = True
) -> Mistake:
    """Make a mistake about a stretch that begins with a piece and is replaced by `meant`."""
    repair = Repair(piece.start, end, meant)
    return Mistake(
        Fault.OTHER_SPELLING, message, piece.start, end, advice, (repair,), is_sure=is_sure
    )


def _quotes(text: str, piece: Piece) -> Mistake | None:
    """Curly and single quotes."""
    for pattern, kind in ((CURLY_TEXT, "straight"), (SINGLE_TEXT, "double")):
        found = pattern.match(text, piece.start)
        if found is None:
            continue
        inner = found[0][1:-1].replace("\\", "\\\\")
        return _one(
            piece,
            found.end(),
            f"a text stands in {kind} quotes",
            f'Write `"{inner}"`.',
            f'"{inner}"',
        )
    return None


def _open_text(text: str, piece: Piece) -> Mistake | None:
    """A quote that is not closed on its line, or closed by a curly one."""
    if piece.kind is not Kind.OPEN_TEXT:
        return None
    curly = re.search(f"[{DOUBLE}]", piece.text)
    if curly is not None:
        end = piece.start + curly.end()
        inner = piece.text[1 : curly.start()]
        return _one(
            piece, end, "a text stands in straight quotes", f'Write `"{inner}"`.', f'"{inner}"'
        )
    body = piece.text.rstrip()
    kept = body.rstrip("{}(), ") if len(body.rstrip("{}(), ")) > 1 else body
    place = piece.start + len(kept)
    is_escaped = kept.endswith("\\") and not kept.endswith("\\\\")
    return Mistake(
        Fault.UNCLOSED_TEXT,
        "this text is not closed on its line",
        piece.start,
        piece.start + len(body),
        'Add a closing `"`; a text stands on one line.',
        (Repair(place, place, ' "' if is_escaped else '"'),),
        is_sure=False,
    )


def _comments(text: str, piece: Piece) -> Mistake | None:
    """`//`, `/* */`, `--` and `<!-- -->`."""
    found = OTHER_COMMENT.match(text, piece.start)
    if found is None or _is_after_matches(text, piece):
        return None
    inner = re.sub(r"^(?:/\*|//|--|<!--)|(?:\*/|-->)$", "", found[0]).strip()
    lines = "\n".join(f"# {line.strip()}" for line in inner.splitlines()) or "#"
    is_whole_line = text[found.end() : found.end() + 1] in ("", "\r", "\n")
    return _one(
        piece,
        found.end(),
        "a comment begins with `#`",
        "Write `#`; the comment ends with its line.",
        lines if is_whole_line else f"{lines}\n",
    )


def _dashes(text: str, piece: Piece) -> Mistake | None:
    """Dashes and the minus sign of typesetting."""
    if piece.text not in DASHES:
        return None
    before, after = text[max(0, piece.start - 5) : piece.start], text[piece.end : piece.end + 1]
    is_range = before[-1:].isalnum() and after.isdigit() and not CLOCK_BEFORE.search(before)
    is_range = is_range and not re.search(r"(?i)(mon|tue|wed|thu|fri|sat|sun)\Z", before[-3:])
    meant = ".." if is_range else "-"
    return _one(
        piece,
        piece.end,
        f"`{piece.text}` is not the sign of the keyboard; write `{meant}`",
        "A range is written with two dots, `50..999`; a minus, days and hours with `-`.",
        meant,
    )


def _invisible(text: str, piece: Piece) -> Mistake | None:
    """Characters that nobody sees."""
    if piece.text not in INVISIBLE:
        return None
    name = unicodedata.name(piece.text, "a format character").lower()
    return _one(
        piece,
        piece.end,
        f"there is an invisible character here (U+{ord(piece.text):04X}, {name})",
        "Delete it; it probably came with a copied text.",
        "",
    )


def _operators(text: str, piece: Piece) -> Mistake | None:
    """`&&`, `||`, `==`, `<>`, `=>`, `!x`."""
    found = SIGN_RUN.match(text, piece.start)
    if found is None:
        return None
    sign = found[0]
    if sign in ("->", "→") or (sign == "=>" and not _is_compared(text, found.end())):
        return _one(
            piece,
            found.end(),
            f"there is no `{sign}`",
            "After the condition the decision follows: `assign`, `suppress` or `rotate`.",
            " ",
            is_sure=False,
        )
    meant = WORDS.get(sign, "not")
    return _one(
        piece,
        found.end(),
        f"`{sign}` is written `{meant}`",
        f"Write `{meant}`.",
        padded(text, piece.start, found.end(), meant) if meant.isalpha() else meant,
    )


def _is_compared(text: str, end: int) -> bool:
    """Whether a number or a day follows, so that `=>` was meant as `>=`."""
    return re.match(r"\s*-?\d", text[end : end + 40]) is not None


def _single_signs(text: str, piece: Piece) -> Mistake | None:
    """Semicolons, square brackets, currency signs."""
    if piece.text == ";":
        return _one(
            piece, piece.end, "no `;` is needed", "Delete it; line ends and `;` mean nothing.", " "
        )
    if piece.text in CURRENCY:
        return _one(
            piece,
            piece.end,
            f"a number has no currency: `{piece.text}`",
            "Write the number alone; amounts come in one currency.",
            "",
        )
    if piece.text == "[":
        closing = text.find("]", piece.end)
        if closing < 0 or "\n" in text[piece.end : closing] or "[" in text[piece.end : closing]:
            return None
        inner = text[piece.end : closing]
        return _one(
            piece,
            closing + 1,
            "a list stands in round brackets",
            f"Write `({inner})`.",
            f"({inner})",
        )
    return None


OTHER_COMMENT = re.compile(
    r"//[^\r\n]*|/\*[\s\S]*?(?:\*/|\Z)|--(?=\s)[^\r\n]*|<!--[\s\S]*?(?:-->|\Z)"
)
READERS: tuple[Callable[[str, Piece], Mistake | None], ...] = (
    _open_text,
    _quotes,
    _comments,
    _dashes,
    _invisible,
    _operators,
    _single_signs,
)
