"""The files beside the flow: properties to make, owners to look up, the map back, the README."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from routewright_compiler.target.forms import AllowedLoss, Assumption, EmittedFile
from routewright_compiler.targets.hubspot.flow_building import BuiltFlow, Note
from routewright_compiler.targets.hubspot.json_text import pretty
from routewright_compiler.targets.hubspot.losses import FEATURES
from routewright_compiler.targets.hubspot.model import Json, JsonObject
from routewright_compiler.targets.hubspot.properties import (
    GROUP,
    QUEUE_PROPERTY,
    RULE_PROPERTY,
    TAGS_PROPERTY,
    Properties,
    Property,
    PropertyKind,
)
from routewright_compiler.targets.hubspot.settings import HubSpotSettings
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.values import TypeName, country_names, language_names

FLOW_FILE = "flow.json"
MAP_FILE = "routewright-map.json"
PROPERTIES_FILE = "properties.json"
OWNERS_FILE = "owners.json"
README_FILE = "README.md"

_FORMS: Mapping[PropertyKind, tuple[str, str]] = {
    PropertyKind.TEXT: ("string", "text"),
    PropertyKind.NUMBER: ("number", "number"),
    PropertyKind.BOOLEAN: ("bool", "booleancheckbox"),
    PropertyKind.DATE: ("date", "date"),
    PropertyKind.DATETIME: ("datetime", "date"),
    PropertyKind.OPTION: ("enumeration", "select"),
    PropertyKind.OPTIONS: ("enumeration", "checkbox"),
    PropertyKind.OWNER: ("enumeration", "select"),
}


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file of the output and what it holds, for the README."""

    path: str
    what: str


