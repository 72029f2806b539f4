"""The table `[hubspot]` of `routewright.toml`, checked.

[hubspot]
object = "contact"                    # contact, company, deal, ticket, lead, or a custom `2-…`
name = "Inbound routing"              # of the flow; default: the name of the policy's file
rotate = "0-11"                       # or "static": rules that rotate give to the first member
allow_losses = ["availability"]
trigger = { kind = "criteria", property = "hubspot_owner_id", is = "unknown" }
# trigger = { kind = "form", forms = ["Contact us"] }
# trigger = { kind = "list", lists = ["Inbound leads"] }
answered = "notes_last_contacted"     # whose change says that the owner has answered
rotate_ids = "user"                   # or "owner": which ids 0-11 takes
api_path = "/automation/v4"

[hubspot.properties]
employees = "numberofemployees"
"email.domain" = "hs_email_domain"

[hubspot.teams]                       # rotations over the whole of a team name a HubSpot team
dach_enterprise = "DACH Enterprise"   # or a list of several

[hubspot.env.production.owners]       # likewise users, forms, lists and teams
"lena@acme.example" = "101"
"""

import re
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum

from routewright_compiler.target.forms import TargetSettingsError
from routewright_compiler.targets.hubspot.json_text import DamagedJsonError
from routewright_compiler.targets.hubspot.losses import LOSS_NAMES
from routewright_compiler.targets.hubspot.mapping import MAPPING_FILE, Mapping, read_mapping

OBJECT_IDS: Table[str, str] = {
    "contact": "0-1",
    "company": "0-2",
    "deal": "0-3",
    "ticket": "0-5",
    "lead": "0-136",
}
_CUSTOM = re.compile(r"2-\d{1,12}")
_PROPERTY = re.compile(r"[a-z][a-z0-9_]{0,99}")
_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_UNSPELLABLE = re.compile(r'[}"\\\x00-\x1f\x7f]')
_PATH = re.compile(r"/[a-z0-9/-]+")
_KEYS = (
    "object",
    "name",
    "rotate",
    "rotate_ids",
    "trigger",
    "answered",
    "api_path",
    "allow_losses",
    "properties",
    "teams",
    "env",
    "mapping",
)
_ENV_KEYS = ("owners", "users", "forms", "lists", "teams")


class Rotate(StrEnum):
    """How a rotation is said."""

    ACTION = "0-11"
    STATIC = "static"


class TriggerKind(StrEnum):
    """What enrols a record."""

    CRITERIA = "criteria"
    FORM = "form"
    LIST = "list"


class Criterion(StrEnum):
    """What a criteria trigger asks of its property."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    ANY_OF = "any of"


@dataclass(frozen=True, slots=True)
class Trigger:
    """What enrols a record: a test of a property, submissions of forms, or lists."""

    kind: TriggerKind = TriggerKind.CRITERIA
    property: str = "hubspot_owner_id"
    criterion: Criterion = Criterion.UNKNOWN
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """Ids of one portal: by e-mail in small letters, by name of form, list or HubSpot team."""

    owners: Table[str, str] = field(default_factory=dict)
    users: Table[str, str] = field(default_factory=dict)
    forms: Table[str, str] = field(default_factory=dict)
    lists: Table[str, str] = field(default_factory=dict)
    teams: Table[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HubSpotSettings:
    """What the table says; see the module's head.

    `teams` are the names of the HubSpot teams that stand for a team of the policy.
    """

    object: str = "contact"
    name: str | None = None
    rotate: Rotate = Rotate.ACTION
    rotate_ids: str = "user"
    trigger: Trigger = field(default_factory=Trigger)
    answered: str = "notes_last_contacted"
    api_path: str = "/automation/v4"
    allow_losses: frozenset[str] = frozenset()
    properties: Table[str, str] = field(default_factory=dict)
    teams: Table[str, tuple[str, ...]] = field(default_factory=dict)
    env: str | None = None
    ids: Environment = field(default_factory=Environment)
    mapping: Mapping = field(default_factory=Mapping)

    @property
    def object_type_id(self) -> str:
        """Return the id of the object's type."""
        return OBJECT_IDS.get(self.object, self.object)

    @property
    def is_contact(self) -> bool:
        """Tell whether flows are of type CONTACT_FLOW."""
        return self.object_type_id == OBJECT_IDS["contact"]

    def team_ids(self, team: str) -> tuple[str, ...]:
        """Return the ids of the HubSpot teams of a team, or `${team:…}`; none where it has none."""
        names = self.teams.get(team, ())
        return tuple(self.ids.teams.get(name, f"${{team:{name}}}") for name in names)


