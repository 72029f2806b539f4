"""Damaged bodies are found, each at the exact path, and good ones are left alone.

The mutations are those that schemas were tried on (facts of HubSpot, section 6): first what a
schema finds, then what none does.
"""

import copy
import json

import pytest

from compiler.targets.hubspot.hubspot_bodies import asking, filters, good
from routewright_compiler.targets.hubspot import check, read_settings

SETTINGS = read_settings({}, None)


def ways(body):
    return body["actions"][0]["listBranches"]


def asked_in(body):
    return ways(body)[0]["filterBranch"]["filterBranches"][0]["filters"]


def many(body):
    ways(body).extend(copy.deepcopy(ways(body)[0]) for _ in range(20))


FILTERS = "actions[0].listBranches[0].filterBranch"
FIRST = f"{FILTERS}.filterBranches[0].filters[0].operation"
SECOND = f"{FILTERS}.filterBranches[0].filters[1].operation"
# name: (change, code, path that the message begins with)
MUTATIONS = {
    # what a schema finds
    "no type": (lambda b: b.pop("type"), "RW740", ""),
    "no actions": (lambda b: b.pop("actions"), "RW740", ""),
    "no version": (lambda b: b["actions"][1].pop("actionTypeVersion"), "RW740", "actions[1]"),
    "no branches": (lambda b: b["actions"][0].pop("listBranches"), "RW740", "actions[0]"),
    "enabled as text": (lambda b: b.update(isEnabled="false"), "RW740", "isEnabled"),
    "id as number": (
        lambda b: b["actions"][1].update(actionId=2),
        "RW740",
        "actions[1].actionId",
    ),
    "number as text": (
        lambda b: asked_in(b)[1]["operation"].update(value="50"),
        "RW740",
        f"{SECOND}.value",
    ),
    "unknown action kind": (
        lambda b: b["actions"][2].update(type="DOUBLE_CONNECTION"),
        "RW740",
        "actions[2].type",
    ),
    "unknown enrolment": (
        lambda b: b["enrollmentCriteria"].update(type="LISTED"),
        "RW740",
        "enrollmentCriteria.type",
    ),
    "value for values": (
        lambda b: asked_in(b)[0]["operation"].update(
            value=asked_in(b)[0]["operation"].pop("values")
        ),
        "RW740",
        FIRST,
    ),
    "missing value unsaid": (
        lambda b: asked_in(b)[0]["operation"].pop("includeObjectsWithNoValueSet"),
        "RW740",
        FIRST,
    ),
    "small letters": (
        lambda b: asked_in(b)[0]["operation"].update(operationType="enumeration"),
        "RW740",
        f"{FIRST}.operationType",
    ),
    "go-to": (
        lambda b: b["actions"][4]["defaultBranch"].update(edgeType="GO-TO"),
        "RW740",
        "actions[4].defaultBranch.edgeType",
    ),
    "empty default": (
        lambda b: b["actions"][0].update(defaultBranch={}),
        "RW740",
        "actions[0].defaultBranch",
    ),
    # what no schema finds
    "bogus operator": (
        lambda b: asked_in(b)[0]["operation"].update(operator="IS_SOMEHOW"),
        "RW742",
        f"{FIRST}.operator",
    ),
    "operator of another type": (
        lambda b: asked_in(b)[0]["operation"].update(operator="IS_NOT_EQUAL_TO"),
        "RW742",
        f"{FIRST}.operator",
    ),
    "and at the root": (
        lambda b: ways(b)[0].update(filterBranch=ways(b)[0]["filterBranch"]["filterBranches"][0]),
        "RW743",
        FILTERS,
    ),
    "filters in or": (
        lambda b: ways(b)[0]["filterBranch"]["filters"].append(asked_in(b)[0]),
        "RW743",
        f"{FILTERS}.filters",
    ),
    "dangling edge": (
        lambda b: b["actions"][1]["connection"].update(nextActionId="9"),
        "RW744",
        "actions[1].connection.nextActionId",
    ),
    "bad start": (lambda b: b.update(startActionId="9"), "RW744", "startActionId"),
    "duplicate id": (
        lambda b: b["actions"].append(copy.deepcopy(b["actions"][2])),
        "RW745",
        "actions[5].actionId",
    ),
    "unknown action type": (
        lambda b: b["actions"][2].update(actionTypeId="0-99"),
        "RW746",
        "actions[2].actionTypeId",
    ),
    "wrong fields": (
        lambda b: b["actions"][2]["fields"].pop("value"),
        "RW747",
        "actions[2].fields",
    ),
    "wrong object": (lambda b: b.update(type="PLATFORM_FLOW"), "RW749", "type"),
    "key at the top": (lambda b: b.update(enabled=True), "RW741", "enabled"),
    "no enrolment": (lambda b: b.pop("enrollmentCriteria"), "RW740", ""),
    "21 branches": (many, "RW748", "actions[0].listBranches"),
    # and more
    "number in fields": (
        lambda b: b["actions"][3]["fields"].update(expiration_minutes=60),
        "RW747",
        "actions[3].fields.expiration_minutes",
    ),
    "nobody rotates": (
        lambda b: b["actions"][1]["fields"].pop("user_ids"),
        "RW747",
        "actions[1].fields",
    ),
    "circle": (
        lambda b: b["actions"][2].update(connection={"edgeType": "GOTO", "nextActionId": "1"}),
        "RW744",
        "actions[2].connection.nextActionId",
    ),
    "unreached": (lambda b: b["actions"][1].pop("connection"), "RW750", "actions[3]"),
    "input of nobody": (
        lambda b: b["actions"][4]["inputValue"].update(actionId="8"),
        "RW744",
        "actions[4].inputValue.actionId",
    ),
    "or inside and": (
        lambda b: ways(b)[0]["filterBranch"]["filterBranches"][0]["filterBranches"].append(
            filters(asking("a", kind="ALL_PROPERTY", operator="IS_KNOWN"))
        ),
        "RW743",
        f"{FILTERS}.filterBranches[0].filterBranches[0]",
    ),
    "next id in use": (
        lambda b: b.update(nextAvailableActionId="5"),
        "RW745",
        "nextAvailableActionId",
    ),
    "no start": (lambda b: b.pop("startActionId"), "RW744", ""),
    "operator of an event": (
        lambda b: b["actions"][3]["fields"]["event_filter_branches"][0]["filters"][0][
            "operation"
        ].update(operator="IS_ANY_OF"),
        "RW742",
        "actions[3].fields.event_filter_branches[0].filters[0].operation.operator",
    ),
}


