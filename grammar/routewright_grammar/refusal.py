"""What is refused before parsing: bytes that are no text, and texts that are too large.

`decode` turns the bytes of a file into a `Source`; `refusal` looks at a `Source` that came from
elsewhere (an editor, a test) with the same eyes.
"""

import re

from routewright_grammar.codes import Fault, syntax_fault
from routewright_grammar.diagnostic import Diagnostic, Outcome
from routewright_grammar.span import Source, Span

SIZE_LIMIT_MIB = 2
SIZE_LIMIT_BYTES = SIZE_LIMIT_MIB * 1024 * 1024
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff")
UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff]")


def decode(file: str, data: bytes) -> Outcome[Source]:
    """Read the bytes of a file as UTF-8, with or without a byte-order mark; `file` is its path."""
    if len(data) > SIZE_LIMIT_BYTES:
        return Outcome(None, (_too_large(file),))
    if data.startswith(OTHER_ENCODINGS):
        return Outcome(None, (_not_utf8(file, data, 0, "UTF-16"),))
    try:
        text = data.removeprefix(BYTE_ORDER_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        start = error.start + (len(BYTE_ORDER_MARK) if data.startswith(BYTE_ORDER_MARK) else 0)
        return Outcome(None, (_not_utf8(file, data, start, "another encoding"),))
    source = Source(file, text)
    refused = refusal(source)
    return Outcome(source) if refused is None else Outcome(None, (refused,))


def refusal(source: Source) -> Diagnostic | None:
    """Return why a text cannot be parsed at all, if so."""
    if len(source.text) > SIZE_LIMIT_BYTES:
        return _too_large(source.file)
    found = UNREADABLE.search(source.text)
    if found is None:
        return None
    return _control_character(source, found.start(), found[0])


def _too_large(file: str) -> Diagnostic:
    return syntax_fault(
        Fault.FILE_TOO_LARGE,
        f"this file is larger than {SIZE_LIMIT_MIB} MiB, the most that a policy file may have",
        Span(file, 0, 0),
        advice="Split it with `use`, or move long lists into a table.",
    )


def _not_utf8(file: str, data: bytes, start: int, what: str) -> Diagnostic:
    before = data[:start].decode("utf-8", errors="replace")
    line = len(re.findall(r"\r\n?|\n", before)) + 1
    return syntax_fault(
        Fault.NOT_UTF8,
        f"line {line} is not UTF-8 text; the file seems to be in {what}",
        Span(file, 0, 0),
        advice="Save the file as UTF-8 and try again.",
    )


def _control_character(source: Source, start: int, char: str) -> Diagnostic:
    span = Span(source.file, start, start + 1)
    line = source.position(start).line
    if "\ud800" <= char <= "\udfff":
        return syntax_fault(
            Fault.NOT_UTF8,
            f"line {line} holds half a character (U+{ord(char):04X})",
            span,
            advice="Write the character again and save the file as UTF-8.",
        )
    return syntax_fault(
        Fault.CONTROL_CHARACTER,
        f"line {line} holds a control character (U+{ord(char):04X}) that no text has",
        span,
        advice="Delete it; only tabs and line ends are allowed.",
    )
