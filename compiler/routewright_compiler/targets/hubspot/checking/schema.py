"""Our schema of a flow body, from the documented facts: who reads it needs no other.

`fields` of an action are checked by its type id in `action_fields`, operators and structure in the
modules beside this one.
"""

from routewright_compiler.targets.hubspot.checking.report import BodyReport
from routewright_compiler.targets.hubspot.checking.shape import (
    ObjectShape,
    Shape,
    anything,
    by_tag,
    list_of,
    mapping,
    number,
    one_of,
    text,
    truth,
    whole,
)
from routewright_compiler.targets.hubspot.model import Json

CONNECTION = ObjectShape({"edgeType": one_of(("STANDARD", "GOTO")), "nextActionId": text})

# --- filters --------------------------------------------------------------------------------------

_REFERENCE = ObjectShape({"referenceType": text}, {"hour": whole, "minute": whole})
_OFFSET = ObjectShape(
    {},
    dict.fromkeys(
        ("days", "weeks", "months", "quarters", "years", "hours", "minutes", "seconds"), whole
    ),
)
_ZONED: dict[str, Shape] = {"timezoneSource": text, "zoneId": text, "timeType": text}
TIME_POINT = by_tag(
    "timeType",
    {
        "DATE": ObjectShape(
            {"timeType": text, "year": whole, "month": whole, "day": whole, "zoneId": text},
            {"timezoneSource": text, "hour": whole, "minute": whole, "second": whole}
            | {"millisecond": whole},
        ),
        "INDEXED": ObjectShape(
            {"timeType": text, "indexReference": _REFERENCE, "zoneId": text},
            {"timezoneSource": text, "offset": _OFFSET},
        ),
        "PROPERTY_REFERENCED": ObjectShape(
            {"timeType": text, "property": text, "zoneId": text},
            {"timezoneSource": text, "offset": _OFFSET, "referenceType": text},
        ),
    },
)
_OPERATION: dict[str, Shape] = {
    "operationType": text,
    "operator": text,
    "includeObjectsWithNoValueSet": truth,
}
_ENDPOINT = one_of(("INCLUSIVE", "EXCLUSIVE"))
_DEFAULT: dict[str, Shape] = {"defaultValue": anything, "defaultComparisonValue": anything}


def _operation(required: dict[str, Shape], optional: dict[str, Shape] | None = None) -> ObjectShape:
    return ObjectShape({**_OPERATION, **required}, {**_DEFAULT, **(optional or {})})


_PARSER: dict[str, Shape] = {
    "propertyParser": one_of(("VALUE", "UPDATED_AT")),
    "type": text,
}
OPERATION = by_tag(
    "operationType",
    {
        "ALL_PROPERTY": _operation({}),
        "MULTISTRING": _operation({"values": list_of(text, 1)}),
        "STRING": _operation({"value": text}),
        "NUMBER": _operation({"value": number}),
        "NUMBER_RANGED": _operation({"lowerBound": whole, "upperBound": whole}),
        "BOOL": _operation({"value": truth}),
        "ENUMERATION": _operation({"values": list_of(text, 1)}),
        "TIME_POINT": _operation(
            {"timePoint": TIME_POINT}, {"endpointBehavior": _ENDPOINT, **_PARSER}
        ),
        "TIME_RANGED": _operation(
            {"lowerBoundTimePoint": TIME_POINT, "upperBoundTimePoint": TIME_POINT},
            {
                "lowerBoundEndpointBehavior": _ENDPOINT,
                "upperBoundEndpointBehavior": _ENDPOINT,
                **_PARSER,
            },
        ),
    },
)
FILTER = by_tag(
    "filterType",
    {
        "PROPERTY": ObjectShape(
            {"filterType": text, "property": text, "operation": OPERATION},
            {"frameworkFilterId": anything},
        ),
        "IN_LIST": ObjectShape(
            {"filterType": text, "listId": text, "operator": one_of(("IN_LIST", "NOT_IN_LIST"))},
            {"metadata": mapping},
        ),
    },
)


def filter_branch(value: Json, path: str, report: BodyReport) -> None:
    """Check a filter branch and all inside it."""
    _BRANCHES(value, path, report)


_TREE: dict[str, Shape] = {
    "filterBranchType": text,
    "filterBranchOperator": one_of(("OR", "AND")),
    "filterBranches": list_of(filter_branch),
    "filters": list_of(FILTER),
}
_BRANCHES = by_tag(
    "filterBranchType",
    {
        "OR": ObjectShape(_TREE),
        "AND": ObjectShape(_TREE),
        "NOT_ANY": ObjectShape(_TREE),
        "NOT_ALL": ObjectShape(_TREE),
        "RESTRICTED": ObjectShape(_TREE),
        "UNIFIED_EVENTS": ObjectShape(
            {**_TREE, "eventTypeId": text, "operator": text},
            {"coalescingRefineBy": mapping, "pruningRefineBy": mapping},
        ),
        "ASSOCIATION": ObjectShape(
            {
                **_TREE,
                "objectTypeId": text,
                "operator": text,
                "associationTypeId": whole,
                "associationCategory": text,
            }
        ),
    },
)

