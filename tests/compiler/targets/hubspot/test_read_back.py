"""What is read back from an output is proved to be the policy, and an edited output is not."""

import json
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings

from compiler.targets.hubspot.hubspot_policies import (
    PEOPLE,
    RECORD,
    STORIES,
    compiled,
    emitted_story,
    lossy,
    policies,
    story,
)
from routewright_compiler.analysis.comparison.comparison import compare
from routewright_compiler.emit.verify import Verdict, verify
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_compiler.targets import hubspot
from routewright_compiler.targets.hubspot import emit, read_back, read_settings

SETTINGS = read_settings({}, None)
CODES = "DE AT CH FR GB ES IT NL BE DK SE NO FI PL CZ PT".split()


def read(policy, files, options=SETTINGS):
    """Return what was read back and its graph."""
    found = read_back(policy, files, options)
    outcome = compile_policy(found.path, MappingLoader(found.files))
    assert outcome.value is not None, [item.message for item in outcome.diagnostics]
    return found, outcome.value.graph


def emitted(policy, options=SETTINGS):
    emission = emit(policy, options)
    assert emission.files, [item.message for item in emission.losses]
    return {file.path: file.text.encode() for file in emission.files}


def first_deed(case):
    """Return what a case does at once, without what the losses of the stories leave out."""
    attempt = case.attempts[0]
    deed = attempt.deed
    return (deed.verb, deed.target, deed.where, attempt.notify, attempt.tags)