def read_settings(table: Table[str, object], env: str | None) -> HubSpotSettings:
    """Check the table `[hubspot]`; raise TargetSettingsError with the key and what to write."""
    _known_keys(table, _KEYS, "hubspot")
    default = HubSpotSettings()
    mapping = _mapping(table.get("mapping"))
    kind = _text(table, "object", mapping.object or default.object)
    if kind not in OBJECT_IDS and _CUSTOM.fullmatch(kind) is None:
        listed = ", ".join(f'"{name}"' for name in OBJECT_IDS)
        raise TargetSettingsError(f'`hubspot.object` must be one of {listed}, or a type "2-…"')
    path = _text(table, "api_path", default.api_path)
    if _PATH.fullmatch(path) is None:
        raise TargetSettingsError('`hubspot.api_path` must be a path such as "/automation/v4"')
    return HubSpotSettings(
        object=kind,
        name=_text(table, "name", "") or mapping.name,
        rotate=Rotate(_word(table, "rotate", default.rotate, tuple(Rotate))),
        rotate_ids=_word(table, "rotate_ids", default.rotate_ids, ("user", "owner")),
        trigger=_trigger(table.get("trigger")),
        answered=_property(_text(table, "answered", default.answered), "hubspot.answered"),
        api_path=path,
        allow_losses=_losses(table),
        properties={**mapping.properties, **_properties(table)},
        teams={**mapping.teams, **_teams(table)},
        env=env,
        ids=_with_imported(_environment(table, env), mapping),
        mapping=mapping,
    )


def _with_imported(ids: Environment, mapping: Mapping) -> Environment:
    """Return the ids with those that the imported workflow itself gave."""
    known = {email.casefold(): own for email, own in mapping.owners.items()}
    teams = {own: own for names in mapping.teams.values() for own in names}
    return replace(
        ids,
        owners={**known, **ids.owners},
        users={**known, **ids.users},
        teams={**teams, **ids.teams},
    )


def _mapping(content: object) -> Mapping:
    """Return the mapping file of an import, whose text the command line puts into the table."""
    if content is None:
        return Mapping()
    try:
        return read_mapping(str(content))
    except DamagedJsonError as trouble:
        text = f"`{MAPPING_FILE}` beside the policy cannot be read: {trouble}"
        raise TargetSettingsError(
            f"{text}; import the workflow again, or delete the file"
        ) from trouble


def _trigger(content: object) -> Trigger:
    if content is None:
        return Trigger()
    table = _as_table(content, "hubspot.trigger")
    kind = TriggerKind(_word(table, "kind", "criteria", tuple(TriggerKind), "hubspot.trigger"))
    match kind:
        case TriggerKind.CRITERIA:
            _known_keys(table, ("kind", "property", "is", "values"), "hubspot.trigger")
            name = _text(table, "property", "hubspot_owner_id")
            _property(name, "hubspot.trigger.property")
            words = tuple(Criterion)
            asked = Criterion(_word(table, "is", "unknown", words, "hubspot.trigger"))
            needs = asked is Criterion.ANY_OF
            values = _list(table, "values", "hubspot.trigger", is_needed=needs)
            return Trigger(kind, name, asked, values)
        case TriggerKind.FORM:
            _known_keys(table, ("kind", "forms"), "hubspot.trigger")
            return Trigger(kind, names=_list(table, "forms", "hubspot.trigger"))
        case TriggerKind.LIST:
            _known_keys(table, ("kind", "lists"), "hubspot.trigger")
            return Trigger(kind, names=_list(table, "lists", "hubspot.trigger"))


def _environment(table: Table[str, object], env: str | None) -> Environment:
    """Return the ids of the environment; every environment is checked."""
    found: dict[str, Environment] = {}
    for name, content in _as_table(table.get("env", {}), "hubspot.env").items():
        key = f"hubspot.env.{name}"
        part = _as_table(content, key)
        _known_keys(part, _ENV_KEYS, key)
        ids = {kind: _ids(part, kind, key) for kind in _ENV_KEYS}
        found[name] = Environment(
            {email.casefold(): own for email, own in ids["owners"].items()},
            {email.casefold(): own for email, own in ids["users"].items()},
            ids["forms"],
            ids["lists"],
            ids["teams"],
        )
    if env is None:
        return Environment()
    if env not in found:
        raise TargetSettingsError(
            _unknown(f"hubspot.env.{env}", [f"hubspot.env.{e}" for e in found])
        )
    return found[env]


