"""HubSpot's own objects, as far as routing needs them: flows, actions, branches, filters.

Each class names where its shape is documented. The templates show them as documents; `as_json`
gives the mapping of a part that stands as one value in several places. Nothing of HubSpot's
specification is copied: the shapes follow its public documentation and published exports (read
2026-10).
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

Json = None | bool | int | Decimal | str | list["Json"] | dict[str, "Json"]
JsonObject = dict[str, Json]


class EdgeType(StrEnum):
    """How an action leads on; `GOTO` joins a path that another edge leads into (exports)."""

    STANDARD = "STANDARD"
    GOTO = "GOTO"


@dataclass(frozen=True, slots=True)
class Connection:
    """An edge to an action (documentation, automation v4: both keys are required)."""

    next_action_id: str
    edge_type: EdgeType = EdgeType.STANDARD

    def as_json(self) -> JsonObject:
        """Return the connection as JSON."""
        return {"edgeType": self.edge_type.value, "nextActionId": self.next_action_id}


# --- filters (documentation, list filters) ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class TimePoint:
    """A moment: a date in a zone, or so long from now.

    `DATE` has year to second in `zone`; `INDEXED` counts `offset_hours` or `offset_days` from now
    (or, with `is_today`, from today).
    """

    date: tuple[int, ...] = ()
    zone: str = "UTC"
    offset_days: int = 0
    offset_hours: int = 0
    offset_minutes: int = 0
    is_today: bool = False

    def as_json(self) -> JsonObject:
        """Return the time point as JSON."""
        where: JsonObject = {"timezoneSource": "CUSTOM", "zoneId": self.zone}
        if self.date:
            names = ("year", "month", "day", "hour", "minute", "second", "millisecond")
            parts: JsonObject = dict(zip(names, self.date, strict=False))
            return {"timeType": "DATE", **where, **parts}
        offset: JsonObject = {}
        for name, number in (
            ("days", self.offset_days),
            ("hours", self.offset_hours),
            ("minutes", self.offset_minutes),
        ):
            if number:
                offset[name] = number
        reference: JsonObject = {"referenceType": "TODAY" if self.is_today else "NOW"}
        found: JsonObject = {"timeType": "INDEXED", **where, "indexReference": reference}
        return {**found, "offset": offset} if offset else found


@dataclass(frozen=True, slots=True)
class Bound:
    """An end of a time range, or its only time point; included or not."""

    point: TimePoint
    is_included: bool

    @property
    def behavior(self) -> str:
        """Return the word for whether the end counts."""
        return "INCLUSIVE" if self.is_included else "EXCLUSIVE"


FilterValue = str | int | Decimal | bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A test of one property; `includes_empty` says what it answers of a record without a value.

    `is_single` tells that the property holds one option at most.
    """

    property: str
    operation_type: str
    operator: str
    includes_empty: bool = False
    values: tuple[FilterValue, ...] = ()
    bounds: tuple[Bound, ...] = ()
    is_single: bool = field(default=False, compare=False)

    def as_json(self) -> JsonObject:
        """Return the filter as JSON."""
        operation: JsonObject = {"operationType": self.operation_type, "operator": self.operator}
        match self.operation_type:
            case "ALL_PROPERTY":
                pass
            case "MULTISTRING" | "ENUMERATION":
                operation["values"] = list(self.values)
            case "TIME_POINT":
                (bound,) = self.bounds
                operation["type"] = "TIME_POINT"
                operation["timePoint"] = bound.point.as_json()
                operation["endpointBehavior"] = bound.behavior
                operation["propertyParser"] = "VALUE"
            case "TIME_RANGED":
                low, high = self.bounds
                operation["type"] = "TIME_RANGED"
                operation["lowerBoundTimePoint"] = low.point.as_json()
                operation["upperBoundTimePoint"] = high.point.as_json()
                operation["lowerBoundEndpointBehavior"] = low.behavior
                operation["upperBoundEndpointBehavior"] = high.behavior
                operation["propertyParser"] = "VALUE"
            case _:
                (operation["value"],) = self.values
        operation["includeObjectsWithNoValueSet"] = self.includes_empty
        return {"filterType": "PROPERTY", "property": self.property, "operation": operation}


@dataclass(frozen=True, slots=True)
class OpaqueFilter:
    """A filter kept word for word, as its JSON text."""

    text: str
    content: JsonObject = field(compare=False, hash=False)

    def as_json(self) -> JsonObject:
        """Return the filter as JSON."""
        return self.content


