"""The decision graph as JSON and back, and its content hash.

Every object is `{"kind": class name, ...}` with the fields that differ from their defaults, in
declared order; tuples are lists; values that JSON lacks are tagged (`{"decimal": "1.5"}`,
`{"date": "2026-12-21"}`, `{"datetime": "2026-12-21T08:00:00+00:00"}`). The content hash is taken
over the same form without places, so a moved line or a comment changes no hash.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import get_args, get_type_hints

from routewright_runtime import values
from routewright_runtime.graph import conditions, model, people
from routewright_runtime.graph.model import GRAPH_VERSION, DecisionGraph

_PLACES = frozenset({"place", "value_places"})


class GraphFormatError(ValueError):
    """A stored graph that cannot be read; the message names the reason and the remedy."""


def to_json(graph: DecisionGraph, *, with_places: bool = True) -> dict[str, object]:
    """Return the graph as plain JSON data; the same graph gives the same data."""
    encoded = _encode(graph, with_places)
    assert isinstance(encoded, dict)
    return encoded


def from_json(data: object) -> DecisionGraph:
    """Return the graph of `to_json` data; raise GraphFormatError where it is not one."""
    if not isinstance(data, Mapping) or data.get("kind") != "DecisionGraph":
        raise GraphFormatError("this is not a compiled policy; compile the .route file again")
    found = data.get("version", GRAPH_VERSION)
    if found != GRAPH_VERSION:
        raise GraphFormatError(
            f"this compiled policy has version {found}, this release reads version {GRAPH_VERSION};"
            " compile the .route file again"
        )
    try:
        graph = _decode(data)
    except (KeyError, TypeError, ValueError, ArithmeticError) as trouble:
        raise GraphFormatError(
            f"this compiled policy is damaged ({trouble}); compile the .route file again"
        ) from trouble
    if not isinstance(graph, DecisionGraph):
        raise GraphFormatError("this is not a compiled policy; compile the .route file again")
    return graph


def content_hash(graph: DecisionGraph) -> str:
    """Return the SHA-256 of the graph's meaning, in hexadecimal; places do not count."""
    text = json.dumps(
        to_json(graph, with_places=False), ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _encode(value: object, with_places: bool) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, tuple):
        return [_encode(item, with_places) for item in value]
    assert is_dataclass(value) and not isinstance(value, type)
    return _encode_object(value, with_places)


def _encode_object(value: object, with_places: bool) -> dict[str, object]:
    encoded: dict[str, object] = {"kind": type(value).__name__}
    for name, default, _ in _layout(type(value)):
        item = getattr(value, name)
        if (name in _PLACES and not with_places) or (default is not MISSING and item == default):
            continue
        encoded[name] = _encode(item, with_places)
    if isinstance(value, DecisionGraph):
        encoded["version"] = value.version
    return encoded


def _decode(data: object) -> object:
    if isinstance(data, list):
        return tuple(_decode(item) for item in data)
    if not isinstance(data, Mapping):
        return data
    if "kind" not in data:
        return _decode_tagged(data)
    cls = _classes()[str(data["kind"])]
    arguments: dict[str, object] = {}
    for name, _, enum in _layout(cls):
        if name in data:
            item = _decode(data[name])
            arguments[name] = enum(item) if enum is not None and isinstance(item, str) else item
    return cls(**arguments)


def _decode_tagged(data: Mapping[str, object]) -> object:
    ((tag, text),) = data.items()
    match tag:
        case "decimal":
            return Decimal(str(text))
        case "date":
            return date.fromisoformat(str(text))
        case "datetime":
            return datetime.fromisoformat(str(text))
    raise ValueError(f"unknown tag {tag}")


@cache
def _classes() -> dict[str, type]:
    found: dict[str, type] = {"ValueType": values.ValueType}
    for module in (conditions, people, model):
        for name, item in vars(module).items():
            if isinstance(item, type) and is_dataclass(item):
                found[name] = item
    return found


@cache
def _layout(cls: type) -> tuple[tuple[str, object, type[StrEnum] | None], ...]:
    assert is_dataclass(cls)
    hints = get_type_hints(cls)
    layout = []
    for item in fields(cls):
        default = item.default
        if default is MISSING and item.default_factory is not MISSING:
            default = item.default_factory()
        layout.append((item.name, default, _enum_of(hints[item.name])))
    return tuple(layout)


def _enum_of(hint: object) -> type[StrEnum] | None:
    for candidate in (hint, *get_args(hint)):
        if isinstance(candidate, type) and issubclass(candidate, StrEnum):
            return candidate
    return None
