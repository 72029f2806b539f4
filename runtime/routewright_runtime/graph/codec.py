"""The decision graph as JSON and back, and its content hash.

Every object is `{"class": name, ...}` with the fields that differ from their defaults, in
declared order; tuples are lists; values that JSON lacks are tagged (`{"decimal": "1.5"}`,
`{"date": "2026-12-21"}`, `{"datetime": "2026-12-21T08:00:00+00:00"}`). The content hash is taken
over the same form without places and spellings, so a moved line changes no hash; a description
does, since targets carry it into the CRM.
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
from routewright_runtime.graph.fitting import fits
from routewright_runtime.graph.model import GRAPH_VERSION, DecisionGraph
from routewright_runtime.graph.structure import structure_problem

_PLACES = frozenset({"place", "value_places", "written"})


class GraphFormatError(ValueError):
    """A stored graph that cannot be read; the message names the reason and the remedy."""


def to_json(graph: DecisionGraph, *, with_places: bool = True) -> dict[str, object]:
    """Return the graph as plain JSON data; the same graph gives the same data."""
    encoded = _encode(graph, with_places)
    assert isinstance(encoded, dict)
    return encoded


def from_json(data: object) -> DecisionGraph:
    """Return the graph of `to_json` data; raise GraphFormatError where it is not one."""
    if not isinstance(data, Mapping) or data.get("class") != "DecisionGraph":
        raise GraphFormatError("this is not a compiled policy; compile the .route file again")
    found = data.get("version", GRAPH_VERSION)
    if found != GRAPH_VERSION:
        raise GraphFormatError(
            f"this compiled policy has version {found}, this release reads version {GRAPH_VERSION};"
            " compile the .route file again"
        )
    try:
        graph = _decode(data)
    except (KeyError, TypeError, ValueError, ArithmeticError, RecursionError) as trouble:
        raise _damaged(str(trouble)) from trouble
    if not isinstance(graph, DecisionGraph):
        raise GraphFormatError("this is not a compiled policy; compile the .route file again")
    problem = structure_problem(graph)
    if problem is not None:
        raise _damaged(problem)
    return graph


def to_text(graph: DecisionGraph) -> str:
    """Return the graph as one JSON text with a checksum, to be stored; ends with a line end."""
    body = _canonical(to_json(graph))
    return f'{{"sha256":"{_sha256(body)}",\n"graph":{body}}}\n'


def from_text(text: str) -> DecisionGraph:
    """Return the graph of `to_text`; raise GraphFormatError where a character was changed."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as trouble:
        raise _damaged("it is not JSON") from trouble
    if not isinstance(data, Mapping) or "sha256" not in data or "graph" not in data:
        raise GraphFormatError("this is not a compiled policy; compile the .route file again")
    graph = from_json(data["graph"])
    if _sha256(_canonical(data["graph"])) != data["sha256"]:
        raise _damaged("its checksum does not fit")
    return graph


def _damaged(reason: str) -> GraphFormatError:
    return GraphFormatError(
        f"this compiled policy is damaged ({reason}); compile the .route file again"
    )


def _canonical(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def content_hash(graph: DecisionGraph) -> str:
    """Return the SHA-256 of the graph's meaning, in hexadecimal; places do not count."""
    return _sha256(_canonical(to_json(graph, with_places=False)))


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
    cls: type = type(value)
    encoded: dict[str, object] = {"class": cls.__name__}
    for name, default, _, _ in _layout(cls):
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
    if "class" not in data:
        return _decode_tagged(data)
    cls = _classes()[str(data["class"])]
    arguments: dict[str, object] = {}
    for name, _, hint, enum in _layout(cls):
        if name in data:
            item = _decode(data[name])
            if enum is not None and isinstance(item, str):
                item = enum(item)
            if not fits(item, hint):
                raise ValueError(f"a {cls.__name__} has a wrong {name}")
            arguments[name] = item
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
def _layout(cls: type) -> tuple[tuple[str, object, object, type[StrEnum] | None], ...]:
    assert is_dataclass(cls)
    hints = get_type_hints(cls)
    layout = []
    for item in fields(cls):
        if not item.init:
            continue  # derived from the other fields
        default = item.default
        if default is MISSING and item.default_factory is not MISSING:
            default = item.default_factory()
        hint = hints[item.name]
        layout.append((item.name, default, hint, _enum_of(hint)))
    return tuple(layout)


def _enum_of(hint: object) -> type[StrEnum] | None:
    for candidate in (hint, *get_args(hint)):
        if isinstance(candidate, type) and issubclass(candidate, StrEnum):
            return candidate
    return None
