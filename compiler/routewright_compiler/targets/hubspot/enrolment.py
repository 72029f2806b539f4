"""What enrols a record in the flow, from the settings' trigger."""

from collections.abc import Sequence

from routewright_compiler.targets.hubspot.model import Filter, JsonObject, filter_tree
from routewright_compiler.targets.hubspot.properties import (
    NEXT_PROPERTY,
    Properties,
    PropertyKind,
)
from routewright_compiler.targets.hubspot.settings import (
    Criterion,
    HubSpotSettings,
    Trigger,
    TriggerKind,
)

FORM_SUBMITTED = "4-1639801"


def enrolment(settings: HubSpotSettings, properties: Properties) -> JsonObject:
    """Return the enrolment criteria of the settings' trigger."""
    trigger = settings.trigger
    if settings.mapping.enrolment is not None:
        return settings.mapping.enrolment  # word for word, as imported
    match trigger.kind:
        case TriggerKind.CRITERIA:
            return _list_based(filter_tree(((_criterion(trigger, properties),),)))
        case TriggerKind.LIST:
            lists = [settings.ids.lists.get(name, f"${{list:{name}}}") for name in trigger.names]
            return _list_based(_lists(lists))
        case TriggerKind.FORM:
            forms = [settings.ids.forms.get(name, f"${{form:{name}}}") for name in trigger.names]
            return _form_based(forms)


def handed_on(values: Sequence[str]) -> JsonObject:
    """Return the enrolment of a flow that goes on where another one ends."""
    own = Filter(NEXT_PROPERTY, "MULTISTRING", "IS_EQUAL_TO", False, tuple(values))
    return _list_based(filter_tree(((own,),)))


def _criterion(trigger: Trigger, properties: Properties) -> Filter:
    name = trigger.property
    match trigger.criterion:
        case Criterion.KNOWN:
            return Filter(name, "ALL_PROPERTY", "IS_KNOWN")
        case Criterion.UNKNOWN:
            return Filter(name, "ALL_PROPERTY", "IS_UNKNOWN", True)
        case Criterion.ANY_OF:
            own = properties.field_of(name)
            if own is not None and own.kind is PropertyKind.TEXT:
                return Filter(name, "MULTISTRING", "IS_EQUAL_TO", False, trigger.names)
            return Filter(name, "ENUMERATION", "IS_ANY_OF", False, trigger.names)


def _list_based(tree: JsonObject) -> JsonObject:
    return {
        "type": "LIST_BASED",
        "shouldReEnroll": False,
        "unEnrollObjectsNotMeetingCriteria": False,
        "reEnrollmentTriggersFilterBranches": [],
        "listFilterBranch": tree,
    }


def _lists(ids: list[str]) -> JsonObject:
    branches: list[JsonObject] = [
        {
            "filterBranchType": "AND",
            "filterBranchOperator": "AND",
            "filterBranches": [],
            "filters": [{"filterType": "IN_LIST", "operator": "IN_LIST", "listId": own}],
        }
        for own in ids
    ]
    return {
        "filterBranchType": "OR",
        "filterBranchOperator": "OR",
        "filterBranches": list(branches),
        "filters": [],
    }


def _form_based(ids: list[str]) -> JsonObject:
    of_form: JsonObject = {
        "filterType": "PROPERTY",
        "property": "hs_form_id",
        "operation": {
            "operationType": "ENUMERATION",
            "operator": "IS_ANY_OF",
            "values": list(ids),
            "includeObjectsWithNoValueSet": False,
        },
    }
    event: JsonObject = {
        "filterBranchType": "UNIFIED_EVENTS",
        "filterBranchOperator": "AND",
        "eventTypeId": FORM_SUBMITTED,
        "operator": "HAS_COMPLETED",
        "filterBranches": [],
        "filters": [of_form],
    }
    return {
        "type": "EVENT_BASED",
        "shouldReEnroll": False,
        "eventFilterBranches": [event],
        "listMembershipFilterBranches": [],
    }
