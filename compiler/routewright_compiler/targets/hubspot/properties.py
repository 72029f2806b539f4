"""Where the fields of a record live in HubSpot: a property each, its type and its options.

A field that the settings map stands in that property; a few plain ones have well-known defaults;
every other one gets a property of its own, listed in `properties.json`. A property holds values in
the canonical spelling of the field's type: codes of countries and states, small letters in e-mails,
options named as the members of a choice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from routewright_compiler.targets.hubspot.settings import HubSpotSettings
from routewright_runtime.graph.model import DecisionGraph, Field
from routewright_runtime.values import TypeName

STANDARD: Mapping[str, Mapping[str, str]] = {
    "contact": {"email": "email", "phone": "phone", "company": "company"},
    "company": {"name": "name", "phone": "phone"},
    "deal": {},
    "ticket": {},
    "lead": {},
}
GROUP = "routewright"
RULE_PROPERTY = "routewright_rule"
QUEUE_PROPERTY = "routewright_queue"
NEXT_PROPERTY = "routewright_next"
TAGS_PROPERTY = "routewright_tags"
OWNER_PROPERTY = "hubspot_owner_id"


class PropertyKind(StrEnum):
    """How filters see a property."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    OPTION = "option"
    OPTIONS = "options"
    OWNER = "owner"


_KINDS: Mapping[TypeName, PropertyKind] = {
    TypeName.TEXT: PropertyKind.TEXT,
    TypeName.INTEGER: PropertyKind.NUMBER,
    TypeName.NUMBER: PropertyKind.NUMBER,
    TypeName.BOOLEAN: PropertyKind.BOOLEAN,
    TypeName.DATE: PropertyKind.DATE,
    TypeName.DATETIME: PropertyKind.DATETIME,
    TypeName.CHOICE: PropertyKind.OPTION,
    TypeName.CHOICES: PropertyKind.OPTIONS,
    TypeName.USER: PropertyKind.OWNER,
    TypeName.EMAIL: PropertyKind.TEXT,
    TypeName.DOMAIN: PropertyKind.TEXT,
    TypeName.PHONE: PropertyKind.TEXT,
    TypeName.COUNTRY: PropertyKind.OPTION,
    TypeName.STATE: PropertyKind.TEXT,  # some 5,000 codes are too many options
    TypeName.LANGUAGE: PropertyKind.OPTION,
    TypeName.URL: PropertyKind.TEXT,
}


@dataclass(frozen=True, slots=True)
class Property:
    """A property that a field stands in; `is_ours` where `properties.json` lists it."""

    name: str
    kind: PropertyKind
    field: Field
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Properties:
    """The properties of a record's fields, and those that settings give for parts of them."""

    by_field: Mapping[str, Property]
    parts: Mapping[tuple[str, str], str]

    def field_of(self, name: str) -> Property | None:
        """Return the property of that HubSpot name, None where no field stands in it."""
        return next((item for item in self.by_field.values() if item.name == name), None)


def properties_of(graph: DecisionGraph, settings: HubSpotSettings) -> Properties:
    """Return the property of every field of a policy; names are unique."""
    standard = STANDARD.get(settings.object, {})
    found: dict[str, Property] = {}
    used: set[str] = set()
    for field in graph.fields:
        given = settings.properties.get(field.name) or standard.get(field.name)
        name = given or _free(_plain_name(field.name), used)
        used.add(name)
        kind = settings.mapping.kinds.get(field.name)
        own = kind_of(field) if kind is None else PropertyKind(kind)
        found[field.name] = Property(name, own, field, given is None)
    parts = {}
    for key, name in settings.properties.items():
        owner, _, part = key.rpartition(".")
        if key not in found and owner in found:
            parts[owner, part] = name
    return Properties(found, parts)


def kind_of(field: Field) -> PropertyKind:
    """Return how filters see a field; an open choice holds any text."""
    is_open = field.type.name is TypeName.CHOICE and field.type.is_open
    return PropertyKind.TEXT if is_open else _KINDS[field.type.name]


def _plain_name(name: str) -> str:
    """Return a property name: small letters, digits and `_`, a letter first."""
    found = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")
    return found if found[:1].isalpha() else f"field_{found}"


def _free(name: str, used: set[str]) -> str:
    found, number = name, 2
    while found in used or found.startswith("hs_") or found == OWNER_PROPERTY:
        found, number = f"{name}_{number}", number + 1
    return found
