"""Platform objects as elements of a file: names in the schema's spelling, values as text.

`RuleEntry(assigned_to="Data_Desk")` is `<ruleEntry><assignedTo>Data_Desk</assignedTo></ruleEntry>`.
The declarations of `model.py` and `flow_model.py` say everything that is needed: the order of
fields is that of the elements, None is left out, and a tuple is repeated.
"""

from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import cache


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a file: either `text` or children."""

    name: str
    text: str | None = None
    children: tuple["Element", ...] = ()


@cache
def element_name(field_name: str) -> str:
    """Return the element that a field stands for: `full_name` is `fullName`."""
    first, *others = field_name.split("_")
    return first + "".join(word.capitalize() for word in others)


def element(name: str, value: object) -> Element:
    """Return a value as an element of that name; an assertion where it is of no known kind."""
    if is_dataclass(value) and not isinstance(value, type):
        return Element(name, None, _children(value))
    return Element(name, _text(value))


def _children(value: object) -> tuple[Element, ...]:
    found: list[Element] = []
    assert is_dataclass(value)
    for field in fields(value):
        content = getattr(value, field.name)
        name = element_name(field.name)
        if content is None:
            continue
        if isinstance(content, tuple):
            found.extend(element(name, item) for item in content)
        else:
            found.append(element(name, content))
    return tuple(found)


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return str(value)
        case int():
            return str(value)
        case Decimal():
            # As retrieved files show a double: 500.0, 66.0.
            return f"{value:f}" if value % 1 else f"{value:.1f}"
        case _:
            raise AssertionError(f"no text for {value!r}")
