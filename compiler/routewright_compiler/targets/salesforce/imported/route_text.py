"""Conditions over fields that have types, as text of the language."""

from collections.abc import Mapping
from typing import assert_never

from routewright_compiler.targets.salesforce.asked import (
    Blank,
    Compares,
    Condition,
    Equals,
    Every,
    Holds,
    Includes,
    Inverse,
    Matches,
    Opaque,
    Ordered,
    Recent,
    Some,
    Truth,
)
from routewright_compiler.targets.salesforce.imported.field_types import FieldKind, FieldType
from routewright_runtime.text import fold

NEVER = "FALSE"


def quoted(text: str) -> str:
    """Return a text in double quotes, as the language spells it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class ConditionWriter:
    """Writes conditions; `names` and `types` are of the platform's fields, by path."""

    def __init__(self, names: Mapping[str, str], types: Mapping[str, FieldType]) -> None:
        self._names = names
        self._types = types

    def write(self, condition: Condition) -> str:
        """Return the text; AND and OR never stand side by side without parentheses."""
        match condition:
            case Every(items):
                return " and ".join(self._inner(item) for item in items)
            case Some(items):
                return " or ".join(self._inner(item) for item in items)
            case Inverse():
                return self._inverse(condition.item)
            case Truth(value):
                return f"not ({self._never()})" if value else self._never()
            case Opaque(text):
                return f"outside {quoted(text)}"
            case Blank(name):
                return f"{self._names[name]} is empty"
            case Equals(name, values):
                return f"{self._names[name]} {self._equal(name, values)}"
            case Holds(name, relation, texts):
                return f"{self._names[name]} {relation} {_text_list(texts)}"
            case Ordered(name, order, value):
                return f"{self._names[name]} {order} {plain_number(value)}"
            case Includes(name, values):
                return f"{self._names[name]} {self._included(name, values)}"
            case Matches() | Recent() | Compares():
                raise AssertionError("only what is read back has such tests")
            case _:
                assert_never(condition)

    def _never(self) -> str:
        """Return what holds of no record, over a field where there is one."""
        name = next(iter(self._names.values()), None)
        return (
            f"outside {quoted(NEVER)}" if name is None else f"{name} is known and {name} is empty"
        )

    def _inner(self, condition: Condition) -> str:
        text = self.write(condition)
        return f"({text})" if isinstance(condition, Every | Some) else text

    def _inverse(self, item: Condition) -> str:
        match item:
            case Blank(name):
                return f"{self._names[name]} is known"
            case Equals(name, (_,)):
                return f"{self._names[name]} !{self._equal(name, item.values)}"
            case Inverse(inner):
                return self.write(inner)
            case Every() | Some():
                return f"not ({self.write(item)})"
            case _:
                return f"not {self.write(item)}"

    def _equal(self, name: str, values: tuple[str, ...]) -> str:
        words = [self._value(name, value) for value in values]
        return f"= {words[0]}" if len(words) == 1 else f"in ({', '.join(words)})"

    def _included(self, name: str, values: tuple[str, ...]) -> str:
        words = [self._value(name, value) for value in values]
        return f"has {words[0]}" if len(words) == 1 else f"has any of ({', '.join(words)})"

    def _value(self, name: str, value: str) -> str:
        type_ = self._types[name]
        match type_.kind:
            case FieldKind.NUMBER:
                return plain_number(value)
            case FieldKind.BOOLEAN:
                return value.casefold()
            case FieldKind.CHOICE | FieldKind.CHOICES:
                folded = fold(value)
                return quoted(next(m for m in type_.members if fold(m) == folded))
            case FieldKind.TEXT:
                return quoted(value)
            case _:
                assert_never(type_.kind)


def _text_list(texts: tuple[str, ...]) -> str:
    words = [quoted(text) for text in texts]
    return words[0] if len(words) == 1 else f"({', '.join(words)})"


def plain_number(text: str) -> str:
    """Return a number as the language spells it, without needless zeros."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, dot, rest = digits.partition(".")
    rest = rest.rstrip("0")
    number = (whole.lstrip("0") or "0") + (f".{rest}" if dot and rest else "")
    return number if number == "0" else f"{sign}{number}"


def type_text(type_: FieldType) -> str:
    """Return a type as a field's declaration spells it."""
    if type_.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        return f"{type_.kind}({', '.join(quoted(member) for member in type_.members)})"
    return str(type_.kind)
