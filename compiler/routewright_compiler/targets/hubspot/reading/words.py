"""Conditions as text of the language, put together without ambiguity."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TRUE_TEXT = "true"


@dataclass(frozen=True, slots=True)
class Said:
    """A single test, as text."""

    text: str


@dataclass(frozen=True, slots=True)
class AllSaid:
    """Every item; none at all is always true."""

    items: tuple["Words", ...] = ()


@dataclass(frozen=True, slots=True)
class AnySaid:
    """At least one item; none at all is never true."""

    items: tuple["Words", ...] = ()


@dataclass(frozen=True, slots=True)
class NotSaid:
    """Not the item."""

    item: "Words"


Words = Said | AllSaid | AnySaid | NotSaid
ALWAYS = AllSaid()
NEVER = AnySaid()


def every(items: Iterable[Words]) -> Words:
    """Join by `and`, flattened; constants folded away."""
    found: dict[Words, None] = {}
    for item in items:
        if item == NEVER:
            return NEVER
        found.update(dict.fromkeys(item.items if isinstance(item, AllSaid) else (item,)))
    kept = tuple(found)
    return kept[0] if len(kept) == 1 else AllSaid(kept)


def some(items: Iterable[Words]) -> Words:
    """Join by `or`, flattened; constants folded away."""
    found: dict[Words, None] = {}
    for item in items:
        if item == ALWAYS:
            return ALWAYS
        found.update(dict.fromkeys(item.items if isinstance(item, AnySaid) else (item,)))
    kept = tuple(found)
    return kept[0] if len(kept) == 1 else AnySaid(kept)


def opposite(item: Words) -> Words:
    """Return the negation."""
    if item in (ALWAYS, NEVER):
        return NEVER if item == ALWAYS else ALWAYS
    return item.item if isinstance(item, NotSaid) else NotSaid(item)


def text_of(item: Words, always: str) -> str:
    """Return the text of words; `always` is a test that every record meets."""
    match item:
        case Said(text):
            return text
        case NotSaid(inner):
            return f"not {_inner(inner, always)}"
        case AllSaid(items):
            return " and ".join(_inner(i, always) for i in items) if items else always
        case AnySaid(items):
            return " or ".join(_inner(i, always) for i in items) if items else f"not ({always})"


def _inner(item: Words, always: str) -> str:
    text = text_of(item, always)
    return f"({text})" if isinstance(item, AllSaid | AnySaid) else text


def quoted(text: str) -> str:
    """Return a text in double quotes, as the language spells it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def listed(words: Sequence[str]) -> str:
    """Return one word, or several in parentheses."""
    return words[0] if len(words) == 1 else f"({', '.join(words)})"


def within(name: str, words: Sequence[str]) -> str:
    """Return `name = word`, or `name in (words)`."""
    return f"{name} = {words[0]}" if len(words) == 1 else f"{name} in ({', '.join(words)})"
