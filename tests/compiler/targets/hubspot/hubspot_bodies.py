"""A sound flow body of our own, and the parts that tests put together."""

from copy import deepcopy


def filters(*items):
    return {
        "filterBranchType": "OR",
        "filterBranchOperator": "OR",
        "filters": [],
        "filterBranches": [
            {
                "filterBranchType": "AND",
                "filterBranchOperator": "AND",
                "filterBranches": [],
                "filters": list(items),
            }
        ],
    }


def operation(kind, operator, **more):
    return {
        "operationType": kind,
        "operator": operator,
        "includeObjectsWithNoValueSet": False,
        **more,
    }


def asking(name, **own):
    return {"filterType": "PROPERTY", "property": name, "operation": operation(**own)}


_COUNTRY = asking("country", kind="ENUMERATION", operator="IS_ANY_OF", values=["DE", "AT"])
_SIZE = asking("size", kind="NUMBER", operator="IS_GREATER_THAN", value=50)
_BODY = {
    "type": "CONTACT_FLOW",
    "flowType": "WORKFLOW",
    "objectTypeId": "0-1",
    "name": "Inbound",
    "isEnabled": False,
    "startActionId": "1",
    "nextAvailableActionId": "7",
    "timeWindows": [],
    "blockedDates": [],
    "customProperties": {},
    "dataSources": [],
    "suppressionListIds": [],
    "canEnrollFromSalesforce": False,
    "enrollmentCriteria": {
        "type": "LIST_BASED",
        "shouldReEnroll": False,
        "unEnrollObjectsNotMeetingCriteria": False,
        "reEnrollmentTriggersFilterBranches": [],
        "listFilterBranch": filters(
            asking("hubspot_owner_id", kind="ALL_PROPERTY", operator="IS_UNKNOWN")
        ),
    },
    "actions": [
        {
            "type": "LIST_BRANCH",
            "actionId": "1",
            "listBranches": [
                {
                    "branchName": "DACH",
                    "filterBranch": filters(_COUNTRY, _SIZE),
                    "connection": {"edgeType": "STANDARD", "nextActionId": "2"},
                }
            ],
            "defaultBranchName": "else",
            "defaultBranch": {"edgeType": "STANDARD", "nextActionId": "3"},
        },
        {
            "type": "SINGLE_CONNECTION",
            "actionId": "2",
            "actionTypeId": "0-11",
            "actionTypeVersion": 0,
            "fields": {
                "user_ids": ["201", "202"],
                "target_property": "hubspot_owner_id",
                "overwrite_current_owner": "true",
            },
            "connection": {"edgeType": "STANDARD", "nextActionId": "4"},
        },
        {
            "type": "SINGLE_CONNECTION",
            "actionId": "3",
            "actionTypeId": "0-5",
            "actionTypeVersion": 0,
            "fields": {
                "property_name": "hubspot_owner_id",
                "value": {"type": "STATIC_VALUE", "staticValue": "101"},
            },
        },
        {
            "type": "SINGLE_CONNECTION",
            "actionId": "4",
            "actionTypeId": "0-29",
            "actionTypeVersion": 0,
            "fields": {
                "expiration_minutes": "60",
                "event_filter_branches": [
                    {
                        "filterBranchType": "UNIFIED_EVENTS",
                        "filterBranchOperator": "AND",
                        "eventTypeId": "4-655002",
                        "operator": "HAS_COMPLETED",
                        "filterBranches": [],
                        "filters": [
                            asking("hs_name", kind="STRING", operator="IS_EQUAL_TO", value="x")
                        ],
                    }
                ],
            },
            "connection": {"edgeType": "STANDARD", "nextActionId": "5"},
        },
        {
            "type": "STATIC_BRANCH",
            "actionId": "5",
            "inputValue": {
                "type": "FIELD_DATA",
                "actionId": "4",
                "dataKey": "hs_event_criteria_met",
            },
            "staticBranches": [{"branchValue": "true"}],
            "defaultBranchName": "breach",
            "defaultBranch": {"edgeType": "GOTO", "nextActionId": "3"},
        },
    ],
}


def good():
    """Return a body that is sound: a test, a rotation, a wait with its outcome."""
    return deepcopy(_BODY)
