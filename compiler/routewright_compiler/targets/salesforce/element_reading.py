"""Elements to the objects of `model.py` and `flow_model.py`, by their declarations.

A class says everything: a field is an element of its name, a tuple a repeated one, one without
default must be there. What was made elsewhere need not stand in the order of the schema; Salesforce
asks only that a repeated element is not interrupted by another ("Element X is duplicated at this
location"), so that is asked here too.
"""

from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from routewright_compiler.targets.salesforce.findings import (
    MISSING_ELEMENT,
    SPLIT_BLOCK,
    UNKNOWN_ELEMENT,
    WRONG_VALUE,
    finding,
)
from routewright_compiler.targets.salesforce.xml_reading import Element
from routewright_grammar.diagnostic import Diagnostic
from routewright_grammar.nearest import nearest

T = TypeVar("T")
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class _Part:
    """One field of a class: how its element is called, and what stands in it."""

    field: str
    kind: type
    is_repeated: bool
    is_required: bool


def read_object(kind: type[T], element: Element, found: list[Diagnostic]) -> T | None:
    """Make an object of a class from an element; None where a part that must be there is not.

    Every trouble is added to `found`; unknown and nil elements are left out.
    """
    of_class: type = kind
    parts = _parts(of_class)
    values: dict[str, list[Any]] = {}
    _check_blocks(element, found)
    for child in element.children:
        part = parts.get(child.name)
        if part is None:
            _report_unknown(element, child, parts, found)
            continue
        if child.is_nil:
            continue
        value = _value(part, child, found)
        if value is not None:
            values.setdefault(part.field, []).append(value)
            _check_once(part, child, values[part.field], found)
    given: dict[str, Any] = {}
    for name, part in parts.items():
        items = values.get(part.field)
        if items:
            given[part.field] = tuple(items) if part.is_repeated else items[0]
        elif part.is_required and any(child.name == name for child in element.children):
            return None  # it is there, and what is wrong with it is told
        elif part.is_required:
            found.append(
                finding(
                    MISSING_ELEMENT,
                    element.spot,
                    f"`{element.name}` has no `{name}`",
                    subject=name,
                    advice=f"Add `<{name}>`, or retrieve the file again.",
                )
            )
            return None
    return kind(**given)


def _value(part: _Part, child: Element, found: list[Diagnostic]) -> object:
    if is_dataclass(part.kind):
        return read_object(part.kind, child, found)
    if child.children:
        found.append(
            finding(
                WRONG_VALUE,
                child.spot,
                f"`{child.name}` holds elements where a value is expected",
                subject=child.name,
                advice="Put the plain value there.",
            )
        )
        return None
    value = _scalar(part.kind, child.text)
    if value is None:
        found.append(
            finding(
                WRONG_VALUE,
                child.spot,
                f"`{_short(child.text)}` is no value of `{child.name}`",
                subject=child.name,
                advice=_offer(part.kind, child.text),
            )
        )
    return value


def _scalar(kind: type, text: str) -> object:
    plain = text.strip()
    if kind is str:
        return text
    if kind is bool:
        return {"true": True, "false": False, "1": True, "0": False}.get(plain)
    if issubclass(kind, Enum):
        return next((member for member in kind if member.value == plain), None)
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    if kind is Decimal:
        return number if number.is_finite() else None
    return int(number) if number.is_finite() and number == number.to_integral_value() else None


def _offer(kind: type, text: str) -> str:
    if kind is bool:
        return "Write `true` or `false`."
    if issubclass(kind, Enum):
        known = [str(member.value) for member in kind]
        near = nearest(text.strip(), known)
        return f"Did you mean `{near}`?" if near else f"Known are {', '.join(known)}."
    return "Write a number."


def _check_once(part: _Part, child: Element, values: list[Any], found: list[Diagnostic]) -> None:
    if len(values) > 1 and not part.is_repeated:
        found.append(
            finding(
                WRONG_VALUE,
                child.spot,
                f"`{child.name}` stands twice where it may stand once",
                subject=child.name,
                advice="Keep the one that is meant.",
            )
        )


def _check_blocks(element: Element, found: list[Diagnostic]) -> None:
    closed: set[str] = set()
    before = ""
    for child in element.children:
        if child.name != before and child.name in closed:
            found.append(
                finding(
                    SPLIT_BLOCK,
                    child.spot,
                    f"`{child.name}` is interrupted by another element, which Salesforce refuses",
                    subject=child.name,
                    advice=f"Put all `{child.name}` of this `{element.name}` one behind the other,"
                    " in the order that is meant.",
                )
            )
            return
        closed.add(child.name)
        before = child.name


def _report_unknown(
    element: Element, child: Element, known: Iterable[str], found: list[Diagnostic]
) -> None:
    near = nearest(child.name, list(known))
    found.append(
        finding(
            UNKNOWN_ELEMENT,
            child.spot,
            f"`{_short(child.name)}` is no element of `{element.name}`",
            subject=child.name,
            advice=f"Did you mean `{near}`?" if near else "Take it out; its meaning is not known.",
        )
    )


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _SHOWN_CHARACTERS else f"{plain[:_SHOWN_CHARACTERS]}…"


@cache
def _parts(kind: type) -> dict[str, _Part]:
    hints = get_type_hints(kind)
    assert is_dataclass(kind)
    return {
        _element_name(item.name): _part(
            item.name, hints[item.name], item.default is MISSING and item.default_factory is MISSING
        )
        for item in fields(kind)
    }


def _part(name: str, hint: object, has_no_default: bool) -> _Part:
    if get_origin(hint) is tuple:
        return _Part(name, get_args(hint)[0], is_repeated=True, is_required=False)
    if get_origin(hint) in (Union, UnionType):
        kind = next(item for item in get_args(hint) if item is not NoneType)
        return _Part(name, kind, is_repeated=False, is_required=has_no_default)
    assert isinstance(hint, type)
    return _Part(name, hint, is_repeated=False, is_required=has_no_default)


def _element_name(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
