"""Workflows as a portal keeps them become policies that compile, and go back without a loss.

The bodies are made up for the tests, in the shapes that published exports show.
"""

import json

import pytest

from compiler.targets.hubspot.hubspot_bodies import asking, filters, good
from compiler.targets.hubspot.hubspot_policies import STORIES, emitted_story
from routewright_compiler.analysis.comparison.comparison import compare
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_compiler.targets.hubspot import (
    check,
    emit,
    import_files,
    read_back,
    read_settings,
)
from routewright_runtime.decide import Router
from routewright_runtime.state import MemoryState

SETTINGS = read_settings({}, None)


def imported(body, options=SETTINGS):
    """Return the only policy of a body: import, policy and mapping text."""
    found = import_files({"flows/a.json": json.dumps(body).encode()}, options)
    (made,) = found.policies
    files = {file.path: file.text for file in made.files}
    outcome = compile_policy("policy.route", MappingLoader(files))
    assert outcome.value is not None, [item.message for item in outcome.diagnostics]
    return found, outcome.value, files


def step(own, type_id, fields, following=None):
    found = {
        "type": "SINGLE_CONNECTION",
        "actionId": own,
        "actionTypeId": type_id,
        "actionTypeVersion": 0,
        "fields": fields,
    }
    if following is not None:
        found["connection"] = {"edgeType": "STANDARD", "nextActionId": following}
    return found


def give(own, owner, following=None):
    value = {"type": "STATIC_VALUE", "staticValue": owner}
    return step(own, "0-5", {"property_name": "hubspot_owner_id", "value": value}, following)


def known(name):
    return asking(name, kind="ALL_PROPERTY", operator="IS_KNOWN")


def to(own, kind="STANDARD"):
    return {"edgeType": kind, "nextActionId": own}


def messy():
    """Return a workflow as people make them: splits, code, delays, no default."""
    body = good()
    language = asking("hs_language", kind="ENUMERATION", operator="IS_ANY_OF", values=["de"])
    ever = asking("plan", kind="ENUMERATION", operator="HAS_EVER_BEEN_ANY_OF", values=["pro"])
    body["enrollmentCriteria"]["listFilterBranch"] = filters(known("email"), known("country"))
    body["actions"] = [
        step("1", "0-1", {"delta": "15", "time_unit": "MINUTES"}, "2"),
        {
            "type": "LIST_BRANCH",
            "actionId": "2",
            "listBranches": [
                {
                    "branchName": "German",
                    "filterBranch": filters(language)["filterBranches"][0],
                    "connection": to("3"),
                },
                {"branchName": "Pro", "filterBranch": filters(ever), "connection": to("5")},
            ],
        },
        {
            "type": "AB_TEST_BRANCH",
            "actionId": "3",
            "testBranches": [{"connection": to("4")}, {"connection": to("5", "GOTO")}],
        },
        give("4", "101", "6"),
        give("5", "102"),
        {
            "type": "CUSTOM_CODE",
            "actionId": "6",
            "runtime": "NODE20X",
            "sourceCode": "exports.main = () => {}",
            "secretNames": [],
            "inputFields": [],
            "outputFields": [],
        },
    ]
    body.update(startActionId="1", isEnabled=True, name="Sales: inbound (2024)", id="77")
    return body


def test_a_sound_workflow_becomes_a_policy():
    found, policy, files = imported(good())
    assert not [d for d in found.diagnostics if d.severity == "error"]
    text = files["policy.route"]
    assert "country:" in text and "size:" in text
    router, state = Router(policy.graph), MemoryState()
    record = {"country": "DE", "size": 60}
    owners = [router.decide(record, state, None).owner for _ in range(3)]
    assert owners == ["owner_201", "owner_202", "owner_201"]
    assert router.decide({"country": "FR"}, state, None).owner == "owner_101"
    assert router.decide({"country": "DE"}, state, None).owner == "owner_101"
    assert router.decide({"hubspot_owner_id": "9"}, state, None).reason == "not enrolled"


def test_what_is_no_routing_is_kept_word_for_word():
    found, policy, files = imported(messy())
    (made,) = found.policies
    assert made.is_active and made.folder == "sales-inbound-2024"
    mapping = json.loads(files["hubspot.json"])
    kept = [act["actionId"] for acts in mapping["kept"].values() for act in acts]
    assert {"1", "6"} <= set(kept)
    code = next(a for acts in mapping["kept"].values() for a in acts if a["actionId"] == "6")
    assert code == messy()["actions"][-1]
    assert mapping["enrollmentCriteria"] == messy()["enrollmentCriteria"]
    text = files["policy.route"]
    assert 'require email, country else suppress "not enrolled"' in text
    assert "outside" in text and "HAS_EVER_BEEN_ANY_OF" in text
    names = {item.name for item in found.diagnostics}
    assert {"action-kept-aside", "opaque-condition", "branch-without-default"} <= names
    assert policy.graph.queues == ()


