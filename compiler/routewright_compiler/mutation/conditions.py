"""The mutants of a condition: of its bounds, operators and lists."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from routewright_compiler.mutation.literals import DOWN, UP, Bound, durations_next_to, next_to
from routewright_compiler.mutation.mutant import MutantKind
from routewright_compiler.mutation.variation import (
    Variation,
    between,
    dropped,
    inside,
    inside_one,
    without,
    word_edit,
)
from routewright_grammar.diagnostic import Edit
from routewright_grammar.span import Span
from routewright_grammar.syntax import (
    And,
    Compare,
    Comparison,
    Condition,
    Date,
    DateTime,
    During,
    Expression,
    Has,
    HasMode,
    InList,
    InRange,
    IsEmpty,
    IsKnown,
    IsRep,
    Matches,
    Not,
    Number,
    Or,
    Outside,
    Paren,
    Range,
    TextTest,
    Truth,
    Within,
)

Found = Iterator[Variation[Condition]]
_OTHER = {
    Comparison.LT: Comparison.LE,
    Comparison.LE: Comparison.LT,
    Comparison.GT: Comparison.GE,
    Comparison.GE: Comparison.GT,
    Comparison.EQ: Comparison.NE,
    Comparison.NE: Comparison.EQ,
}
# Which neighbour of a bound says the same as the other operator where values are whole.
_SAME_AS_OTHER = {
    Comparison.LT: UP,
    Comparison.LE: DOWN,
    Comparison.GT: DOWN,
    Comparison.GE: UP,
}


@dataclass(frozen=True, slots=True)
class ConditionMutants:
    """Yields the mutants of conditions of one file; `is_whole` tells integers and days."""

    text: str
    is_whole: Callable[[Expression], bool]

    def of(self, node: Condition, *, is_negated: bool = False) -> Found:
        """Yield the variations of a condition, in order of its text.

        Directly below a `not`, what only turns the truth about is left out: dropping it does that.
        """
        match node:
            case And() | Or():
                yield from self._joined(node)
            case Not():
                gone = Edit(Span(node.span.file, node.span.start, node.item.span.start), "")
                yield Variation(MutantKind.OPERATOR, (gone,), node.item)
                yield from inside(
                    self.of(node.item, is_negated=True), lambda item: replace(node, item=item)
                )
            case Paren():
                yield from inside(
                    self.of(node.item, is_negated=is_negated), lambda item: replace(node, item=item)
                )
            case Compare():
                yield from self._compare(node, is_negated=is_negated)
            case IsKnown() | IsEmpty() if not is_negated:
                yield self._presence(node)
            case IsKnown() | IsEmpty() | Outside():
                return
            case _:
                if not is_negated:
                    yield _negated(node)
                yield from self._inner(node)

    def _joined(self, node: And | Or) -> Found:
        word, other = ("and", "or") if isinstance(node, And) else ("or", "and")
        spans = [item.span for item in node.items]
        edits = tuple(
            word_edit(self.text, between(first, second), word, other)
            for first, second in pairwise(spans)
        )
        kind = Or if isinstance(node, And) else And
        yield Variation(MutantKind.OPERATOR, edits, kind(node.items, node.span))
        yield from inside_one(node.items, self.of, lambda items: replace(node, items=items))

    def _compare(self, node: Compare, *, is_negated: bool) -> Found:
        other = _OTHER[node.operator]
        is_flip = node.operator in (Comparison.EQ, Comparison.NE)
        if not (is_flip and is_negated):
            gap = between(node.left.span, node.right.span)
            edit = word_edit(self.text, gap, node.operator.value, other.value)
            yield Variation(MutantKind.OPERATOR, (edit,), replace(node, operator=other))
        right = node.right
        if is_flip or not isinstance(right, Number | Date | DateTime):
            return
        for direction in (DOWN, UP):
            if direction == _SAME_AS_OTHER[node.operator] and self.is_whole(node.left):
                continue
            found = next_to(right, direction)
            if found is not None:
                edit = Edit(right.span, found[0])
                yield Variation(MutantKind.THRESHOLD, (edit,), replace(node, right=found[1]))

    def _presence(self, node: IsKnown | IsEmpty) -> Variation[Condition]:
        word, other = ("known", "empty") if isinstance(node, IsKnown) else ("empty", "known")
        behind = Span(node.span.file, node.left.span.end, node.span.end)
        kind = IsEmpty if isinstance(node, IsKnown) else IsKnown
        edit = word_edit(self.text, behind, word, other)
        return Variation(MutantKind.OPERATOR, (edit,), kind(node.left, node.span))

    def _inner(
        self, node: InList | InRange | TextTest | Matches | Has | IsRep | Within | During | Truth
    ) -> Found:
        match node:
            case InList() | TextTest() | Has():
                yield from _shorter(node)
            case InRange():
                yield from _moved_ends(node)
            case Within():
                for text, duration in durations_next_to(node.duration):
                    edit = Edit(node.duration.span, text)
                    changed = replace(node, duration=duration)
                    yield Variation(MutantKind.THRESHOLD, (edit,), changed)
            case _:
                return
        if isinstance(node, Has) and node.mode is not HasMode.ONE and len(node.items) > 1:
            yield self._other_mode(node)

    def _other_mode(self, node: Has) -> Variation[Condition]:
        is_any = node.mode is HasMode.ANY
        gap = between(node.left.span, node.items[0].span)
        edit = word_edit(self.text, gap, *(("any", "all") if is_any else ("all", "any")))
        mode = HasMode.ALL if is_any else HasMode.ANY
        return Variation(MutantKind.OPERATOR, (edit,), replace(node, mode=mode))


def _negated(node: Condition) -> Variation[Condition]:
    start = Span(node.span.file, node.span.start, node.span.start)
    return Variation(MutantKind.OPERATOR, (Edit(start, "not "),), Not(node, node.span))


def _shorter(node: InList | TextTest | Has) -> Found:
    if len(node.items) < 2:
        return
    spans = [item.span for item in node.items]
    for number in range(len(spans)):
        edit = dropped(spans, number)
        match node:
            case InList() | Has():
                items = without(node.items, number)
                yield Variation(MutantKind.LIST, (edit,), replace(node, items=items))
            case TextTest():
                texts = without(node.items, number)
                yield Variation(MutantKind.LIST, (edit,), replace(node, items=texts))


def _moved_ends(node: InRange) -> Found:
    ends: tuple[tuple[Bound | None, Callable[[Bound], Range]], ...] = (
        (node.range.low, lambda low: replace(node.range, low=low)),
        (node.range.high, lambda high: replace(node.range, high=high)),
    )
    for end, moved in ends:
        for direction in (DOWN, UP):
            found = None if end is None else next_to(end, direction)
            if end is not None and found is not None:
                edit = Edit(end.span, found[0])
                changed = replace(node, range=moved(found[1]))
                yield Variation(MutantKind.THRESHOLD, (edit,), changed)
