"""The place where a parse failed, and what a detector answers about it."""

from dataclasses import dataclass
from functools import cached_property

from routewright_grammar.attempt import Failure
from routewright_grammar.codes import Fault
from routewright_grammar.draft import Draft, Repair
from routewright_grammar.scan import Kind, Piece
from routewright_grammar.tree import Token
from routewright_grammar.vocabulary import OPERATOR_WORDS

BODY_OWNERS = frozenset(
    {
        "record", "classify", "score", "table", "calendar", "rep", "team", "rule", "group", "fact",
        "assert", "expect", "given",
    }
)  # fmt: skip
NO_PIECE = Piece(Kind.SIGN, 0, 0, "")


@dataclass(frozen=True, slots=True)
class Mistake:
    """A finding about a draft, in offsets of the draft.

    `repairs` let the parse go on; they are offered as a fix where `is_sure`, that is, where there
    is no doubt what was meant.
    """

    fault: Fault
    message: str
    start: int
    end: int
    help: str = ""
    repairs: tuple[Repair, ...] = ()
    is_sure: bool = True
    related: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True)
class Situation:
    """A failed parse: the draft, the failure, and the pieces of the draft without comments."""

    draft: Draft
    failure: Failure
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """Return the draft's text."""
        return self.draft.text

    @property
    def position(self) -> int:
        """Return the offset of what was not expected."""
        return self.failure.position

    @cached_property
    def index(self) -> int:
        """Return the number of the piece that was not expected."""
        for index, piece in enumerate(self.pieces):
            if piece.end > self.position:
                return index
        return len(self.pieces)

    def piece(self, step: int) -> Piece:
        """Return the piece `step` after the unexpected one (negative: before); never fails."""
        index = self.index + step
        return self.pieces[index] if 0 <= index < len(self.pieces) else NO_PIECE

    @property
    def found(self) -> Piece:
        """Return the unexpected piece; empty at the end of the text."""
        return self.piece(0)

    @property
    def is_at_end(self) -> bool:
        """Whether the text ended too early."""
        return self.failure.terminal == "$END"

    def can_be(self, *wanted: str) -> bool:
        """Whether any of these could stand here."""
        return not self.failure.accepts.isdisjoint(wanted)

    @property
    def wants_condition(self) -> bool:
        """Whether a condition, or a part of one, begins here."""
        return self.can_be("DURING_NAME")

    @property
    def keywords(self) -> frozenset[str]:
        """Return the words that mean something here; where a name may stand, none is certain."""
        words = frozenset(
            word for word in self.failure.accepts if word.isalpha() and word.islower()
        )
        return words & OPERATOR_WORDS if self.can_be("NAME") else words

    @cached_property
    def open_brackets(self) -> tuple[Piece, ...]:
        """Return the brackets that are open here, the innermost last."""
        stack: list[Piece] = []
        for piece in self.pieces[: self.index]:
            if piece.kind is Kind.OPENING:
                stack.append(piece)
            elif piece.kind is Kind.CLOSING and stack:
                stack.pop()
        return tuple(stack)

    @cached_property
    def body_tokens(self) -> tuple[Token, ...]:
        """Return the tokens since the innermost open brace, without those of nested bodies."""
        kept: list[list[Token]] = [[]]
        for token in self.failure.before:
            if token.text == "{":
                kept.append([])
            elif token.text == "}" and len(kept) > 1:
                kept.pop()
            kept[-1].append(token)
        return tuple(token for token in kept[-1] if token.text != "}")

    @cached_property
    def body(self) -> str:
        """Return the keyword whose body this is (`rule`, `given`, …); empty at the top level."""
        owners: list[str] = []
        last = ""
        for token in self.failure.before:
            if token.text == "{":
                owners.append(last)
            elif token.text == "}" and owners:
                owners.pop()
            if token.text in BODY_OWNERS and token.type == token.text.upper():
                last = token.text
        return owners[-1] if owners else ""

    def mistake(
        self,
        message: str,
        advice: str = "",
        *repairs: Repair,
        fault: Fault = Fault.OTHER_SPELLING,
        start: int | None = None,
        end: int | None = None,
        is_sure: bool = True,
    ) -> Mistake:
        """Make a mistake about the unexpected piece, or about another stretch."""
        first = self.found.start if start is None else start
        last = max(first, self.found.end) if end is None else end
        return Mistake(fault, message, first, last, advice, repairs, is_sure)

    def subject_start(self, end_index: int) -> int:
        """Return where the value that ends with piece number `end_index` begins."""
        index = end_index
        if index >= 0 and self.pieces[index].text == ")":
            index = self._opening_of(index) - 1
        elif index >= 2 and self.pieces[index - 1].text == ".":
            index = self._opening_of(index - 2) - 1
        return self.pieces[max(index, 0)].start

    def _opening_of(self, index: int) -> int:
        depth = 0
        while index >= 0:
            piece = self.pieces[index]
            depth += (piece.kind is Kind.CLOSING) - (piece.kind is Kind.OPENING)
            if depth == 0:
                return index
            index -= 1
        return 0
