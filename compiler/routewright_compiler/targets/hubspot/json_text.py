"""JSON in and out: exact numbers, duplicate keys refused, one layout for diffs.

Filters, short objects and lists of plain values stand on one line, everything else on lines of its
own, so that a changed filter is one changed line. The templates hold the layout of whole documents
and take the values in them from here.
"""

import json
from decimal import Decimal

from routewright_compiler.targets.hubspot.model import Json, JsonObject

MAX_BYTES = 20_000_000
MAX_DEPTH = 60
_LINE = 96


class DamagedJsonError(ValueError):
    """A text that is no JSON that can be used; the message says why in plain words."""


def parse(content: str | bytes) -> Json:
    """Return the value of a JSON text, numbers exact; raise DamagedJsonError."""
    if len(content) > MAX_BYTES:
        raise DamagedJsonError("it is too large")
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        found: Json = json.loads(
            text, parse_float=Decimal, object_pairs_hook=_object, parse_constant=_refuse
        )
    except UnicodeDecodeError as trouble:
        raise DamagedJsonError("it is not UTF-8 text") from trouble
    except json.JSONDecodeError as trouble:
        raise DamagedJsonError(f"line {trouble.lineno} is not JSON") from trouble
    except RecursionError as trouble:
        raise DamagedJsonError("it is nested too deeply") from trouble
    except ValueError as trouble:
        if isinstance(trouble, DamagedJsonError):
            raise
        raise DamagedJsonError("a number is too long") from trouble
    if _depth(found) > MAX_DEPTH:
        raise DamagedJsonError("it is nested too deeply")
    return found


def _object(pairs: list[tuple[str, Json]]) -> JsonObject:
    found: JsonObject = {}
    for key, value in pairs:
        if key in found:
            raise DamagedJsonError(f"the key `{key}` stands twice in one object")
        found[key] = value
    return found


def _refuse(word: str) -> Json:
    raise DamagedJsonError(f"`{word}` is no JSON number")


def _depth(value: Json) -> int:
    level, waiting = 0, [value]
    while waiting:
        level += 1
        if level > MAX_DEPTH:
            break
        inner: list[Json] = []
        for item in waiting:
            if isinstance(item, dict):
                inner.extend(item.values())
            elif isinstance(item, list):
                inner.extend(item)
        waiting = inner
    return level


def pretty(value: Json) -> str:
    """Return the text of a value, with a line feed at its end."""
    return laid_out(value, 0, 0) + "\n"


def compact(value: Json) -> str:
    """Return the text of a value on one line, keys in their order."""
    match value:
        case dict():
            inner = ", ".join(f"{compact(key)}: {compact(item)}" for key, item in value.items())
            return f"{{{inner}}}"
        case list():
            return f"[{', '.join(map(compact, value))}]"
        case Decimal():
            return f"{value:f}"
        case _:
            return json.dumps(value, ensure_ascii=False)


def laid_out(value: Json, indent: int, used: int) -> str:
    """Return the text of a value so many levels deep, `used` characters of its line taken."""
    short = compact(value)
    if not isinstance(value, dict | list) or not value:
        return short
    if isinstance(value, dict) and "filterType" in value:
        return short
    if indent * 2 + used + len(short) <= _LINE and not _holds_list_of_objects(value):
        return short
    inner, end = "  " * (indent + 1), "  " * indent
    if isinstance(value, dict):
        lines = [
            f"{inner}{compact(key)}: {laid_out(item, indent + 1, len(key) + 4)}"
            for key, item in value.items()
        ]
        return "{\n" + ",\n".join(lines) + f"\n{end}}}"
    lines = [f"{inner}{laid_out(item, indent + 1, 0)}" for item in value]
    return "[\n" + ",\n".join(lines) + f"\n{end}]"


def _holds_list_of_objects(value: Json) -> bool:
    if isinstance(value, dict):
        return any(
            isinstance(item, list) and _holds_list_of_objects(item) for item in value.values()
        )
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)