AnyFilter = Filter | OpaqueFilter
Alternative = tuple[AnyFilter, ...]


def filter_tree(alternatives: tuple[Alternative, ...]) -> JsonObject:
    """Return `OR` of `AND`s, the one form that the documentation gives; never empty."""
    assert alternatives
    return {
        "filterBranchType": "OR",
        "filterBranchOperator": "OR",
        "filterBranches": [
            {
                "filterBranchType": "AND",
                "filterBranchOperator": "AND",
                "filterBranches": [],
                "filters": [item.as_json() for item in alternative],
            }
            for alternative in alternatives
        ],
        "filters": [],
    }


# --- actions (documentation, automation v4; exports) -------------------------------------------


@dataclass(frozen=True, slots=True)
class SingleAction:
    """An action of a built-in type with its fields; `next` is None at the end of a path."""

    id: str
    type_id: str
    fields: JsonObject = field(hash=False)
    next: Connection | None = None

    form: ClassVar[str] = "single"


@dataclass(frozen=True, slots=True)
class ListBranch:
    """A branch that takes the records that meet one of `alternatives`."""

    name: str
    alternatives: tuple[Alternative, ...]
    next: Connection | None = None


@dataclass(frozen=True, slots=True)
class ListBranchAction:
    """If/then branches, tried in order; the first that holds takes the record."""

    id: str
    branches: tuple[ListBranch, ...]
    default_name: str
    default: Connection | None = None

    form: ClassVar[str] = "if_then"


@dataclass(frozen=True, slots=True)
class StaticBranch:
    """A branch that takes the records whose input has one value."""

    value: str
    next: Connection | None = None


@dataclass(frozen=True, slots=True)
class PropertyInput:
    """The value of a property of the record."""

    name: str

    def as_json(self) -> JsonObject:
        """Return the input as JSON."""
        return {"type": "OBJECT_PROPERTY", "propertyName": self.name}


@dataclass(frozen=True, slots=True)
class OutcomeInput:
    """What an earlier action gave (exports: `hs_event_criteria_met` of a wait)."""

    action_id: str
    key: str = "hs_event_criteria_met"

    def as_json(self) -> JsonObject:
        """Return the input as JSON."""
        return {"type": "FIELD_DATA", "actionId": self.action_id, "dataKey": self.key}


@dataclass(frozen=True, slots=True)
class StaticBranchAction:
    """Branches by one value."""

    id: str
    input: PropertyInput | OutcomeInput
    branches: tuple[StaticBranch, ...]
    default_name: str
    default: Connection | None = None

    form: ClassVar[str] = "value_equals"


@dataclass(frozen=True, slots=True)
class KeptAction:
    """An action taken over word for word; only its id and its connection are ours."""

    id: str
    content: JsonObject = field(hash=False)
    next: Connection | None = None

    form: ClassVar[str] = "kept"

    def as_json(self) -> JsonObject:
        """Return the action as JSON."""
        found = {key: value for key, value in self.content.items() if key != "connection"}
        found["actionId"] = self.id
        return found if self.next is None else {**found, "connection": self.next.as_json()}


Action = KeptAction | SingleAction | ListBranchAction | StaticBranchAction


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow body; always disabled: a person turns it on."""

    name: str
    description: str
    is_contact: bool
    object_type_id: str
    enrolment: JsonObject = field(hash=False)
    actions: tuple[Action, ...] = ()
    start: str | None = None

    @property
    def type(self) -> str:
        """Return the type of a flow over the object (documentation, automation v4)."""
        return "CONTACT_FLOW" if self.is_contact else "PLATFORM_FLOW"

    @property
    def next_id(self) -> str:
        """Return the id that the portal's editor may give next (exports)."""
        return str(max((int(action.id) for action in self.actions), default=0) + 1)


# --- what stands beside a flow (documentation, properties and owners) --------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a property may have; options stand in their order."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class PropertyBody:
    """A property to make; `options` is None where its type has none."""

    name: str
    label: str
    group: str
    type: str
    field_type: str
    options: tuple[Option, ...] | None = None
    is_owner: bool = False
    description: str = ""

    def options_json(self) -> list[JsonObject]:
        """Return the options as JSON, numbered in their order."""
        return [
            {"label": option.label, "value": option.value, "displayOrder": number}
            for number, option in enumerate(self.options or ())
        ]


@dataclass(frozen=True, slots=True)
class OwnerIds:
    """A person and the ids that the environment knows."""

    email: str
    owner: str | None
    user: str | None