@settings(deadline=None, max_examples=60, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(policies())
def test_read_back_is_the_policy(text):
    policy = compiled(text)
    found, graph = read(policy, emitted(policy))
    assert not found.diagnostics and not found.losses
    comparison = compare(policy.graph, graph)
    assert not comparison.undecided
    assert not comparison.changes, found.files[found.path]


@pytest.mark.parametrize("name", STORIES)
def test_stories_verify(name):
    policy, options, emission = story(name), lossy(), emitted_story(name)
    files = {file.path: file.text.encode() for file in emission.files}
    found, graph = read(policy, files, options)
    assert not found.diagnostics
    assert set(found.losses) == set(emission.allowed)
    comparison = compare(policy.graph, graph, first_deed)
    assert comparison.is_same
    rules = {branch.rule for branch in comparison.sides[0].branches}
    assert set(found.rule_of.values()) <= rules
    assert all(
        branch.rule in found.rule_of or branch.rule == "fallback"
        for branch in comparison.sides[1].branches
        if branch.kind == "rule"
    )


def test_losses_are_told_whatever_the_map_says():
    policy, options = story("ramping"), lossy()
    files = emitted(policy, options)
    del files["routewright-map.json"]
    found, _ = read(policy, files, options)
    assert {loss.name for loss in found.losses} == {"caps", "weights"}


EDITS = {
    "operator": lambda body: _operations(body)[0].update(operator="IS_NOT_EQUAL_TO"),
    "value": lambda body: _operations(body)[0].update(values=["@other.example"]),
    "missing value": lambda body: _operations(body)[0].update(includeObjectsWithNoValueSet=False),
    "owner": lambda body: _action(body, "0-5")["fields"]["value"].update(staticValue="support"),
    "order of users": lambda body: _action(body, "0-11")["fields"]["user_ids"].reverse(),
    "user left out": lambda body: _action(body, "0-11")["fields"]["user_ids"].pop(),
    "branch order": lambda body: body["actions"][0]["listBranches"].reverse(),
    "default lost": lambda body: body["actions"][0].pop("defaultBranch"),
    "task moved": lambda body: _action(body, "0-3")["fields"]["due_time"].update(delta=239),
    "enrolment": lambda body: body["enrollmentCriteria"]["listFilterBranch"]["filterBranches"][0][
        "filters"
    ][0].update(property="email"),
}


def _operations(body):
    branches = body["actions"][0]["listBranches"]
    return [
        item["operation"]
        for branch in branches
        for alternative in branch["filterBranch"]["filterBranches"]
        for item in alternative["filters"]
    ]


def _action(body, type_id):
    return next(a for a in body["actions"] if a.get("actionTypeId") == type_id)


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_workflow_is_not_the_policy(name):
    policy = story("startup")
    files = emitted(policy)
    body = json.loads(files["flow.json"], parse_float=Decimal)
    EDITS[name](body)
    files["flow.json"] = json.dumps(body).encode()
    _, graph = read(policy, files)
    comparison = compare(policy.graph, graph)
    assert comparison.changes, name
    for change in comparison.changes:
        assert comparison.sighting(change).witness is not None


def test_two_actions_cannot_claim_the_turns_of_one_team():
    text = """record lead { email: email  country: country }
    rep ana "ana@acme.example"  rep ben "ben@acme.example"  team all { ana, ben }
    rule "A" { when country = DE  rotate all }
    fallback rotate all  tag "rest" """
    policy = compiled(text)
    files = emitted(policy)
    _, graph = read(policy, files)
    assert compare(policy.graph, graph).is_same
    body = json.loads(files["flow.json"])
    turn = _action(body, "0-11")
    branch = body["actions"][0]["listBranches"][0]
    twin = {**turn, "actionId": "999999999", "connection": None}
    del twin["connection"]
    body["actions"].append(twin)
    branch["connection"]["nextActionId"] = "999999999"
    noted = json.loads(files["routewright-map.json"])
    noted["actions"]["999999999"] = noted["actions"][turn["actionId"]]
    files["flow.json"] = json.dumps(body).encode()
    files["routewright-map.json"] = json.dumps(noted).encode()
    _, graph = read(policy, files)
    assert not compare(policy.graph, graph).is_same


def test_ids_of_an_environment_read_back():
    owners = {f"{name}@brightnote.example": str(n) for n, name in enumerate(("ana", "ben"), 101)}
    users = {email: f"9{own}" for email, own in owners.items()}
    table = {"env": {"live": {"owners": owners, "users": users}}}
    options = read_settings(table, "live")
    policy = story("startup")
    files = emitted(policy, options)
    assert b'"9101", "9102"' in files["flow.json"] and b"${" not in files["flow.json"]
    _, graph = read(policy, files, options)
    assert compare(policy.graph, graph).is_same


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff", b'{"actions": 3}', b'{"a": 1, "a": 2}', b"[" * 5000, b'{"x": NaN}'],
)
def test_damage_is_told_and_never_raised(content):
    policy = story("startup")
    found = read_back(policy, {"flow.json": content}, SETTINGS)
    if not found.files:
        assert found.diagnostics
    assert read_back(policy, {}, SETTINGS).diagnostics


def test_tables_of_options_become_value_equals_actions():
    rows = "".join(
        f"{code},{rep}\n" for code, rep in zip(CODES, "ana ben cleo desk".split() * 4, strict=True)
    )
    text = f"""{RECORD}{PEOPLE}
    table place from "place.csv" {{ key country  gives to }}
    rule "First" {{ when employees > 100 rotate all }}
    rule "Place" {{ when place(country) is known  rotate place(country) }}
    rule "Rest" {{ when country = US rotate all  tag "us" }}
    fallback assign later"""
    policy = compiled(text, **{"place.csv": f"country,to\n{rows}"})
    files = emitted(policy)
    body = json.loads(files["flow.json"])
    kinds = [action["type"] for action in body["actions"]]
    assert kinds.count("STATIC_BRANCH") == 2  # one by country, one behind the shared rotation
    (switch,) = [
        a for a in body["actions"] if a.get("inputValue", {}).get("propertyName") == "country"
    ]
    assert {branch["branchValue"] for branch in switch["staticBranches"]} == {*CODES, "US"}
    found, graph = read(policy, files)
    assert compare(policy.graph, graph).is_same
    assert set(found.rule_of.values()) == {"First", "Place", "Rest", "fallback"}


def test_many_rules_are_chained_and_read_back():
    rules = [
        f'rule "r{n}" {{ when employees = {n} and not source starts with "x{n % 3}"'
        f" assign {('ana', 'ben')[n % 2]} }}"
        if n % 5 == 0
        else f'rule "r{n}" {{ when employees = {n} assign {("ana", "ben")[n % 2]} }}'
        for n in range(90)
    ]
    policy = compiled("\n".join([RECORD, PEOPLE, *rules, "fallback rotate two"]))
    files = emitted(policy)
    body = json.loads(files["flow.json"])
    sizes = [len(a["listBranches"]) for a in body["actions"] if a["type"] == "LIST_BRANCH"]
    assert len(sizes) > 5 and max(sizes) <= 20
    _, graph = read(policy, files)
    assert compare(policy.graph, graph).is_same


def test_rules_that_do_as_the_rest_does_keep_their_names():
    rules = """
    rule "not A" { when country = DE  rotate all }
    rule "B" { when not source starts with "x" and country = FR  rotate all }
    rule "C" { when country = AT  rotate all }
    fallback rotate all"""
    policy = compiled("\n".join([RECORD, PEOPLE, rules]))
    found = verify(hubspot, policy, emitted(policy), SETTINGS)
    assert found.verdict is Verdict.EQUAL and found.has_rule_names, found.differences


def test_a_guard_against_blank_spellings_takes_no_other_test_with_it():
    rules = """
    rule "A" { when source != "demo" and source contains "e"  assign ana }
    fallback assign ben"""
    policy = compiled("\n".join([RECORD, PEOPLE, rules]))
    _, graph = read(policy, emitted(policy))
    assert compare(policy.graph, graph).is_same
