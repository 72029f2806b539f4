"""Reading on after a syntax error, so that one run reports every error.

First the signs that never stand in a policy are set right in a draft. Then the draft is cut at its
declarations and each is parsed by itself. Where that fails, the mistake is reported and repaired in
the draft, or the smallest part around it (a field, a rule of a group) is dropped, and the parse is
tried again. What cannot be saved is dropped; the other declarations stay in the AST.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from routewright_grammar.attempt import Failure, attempt
from routewright_grammar.automaton import Automaton
from routewright_grammar.codes import Fault, syntax_fault
from routewright_grammar.construct.declarations import declarations
from routewright_grammar.construct.reader import Reader
from routewright_grammar.diagnostic import Diagnostic
from routewright_grammar.draft import Draft, Repair, whole_draft
from routewright_grammar.mistakes.diagnose import as_diagnostic, diagnose
from routewright_grammar.mistakes.signs import sweep
from routewright_grammar.mistakes.situation import Situation
from routewright_grammar.scan import Kind, Piece, deepest, scan
from routewright_grammar.span import Source, Span
from routewright_grammar.stretches import declaration_starts, item_around
from routewright_grammar.syntax import Declaration

TRIES_PER_DECLARATION = 40
WORK_LIMIT = 2_000_000  # characters read again in one declaration
ERROR_LIMIT = 100


@dataclass(slots=True)
class _Recovery:
    """What stays the same for every stretch, and the findings so far."""

    source: Source
    docs: Mapping[int, str]
    table: Automaton
    nesting_limit: int
    diagnostics: list[Diagnostic] = field(default_factory=list)
    doubtful_lines: set[int] = field(default_factory=set)
    ends: set[int] = field(default_factory=set)

    def report(self, diagnostic: Diagnostic, *, is_sure: bool) -> None:
        """Add a finding, unless it only follows from an earlier one.

        That is so where one on its line leaves in doubt what is meant, or one touches it.
        """
        span = diagnostic.label.span
        line = self.source.position(span.start).line
        if line in self.doubtful_lines or span.start in self.ends:
            return
        self.diagnostics.append(diagnostic)
        self.ends.add(span.end)
        if not is_sure:
            self.doubtful_lines.add(line)

    @property
    def is_full(self) -> bool:
        """Whether so many errors were found that more would not help."""
        return len(self.diagnostics) >= ERROR_LIMIT


def recover(
    source: Source,
    pieces: tuple[Piece, ...],
    docs: Mapping[int, str],
    table: Automaton,
    nesting_limit: int,
) -> tuple[tuple[Declaration, ...], list[Diagnostic]]:
    """Read a damaged file: the declarations that could be read, and every error."""
    recovery = _Recovery(source, docs, table, nesting_limit)
    draft = whole_draft(source.file, source.text)
    swept = sweep(source.text, pieces)
    for mistake in swept:
        recovery.report(as_diagnostic(draft, mistake), is_sure=mistake.is_sure)
    draft = draft.repaired(repair for mistake in swept for repair in mistake.repairs)
    found: list[Declaration] = []
    for stretch in _stretches(draft):
        if recovery.is_full:
            break
        found += _read(recovery, stretch)
    return tuple(found), _limited(recovery)


def _stretches(draft: Draft) -> list[Draft]:
    pieces = _code(draft.text)
    starts = [0, *declaration_starts(draft.text, pieces), len(draft.text)]
    return [draft.cut(start, end) for start, end in pairwise(starts) if start < end]


def _code(text: str) -> tuple[Piece, ...]:
    return tuple(piece for piece in scan(text) if piece.kind is not Kind.COMMENT)


def _limited(recovery: _Recovery) -> list[Diagnostic]:
    """Cut a flood of errors short, and say so."""
    if not recovery.is_full:
        return recovery.diagnostics
    kept = recovery.diagnostics[:ERROR_LIMIT]
    last = max(item.label.span.end for item in kept)
    kept.append(
        syntax_fault(
            Fault.TOO_MANY_ERRORS,
            f"there are {ERROR_LIMIT} errors or more; the rest is not shown",
            Span(recovery.source.file, last, last),
            advice="Repair these first.",
        )
    )
    return kept


def _read(recovery: _Recovery, draft: Draft) -> tuple[Declaration, ...]:
    """Read one stretch, repairing it as often as that helps."""
    if not _is_shallow(recovery, draft):
        return ()
    remaining = len(draft.text) + 1
    is_retried = False
    for _ in range(min(TRIES_PER_DECLARATION, 2 + WORK_LIMIT // (len(draft.text) + 1))):
        result = attempt(recovery.table, draft.text)
        if not isinstance(result, Failure):
            reader = Reader(recovery.source, draft, recovery.docs)
            found = declarations(reader, result)
            recovery.diagnostics += reader.diagnostics
            return found
        has_advanced = len(draft.text) - result.position < remaining
        if not has_advanced and is_retried:
            return ()
        remaining = min(remaining, len(draft.text) - result.position)
        next_draft = _mend(recovery, draft, result, is_new=has_advanced)
        if next_draft is None:
            return ()
        is_retried = not has_advanced
        draft = next_draft
    return ()


def _is_shallow(recovery: _Recovery, draft: Draft) -> bool:
    piece = deepest(scan(draft.text), recovery.nesting_limit)
    if piece is None:
        return True
    recovery.diagnostics.append(
        syntax_fault(
            Fault.TOO_DEEPLY_NESTED,
            f"brackets or `not`s stand more than {recovery.nesting_limit} deep here",
            draft.span(piece.start, piece.end),
            advice="Give parts of the condition a name with `define`.",
        )
    )
    return False


def _mend(recovery: _Recovery, draft: Draft, failure: Failure, *, is_new: bool) -> Draft | None:
    """Report a failure, and return the draft with it repaired or left out."""
    pieces = _code(draft.text)
    mistake = diagnose(Situation(draft, failure, pieces))
    if is_new:
        recovery.report(as_diagnostic(draft, mistake), is_sure=mistake.is_sure)
        if mistake.repairs:
            return draft.repaired(mistake.repairs)
    if "$END" in failure.accepts:  # all before the failure is complete
        return draft.cut(0, failure.position)
    item = item_around(draft.text, pieces, failure.position)
    if item is None:
        return None
    return draft.repaired((Repair(item[0], item[1], " "),))
