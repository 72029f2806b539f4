"""From the actions on a path to what happens: who gets the record, who is told, what is due.

Actions that are no routing are kept: they stand in the mapping file, word for word.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from routewright_compiler.targets.hubspot.checking.shape import as_list, as_object
from routewright_compiler.targets.hubspot.json_text import compact
from routewright_compiler.targets.hubspot.model import Json
from routewright_compiler.targets.hubspot.properties import (
    NEXT_PROPERTY,
    OWNER_PROPERTY,
    QUEUE_PROPERTY,
    RULE_PROPERTY,
    TAGS_PROPERTY,
)
from routewright_compiler.targets.hubspot.reading.paths import Act

_MINUTES = {"MINUTES": 1, "HOURS": 60, "DAYS": 1_440, "WEEKS": 10_080}
TAG_SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class ToOwner:
    """The owner of this id."""

    id: str


@dataclass(frozen=True, slots=True)
class ToQueue:
    """The queue of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class ToTurn:
    """The next of some users, or of HubSpot teams, by the turns that action `action_id` keeps."""

    action_id: str
    user_ids: tuple[str, ...]
    team_ids: tuple[str, ...] = ()


Receiver = ToOwner | ToQueue | ToTurn


@dataclass(frozen=True, slots=True)
class Notice:
    """Somebody is told: users, or the owner where there are none."""

    user_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A task is due in so many minutes; `owner` is the JSON of whom it is assigned to."""

    minutes: int
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """So many minutes go by without an answer; `event` is the JSON of what would be one."""

    minutes: int
    event: str = ""


Event = Receiver | Notice | Due | Silence


@dataclass(frozen=True, slots=True)
class PathOutcome:
    """What a path comes to: at once, and (after the first task or wait) while nobody answers."""

    receiver: Receiver | None
    notices: tuple[Notice, ...] = ()
    tags: tuple[str, ...] = ()
    service: tuple[Event, ...] = ()
    kept: tuple[Act, ...] = ()


def outcome_of(acts: Sequence[Act]) -> PathOutcome:
    """Return what a path comes to; the last of several receivers has the record."""
    receiver: Receiver | None = None
    notices: list[Notice] = []
    tags: list[str] = []
    service: list[Event] = []
    kept: list[Act] = []
    for act in acts:
        found = _read(act)
        match found:
            case None:
                kept.append(act)
            case str():
                tags += [tag for tag in found.split(TAG_SEPARATOR) if tag]
            case tuple():
                continue
            case Due() | Silence():
                service.append(found)
            case _ if service:
                service.append(found)
            case Notice():
                notices.append(found)
            case ToOwner() | ToQueue() | ToTurn():
                receiver = found
    return PathOutcome(receiver, tuple(notices), tuple(tags), tuple(service), tuple(kept))


def _read(act: Act) -> Event | str | tuple[()] | None:
    """Return an event, the tags (a text), nothing at all (a stamp), or None of what is kept."""
    readers: dict[str, Callable[[Act], Event | str | tuple[()] | None]] = {
        "0-5": _set_property,
        "0-11": _turn,
        "0-8": _notice,
        "0-9": _notice,
        "0-3": _task,
        "0-29": _wait,
    }
    reader = readers.get(act.type_id)
    return None if reader is None else reader(act)


def _set_property(act: Act) -> Event | str | tuple[()] | None:
    value = as_object(act.fields.get("value"))
    static = value.get("staticValue")
    if value.get("type") != "STATIC_VALUE" or not isinstance(static, str):
        return None
    match act.fields.get("property_name"):
        case "hubspot_owner_id":
            return ToOwner(static)
        case name if name == QUEUE_PROPERTY:
            return ToQueue(static)
        case name if name == TAGS_PROPERTY:
            return static
        case name if name in (RULE_PROPERTY, NEXT_PROPERTY):
            return ()
        case _:
            return None


def is_assignment(act: Act) -> bool:
    """Tell whether an action changes the owner, understood or not."""
    name = act.fields.get("property_name")
    return act.type_id == "0-11" or (act.type_id == "0-5" and name == OWNER_PROPERTY)


def _turn(act: Act) -> Event | None:
    users, teams = _texts(act.fields.get("user_ids")), _texts(act.fields.get("team_ids"))
    if bool(users) is bool(teams):
        return None  # whether both may stand together is not documented
    if act.fields.get("target_property") != OWNER_PROPERTY:
        return None
    if act.fields.get("overwrite_current_owner", "false") != "true":
        return None
    return ToTurn(act.id, users, teams)


def _notice(act: Act) -> Event | None:
    ids = _texts(act.fields.get("user_ids"))
    if ids and "team_ids" not in act.fields and "owner_properties" not in act.fields:
        return Notice(ids)
    if act.fields.get("owner_properties") == [OWNER_PROPERTY] and not ids:
        return None if "team_ids" in act.fields else Notice(())
    return None


def _task(act: Act) -> Event | None:
    due = as_object(act.fields.get("due_time"))
    delta, unit = due.get("delta"), due.get("timeUnit")
    if not isinstance(delta, int) or isinstance(delta, bool) or unit not in _MINUTES:
        return None
    if len(due) != 2 or delta < 1:
        return None
    owner = act.fields.get("owner_assignment")
    return Due(delta * _MINUTES[str(unit)], "" if owner is None else compact(owner))


def _wait(act: Act) -> Event | None:
    text = act.fields.get("expiration_minutes")
    if not act.is_awaited or not isinstance(text, str) or not text.isdecimal():
        return None
    return Silence(int(text), compact(act.fields.get("event_filter_branches")))


def _texts(value: Json) -> tuple[str, ...]:
    return tuple(item for item in as_list(value) if isinstance(item, str))