@dataclass(frozen=True, slots=True)
class RotatedTeam:
    """HubSpot teams that stand in a rotation, and the e-mails of who must be in them."""

    names: tuple[str, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapBranch:
    """A branch of the flow and what it stands for."""

    name: str
    rule: str
    part: str
    reason: str | None = None


def properties_file(graph: DecisionGraph, properties: Properties, used: str) -> EmittedFile | None:
    """Return `properties.json`, the properties to make; None where every one exists.

    `used` is the flow's text: only properties that stand in it are made.
    """
    bodies = [_body(own, graph) for own in properties.by_field.values() if own.is_ours]
    bodies = [body for body in bodies if f'"{body["name"]}"' in used]
    queues = [_option(queue.name, queue.label, n) for n, queue in enumerate(graph.queues)]
    if f'"{QUEUE_PROPERTY}"' in used:
        listed_queues: list[Json] = list(queues)
        form: JsonObject = {"type": "enumeration", "fieldType": "select"}
        form["options"] = listed_queues
        bodies.append(_named(QUEUE_PROPERTY, "Routewright queue", form))
    for name, label in (
        (RULE_PROPERTY, "Routewright rule"),
        (TAGS_PROPERTY, "Routewright tags"),
    ):
        if f'"{name}"' in used:
            bodies.append(_named(name, label, {"type": "string", "fieldType": "text"}))
    if not bodies:
        return None
    listed: list[Json] = list(bodies)
    return EmittedFile(PROPERTIES_FILE, pretty({"inputs": listed}))


def _body(own: Property, graph: DecisionGraph) -> JsonObject:
    of_type, field_type = _FORMS[own.kind]
    form: JsonObject = {"type": of_type, "fieldType": field_type}
    if own.kind is PropertyKind.OWNER:
        form.update({"externalOptions": True, "referencedObjectType": "OWNER"})
    elif own.kind is PropertyKind.BOOLEAN:
        form["options"] = [_option("true", "Yes", 0), _option("false", "No", 1)]
    elif of_type == "enumeration":
        form["options"] = _options(own, graph)
    label = own.field.name.replace(".", " ").replace("_", " ").capitalize()
    found = _named(own.name, label, form)
    return {**found, "description": own.field.doc} if own.field.doc else found


def _named(name: str, label: str, form: Mapping[str, Json]) -> JsonObject:
    return {"name": name, "label": label, "groupName": GROUP, **form}


def _options(own: Property, graph: DecisionGraph) -> list[Json]:
    match own.field.type.name:
        case TypeName.COUNTRY:
            names: Iterable[tuple[str, str]] = country_names().items()
        case TypeName.LANGUAGE:
            names = language_names().items()
        case _:
            names = [(member, member) for member in own.field.type.members]
    return [_option(value, label, n) for n, (value, label) in enumerate(names)]


def _option(value: str, label: str, place: int) -> JsonObject:
    return {"label": label, "value": value, "displayOrder": place}


def owners_file(emails: Sequence[str], settings: HubSpotSettings) -> EmittedFile:
    """Return `owners.json`: each e-mail with the owner's and the user's id, null where unknown."""
    found: JsonObject = {}
    for email in emails:
        key = email.casefold()
        found[key] = {"owner": settings.ids.owners.get(key), "user": settings.ids.users.get(key)}
    return EmittedFile(OWNERS_FILE, pretty(found))


def map_file(
    flow: BuiltFlow,
    branches: Sequence[MapBranch],
    properties: Properties,
    allowed: Sequence[AllowedLoss],
    settings: HubSpotSettings,
) -> EmittedFile:
    """Return `routewright-map.json`: which action and branch stands for which rule."""
    fields: JsonObject = {name: own.name for name, own in properties.by_field.items()}
    fields.update({f"{name}.{part}": own for (name, part), own in properties.parts.items()})
    actions: JsonObject = {own: _noted(note) for own, note in flow.notes.items()}
    listed: list[Json] = []
    for branch in branches:
        own: JsonObject = {"branch": branch.name, "rule": branch.rule}
        if branch.part:
            own["part"] = branch.part
        if branch.reason is not None:
            own["suppress"] = branch.reason
        listed.append(own)
    losses: list[Json] = [
        {"name": i.name, "rule": i.rule, "reason": i.reason, "choice": i.choice} for i in allowed
    ]
    return EmittedFile(
        MAP_FILE,
        pretty(
            {
                "version": 1,
                "flow": FLOW_FILE,
                "object": settings.object,
                "env": settings.env,
                "fields": fields,
                "branches": listed,
                "actions": actions,
                "losses": losses,
            }
        ),
    )


def _noted(note: Note) -> JsonObject:
    found: JsonObject = {"name": note.name, "does": note.does}
    if note.rule:
        found["rule"] = note.rule
    if note.turn is not None:
        found["rotation"] = {
            "team": note.turn.team,
            "method": note.turn.method.value,
            "where": [[skill.value, value] for skill, value in note.turn.requirement],
        }
    return found


def rotated_teams(flow: BuiltFlow, settings: HubSpotSettings) -> tuple[RotatedTeam, ...]:
    """Return the HubSpot teams that rotations of a flow name, in their order."""
    turns = [note.turn for note in flow.notes.values() if note.turn is not None]
    found = [
        RotatedTeam(settings.teams[turn.team], turn.emails) for turn in turns if turn.hubspot_teams
    ]
    return tuple(dict.fromkeys(found))


def readme_file(
    name: str,
    settings: HubSpotSettings,
    allowed: Sequence[AllowedLoss],
    assumptions: Sequence[Assumption],
    made: Sequence[ListedFile],
    placeholders: Sequence[str],
    teams: Sequence[RotatedTeam],
) -> EmittedFile:
    """Return the README for the admin."""
    text = (files(__package__) / "templates" / "readme.md.jinja").read_text(encoding="utf-8")
    environment = Environment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    shown = environment.from_string(text).render(
        name=name,
        settings=settings,
        allowed=allowed,
        assumptions=assumptions,
        files=made,
        placeholders=placeholders,
        teams=teams,
        features=[feature for feature in FEATURES if feature.loss is not None],
    )
    return EmittedFile(README_FILE, shown.rstrip("\n") + "\n")