# --- enrolment ------------------------------------------------------------------------------------

ENROLMENT = by_tag(
    "type",
    {
        "LIST_BASED": ObjectShape(
            {"type": text, "listFilterBranch": filter_branch, "shouldReEnroll": truth},
            {
                "unEnrollObjectsNotMeetingCriteria": truth,
                "reEnrollmentTriggersFilterBranches": list_of(filter_branch),
            },
        ),
        "EVENT_BASED": ObjectShape(
            {
                "type": text,
                "eventFilterBranches": list_of(filter_branch, 1),
                "shouldReEnroll": truth,
            },
            {
                "listMembershipFilterBranches": list_of(filter_branch),
                "refinementCriteria": filter_branch,
            },
        ),
        "MANUAL": ObjectShape({"type": text, "shouldReEnroll": truth}),
        "DATASET": ObjectShape({"type": text, "datasetId": text}, {"shouldReEnroll": truth}),
    },
)

# --- actions --------------------------------------------------------------------------------------

_NAMED: dict[str, Shape] = {"type": text, "actionId": text}
_LIST_WAY = ObjectShape(
    {"filterBranch": filter_branch}, {"branchName": text, "connection": CONNECTION}
)
_STATIC_WAY = ObjectShape({"branchValue": text}, {"connection": CONNECTION})
_TEST_WAY = ObjectShape({}, {"connection": CONNECTION, "percentage": number})
_DEFAULTS: dict[str, Shape] = {"defaultBranchName": text, "defaultBranch": CONNECTION}
_INPUT = by_tag(
    "type",
    {
        "OBJECT_PROPERTY": ObjectShape({"type": text, "propertyName": text}),
        "FIELD_DATA": ObjectShape({"type": text, "actionId": text, "dataKey": text}),
        "FETCHED_OBJECT_PROPERTY": ObjectShape(
            {"type": text, "propertyName": text}, {"fetchedObjectName": text}
        ),
        "STATIC_VALUE": ObjectShape({"type": text, "staticValue": text}),
    },
)
ACTION = by_tag(
    "type",
    {
        "SINGLE_CONNECTION": ObjectShape(
            {**_NAMED, "actionTypeId": text, "actionTypeVersion": whole, "fields": mapping},
            {"connection": CONNECTION},
        ),
        "LIST_BRANCH": ObjectShape({**_NAMED, "listBranches": list_of(_LIST_WAY, 1)}, _DEFAULTS),
        "STATIC_BRANCH": ObjectShape(
            {**_NAMED, "inputValue": _INPUT, "staticBranches": list_of(_STATIC_WAY, 1)}, _DEFAULTS
        ),
        "AB_TEST_BRANCH": ObjectShape({**_NAMED, "testBranches": list_of(_TEST_WAY, 1)}),
        "WEBHOOK": ObjectShape(
            {**_NAMED, "webhookUrl": text, "method": text},
            {
                "queryParams": list_of(mapping),
                "authSettings": mapping,
                "connection": CONNECTION,
                "webhookBody": anything,
            },
        ),
        "CUSTOM_CODE": ObjectShape(
            {**_NAMED, "runtime": text, "sourceCode": text},
            {
                "secretNames": list_of(text),
                "inputFields": list_of(mapping),
                "outputFields": list_of(mapping),
                "connection": CONNECTION,
            },
        ),
    },
)

# --- the body -------------------------------------------------------------------------------------

READ_ONLY = ("id", "createdAt", "updatedAt", "crmObjectCreationStatus", "createdByUserId")
_REQUIRED: dict[str, Shape] = {
    "type": text,
    "isEnabled": truth,
    "actions": list_of(ACTION),
    "timeWindows": list_of(mapping),
    "blockedDates": list_of(mapping),
    "customProperties": mapping,
}
_OPTIONAL: dict[str, Shape] = {
    "flowType": one_of(("WORKFLOW", "ACTION_SET", "UNKNOWN")),
    "objectTypeId": text,
    "startActionId": text,
    "enrollmentCriteria": ENROLMENT,
    "enrollmentSchedule": mapping,
    "dataSources": list_of(mapping),
    "name": text,
    "description": text,
    "uuid": text,
    "revisionId": text,
    "nextAvailableActionId": text,
    **dict.fromkeys(READ_ONLY, anything),
}
FLOW = by_tag(
    "type",
    {
        "CONTACT_FLOW": ObjectShape(
            {
                **_REQUIRED,
                "suppressionListIds": list_of(anything),
                "canEnrollFromSalesforce": truth,
            },
            {
                **_OPTIONAL,
                "goalFilterBranch": filter_branch,
                "eventAnchor": mapping,
                "unEnrollmentSetting": mapping,
            },
        ),
        "PLATFORM_FLOW": ObjectShape(
            _REQUIRED, {**_OPTIONAL, "suppressionFilterBranch": filter_branch}
        ),
    },
)
