"""What every builder needs: spans, names, texts, docs, and a place to put trouble.

Offsets in the tree are offsets of the draft that was parsed; spans are those of the file.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from routewright_grammar.codes import Fault, syntax_fault
from routewright_grammar.diagnostic import Diagnostic, Label
from routewright_grammar.draft import Draft
from routewright_grammar.span import Source, Span
from routewright_grammar.syntax import Code, Name, Path, Text, Word
from routewright_grammar.tree import Node, Token
from routewright_grammar.vocabulary import OPERATOR_WORDS


@dataclass(slots=True)
class Reader:
    """A parsed stretch of one file; `docs` maps a line to the comment block above it."""

    source: Source
    draft: Draft
    docs: Mapping[int, str]
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def span(self, node: Node | Token) -> Span:
        """Return where a tree node or token stands in the file."""
        return self.draft.span(*extent(node))

    def spelling(self, node: Node) -> str:
        """Return the parsed text of a node."""
        start, end = extent(node)
        return self.draft.text[start:end]

    def doc(self, span: Span) -> str:
        """Return the comment block directly above a declaration that is first on its line."""
        place = self.source.position(span.start)
        before = self.source.text[span.start - place.column + 1 : span.start]
        return "" if before.strip() else self.docs.get(place.line, "")

    def report(self, fault: Fault, message: str, span: Span, advice: str = "") -> None:
        """Add a finding."""
        self.diagnostics.append(syntax_fault(fault, message, span, advice=advice))

    def report_twice(self, what: str, first: Span, second: Span) -> None:
        """Say that a clause that may stand once stands twice."""
        self.diagnostics.append(
            syntax_fault(
                Fault.GIVEN_TWICE,
                f"`{what}` is given twice",
                second,
                advice="Keep one of the two.",
                related=(Label(first, "given here first"),),
            )
        )

    def name_at(self, start: int, end: int) -> Name:
        """Return the name that stands at offsets of the draft, NFC-normalised."""
        text = unicodedata.normalize("NFC", self.draft.text[start:end])
        return Name(text, self.draft.span(start, end))

    def name(self, node: Node) -> Name:
        """Return the name that a `name` node holds."""
        return self.name_at(*extent(node))

    def path(self, node: Node) -> Path:
        """Return the path of a `path`, `operator_path` or `name` node."""
        start, end = extent(node)
        parts = []
        for piece in self.draft.text[start:end].split("."):
            parts.append(self.name_at(start, start + len(piece)))
            start += len(piece) + 1
        return Path(tuple(parts), self.span(node))

    def string(self, token: Token) -> Text:
        """Return a quoted text with its escapes undone; a wrong escape is reported and kept."""
        span = self.span(token)
        return Text(self._unescape(token.text[1:-1], span.start + 1), span)

    def _unescape(self, inner: str, start: int) -> str:
        if "\\" not in inner:
            return inner
        out: list[str] = []
        index = 0
        while index < len(inner):
            char = inner[index]
            if char == "\\":
                index += 1
                if inner[index] not in '"\\':
                    self._report_escape(inner[index], start + index - 1)
                    out.append("\\")
                char = inner[index]
            out.append(char)
            index += 1
        return "".join(out)

    def _report_escape(self, char: str, start: int) -> None:
        self.report(
            Fault.UNKNOWN_ESCAPE,
            f"`\\{char}` means nothing inside a text",
            Span(self.source.file, start, start + 2),
            'Only `\\"` and `\\\\` are written with a backslash.',
        )

    def word(self, node: Node | Token) -> Word:
        """Return a bare word, a code or a text."""
        if not isinstance(node, Token):
            return self.path(node)
        if node.type == "TEXT":
            return self.string(node)
        return Code(node.text, self.span(node))

    def name_or_text(self, node: Node | Token) -> Name | Text:
        """Return a name, or a text in quotes."""
        return self.string(node) if isinstance(node, Token) else self.name(node)

    def declared(self, name: Name) -> Name:
        """Report a declared name that is an operator word; return it all the same."""
        for part in name.text.split("."):
            if part in OPERATOR_WORDS:
                self.report(
                    Fault.IMPOSSIBLE_NAME,
                    f"`{part}` is a word of conditions and cannot be a name",
                    name.span,
                    "Choose another name; a data column so called is read with "
                    f'`column "{name.text}"`.',
                )
        return name


def extent(node: Node | Token) -> tuple[int, int]:
    """Return the start and end of a tree node or token in the draft."""
    return node.start, node.end


def trees(nodes: "list[Node | Token]") -> list[Node]:
    """Return the children that are nodes, in order."""
    return [node for node in nodes if not isinstance(node, Token)]


def tokens(nodes: "list[Node | Token]") -> list[Token]:
    """Return the children that are tokens, in order."""
    return [node for node in nodes if isinstance(node, Token)]


def child(node: Node, data: str) -> Node | None:
    """Return the first child of a kind."""
    return next((item for item in trees(node.children) if item.data == data), None)


def every(node: Node, *data: str) -> list[Node]:
    """Return the children of some kinds, in order."""
    return [item for item in trees(node.children) if item.data in data]
