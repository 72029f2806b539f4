"""The files of a configuration: the rule that is active, formula fields, flows, and the map."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from routewright_compiler.targets.salesforce.element_reading import read_object
from routewright_compiler.targets.salesforce.findings import (
    MISSING_CONFIGURATION,
    Spot,
    finding,
)
from routewright_compiler.targets.salesforce.flow_model import Flow
from routewright_compiler.targets.salesforce.imported.mapping import read_mapping
from routewright_compiler.targets.salesforce.imported.reading import ReadRule, rules_of
from routewright_compiler.targets.salesforce.map_file import PATH as MAP_PATH
from routewright_compiler.targets.salesforce.map_file import MapFile, read_map
from routewright_compiler.targets.salesforce.model import CustomField
from routewright_compiler.targets.salesforce.settings import SalesforceSettings
from routewright_compiler.targets.salesforce.xml_reading import Element, read_xml
from routewright_grammar.diagnostic import Diagnostic

_ENDINGS = (".assignmentRules", ".field", ".flow")
_FIELDS_FOLDER = "fields"


@dataclass(frozen=True, slots=True)
class Configuration:
    """What was read; `fields` and `flows` by API name, `fields` those of the object alone.

    `unread` are the parts of flows that were not understood, by the flow's name.
    """

    rule: ReadRule | None
    fields: Mapping[str, CustomField]
    flows: Mapping[str, Flow]
    map: MapFile | None
    unread: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_configuration(
    files: Mapping[str, bytes], settings: SalesforceSettings, found: list[Diagnostic]
) -> Configuration:
    """Read what a policy's routing hangs on; trouble is added to `found`."""
    rules: list[ReadRule] = []
    fields: dict[str, CustomField] = {}
    flows: dict[str, Flow] = {}
    unread: dict[str, tuple[str, ...]] = {}
    for path in sorted(files):
        name = PurePosixPath(path).name.removesuffix("-meta.xml")
        if not name.endswith(_ENDINGS):
            continue
        if name.endswith(".field") and not _is_of(path, settings.object):
            continue
        root = _root(path, files[path], found)
        if root is None:
            continue
        match root.name:
            case "AssignmentRules":
                rules.extend(item for item in rules_of(path, root, found))
            case "CustomField":
                # What is unknown of a field (its history, its help) is no matter of routing.
                own = read_object(CustomField, root, [])
                if own is not None:
                    fields[name.removesuffix(".field")] = own
            case "Flow":
                trouble: list[Diagnostic] = []
                flow = read_object(Flow, root, trouble)
                if flow is not None:
                    flows[name.removesuffix(".flow")] = flow
                    unread[name.removesuffix(".flow")] = tuple(item.message for item in trouble)
            case _:
                pass
    rule = _active(rules, settings, found) if settings.has_assignment_rules else None
    return Configuration(rule, fields, flows, _map(files), unread)


def _is_of(path: str, object_name: str) -> bool:
    parts = PurePosixPath(path).parts
    return len(parts) < 3 or parts[-2] != _FIELDS_FOLDER or parts[-3] == object_name


def _root(path: str, data: bytes, found: list[Diagnostic]) -> Element | None:
    outcome = read_xml(path, data)
    found.extend(outcome.diagnostics)
    return outcome.value


def _active(
    rules: list[ReadRule], settings: SalesforceSettings, found: list[Diagnostic]
) -> ReadRule | None:
    own = [item for item in rules if item.object == settings.object]
    imported = None if settings.mapping is None else read_mapping(settings.mapping)
    if imported is not None and not imported.active:
        # An inactive rule that was imported as it is.
        named = [item for item in own if item.rule.full_name == imported.full_name]
        if named:
            return named[0]
    active = [item for item in own if item.rule.active]
    if len(active) > 1:
        name = settings.rule_name if imported is None else imported.full_name
        named = [item for item in active if item.rule.full_name == name]
        active = named or active
    if active:
        return active[0]
    found.append(
        finding(
            MISSING_CONFIGURATION,
            Spot(f"{settings.object}.assignmentRules"),
            f"there is no active assignment rule of {settings.object}",
            subject=settings.object,
            advice="Name the folder that holds `assignmentRules`, or retrieve it again.",
        )
    )
    return None


def _map(files: Mapping[str, bytes]) -> MapFile | None:
    path = next((p for p in sorted(files) if PurePosixPath(p).name == MAP_PATH), None)
    if path is None:
        return None
    try:
        return read_map(files[path].decode("utf-8"))
    except (ValueError, RecursionError, json.JSONDecodeError):
        return None