def test_a_change_of_owner_that_has_no_words_is_warned_of():
    body = good()
    turn = next(act for act in body["actions"] if act.get("actionTypeId") == "0-11")
    turn["fields"]["overwrite_current_owner"] = "false"
    found, _, files = imported(body)
    said = [item for item in found.diagnostics if item.name == "unread-assignment"]
    assert said and all(item.severity == "warning" for item in said)
    assert f"action {turn['actionId']} (0-11)" in said[0].message
    assert "action-kept-aside" not in {item.name for item in found.diagnostics}
    kept = json.loads(files["hubspot.json"])["kept"]
    assert turn in [act for acts in kept.values() for act in acts]


def test_an_imported_policy_goes_back_as_it_was():
    _, policy, files = imported(good())
    options = read_settings({"mapping": files["hubspot.json"]}, None)
    emission = emit(policy, options)
    assert not emission.losses, [item.message for item in emission.losses]
    out = {file.path: file.text for file in emission.files}
    assert not check(out, options)
    body = json.loads(out["flow.json"])
    assert body["name"] == "Inbound"
    assert body["enrollmentCriteria"] == good()["enrollmentCriteria"]
    again = read_back(policy, {n: t.encode() for n, t in out.items()}, options)
    outcome = compile_policy(again.path, MappingLoader(again.files))
    assert outcome.value is not None
    assert compare(policy.graph, outcome.value.graph).is_same


def test_an_opaque_filter_is_emitted_word_for_word():
    body = messy()
    del body["actions"][1]["listBranches"][0]
    body["actions"] = [a for a in body["actions"] if a["actionId"] in ("1", "2", "5")]
    _, policy, files = imported(body)
    options = read_settings({"mapping": files["hubspot.json"]}, None)
    emission = emit(policy, options)
    assert not emission.losses
    flow = next(file.text for file in emission.files if file.path == "flow.json")
    ever = asking("plan", kind="ENUMERATION", operator="HAS_EVER_BEEN_ANY_OF", values=["pro"])
    assert json.dumps(ever) in flow
    assert '"delta": "15"' in flow  # the delay came along


def test_a_random_split_is_a_stated_loss():
    _, policy, files = imported(messy())
    strict = emit(policy, read_settings({"mapping": files["hubspot.json"]}, None))
    assert any("outside" in item.message for item in strict.losses) and not strict.files


@pytest.mark.parametrize("name", STORIES)
def test_emitted_stories_import_and_compile(name):
    emission = emitted_story(name)
    text = next(file.text for file in emission.files if file.path == "flow.json")
    found, policy, _ = imported(json.loads(text))
    assert not [d for d in found.diagnostics if d.severity == "error"]
    assert policy.graph.nodes


def test_e_mails_of_an_environment_name_the_reps():
    table = {"env": {"live": {"owners": {"lena@acme.example": "101"}, "users": {}}}}
    _, policy, _ = imported(good(), read_settings(table, "live"))
    assert "lena" in {rep.name for rep in policy.graph.reps}


def test_enabled_workflows_come_first_and_folders_are_apart():
    one, other = good(), {**good(), "isEnabled": True}
    files = {"b.json": json.dumps([one, other]).encode(), "a.txt": b"x", "owners.json": b"{}"}
    found = import_files(files, SETTINGS)
    assert [policy.is_active for policy in found.policies] == [True, False]
    assert len({policy.folder for policy in found.policies}) == 2


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff", b"[]", b"{}", b'{"actions": 3}', b"[" * 9000, b'{"a":1,"a":2}']
)
def test_damage_is_told_and_never_raised(content):
    found = import_files({"a.json": content}, SETTINGS)
    assert not found.policies and found.diagnostics


@pytest.mark.parametrize("bad", [None, 3, "x", [], {}, [[]], [3], {"type": []}])
def test_damaged_parts_never_raise(bad):
    for place, action in enumerate(good()["actions"]):
        for key in action:
            body = good()
            body["actions"][place][key] = bad
            found = import_files({"a.json": json.dumps(body).encode()}, SETTINGS)
            for policy in found.policies:
                files = {file.path: file.text for file in policy.files}
                outcome = compile_policy("policy.route", MappingLoader(files))
                assert outcome.value is not None, (key, [d.message for d in outcome.diagnostics])


def test_a_circle_and_a_maze_are_refused():
    circle = good()
    circle["actions"][2]["connection"] = to("1", "GOTO")
    found = import_files({"a.json": json.dumps(circle).encode()}, SETTINGS)
    assert not found.policies and any(d.severity == "error" for d in found.diagnostics)
