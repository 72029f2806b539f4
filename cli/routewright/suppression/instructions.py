"""Read the instructions in comments: what is allowed where, and what is wrong with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from routewright.finding_names import changeable_names, refusal_names
from routewright.lint_kinds import MISSING_REASON, UNKNOWN_SUPPRESSION
from routewright.source_items import items_in
from routewright_compiler.schema.report import Report, shown
from routewright_grammar.comments import INSTRUCTION
from routewright_grammar.diagnostic import Diagnostic
from routewright_grammar.scan import Kind, Piece, scan
from routewright_grammar.span import Source, Span

_MARK = re.compile(rf"# ?{INSTRUCTION}")
_ALLOW = re.compile(r"\s*allow\b(?P<what>.*)")
_BECAUSE = re.compile(r"(?:^|\s)because(?:\s|$)")
_IN_FILE = re.compile(r"\s+in\s+this\s+file\s*$")
_FORM = "write `# routewright: allow NAME because REASON`"


@dataclass(frozen=True, slots=True)
class Allowance:
    """Findings of `name` that begin in `scope` are allowed; `span` is the comment."""

    name: str
    reason: str
    scope: Span
    span: Span


def instructions(source: Source) -> tuple[tuple[Allowance, ...], tuple[Diagnostic, ...]]:
    """Return the allowances of a file in order, and findings about those that say nothing sound."""
    if INSTRUCTION not in source.text:
        return (), ()
    pieces = scan(source.text)
    marked = [
        (index, piece)
        for index, piece in enumerate(pieces)
        if piece.kind is Kind.COMMENT and _MARK.match(piece.text)
    ]
    if not marked:
        return (), ()
    ends = {item.start: item.end for item in items_in(source.text)}
    report = Report()
    found: list[Allowance] = []
    for index, piece in marked:
        scope = _scope(source, pieces, index, ends)
        found += _read(source, piece, scope, report)
    return tuple(found), report.found()


def _read(source: Source, piece: Piece, scope: Span, report: Report) -> list[Allowance]:
    span = Span(source.file, piece.start, piece.end)
    allow = _ALLOW.fullmatch(_MARK.sub("", piece.text, count=1))
    if allow is None:
        report.add(
            UNKNOWN_SUPPRESSION, span, "this comment gives no known instruction", repair=_FORM
        )
        return []
    what, reason = _split(allow["what"])
    if _IN_FILE.search(what):
        what = _IN_FILE.sub("", what)
        scope = Span(source.file, 0, len(source.text) + 1)
    names = [name.strip().strip("`") for name in what.split(",") if name.strip()]
    if not names:
        report.add(UNKNOWN_SUPPRESSION, span, "this comment allows nothing", repair=_FORM)
    if not reason:
        report.add(
            MISSING_REASON,
            span,
            "this comment does not say why",
            subject=names[0] if names else "",
            repair="write the reason behind `because`; without one nothing is allowed",
        )
        return []
    sound = [name for name in names if _is_known(name, span, report)]
    return [Allowance(name, reason, scope, span) for name in sound]


def _split(text: str) -> tuple[str, str]:
    """Return what is allowed, and the reason."""
    found = _BECAUSE.search(text)
    if found is None:
        return text, ""
    return text[: found.start()], text[found.end() :].strip()


def _is_known(name: str, span: Span, report: Report) -> bool:
    if name in changeable_names():
        return True
    message, repair = f"there is no finding {shown(name)}", "`routewright rule` lists them all"
    if name in refusal_names():
        message = f"{shown(name)} cannot be allowed: a policy with it does not compile"
        repair = "repair what it is about"
    elif near := get_close_matches(name, changeable_names(), n=1, cutoff=0.5):
        repair = f"did you mean {shown(near[0])}?"
    report.add(UNKNOWN_SUPPRESSION, span, message, subject=name, repair=repair)
    return False


def _scope(source: Source, pieces: tuple[Piece, ...], index: int, ends: Mapping[int, int]) -> Span:
    """Return what a comment speaks of: its own line, or the item or line below."""
    comment = pieces[index]
    start = source.line_starts[source.position(comment.start).line - 1]
    if source.text[start : comment.start].strip():
        return Span(source.file, start, comment.start)
    below = next((p for p in pieces[index + 1 :] if p.kind is not Kind.COMMENT), None)
    if below is None:
        return Span(source.file, comment.start, comment.end)
    line = source.position(below.start).line
    line_end = source.line_starts[line - 1] + len(source.line_text(line))
    return Span(source.file, below.start, max(ends.get(below.start, 0), line_end))
