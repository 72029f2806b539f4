"""Choices, multi-selects and plain texts.

A text of several values is separated by `;`. A value of a multi-select never holds `;`, so what is
written is what is read; a declared member that does is only read where it stands alone.
"""

from collections.abc import Iterable
from decimal import Decimal

from routewright_runtime.text import fold
from routewright_runtime.values.reading import EMPTY, Reading, quoted, unread
from routewright_runtime.values.value_type import ValueType

SEPARATOR = ";"
_LISTED = 5


def scalar_text(raw: object) -> str | None:
    """Return a JSON scalar as trimmed text, or None for a list, an object or anything else."""
    match raw:
        case str():
            return raw.strip()
        case bool():
            return "true" if raw else "false"
        case int() | Decimal():
            return str(raw)
        case float():
            return repr(raw)
        case _:
            return None


def read_text(raw: object) -> Reading:
    """Read any scalar as text, trimmed, its spelling kept."""
    text = scalar_text(raw)
    return unread(f"{quoted(raw)} is not a text") if text is None else Reading(text)


def read_choice(type_: ValueType, raw: object) -> Reading:
    """Read one member, without regard to case."""
    text = scalar_text(raw)
    if text is None:
        return unread(f"{quoted(raw)} is not one value")
    member = type_.member_by_fold.get(fold(text))
    if member is not None:
        return Reading(member)
    return Reading(text) if type_.is_open else unread(f"{quoted(text)} is {none_of(type_)}")


def read_choices(type_: ValueType, raw: object, blanks: frozenset[str]) -> Reading:
    """Read a list or a `;`-separated text; what is no member is dropped and reported."""
    texts = _split(type_, raw)
    if texts is None:
        return unread(f"{quoted(raw)} is not a list of values")
    known: set[str] = set()
    others: dict[str, str] = {}
    strange: list[str] = []
    for text in texts:
        folded = fold(text)
        if folded in type_.member_by_fold:
            known.add(folded)
        elif folded and folded not in blanks:
            if type_.is_open:
                others.setdefault(folded, text.strip())
            else:
                strange.append(text)
    values = tuple(m for f, m in type_.member_by_fold.items() if f in known) + tuple(
        others.values()
    )
    if strange:
        shown = ", ".join(quoted(text.strip()) for text in dict.fromkeys(strange[:_LISTED]))
        more = f" and {len(strange) - _LISTED} more" if len(strange) > _LISTED else ""
        verb = "are" if len(strange) > 1 else "is"
        return Reading(values or None, f"{shown}{more} {verb} {none_of(type_)}")
    return Reading(values) if values else EMPTY


def none_of(type_: ValueType) -> str:
    """Say `none of SaaS, Fintech…`, the first members listed."""
    listed = ", ".join(type_.members[:_LISTED])
    return f"none of {listed}{'…' if len(type_.members) > _LISTED else ''}"


def _split(type_: ValueType, raw: object) -> list[str] | None:
    if isinstance(raw, list | tuple):
        parts: list[str] = []
        for item in raw:
            text = "" if item is None else scalar_text(item)
            if text is None:
                return None
            parts.extend(_split_text(type_, text))
        return parts
    text = scalar_text(raw)
    return None if text is None else list(_split_text(type_, text))


def _split_text(type_: ValueType, text: str) -> Iterable[str]:
    if SEPARATOR not in text or fold(text) in type_.member_by_fold:
        return (text,)
    return text.split(SEPARATOR)
