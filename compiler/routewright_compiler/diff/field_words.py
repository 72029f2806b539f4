"""Differences in how two versions read a record, in words."""

from routewright_compiler.analysis.comparison.field_differences import (
    FieldAspect,
    FieldDifference,
)
from routewright_compiler.schema.report import listed, shown
from routewright_runtime.graph.model import Field
from routewright_runtime.values import ValueType


def field_words(difference: FieldDifference) -> str:
    """Return one difference: field `size`: integer 0.. before, integer now."""
    name = f"field {shown(difference.name)}"
    before, after = difference.before, difference.after
    match difference.aspect:
        case FieldAspect.ONLY_BEFORE:
            return f"{name} is gone"
        case FieldAspect.ONLY_AFTER:
            return f"{name} is new"
        case FieldAspect.REQUIRED:
            assert after is not None
            promised = "now promised" if after.is_required else "no longer promised"
            return f"{name} is {promised} to be there"
        case FieldAspect.TYPE | FieldAspect.VALUES:
            said = [type_words(field.type) for field in (before, after) if field is not None]
        case FieldAspect.BLANKS:
            said = [_blanks(field) for field in (before, after) if field is not None]
        case FieldAspect.SOURCES:
            said = [_sources(field) for field in (before, after) if field is not None]
        case FieldAspect.READ_WITH:
            said = [_read_with(field) for field in (before, after) if field is not None]
    return f"{name}: {said[0]} before, {said[1]} now"


def caveat_words(difference: FieldDifference) -> str:
    """Return what the proof takes for granted of a difference that is not compared exactly."""
    if difference.aspect is FieldAspect.TYPE:
        return f"{shown(difference.name)} is another field than before"
    return f"{shown(difference.name)} reads the same values on both sides"


def type_words(type_: ValueType) -> str:
    """Return a type as it would be written."""
    members = f"({', '.join(type_.members)})" if type_.members else ""
    is_open = " open" if type_.is_open else ""
    low, high = ("" if end is None else str(end) for end in (type_.low, type_.high))
    bounds = f" {low}..{high}" if low or high else ""
    return f"{type_.name}{is_open}{members}{bounds}"


def _blanks(field: Field) -> str:
    return f"blank {listed(map(shown, field.blanks))}" if field.blanks else "nothing blank"


def _sources(field: Field) -> str:
    return f"read from {listed([shown(source.text) for source in field.sources])}"


def _read_with(field: Field) -> str:
    country = field.country_field
    return "read alone" if country is None else f"read with {shown(country)}"
