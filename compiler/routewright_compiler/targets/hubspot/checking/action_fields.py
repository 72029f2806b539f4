"""The `fields` of the built-in actions: values of scalars are texts (exports)."""

from collections.abc import Mapping

from routewright_compiler.targets.hubspot import codes
from routewright_compiler.targets.hubspot.checking.report import BodyReport, at
from routewright_compiler.targets.hubspot.checking.schema import filter_branch
from routewright_compiler.targets.hubspot.checking.shape import (
    ObjectShape,
    Shape,
    anything,
    as_object,
    by_tag,
    list_of,
    mapping,
    one_of,
    text,
    whole,
)
from routewright_compiler.targets.hubspot.model import Json, JsonObject

_TRUTH = one_of(("true", "false"))


def _digits(value: Json, path: str, report: BodyReport) -> None:
    if not isinstance(value, str) or not value.isdecimal() or not value.isascii():
        report.add(
            codes.WRONG_ACTION_FIELDS, path, "must be a whole number as a text, such as `60`"
        )


_VALUE = by_tag(
    "type",
    {
        "STATIC_VALUE": ObjectShape({"type": text, "staticValue": text}),
        "OBJECT_PROPERTY": ObjectShape({"type": text, "propertyName": text}),
        "FIELD_DATA": ObjectShape({"type": text, "actionId": text, "dataKey": text}),
        "FETCHED_OBJECT_PROPERTY": ObjectShape(
            {"type": text, "propertyName": text}, {"fetchedObjectName": text}
        ),
    },
)
_TOLD: dict[str, Shape] = {
    "user_ids": list_of(text, 1),
    "team_ids": list_of(text, 1),
    "owner_properties": list_of(text, 1),
    "delivery_method": text,
}
_DUE = ObjectShape(
    {"delta": whole, "timeUnit": text}, {"timeOfDay": anything, "daysOfWeek": list_of(text)}
)

FIELDS: Mapping[str, ObjectShape] = {
    "0-1": ObjectShape(
        {"delta": _digits, "time_unit": text},
        {"days_of_week": list_of(text), "time_of_day": anything},
    ),
    "0-3": ObjectShape(
        {"subject": text},
        {
            "task_type": text,
            "body": text,
            "priority": text,
            "associations": list_of(mapping),
            "use_explicit_associations": _TRUTH,
            "owner_assignment": mapping,
            "due_time": _DUE,
        },
    ),
    "0-4": ObjectShape({"content_id": text}),
    "0-5": ObjectShape({"property_name": text, "value": _VALUE}, {"association": mapping}),
    "0-8": ObjectShape({"subject": text, "body": text}, _TOLD),
    "0-9": ObjectShape({"subject": text, "body": text}, _TOLD),
    "0-11": ObjectShape(
        {"target_property": text},
        {
            "user_ids": list_of(text, 1),
            "team_ids": list_of(text, 1),
            "overwrite_current_owner": _TRUTH,
        },
    ),
    "0-13": ObjectShape({"listId": text}),
    "0-14": ObjectShape({"object_type_id": text}, {"properties": list_of(mapping)}),
    "0-15": ObjectShape({"flow_id": text}),
    "0-25": ObjectShape(
        {"source_property": text, "target_property": text}, {"target_object": anything}
    ),
    "0-29": ObjectShape(
        {"event_filter_branches": list_of(filter_branch, 1), "expiration_minutes": _digits}
    ),
    "0-35": ObjectShape(
        {"date": mapping}, {"delta": text, "time_unit": text, "time_of_day": mapping}
    ),
    "0-63809083": ObjectShape({"listId": text}, {"targetObject": anything}),
    "0-63863438": ObjectShape({"listId": text}, {"targetObject": anything}),
}
_VERSIONED = ("0-63809083", "0-63863438")
_ADDRESSED = {
    "0-8": ("user_ids", "team_ids", "owner_properties"),
    "0-9": ("user_ids", "team_ids", "owner_properties"),
    "0-11": ("user_ids", "team_ids"),
}


def check_fields(action: JsonObject, path: str, report: BodyReport) -> None:
    """Check the type id of an action, and its fields; others than built-in ones are taken as is."""
    type_id = action.get("actionTypeId")
    if not isinstance(type_id, str):
        return
    if type_id not in FIELDS:
        if type_id.startswith("0-"):
            known = ", ".join(FIELDS)
            report.add(
                codes.UNKNOWN_ACTION,
                at(path, "actionTypeId"),
                f"is `{type_id}`, which is no built-in action that we know",
                f"known are {known}; look it up with `GET …/action-types` of the portal",
            )
        return
    version = action.get("actionTypeVersion")
    if type_id not in _VERSIONED and version != 0:
        text = f"is `{version}`, and built-in actions have 0"
        report.add(codes.WRONG_ACTION_FIELDS, at(path, "actionTypeVersion"), text)
    own = BodyReport(report.file)
    fields = at(path, "fields")
    FIELDS[type_id](action.get("fields"), fields, own)
    for item in own.found:
        kind = (
            codes.UNKNOWN_KEY if item.code == codes.UNKNOWN_KEY.code else codes.WRONG_ACTION_FIELDS
        )
        report.add(kind, "", item.message, item.help)
    given = as_object(action.get("fields"))
    wanted = _ADDRESSED.get(type_id)
    if wanted is not None and not any(key in given for key in wanted):
        listed = " or ".join(f"`{key}`" for key in wanted)
        report.add(codes.WRONG_ACTION_FIELDS, fields, f"says nobody: it needs {listed}")
