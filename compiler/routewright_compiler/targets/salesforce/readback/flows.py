"""Flows and the fields that they keep: compared part by part with those that a policy gives.

The place of nodes on the canvas, their order in the file, descriptions and the API version mean
nothing; everything else must be the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from routewright_compiler.target.forms import Assumption, EmittedFile
from routewright_compiler.targets.salesforce.element_reading import read_object
from routewright_compiler.targets.salesforce.findings import (
    DIFFERING_FILE,
    MISSING_CONFIGURATION,
    UNUSED_FILE,
    Spot,
    finding,
)
from routewright_compiler.targets.salesforce.flow_model import Flow
from routewright_compiler.targets.salesforce.model import CustomField
from routewright_compiler.targets.salesforce.readback.configuration import Configuration
from routewright_compiler.targets.salesforce.settings import SalesforceSettings
from routewright_compiler.targets.salesforce.xml_reading import read_xml
from routewright_grammar.diagnostic import Diagnostic

FLOWS_AS_EMITTED = Assumption(
    "flows-as-emitted",
    "the flows, which keep turns, service levels, tags and owners from fields, are those that the"
    " policy gives, part by part; that such flows do what they are for is not proved again",
    "README, verify",
)
_MEANINGLESS = frozenset(
    {
        "api_version",
        "description",
        "environments",
        "interview_label",
        "label",
        "location_x",
        "location_y",
        "process_metadata_values",
    }
)
_EMPTY_WHERE = ("formula", "type", "display_format", "formula_treat_blanks_as", "default_value")


def compare_with_emitted(
    emitted: Iterable[EmittedFile],
    configuration: Configuration,
    settings: SalesforceSettings,
    found: list[Diagnostic],
) -> bool:
    """Compare flows and fields with the emitted ones; return whether there are such flows."""
    has_flows = False
    expected: set[str] = set()
    for file in emitted:
        name = PurePosixPath(file.path).name
        if name.endswith(".flow-meta.xml"):
            has_flows = True
            api_name = name.removesuffix(".flow-meta.xml")
            expected.add(api_name)
            own = _read(Flow, file)
            _compare(file, own, configuration.flows.get(api_name), found)
            for message in configuration.unread.get(api_name, ())[:1]:
                found.append(_unread(file, api_name, message))
        elif name.endswith(".field-meta.xml") and f"/{settings.object}/" in file.path:
            field = _read(CustomField, file)
            api_name = name.removesuffix(".field-meta.xml")
            there = configuration.fields.get(api_name)
            if there is None and field.formula is None and not has_flows:
                continue  # plain fields are asked of the org when they are deployed
            _compare(file, _core(field), None if there is None else _core(there), found)
    for api_name in sorted({*configuration.flows} - expected):
        flow = configuration.flows[api_name]
        if flow.start is not None and flow.start.object == settings.object:
            found.append(
                finding(
                    UNUSED_FILE,
                    Spot(f"{api_name}.flow-meta.xml"),
                    f"the flow `{api_name}` of {settings.object} is none of the policy's; whether"
                    " it changes owners was not looked at",
                    subject=api_name,
                )
            )
    return has_flows


def _unread(file: EmittedFile, name: str, message: str) -> Diagnostic:
    return finding(
        DIFFERING_FILE,
        Spot(file.path),
        f"the flow `{name}` has a part that the policy does not give: {message}",
        subject=name,
        advice="Emit the policy and deploy it, or take the change into the policy.",
    )


def _read(kind: type[Any], file: EmittedFile) -> Any:
    root = read_xml(file.path, file.text.encode("utf-8")).value
    assert root is not None
    made = read_object(kind, root, [])
    assert made is not None
    return made


def _core(field: CustomField) -> CustomField:
    """Return what of a field routing hangs on."""
    return CustomField(**{name: getattr(field, name) for name in _EMPTY_WHERE})


def _compare(file: EmittedFile, own: Any, there: Any, found: list[Diagnostic]) -> None:
    name = PurePosixPath(file.path).name.removesuffix("-meta.xml")
    if there is None:
        found.append(
            finding(
                MISSING_CONFIGURATION,
                Spot(file.path),
                f"`{name}` is not there, which routing needs",
                subject=name,
                advice="Deploy it, or name the folder that holds it.",
            )
        )
        return
    places = list(_differences("", plain(own), plain(there)))
    if places:
        found.append(
            finding(
                DIFFERING_FILE,
                Spot(file.path),
                f"`{name}` is not as the policy gives it: {', '.join(places[:4])}"
                + (f" and {len(places) - 4} more" if len(places) > 4 else ""),
                subject=name,
                advice="Emit the policy and deploy it, or take the change into the policy.",
            )
        )


def plain(value: object) -> object:
    """Return an object without what means nothing, its named parts by name."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            item.name: plain(getattr(value, item.name))
            for item in fields(value)
            if item.name not in _MEANINGLESS
        }
    if isinstance(value, tuple):
        items = [plain(item) for item in value]
        if items and all(isinstance(item, dict) and item.get("name") for item in items):
            names = [str(item["name"]) for item in items if isinstance(item, dict)]
            is_ordered = any("condition_logic" in item for item in items if isinstance(item, dict))
            if len(set(names)) == len(names) and not is_ordered:
                return dict(zip(names, items, strict=True))
        return items
    return value.normalize() if isinstance(value, Decimal) else value


def _differences(place: str, own: object, there: object) -> Iterator[str]:
    """Yield the places where two plain values differ, the outermost of each."""
    match own, there:
        case dict(), dict():
            for key in sorted({*own, *there}):
                inner = f"{place}.{key}" if place else str(key)
                yield from _differences(inner, own.get(key), there.get(key))
        case list(), list() if len(own) == len(there):
            for number, (one, other) in enumerate(zip(own, there, strict=True), 1):
                yield from _differences(f"{place}.{number}", one, other)
        case _:
            if own != there:
                yield f"`{place or 'the whole'}`"
