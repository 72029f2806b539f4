"""A changed part of the syntax with the edits that change its text alike."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from routewright_compiler.mutation.mutant import MutantKind
from routewright_grammar.diagnostic import Edit
from routewright_grammar.span import Span

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Variation(Generic[T_co]):
    """A part of the syntax as a mutant has it; of `ORDER`, `names` are the two rules."""

    kind: MutantKind
    edits: tuple[Edit, ...]
    node: T_co
    names: tuple[str, ...] = ()


def inside(found: Iterable[Variation[T]], build: Callable[[T], U]) -> Iterator[Variation[U]]:
    """Yield the variations of a part as those of the whole that `build` puts it into."""
    for item in found:
        yield Variation(item.kind, item.edits, build(item.node), item.names)


def inside_one(
    items: tuple[T, ...],
    of: Callable[[T], Iterable[Variation[T]]],
    build: Callable[[tuple[T, ...]], U],
) -> Iterator[Variation[U]]:
    """Yield the variations of each of several parts as those of the whole that `build` makes."""
    for number, part in enumerate(items):
        for item in of(part):
            changed = (*items[:number], item.node, *items[number + 1 :])
            yield Variation(item.kind, item.edits, build(changed), item.names)


def without(items: tuple[T, ...], number: int) -> tuple[T, ...]:
    """Return the items without one."""
    return (*items[:number], *items[number + 1 :])


def word_edit(text: str, span: Span, word: str, other: str) -> Edit:
    """Return the edit that puts another word for the first `word` in a span, comments aside."""
    pattern = re.compile(rf"#[^\r\n]*|(?P<word>{_bounded(word)})")
    for found in pattern.finditer(text, span.start, span.end):
        if found["word"] is not None:
            return Edit(Span(span.file, found.start(), found.end()), other)
    raise AssertionError(f"`{word}` stands between what it joins")


def _bounded(word: str) -> str:
    escaped = re.escape(word)
    return rf"\b{escaped}\b" if word.isalpha() else escaped


def between(first: Span, second: Span) -> Span:
    """Return the span between two others of one file."""
    return Span(first.file, first.end, second.start)


def dropped(spans: Sequence[Span], number: int) -> Edit:
    """Return the edit that takes one of several listed things out, with its comma."""
    own = spans[number]
    if number + 1 < len(spans):
        return Edit(Span(own.file, own.start, spans[number + 1].start), "")
    return Edit(Span(own.file, spans[number - 1].end, own.end), "")
