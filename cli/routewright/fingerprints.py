"""What makes a finding the same one after the file around it has changed.

A fingerprint is a hash of the finding's code, of whom it is about, and of the words that it points
at with the condition they stand in. Blanks, comments and the place in the file do not count, so a
finding survives moved lines; a condition that is edited makes a new one. Findings of one file that
are alike in all of this are told apart by their number.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from routewright.report import Report
from routewright.source_items import Item, innermost, items_in
from routewright_grammar.diagnostic import Diagnostic
from routewright_grammar.scan import Kind, scan
from routewright_grammar.span import Source, Span

_LENGTH = 32
_CLAUSES = frozenset(
    {"assign", "rotate", "suppress", "always", "never", "rule", "group", "unique", "fallback"}
)


@dataclass(frozen=True, slots=True)
class _Text:
    source: Source
    items: tuple[Item, ...]


def fingerprints(report: Report) -> tuple[str, ...]:
    """Return the fingerprint of each finding, in the report's order; 32 hexadecimal digits."""
    files = {finding.label.span.file for finding in report.findings}
    texts = {
        file: _Text(source, items_in(source.text))
        for file, source in report.sources.items()
        if file in files
    }
    seen: Counter[tuple[str, str]] = Counter()
    found: list[str] = []
    for finding in report.findings:
        key = "\0".join(_parts(finding, texts))
        alike = (finding.label.span.file, key)
        seen[alike] += 1
        found.append(_hash(key, seen[alike]))
    return tuple(found)


def _parts(finding: Diagnostic, texts: Mapping[str, _Text]) -> tuple[str, ...]:
    span = finding.label.span
    text = texts.get(span.file)
    subject = finding.label.subject
    if text is None:
        return (finding.code, subject, finding.message)
    own = _words(text.source.text[span.start : span.end])
    return (finding.code, subject, own or finding.message, _condition(text, span))


def _condition(text: _Text, span: Span) -> str:
    """Return the condition of the rule, definition or promise around a place, normalised."""
    item = innermost(text.items, span.start)
    if item is None:
        return ""
    written = text.source.text[item.start : item.end]
    words = [piece.text for piece in scan(written) if piece.kind is not Kind.COMMENT]
    if words[0] == "define":
        return " ".join(words[1:])
    if "when" not in words:
        return ""
    behind = words[words.index("when") + 1 :]
    return " ".join(takewhile(lambda word: word not in _CLAUSES, behind))


def _words(text: str) -> str:
    return " ".join(piece.text for piece in scan(text) if piece.kind is not Kind.COMMENT)


def _hash(key: str, number: int) -> str:
    numbered = key if number == 1 else f"{key}\0{number}"
    return hashlib.sha256(numbered.encode(errors="surrogatepass")).hexdigest()[:_LENGTH]
