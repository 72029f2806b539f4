"""Conditions that only HubSpot can judge, kept word for word in `outside "hubspot filter {…}"`."""

from routewright_compiler.targets.hubspot.json_text import DamagedJsonError, compact, parse
from routewright_compiler.targets.hubspot.model import JsonObject, OpaqueFilter

PREFIX = "hubspot filter "


def opaque_text(content: JsonObject) -> str:
    """Return the text of an `outside` for a filter."""
    return PREFIX + compact(content)


def opaque_filter(text: str) -> OpaqueFilter | None:
    """Return the filter of an `outside` of ours; None of any other."""
    if not text.startswith(PREFIX):
        return None
    try:
        content = parse(text.removeprefix(PREFIX))
    except DamagedJsonError:
        return None
    if not isinstance(content, dict) or not isinstance(content.get("filterType"), str):
        return None
    return OpaqueFilter(text, content)


def is_opaque(text: str) -> bool:
    """Tell whether an `outside` is a HubSpot filter."""
    return opaque_filter(text) is not None
