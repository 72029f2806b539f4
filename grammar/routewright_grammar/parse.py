"""Text to AST: the front door of the grammar.

The whole file is parsed at once. Where that fails, it is cut at its declarations and each is parsed
by itself (`recover`), so that one run reports every error and the sound declarations are kept.
"""

from pathlib import Path

from routewright_grammar.comments import Comments, collect_comments
from routewright_grammar.diagnostic import Diagnostic, Outcome, in_order
from routewright_grammar.draft import whole_draft
from routewright_grammar.refusal import refusal
from routewright_grammar.scan import Piece, deepest, scan
from routewright_grammar.span import Source
from routewright_grammar.syntax import Declaration, File

NESTING_LIMIT = 64


def parse(source: Source, *, cache_dir: Path | None = None) -> Outcome[File]:
    """Parse one file; the value holds every declaration that could be read.

    `cache_dir` is where the parse table is kept (None: built afresh in every process). Any error
    comes with `not_compiled`; there is no value only where the text cannot be read at all.
    """
    refused = refusal(source)
    if refused is not None:
        return Outcome(None, (refused,))
    pieces = scan(source.text)
    comments = collect_comments(source, pieces)
    declarations, diagnostics = _declarations(source, pieces, comments, cache_dir)
    file = File(source, declarations, comments.comments, comments.file_doc)
    return Outcome(file, in_order(diagnostics))


def _declarations(
    source: Source, pieces: tuple[Piece, ...], comments: Comments, cache_dir: Path | None
) -> tuple[tuple[Declaration, ...], list[Diagnostic]]:
    from routewright_grammar.attempt import Failure, attempt
    from routewright_grammar.construct.declarations import declarations
    from routewright_grammar.construct.reader import Reader
    from routewright_grammar.table import load_table

    table = load_table(cache_dir)
    if deepest(pieces, NESTING_LIMIT) is None:
        tree = attempt(table, source.text)
        if not isinstance(tree, Failure):
            reader = Reader(source, whole_draft(source.file, source.text), comments.docs)
            return declarations(reader, tree), reader.diagnostics
    from routewright_grammar.recover import recover

    return recover(source, pieces, comments.docs, table, NESTING_LIMIT)