def found(body):
    return check({"flow.json": json.dumps(body)}, SETTINGS)


def test_a_sound_body_passes():
    assert found(good()) == ()
    company = {**good(), "type": "PLATFORM_FLOW", "objectTypeId": "0-2"}
    for key in ("suppressionListIds", "canEnrollFromSalesforce"):
        del company[key]
    assert found(company) == ()
    manual = {**good(), "enrollmentCriteria": {"type": "MANUAL", "shouldReEnroll": False}}
    assert found(manual) == ()


def test_there_are_as_many_mutations_as_were_tried():
    assert len(MUTATIONS) >= 27


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_found_where_it_is(name):
    change, code, path = MUTATIONS[name]
    body = good()
    change(body)
    hits = found(body)
    own = [item for item in hits if item.code == code and item.label.subject == path]
    if code in ("RW747", "RW741"):
        own = [i for i in hits if i.code == code and i.message.startswith(f"`{path}")]
    assert own, [(item.code, item.message) for item in hits]
    assert len(hits) <= 4


@pytest.mark.parametrize("text", ["", "[1", "[]", "7", '"x"', "{}", '{"actions": {}}'])
def test_no_text_is_too_damaged(text):
    assert check({"flow.json": text}, SETTINGS)


@pytest.mark.parametrize("bad", [None, 3, "x", [], {}, [[]], [3], {"type": []}])
def test_any_value_anywhere_is_told_and_never_raised(bad):
    body = good()
    for key in list(body):
        assert found({**body, key: bad}) is not None
    for place, action in enumerate(body["actions"]):
        for key in action:
            broken = good()
            broken["actions"][place][key] = bad
            assert found(broken) is not None


def test_files_of_ours_are_left_aside_and_placeholders_told_with_an_environment():
    files = {"owners.json": "{}", "routewright-map.json": "{}", "README.md": "#"}
    assert check(files, SETTINGS) == ()
    body = good()
    body["actions"][2]["fields"]["value"]["staticValue"] = "${owner:lena@acme.example}"
    assert found(body) == ()
    live = read_settings({"env": {"live": {}}}, "live")
    (item,) = check({"flow.json": json.dumps(body)}, live)
    assert item.code == "RW751" and "lena@acme.example" in item.message
