"""The shapes of JSON values, chosen by tag, so that a finding names the one place that is wrong.

A shape is a function that looks at a value and reports. An object of several kinds says by its tag
(`type`, `filterBranchType`, `operationType`) which it is, so no finding speaks of another kind.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches

from routewright_compiler.targets.hubspot import codes
from routewright_compiler.targets.hubspot.checking.report import BodyReport, at
from routewright_compiler.targets.hubspot.model import Json, JsonObject

Shape = Callable[[Json, str, BodyReport], None]


def text(value: Json, path: str, report: BodyReport) -> None:
    """Want a text."""
    if not isinstance(value, str):
        report.add(codes.DAMAGED_BODY, path, f"must be a text, not {kind(value)}")


def truth(value: Json, path: str, report: BodyReport) -> None:
    """Want true or false."""
    if not isinstance(value, bool):
        report.add(codes.DAMAGED_BODY, path, f"must be true or false, not {kind(value)}")


def whole(value: Json, path: str, report: BodyReport) -> None:
    """Want a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        report.add(codes.DAMAGED_BODY, path, f"must be a whole number, not {kind(value)}")


def number(value: Json, path: str, report: BodyReport) -> None:
    """Want a number."""
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        report.add(codes.DAMAGED_BODY, path, f"must be a number, not {kind(value)}")


def anything(value: Json, path: str, report: BodyReport) -> None:
    """Take whatever stands there."""


def mapping(value: Json, path: str, report: BodyReport) -> None:
    """Want an object, whatever its keys."""
    if not isinstance(value, dict):
        report.add(codes.DAMAGED_BODY, path, f"must be an object, not {kind(value)}")


def one_of(words: Collection[str]) -> Shape:
    """Return the shape of one of some words."""

    def check(value: Json, path: str, report: BodyReport) -> None:
        if not isinstance(value, str) or value not in words:
            listed = ", ".join(f"`{word}`" for word in words)
            report.add(codes.DAMAGED_BODY, path, f"is {shown(value)}; it must be one of {listed}")

    return check


def list_of(item: Shape, at_least: int = 0) -> Shape:
    """Return the shape of a list."""

    def check(value: Json, path: str, report: BodyReport) -> None:
        if not isinstance(value, list):
            report.add(codes.DAMAGED_BODY, path, f"must be a list, not {kind(value)}")
            return
        if len(value) < at_least:
            report.add(codes.DAMAGED_BODY, path, "must not be empty")
        for place, own in enumerate(value):
            item(own, at(path, place), report)

    return check


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """The keys of an object; one that is not known is a warning, with the nearest."""

    required: Mapping[str, Shape]
    optional: Mapping[str, Shape] = field(default_factory=dict)

    def __call__(self, value: Json, path: str, report: BodyReport) -> None:
        """Check a value."""
        if not isinstance(value, dict):
            report.add(codes.DAMAGED_BODY, path, f"must be an object, not {kind(value)}")
            return
        for key in self.required:
            if key not in value:
                report.add(codes.DAMAGED_BODY, path, f"lacks `{key}`", f"add `{key}`")
        known = {**self.required, **self.optional}
        for key, own in value.items():
            if key in known:
                known[key](own, at(path, key), report)
            else:
                near = get_close_matches(key, known, n=1, cutoff=0.6)
                offer = (
                    f"did you mean `{near[0]}`?" if near else "HubSpot leaves it out or refuses it"
                )
                report.add(codes.UNKNOWN_KEY, at(path, key), "is no key of this object", offer)


def by_tag(tag: str, shapes: Mapping[str, Shape]) -> Shape:
    """Return the shape that an object's tag chooses."""

    def check(value: Json, path: str, report: BodyReport) -> None:
        if not isinstance(value, dict):
            report.add(codes.DAMAGED_BODY, path, f"must be an object, not {kind(value)}")
            return
        word = value.get(tag)
        if tag not in value:
            report.add(codes.DAMAGED_BODY, path, f"lacks `{tag}`, which says what it is")
            return
        one_of(tuple(shapes))(word, at(path, tag), report)
        if isinstance(word, str) and word in shapes:
            shapes[word](value, path, report)

    return check


def kind(value: Json) -> str:
    """Return what a value is, in words."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | Decimal():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case dict():
            return "an object"


def shown(value: Json) -> str:
    """Return a short value in backticks, a long one by its kind."""
    if isinstance(value, str) and len(value) <= 40 and value.isprintable():
        return f"`{value}`"
    return kind(value) if not isinstance(value, str) else "a long text"


def as_object(value: Json) -> JsonObject:
    """Return an object, an empty one where it is none (which is reported elsewhere)."""
    return value if isinstance(value, dict) else {}


def as_list(value: Json) -> list[Json]:
    """Return a list, an empty one where it is none (which is reported elsewhere)."""
    return value if isinstance(value, list) else []