def _ids(table: Table[str, object], kind: str, key: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, content in _as_table(table.get(kind, {}), f"{key}.{kind}").items():
        if not isinstance(content, str) or _ID.fullmatch(content) is None:
            raise TargetSettingsError(f'`{key}.{kind}."{name}"` must be an id as a text, "101"')
        found[name] = content
    return found


def _properties(table: Table[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, content in _as_table(table.get("properties", {}), "hubspot.properties").items():
        key = f"hubspot.properties.{name}"
        if not isinstance(content, str):
            raise TargetSettingsError(
                f'`{key}` must be the name of a property, "numberofemployees"'
            )
        found[name] = _property(content, key)
    seen: dict[str, str] = {}
    for name, target in found.items():
        if target in seen:
            raise TargetSettingsError(
                f"`hubspot.properties`: `{seen[target]}` and `{name}` cannot both stand in"
                f" `{target}`; give one of them a property of its own"
            )
        seen[target] = name
    return found


def _teams(table: Table[str, object]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    content = _as_table(table.get("teams", {}), "hubspot.teams")
    for name, given in content.items():
        if isinstance(given, list):
            found[name] = _list(content, name, "hubspot.teams")
        elif isinstance(given, str) and given.strip():
            found[name] = (_spellable(given, f"hubspot.teams.{name}"),)
        else:
            raise TargetSettingsError(
                f"`hubspot.teams.{name}` must name a HubSpot team, or list several"
            )
        if len(set(found[name])) < len(found[name]):
            raise TargetSettingsError(f"`hubspot.teams.{name}` names a HubSpot team twice")
    return found


def _spellable(name: str, key: str) -> str:
    """Return a name that can stand in `${kind:name}`."""
    if _UNSPELLABLE.search(name) is not None:
        raise TargetSettingsError(
            f"`{key}` must be a name without `}}`, double quotes, backslashes and line breaks"
        )
    return name


def _property(name: str, key: str) -> str:
    if _PROPERTY.fullmatch(name) is None:
        raise TargetSettingsError(
            f"`{key}` must be the internal name of a property: small letters, digits and `_`"
        )
    return name


def _losses(table: Table[str, object]) -> frozenset[str]:
    names = _list(table, "allow_losses", "hubspot", is_needed=False)
    for name in names:
        if name not in LOSS_NAMES:
            near = get_close_matches(name, sorted(LOSS_NAMES), n=1, cutoff=0.5)
            offer = (
                f"did you mean `{near[0]}`?"
                if near
                else f"known are {', '.join(sorted(LOSS_NAMES))}"
            )
            raise TargetSettingsError(
                f"`hubspot.allow_losses`: there is no loss `{name}` that could be allowed; {offer}"
            )
    return frozenset(names)


def _list(
    table: Table[str, object], key: str, within: str, *, is_needed: bool = True
) -> tuple[str, ...]:
    content = table.get(key, [])
    if not isinstance(content, list) or not all(isinstance(i, str) and i.strip() for i in content):
        raise TargetSettingsError(f"`{within}.{key}` must be a list of texts")
    if is_needed and not content:
        raise TargetSettingsError(f"`{within}.{key}` must name at least one")
    return tuple(_spellable(item, f"{within}.{key}") for item in content)


def _text(table: Table[str, object], key: str, default: str) -> str:
    content = table.get(key, default)
    if not isinstance(content, str) or (key in table and not content.strip()):
        raise TargetSettingsError(f"`hubspot.{key}` must be a text")
    return content


def _word(
    table: Table[str, object],
    key: str,
    default: str,
    known: tuple[str, ...],
    within: str = "hubspot",
) -> str:
    content = table.get(key, default)
    if not isinstance(content, str) or content not in known:
        listed = ", ".join(f'"{word}"' for word in known)
        raise TargetSettingsError(f"`{within}.{key}` must be one of {listed}")
    return content


def _as_table(content: object, key: str) -> Table[str, object]:
    if not isinstance(content, dict):
        raise TargetSettingsError(f"`{key}` must be a table, `[{key}]`")
    return content


def _known_keys(table: Table[str, object], known: tuple[str, ...], within: str) -> None:
    for key in table:
        if key not in known:
            raise TargetSettingsError(_unknown(f"{within}.{key}", [f"{within}.{k}" for k in known]))


def _unknown(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, n=1, cutoff=0.5)
    listed = ", ".join(sorted(known)[:8]) + (", …" if len(known) > 8 else "")
    offer = f"did you mean `{near[0]}`?" if near else f"known are {listed or 'none'}"
    return f"there is no setting `{key}`; {offer}"
