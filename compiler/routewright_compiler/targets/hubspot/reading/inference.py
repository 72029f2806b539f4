"""The record of an imported workflow: a field for every property that its tests ask for.

The type follows from the operations: numbers where numbers are compared, options where lists of
options are. A choice is open, for a workflow never lists all options of a property.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from routewright_compiler.targets.hubspot.checking.shape import as_list, as_object
from routewright_compiler.targets.hubspot.model import Json, JsonObject
from routewright_compiler.targets.hubspot.properties import PropertyKind
from routewright_compiler.targets.hubspot.reading.fields import FieldView
from routewright_compiler.targets.hubspot.reading.words import quoted
from routewright_runtime.text import fold
from routewright_runtime.values import TypeName

_OPERATORS = (
    "and",
    "or",
    "not",
    "in",
    "is",
    "has",
    "contains",
    "starts",
    "ends",
    "matches",
    "within",
)
_KINDS = {
    "MULTISTRING": PropertyKind.TEXT,
    "STRING": PropertyKind.TEXT,
    "NUMBER": PropertyKind.NUMBER,
    "NUMBER_RANGED": PropertyKind.NUMBER,
    "BOOL": PropertyKind.BOOLEAN,
    "ENUMERATION": PropertyKind.OPTION,
    "TIME_POINT": PropertyKind.DATETIME,
    "TIME_RANGED": PropertyKind.DATETIME,
}
_SEVERAL = ("CONTAINS_ALL", "DOES_NOT_CONTAIN_ALL", "IS_EXACTLY", "IS_NOT_EXACTLY")
_TYPES = {
    PropertyKind.TEXT: TypeName.TEXT,
    PropertyKind.NUMBER: TypeName.NUMBER,
    PropertyKind.BOOLEAN: TypeName.BOOLEAN,
    PropertyKind.DATETIME: TypeName.DATETIME,
    PropertyKind.OPTION: TypeName.CHOICE,
    PropertyKind.OPTIONS: TypeName.CHOICES,
    PropertyKind.OWNER: TypeName.USER,
}


@dataclass(slots=True)
class _Seen:
    """What a property is asked for."""

    kinds: set[PropertyKind] = field(default_factory=set)
    options: dict[str, str] = field(default_factory=dict)  # spelling by fold
    has_several: bool = False


def views_in(body: JsonObject) -> dict[str, FieldView]:
    """Return a view for each property that the tests of a flow ask for, in order of appearance."""
    seen: dict[str, _Seen] = {}
    for item in _filters(body.get("actions")):
        _see(item, seen)
    for item in _filters(as_object(body.get("enrollmentCriteria")).get("listFilterBranch")):
        _see(item, seen)
    for action in map(as_object, as_list(body.get("actions"))):
        source = as_object(action.get("inputValue"))
        if source.get("type") == "OBJECT_PROPERTY":
            own = seen.setdefault(str(source.get("propertyName")), _Seen())
            own.kinds.add(PropertyKind.OPTION)
            for branch in map(as_object, as_list(action.get("staticBranches"))):
                value = str(branch.get("branchValue"))
                own.options.setdefault(fold(value), value)
    return {name: _view(name, own) for name, own in seen.items()}


def _filters(value: Json) -> Iterator[JsonObject]:
    """Yield the property filters of list branches, in order; events test the event instead."""
    if isinstance(value, list):
        for item in value:
            yield from _filters(item)
    elif isinstance(value, dict):
        if value.get("filterBranchType") in ("UNIFIED_EVENTS", "ASSOCIATION"):
            return
        if value.get("filterType") == "PROPERTY":
            yield value
            return
        for key, item in value.items():
            if key in ("listBranches", "filterBranch", "filterBranches", "filters"):
                yield from _filters(item)


def _see(item: JsonObject, seen: dict[str, _Seen]) -> None:
    operation = as_object(item.get("operation"))
    own = seen.setdefault(str(item.get("property")), _Seen())
    kind = _KINDS.get(str(operation.get("operationType")))
    if kind is not None:
        own.kinds.add(kind)
    if kind is PropertyKind.OPTION:
        own.has_several = own.has_several or operation.get("operator") in _SEVERAL
        for value in as_list(operation.get("values")):
            own.options.setdefault(fold(str(value)), str(value))


def _view(name: str, seen: _Seen) -> FieldView:
    kind = _kind(name, seen)
    members = tuple(seen.options.values())
    own = name if name not in _OPERATORS and name.isidentifier() else f"field_{name}"
    is_choice = kind in (PropertyKind.OPTION, PropertyKind.OPTIONS)
    return FieldView(own, kind, _TYPES[kind], members if is_choice else (), (), is_choice)


def _kind(name: str, seen: _Seen) -> PropertyKind:
    if name.endswith("owner_id") and seen.kinds <= {PropertyKind.OPTION}:
        return PropertyKind.OWNER
    if seen.kinds == {PropertyKind.OPTION} and seen.options:
        if set(seen.options) <= {"true", "false"}:
            return PropertyKind.BOOLEAN
        return PropertyKind.OPTIONS if seen.has_several else PropertyKind.OPTION
    if len(seen.kinds) == 1 and seen.kinds != {PropertyKind.OPTION}:
        return next(iter(seen.kinds))
    return PropertyKind.TEXT


def declared(name: str, view: FieldView) -> str:
    """Return the declaration of a field in the record."""
    text = str(view.type)
    if view.members:
        text += f" open({', '.join(quoted(member) for member in view.members)})"
    column = "" if view.name == name else f"  column {quoted(name)}"
    return f"  {view.name}: {text}{column}"
