"""The table `[salesforce]` of `routewright.toml`, checked.

    [salesforce]
    object = "Lead"
    round_robin = "counter"
    allow_losses = ["availability"]

    [salesforce.fields]
    employees = "NumberOfEmployees"
    plan      = { field = "Plan__c", type = "Picklist" }

    [salesforce.env.sandbox.users]
    "lena@acme.example" = "lena@acme.example.sandbox"

Nothing of it is an id of an org: users stand by username, queues by developer name.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from routewright_compiler.target.forms import TargetSettingsError
from routewright_compiler.targets.salesforce.limits import NEWEST_KNOWN_GOOD_API
from routewright_compiler.targets.salesforce.losses import LOSS_NAMES
from routewright_compiler.targets.salesforce.model import FieldType

API_NAME = re.compile(r"[A-Za-z](?:_{0,2}[A-Za-z0-9])*")
_NAME = r"[A-Za-z](?:_{0,2}[A-Za-z0-9])*"
FIELD_PATH = re.compile(rf"{_NAME}(?:\.{_NAME})*")
_VERSION = re.compile(r"\d{2,3}\.0")


class RoundRobin(StrEnum):
    """How a rotation is said: a number that every record bears, or a counter for each team."""

    AUTO_NUMBER = "auto-number"
    COUNTER = "counter"


class PlaceValues(StrEnum):
    """What fields of countries and states hold: ISO codes, or English names."""

    CODES = "codes"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class FieldSetting:
    """Where a field of the policy lives: the API name, and its type where it is not the usual."""

    field: str
    type: FieldType | None = None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """How a record shows that nobody has answered yet: `field` still holds `value`."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class SalesforceSettings:
    """What the table says; see `read_settings`.

    `users` maps an e-mail of the policy (small letters) to a username, `queues` the policy's name
    of a queue to a developer name; who is not in them has the e-mail, and the label, as name.
    `mapping` is the text of the file that an import left beside the policy.
    """

    object: str = "Lead"
    api_version: str = NEWEST_KNOWN_GOOD_API
    rule_name: str = "Routewright"
    round_robin: RoundRobin = RoundRobin.COUNTER
    queue_members: bool = True
    place_values: PlaceValues = PlaceValues.CODES
    unanswered: Unanswered | None = None
    tag_field: str = "Routewright_Tags__c"
    allow_losses: frozenset[str] = frozenset()
    env: str | None = None
    fields: Mapping[str, FieldSetting] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)
    queues: Mapping[str, str] = field(default_factory=dict)
    mapping: str | None = None

    @property
    def has_assignment_rules(self) -> bool:
        """Tell whether Salesforce has assignment rules for the object."""
        return self.object in ("Lead", "Case")

    @property
    def sign_of_silence(self) -> Unanswered:
        """Return how a record shows that nobody has answered yet."""
        if self.unanswered is not None:
            return self.unanswered
        return _SILENCE.get(self.object, Unanswered("Status", "New"))


_SILENCE = {"Lead": Unanswered("Status", "Open - Not Contacted")}
_KEYS = (
    "object",
    "api_version",
    "rule_name",
    "round_robin",
    "queue_members",
    "place_values",
    "unanswered",
    "tag_field",
    "allow_losses",
    "fields",
    "env",
)


def read_settings(table: Mapping[str, object], env: str | None) -> SalesforceSettings:
    """Check the table `[salesforce]`; raise TargetSettingsError with the key and what to write."""
    _known_keys(table, _KEYS, "salesforce")
    default = SalesforceSettings()
    users, queues = _environment(table, env)
    return SalesforceSettings(
        object=_name(table, "object", default.object),
        api_version=_version(table, default.api_version),
        rule_name=_name(table, "rule_name", default.rule_name),
        round_robin=RoundRobin(_word(table, "round_robin", default.round_robin, tuple(RoundRobin))),
        queue_members=_flag(table, "queue_members", default.queue_members),
        place_values=PlaceValues(
            _word(table, "place_values", default.place_values, tuple(PlaceValues))
        ),
        unanswered=_unanswered(table),
        tag_field=_name(table, "tag_field", default.tag_field),
        allow_losses=_losses(table),
        env=env,
        fields=_fields(table),
        users=users,
        queues=queues,
    )


def _environment(
    table: Mapping[str, object], env: str | None
) -> tuple[dict[str, str], dict[str, str]]:
    """Return users and queues of the environment; every environment is checked."""
    found: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
    for name, content in _table(table, "env", "salesforce").items():
        key = f"salesforce.env.{name}"
        part = _as_table(content, key)
        _known_keys(part, ("users", "queues"), key)
        users = _texts(_table(part, "users", key), f"{key}.users")
        queues = _texts(_table(part, "queues", key), f"{key}.queues")
        for queue, developer_name in queues.items():
            if API_NAME.fullmatch(developer_name) is None:
                raise TargetSettingsError(
                    f"`{key}.queues.{queue}` must be a developer name such as `Data_Desk`: letters,"
                    " digits and single underscores"
                )
        found[name] = ({email.casefold(): user for email, user in users.items()}, queues)
    if env is None:
        return ({}, {})
    if env not in found:
        raise TargetSettingsError(_unknown("salesforce.env." + env, found, "salesforce.env."))
    return found[env]


