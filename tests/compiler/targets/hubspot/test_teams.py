"""Rotations over HubSpot's own teams: named by the settings, emitted, read back, imported."""

import json

import pytest

from compiler.targets.hubspot.hubspot_bodies import good
from compiler.targets.hubspot.hubspot_policies import PEOPLE, RECORD, compiled
from compiler.targets.hubspot.hubspot_reference import Portal, run_flow
from compiler.targets.hubspot.test_read_back import emitted, read
from compiler.targets.hubspot.test_reference import NOW, stored, wanted
from routewright_compiler.analysis.comparison.comparison import compare
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_compiler.target.forms import TargetSettingsError
from routewright_compiler.targets.hubspot import check, emit, import_files, read_settings
from routewright_runtime.decide import Router
from routewright_runtime.state import MemoryState

RULES = """
rule "Whole"  { when country = DE  rotate all }
rule "Part"   { when country = FR  rotate all where speaks fr }
rule "Chain"  { when country = AT  assign ana  sla 1 hour  then rotate all }
fallback rotate two"""
TABLE = {
    "teams": {"all": "DACH team"},
    "env": {"live": {"teams": {"DACH team": "4711"}}},
    "allow_losses": ["team-order", "step-rotation"],
}
SETTINGS = read_settings(TABLE, None)


def policy_of(rules=RULES):
    return compiled("\n".join([RECORD, PEOPLE, rules]))


def turns(files):
    """Return whom the rotations of a flow name."""
    return [
        action["fields"].get("team_ids") or action["fields"]["user_ids"]
        for action in json.loads(files["flow.json"])["actions"]
        if action.get("actionTypeId") == "0-11"
    ]


def test_a_rotation_of_a_whole_team_names_the_hubspot_team():
    emission = emit(policy_of(), SETTINGS)
    files = {file.path: file.text for file in emission.files}
    assert not check(files, SETTINGS)
    team, users = ["${team:DACH team}"], "${user:%s@acme.example}"
    part = [users % "ana", users % "ben"]
    assert sorted(turns(files)) == sorted([team, team, part, [users % "ben", users % "ana"]])
    assert {loss.name for loss in emission.allowed} == {"team-order", "step-rotation"}
    assert "team-members" in {item.name for item in emission.assumptions}
    readme = files["README.md"]
    assert "- DACH team: ana@acme.example, ben@acme.example, cleo@acme.example" in readme
    assert "`${team:DACH team}`" in readme and "[hubspot.env.NAME.teams]" in readme


def test_the_order_of_a_hubspot_team_is_a_loss_that_must_be_allowed():
    found = emit(policy_of(), read_settings({**TABLE, "allow_losses": ["step-rotation"]}, None))
    assert not found.files
    assert {loss.code for loss in found.losses} == {"RW701"}
    assert any("`team-order`" in loss.help or '"team-order"' in loss.help for loss in found.losses)


def test_ids_of_teams_come_from_the_environment():
    users = {f"{name}@acme.example": name for name in ("ana", "ben", "cleo")}
    live = {"teams": {"DACH team": "4711"}, "users": users, "owners": users}
    files = emitted(policy_of(), read_settings({**TABLE, "env": {"live": live}}, "live"))
    assert turns(files).count(["4711"]) == 2 and b"${" not in files["flow.json"]
    missing = emit(policy_of(), read_settings({**TABLE, "env": {"live": {"users": users}}}, "live"))
    assert any("no id for the team `DACH team`" in item.message for item in missing.losses)


def test_a_hubspot_team_reads_back_and_another_one_does_not():
    policy = policy_of()
    files = emitted(policy, SETTINGS)
    found, graph = read(policy, files, SETTINGS)
    assert compare(policy.graph, graph).is_same, found.files
    assert {loss.name for loss in found.losses} == {"team-order", "step-rotation"}
    assert "team-members" in {item.name for item in found.assumptions}
    for edit in (
        {"team_ids": ["${team:another}"]},
        {"team_ids": ["${team:DACH team}", "${team:another}"]},
        {"user_ids": ["${user:ben@acme.example}", "${user:ana@acme.example}"]},
    ):
        body = json.loads(files["flow.json"])
        action = next(a for a in body["actions"] if "team_ids" in a.get("fields", {}))
        del action["fields"]["team_ids"]
        action["fields"].update(edit)
        edited = {**files, "flow.json": json.dumps(body).encode()}
        _, graph = read(policy, edited, SETTINGS)
        assert not compare(policy.graph, graph).is_same, edit


def test_the_portal_turns_among_the_members_of_its_team():
    policy = policy_of('rule "Whole" { when country = DE rotate all } fallback assign desk')
    body = json.loads(emitted(policy, SETTINGS)["flow.json"])
    members = tuple(f"${{owner:{name}@acme.example}}" for name in ("ana", "ben", "cleo"))
    portal = Portal(teams={"${team:DACH team}": members})
    router, state = Router(policy.graph), MemoryState()
    for _ in range(5):
        happened = run_flow(body, stored(policy, router, {"country": "DE"}), portal, NOW)
        (expected,) = wanted(router, {"country": "DE"}, state)
        assert happened[-1].value == f"${{owner:{expected[2]}}}"


def test_a_rotation_over_teams_is_imported_and_emitted_again():
    body = good()
    rotate = body["actions"][1]["fields"]
    del rotate["user_ids"]
    rotate["team_ids"] = ["4711", "4712"]
    found = import_files({"flow.json": json.dumps(body).encode()}, read_settings({}, None))
    (policy,) = found.policies
    files = {file.path: file.text for file in policy.files}
    assert "rotate hubspot_team_4711_4712" in files["policy.route"]
    (told,) = [item for item in found.diagnostics if item.code == "RW846"]
    assert "`4711`, `4712`" in told.message
    assert json.loads(files["hubspot.json"])["teams"] == {
        "hubspot_team_4711_4712": ["4711", "4712"]
    }
    outcome = compile_policy("policy.route", MappingLoader(files))
    assert outcome.value is not None
    table = {"mapping": files["hubspot.json"], "allow_losses": ["team-order"]}
    again = emitted(outcome.value, read_settings(table, None))
    assert ["4711", "4712"] in turns(again)


@pytest.mark.parametrize(
    "teams",
    [{"all": 4}, {"all": []}, {"all": ["A", "A"]}, {"all": ""}, {"all": 'A"'}, {"all": "}"}],
)
def test_wrong_settings_of_teams_are_told(teams):
    with pytest.raises(TargetSettingsError, match="teams"):
        read_settings({"teams": teams}, None)
