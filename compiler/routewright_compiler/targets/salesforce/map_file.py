"""`routewright-map.json`: what the files of an emission mean, for whoever reads them back.

Salesforce keeps no names of entries and knows no teams. The map says which entry is of which rule
and slot, where the fields of the policy live, and which counter is whose; the files alone still say
where every record goes.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

PATH = "routewright-map.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class EntryNote:
    """One entry of the rule (or outcome of the flow), in order.

    `kind` is rep, user, queue, field, nobody or turn; of a turn, `counter` is the number field and
    `slot` (from 1) what it must hold.
    """

    rule: str
    part: str
    kind: str
    target: str = ""
    counter: str = ""
    slot: int = 0


@dataclass(frozen=True, slots=True)
class CounterNote:
    """One rotation: the record's number field, and the member of each slot from 1 on.

    `source` is `counter` or `auto-number`; `name` is the counter's record (empty: none).
    """

    field: str
    source: str
    name: str
    team: str
    method: str
    requirement: tuple[tuple[str, str], ...]
    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapFile:
    """The whole map. `fields` are policy name to API path and type; `derived` API name to what it
    derives: `part email domain`, `score fit`, `class region`; `org_fields` custom fields that only
    `outside` texts name, which the org must have."""

    object: str
    rule: str
    form: str
    env: str | None = None
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)
    derived: dict[str, tuple[str, ...]] = field(default_factory=dict)
    counters: tuple[CounterNote, ...] = ()
    entries: tuple[EntryNote, ...] = ()
    users: dict[str, str] = field(default_factory=dict)
    queues: dict[str, str] = field(default_factory=dict)
    flows: dict[str, str] = field(default_factory=dict)
    losses: tuple[str, ...] = ()
    org_fields: tuple[str, ...] = ()


def write_map(content: MapFile) -> str:
    """Return the text of the map file."""
    data = {"version": VERSION, "target": "salesforce", **asdict(content)}
    if not content.org_fields:
        del data["org_fields"]
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def read_map(text: str) -> MapFile:
    """Return the map of a text; raise ValueError where it is none of this version."""
    data: Any = json.loads(text)
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise ValueError(f"no map of version {VERSION}")
    try:
        return MapFile(
            object=str(data["object"]),
            rule=str(data["rule"]),
            form=str(data["form"]),
            env=data.get("env"),
            fields={str(k): (str(v[0]), str(v[1])) for k, v in data["fields"].items()},
            derived={str(k): tuple(map(str, v)) for k, v in data["derived"].items()},
            counters=tuple(_counter(item) for item in data["counters"]),
            entries=tuple(EntryNote(**item) for item in data["entries"]),
            users={str(k): str(v) for k, v in data["users"].items()},
            queues={str(k): str(v) for k, v in data["queues"].items()},
            flows={str(k): str(v) for k, v in data["flows"].items()},
            losses=tuple(map(str, data["losses"])),
            org_fields=tuple(map(str, data.get("org_fields", ()))),
        )
    except (KeyError, TypeError, IndexError, AttributeError) as trouble:
        raise ValueError(f"the map lacks a part: {trouble}") from trouble


def _counter(item: dict[str, Any]) -> CounterNote:
    requirement = tuple((str(a), str(b)) for a, b in item["requirement"])
    slots = tuple(map(str, item["slots"]))
    return CounterNote(**{**item, "requirement": requirement, "slots": slots})