def _fields(table: Mapping[str, object]) -> dict[str, FieldSetting]:
    found: dict[str, FieldSetting] = {}
    for name, content in _table(table, "fields", "salesforce").items():
        key = f"salesforce.fields.{name}"
        if isinstance(content, str):
            found[name] = FieldSetting(_path(content, key))
            continue
        part = _as_table(content, key)
        _known_keys(part, ("field", "type"), key)
        kind = _word(part, "type", "", ("", *FieldType), key)
        path = part.get("field")
        if not isinstance(path, str):
            raise TargetSettingsError(f'`{key}` needs `field`, such as "Plan__c"')
        found[name] = FieldSetting(_path(path, key), FieldType(kind) if kind else None)
    return found


def _path(text: str, key: str) -> str:
    if FIELD_PATH.fullmatch(text) is None:
        raise TargetSettingsError(
            f"`{key}` must be the API name of a field, such as `NumberOfEmployees` or `Plan__c`"
        )
    return text


def _unanswered(table: Mapping[str, object]) -> Unanswered | None:
    if "unanswered" not in table:
        return None
    key = "salesforce.unanswered"
    part = _as_table(table["unanswered"], key)
    _known_keys(part, ("field", "value"), key)
    match part:
        case {"field": str(name), "value": str(value)}:
            return Unanswered(_path(name, f"{key}.field"), value)
        case _:
            raise TargetSettingsError(
                f"`{key}` must say the field and the value of a record that nobody has answered,"
                ' such as { field = "Status", value = "Open - Not Contacted" }'
            )


def _losses(table: Mapping[str, object]) -> frozenset[str]:
    content = table.get("allow_losses", [])
    if not isinstance(content, list) or not all(isinstance(item, str) for item in content):
        raise TargetSettingsError("`salesforce.allow_losses` must be a list of names of losses")
    for name in content:
        if name not in LOSS_NAMES:
            raise TargetSettingsError(_unknown(name, LOSS_NAMES, "", "loss"))
    return frozenset(content)


def _version(table: Mapping[str, object], default: str) -> str:
    content = table.get("api_version", default)
    if not isinstance(content, str) or _VERSION.fullmatch(content) is None:
        raise TargetSettingsError(
            f'`salesforce.api_version` must be a text such as "{NEWEST_KNOWN_GOOD_API}"'
        )
    return content


def _name(table: Mapping[str, object], key: str, default: str) -> str:
    content = table.get(key, default)
    if not isinstance(content, str) or API_NAME.fullmatch(content) is None:
        raise TargetSettingsError(
            f"`salesforce.{key}` must be an API name such as `{default}`: letters, digits and"
            " single underscores, a letter first"
        )
    return content


def _flag(table: Mapping[str, object], key: str, default: bool) -> bool:
    content = table.get(key, default)
    if not isinstance(content, bool):
        raise TargetSettingsError(f"`salesforce.{key}` must be true or false")
    return content


def _word(
    table: Mapping[str, object],
    key: str,
    default: str,
    known: tuple[str, ...],
    within: str = "salesforce",
) -> str:
    content = table.get(key, default)
    if content not in known or not isinstance(content, str):
        listed = ", ".join(f'"{word}"' for word in known if word)
        raise TargetSettingsError(f"`{within}.{key}` must be one of {listed}")
    return str(content)


def _table(table: Mapping[str, object], key: str, within: str) -> Mapping[str, object]:
    return _as_table(table.get(key, {}), f"{within}.{key}")


def _as_table(content: object, key: str) -> Mapping[str, object]:
    if not isinstance(content, dict):
        raise TargetSettingsError(f"`{key}` must be a table, `[{key}]`")
    return content


def _texts(table: Mapping[str, object], key: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, content in table.items():
        if not isinstance(content, str) or not content.strip():
            raise TargetSettingsError(f"`{key}.{name}` must be a text")
        found[name] = content
    return found


def _known_keys(table: Mapping[str, object], known: tuple[str, ...], within: str) -> None:
    for key in table:
        if key not in known:
            raise TargetSettingsError(
                _unknown(f"{within}.{key}", {f"{within}.{name}" for name in known}, "")
            )


def _unknown(key: str, known: Iterable[str], prefix: str, what: str = "setting") -> str:
    names = sorted(f"{prefix}{name}" for name in known)
    near = get_close_matches(key, names, n=1, cutoff=0.5)
    listed = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    offer = f"did you mean `{near[0]}`?" if near else f"known are {listed or 'none'}"
    return f"there is no {what} `{key}`; {offer}"
