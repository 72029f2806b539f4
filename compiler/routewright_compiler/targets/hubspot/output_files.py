"""The files beside the flow: properties to make, owners to look up, the map back, the README."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from routewright_compiler.target.forms import AllowedLoss, Assumption, EmittedFile
from routewright_compiler.targets.hubspot.drafts import Note
from routewright_compiler.targets.hubspot.flow_building import BuiltFlow
from routewright_compiler.targets.hubspot.flow_titles import FIRST_FILE, FlowTitle
from routewright_compiler.targets.hubspot.json_text import pretty
from routewright_compiler.targets.hubspot.model import (
    Json,
    JsonObject,
    Option,
    OwnerIds,
    PropertyBody,
)
from routewright_compiler.targets.hubspot.properties import (
    GROUP,
    NEXT_PROPERTY,
    QUEUE_PROPERTY,
    RULE_PROPERTY,
    TAGS_PROPERTY,
    Properties,
    Property,
    PropertyKind,
)
from routewright_compiler.targets.hubspot.settings import HubSpotSettings
from routewright_compiler.targets.hubspot.writing import (
    owners_text,
    properties_text,
    readme_text,
)
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.values import TypeName, country_names, language_names

FLOW_FILE = FIRST_FILE
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
    queues = tuple(Option(queue.name, queue.label) for queue in graph.queues)
    bodies += [
        _own(QUEUE_PROPERTY, "Routewright queue", ("enumeration", "select"), queues),
        _own(RULE_PROPERTY, "Routewright rule"),
        _own(NEXT_PROPERTY, "Routewright next step"),
        _own(TAGS_PROPERTY, "Routewright tags"),
    ]
    bodies = [body for body in bodies if f'"{body.name}"' in used]
    return EmittedFile(PROPERTIES_FILE, properties_text(bodies)) if bodies else None


def _own(
    name: str,
    label: str,
    form: tuple[str, str] = ("string", "text"),
    options: tuple[Option, ...] | None = None,
) -> PropertyBody:
    return PropertyBody(name, label, GROUP, *form, options)


def _body(own: Property, graph: DecisionGraph) -> PropertyBody:
    of_type, field_type = _FORMS[own.kind]
    label = own.field.name.replace(".", " ").replace("_", " ").capitalize()
    options: tuple[Option, ...] | None = None
    is_owner = own.kind is PropertyKind.OWNER
    if own.kind is PropertyKind.BOOLEAN:
        options = (Option("true", "Yes"), Option("false", "No"))
    elif of_type == "enumeration" and not is_owner:
        options = _options(own)
    doc = own.field.doc or ""
    return PropertyBody(own.name, label, GROUP, of_type, field_type, options, is_owner, doc)


def _options(own: Property) -> tuple[Option, ...]:
    match own.field.type.name:
        case TypeName.COUNTRY:
            names: Iterable[tuple[str, str]] = country_names().items()
        case TypeName.LANGUAGE:
            names = language_names().items()
        case _:
            names = [(member, member) for member in own.field.type.members]
    return tuple(Option(value, label) for value, label in names)


def owners_file(emails: Sequence[str], settings: HubSpotSettings) -> EmittedFile:
    """Return `owners.json`: each e-mail with the owner's and the user's id, null where unknown."""
    ids = settings.ids
    keys = dict.fromkeys(email.casefold() for email in emails)
    people = [OwnerIds(key, ids.owners.get(key), ids.users.get(key)) for key in keys]
    return EmittedFile(OWNERS_FILE, owners_text(people))


def map_file(
    flows: Sequence[BuiltFlow],
    paths: Sequence[str],
    branches: Sequence[MapBranch],
    properties: Properties,
    allowed: Sequence[AllowedLoss],
    settings: HubSpotSettings,
) -> EmittedFile:
    """Return `routewright-map.json`: which action and branch stands for which rule.

    `paths` are the files of the flows; the first one has the policy's trigger.
    """
    fields: JsonObject = {name: own.name for name, own in properties.by_field.items()}
    fields.update({f"{name}.{part}": own for (name, part), own in properties.parts.items()})
    actions: JsonObject = {own: _noted(note) for flow in flows for own, note in flow.notes.items()}
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
                **({"flows": list(paths)} if len(paths) > 1 else {}),
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


def rotated_teams(flows: Sequence[BuiltFlow], settings: HubSpotSettings) -> tuple[RotatedTeam, ...]:
    """Return the HubSpot teams that rotations name, in their order."""
    notes = [note for flow in flows for note in flow.notes.values()]
    turns = [note.turn for note in notes if note.turn is not None]
    found = [
        RotatedTeam(settings.teams[turn.team], turn.emails) for turn in turns if turn.hubspot_teams
    ]
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class ReadmePage:
    """What the README for the admin tells; `flows` in the order in which they hand records on."""

    name: str
    settings: HubSpotSettings
    allowed: Sequence[AllowedLoss]
    assumptions: Sequence[Assumption]
    files: Sequence[ListedFile]
    placeholders: Sequence[str]
    teams: Sequence[RotatedTeam]
    flows: Sequence[FlowTitle]


def readme_file(page: ReadmePage) -> EmittedFile:
    """Return the README for the admin."""
    return EmittedFile(README_FILE, readme_text(page))
