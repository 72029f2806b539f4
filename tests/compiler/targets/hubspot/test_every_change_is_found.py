"""Every change of an emitted flow is found: by the check, or by the proof, but for words.

Each member of the JSON is changed in turn. What may change unseen is listed here, with the reason.
"""

import copy
import json

import pytest

from compiler.targets.hubspot.hubspot_policies import PEOPLE, RECORD, compiled, lossy
from routewright_compiler.emit.verify import verify
from routewright_compiler.targets import hubspot

POLICY = """
rule "r0" { when owner is rep and employees >= 100 assign owner sla 2 hours }
rule "r1" { when email.domain = "rival.example" and not source starts with "web "
            rotate all tag "hot" notify ben }
rule "r2" { when products has all of (Core, API) or seen within 3 days rotate all  tag "cold" }
rule "r3" { when signed >= 2026-03-04 and partner = true and revenue <= 12.25
            assign ana  sla 1 day  at 2 hours notify assignee  then escalate to ben
            after 3 hours assign later }
rule "r4" { when country in (DE, AT) assign desk }
rule "r5" { when industry = SaaS and employees is empty suppress "no" }
fallback rotate two"""
WORDS = {
    "name", "description", "branchName", "defaultBranchName",  # what people read
    "subject", "body", "task_type", "priority",
    "isEnabled",  # a person turns the flow on
    "timezoneSource", "zoneId",  # of a moment that is no local day
}  # fmt: skip
ANY_ORDER = {"values", "filters", "filterBranches", "staticBranches", "actions"}


def places(value, path=()):
    """Yield each place of a JSON value with the ways of changing what stands there."""
    match value:
        case dict():
            for key, item in value.items():
                yield from places(item, (*path, key))
            if not value:
                yield path, "member"
        case list():
            for number, item in enumerate(value):
                yield from places(item, (*path, number))
            yield from ((path, way) for way in ("reverse", "pop") if len(value) > 1)
            if not value:
                yield path, "item"
        case _:
            yield path, "value"


def changed(body, path, way):
    body = copy.deepcopy(body)
    holder = body
    for key in path[:-1]:
        holder = holder[key]
    value = holder[path[-1]]
    match way, value:
        case "reverse", list():
            value.reverse()
        case "pop", list():
            value.pop()
        case "member", _:
            holder[path[-1]] = {"a": "b"}
        case "item", _:
            holder[path[-1]] = [{"a": "b"}]
        case _, bool():
            holder[path[-1]] = not value
        case _, int() | float():
            holder[path[-1]] = value + 1
        case _:
            holder[path[-1]] = f"{value}x"
    return body


def may_stay(body, path, way):
    """Tell whether a change need not be found."""
    keys = [key for key in path if isinstance(key, str)]
    if way == "reverse":
        return keys[-1] in ANY_ORDER
    if keys[-1] == "includeObjectsWithNoValueSet":
        operation = body
        for key in path[:-1]:
            operation = operation[key]
        return operation["operationType"] == "ALL_PROPERTY"  # it asks for the value itself
    if keys[-1] in ("associations", "dataSources"):
        return True  # what a task is shown with; what the portal fetches and writes itself
    if keys[-2:] == ["operation", "type"]:
        return True  # of a test of time, which `operationType` says already
    return keys[-1] in WORDS and way == "value"


@pytest.fixture(scope="module")
def output():
    policy, options = compiled("\n".join([RECORD, PEOPLE, POLICY])), lossy()
    emission = hubspot.emit(policy, options)
    return policy, options, {file.path: file.text for file in emission.files}


def is_found(output, body):
    policy, options, files = output
    edited = {**files, "flow.json": json.dumps(body)}
    if hubspot.check(edited, options):
        return True
    there = {path: text.encode() for path, text in edited.items()}
    return not verify(hubspot, policy, there, options).is_equal


def test_every_change_is_found(output):
    body = json.loads(output[2]["flow.json"])
    assert not is_found(output, body)
    asked = [(path, way) for path, way in places(body) if not may_stay(body, path, way)]
    assert len(asked) > 400
    unseen = [own for own in asked if not is_found(output, changed(body, *own))]
    assert not unseen


FRAMES = {
    "timeWindows": [{"day": "MONDAY", "startTime": {"hour": 9, "minute": 0}}],
    "blockedDates": [{"month": 12, "dayOfMonth": 25}],
    "goalFilterBranch": {"filterBranchType": "OR"},
    "unEnrollmentSetting": {"type": "ALL", "flowIds": []},
    "enrollmentSchedule": {"type": "DAILY"},
    "suppressionListIds": ["4"],
}


@pytest.mark.parametrize("key", FRAMES)
def test_what_stands_around_the_actions_is_found(output, key):
    body = json.loads(output[2]["flow.json"])
    assert is_found(output, {**body, key: FRAMES[key]})
