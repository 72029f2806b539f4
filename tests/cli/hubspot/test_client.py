"""The client of HubSpot flows against a stand-in portal: fetch, plan, apply, every trouble."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.hubspot.stand_in import TOKEN, StandIn
from routewright.hubspot import session
from routewright.hubspot.plan_file import plan_text, read_fetched
from routewright_compiler.targets.hubspot.plan import PlanError, Step, normal_body, plan_flows


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr(session.time, "sleep", found.append)
    return found


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch, pauses: list[float]) -> Iterator[StandIn]:
    pytest.importorskip("httpx", reason="the client needs the extra `hubspot`")
    monkeypatch.setenv(session.TOKEN, TOKEN)
    found = StandIn()
    yield found
    found.close()


def flow(name: str = "Inbound", owner: str = "101") -> dict:
    return {
        "type": "CONTACT_FLOW",
        "flowType": "WORKFLOW",
        "objectTypeId": "0-1",
        "name": name,
        "description": "made by a test",
        "isEnabled": False,
        "startActionId": "7",
        "nextAvailableActionId": "9",
        "actions": [
            {
                "type": "LIST_BRANCH",
                "actionId": "7",
                "listBranches": [
                    {
                        "branchName": "all",
                        "filterBranch": {"filterBranchType": "OR"},
                        "connection": {"edgeType": "STANDARD", "nextActionId": "8"},
                    }
                ],
                "defaultBranchName": "none",
            },
            {
                "type": "SINGLE_CONNECTION",
                "actionId": "8",
                "actionTypeId": "0-5",
                "actionTypeVersion": 0,
                "fields": {"property_name": "hubspot_owner_id", "value": {"staticValue": owner}},
            },
        ],
        "enrollmentCriteria": {"type": "MANUAL", "shouldReEnroll": False},
        "timeWindows": [],
        "blockedDates": [],
        "customProperties": {},
        "dataSources": [],
        "suppressionListIds": [],
        "canEnrollFromSalesforce": False,
    }


def planned(tmp_path: Path, bodies: list[dict], fetched: str = "fetched") -> Path:
    file = tmp_path / "plan.json"
    file.write_text(plan_text(plan_flows(bodies, read_fetched(tmp_path / fetched))))
    return file


def fetch(portal: StandIn, command_line, folder: str = "fetched", *more: str):
    return command_line("hubspot", "fetch", "--output", folder, "--base", portal.base, *more)


def apply(portal: StandIn, command_line, *more: str):
    return command_line("hubspot", "apply", "plan.json", "--base", portal.base, *more)


def test_a_portal_is_brought_to_the_emission_and_stays(
    tmp_path: Path, portal: StandIn, command_line
) -> None:
    for name in ("Other 1", "Other 2", "Other 3"):
        portal.create(flow(name))
    found = fetch(portal, command_line)
    assert (found.code, found.out) == (0, "")
    assert len(read_fetched(tmp_path / "fetched")) == 3  # two pages
    planned(tmp_path, [flow()])
    found = apply(portal, command_line, "--yes")
    assert found.code == 0, found.err
    assert found.err.splitlines()[0] == "create     Inbound (off)"
    assert "created Inbound (id 104, revision 1)" in found.err
    assert portal.flows["104"]["isEnabled"] is False
    assert fetch(portal, command_line).code == 0
    planned(tmp_path, [flow()])
    calls = len(portal.calls)
    found = apply(portal, command_line, "--yes")
    assert found.code == 0
    assert "unchanged  Inbound (id 104)" in found.err
    assert "nothing to send" in found.err
    assert len(portal.calls) == calls


def test_an_update_keeps_what_the_portal_owns(
    tmp_path: Path, portal: StandIn, command_line
) -> None:
    portal.create(flow())
    portal.flows["101"].update({"isEnabled": True, "timeWindows": [{"day": "MONDAY"}]})
    fetch(portal, command_line)
    planned(tmp_path, [flow(owner="202")])
    found = apply(portal, command_line, "--yes")
    assert found.code == 0, found.err
    assert "update     Inbound (id 101, on: the change works at once): actions: 1 new" in found.err
    now = portal.flows["101"]
    assert now["isEnabled"] is True
    assert now["timeWindows"] == [{"day": "MONDAY"}]
    assert now["enrollmentCriteria"] == flow()["enrollmentCriteria"]
    assert now["actions"] == flow(owner="202")["actions"]
    assert now["revisionId"] == "2"
    assert not any(method == "DELETE" for method, _ in portal.calls)


def test_a_changed_revision_stops(tmp_path: Path, portal: StandIn, command_line) -> None:
    portal.create(flow())
    fetch(portal, command_line)
    planned(tmp_path, [flow(owner="202")])
    portal.flows["101"]["revisionId"] = "5"
    found = apply(portal, command_line, "--yes")
    assert found.code == 2
    assert (
        "was changed in the portal since it was fetched (revision 5, planned from 1)" in found.err
    )
    assert ("PUT", "/automation/v4/flows/101") not in portal.calls


def test_a_flow_that_came_meanwhile_is_not_made_twice(
    tmp_path: Path, portal: StandIn, command_line
) -> None:
    fetch(portal, command_line)
    planned(tmp_path, [flow()])
    portal.create(flow())
    found = apply(portal, command_line, "--yes")
    assert found.code == 2
    assert "has a flow `Inbound` by now" in found.err
    assert len(portal.flows) == 1


def test_a_creation_that_failed_late_is_not_repeated(
    tmp_path: Path, portal: StandIn, pauses: list[float], command_line
) -> None:
    fetch(portal, command_line)
    planned(tmp_path, [flow()])
    portal.fails_after_create = 1
    found = apply(portal, command_line, "--yes")
    assert found.code == 0, found.err
    assert len(portal.flows) == 1
    assert pauses[0] == 1.0


def test_a_busy_portal_is_asked_again_more_and_more_slowly(
    portal: StandIn, pauses: list[float], command_line
) -> None:
    portal.answers = [(429, {"retry-after": "7"}), (503, {}), (500, {})]
    assert fetch(portal, command_line).code == 0
    assert pauses == [7.0, 2.0, 4.0]


def test_a_portal_that_stays_down_is_given_up(
    portal: StandIn, pauses: list[float], tmp_path: Path, command_line
) -> None:
    portal.answers = [(503, {})] * 9
    found = fetch(portal, command_line)
    assert found.code == 2
    assert "did not answer GET /flows in 5 attempts: 503, not now" in found.err
    assert len(pauses) == 4
    assert not (tmp_path / "fetched").exists()


def test_a_refusal_is_said_once(portal: StandIn, monkeypatch, pauses, command_line) -> None:
    monkeypatch.setenv(session.TOKEN, "wrong")
    found = fetch(portal, command_line)
    assert found.code == 2
    assert "401, Authentication credentials not found; the token must be valid" in found.err
    assert (len(portal.calls), pauses) == (1, [])
    assert "wrong" not in found.err


def test_what_the_portal_holds_is_compared_with_what_was_sent(
    tmp_path: Path, portal: StandIn, command_line
) -> None:
    portal.create(flow())
    fetch(portal, command_line)
    planned(tmp_path, [flow(owner="202")])
    portal.takes_wrong = True
    found = apply(portal, command_line, "--yes")
    assert found.code == 2
    assert "holds something else than was sent" in found.err


def test_nothing_is_sent_unasked(tmp_path: Path, portal: StandIn, command_line) -> None:
    fetch(portal, command_line)
    planned(tmp_path, [flow()])
    calls = len(portal.calls)
    found = apply(portal, command_line)
    assert found.code == 2
    assert "say `--yes`" in found.err
    assert len(portal.calls) == calls


@pytest.mark.parametrize("token", ["", "   ", "line\nbreak", "ü"])
def test_a_token_is_asked_for(token: str, portal: StandIn, monkeypatch, command_line) -> None:
    monkeypatch.setenv(session.TOKEN, token)
    found = fetch(portal, command_line)
    assert found.code == 2
    assert "HUBSPOT_ACCESS_TOKEN" in found.err


@pytest.mark.parametrize("base", ["http://portal.example", "ftp://127.0.0.1", "nonsense", ""])
def test_the_token_goes_over_https_only(base: str, portal: StandIn, command_line) -> None:
    found = command_line("hubspot", "fetch", "--output", "f", "--base", base or "http://")
    assert found.code == 2
    assert "over https only" in found.err


def test_a_folder_of_something_else_is_left_alone(
    tmp_path: Path, portal: StandIn, command_line
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep")
    found = fetch(portal, command_line, "mine")
    assert found.code == 2
    assert "holds `notes.txt`, which no fetch wrote" in found.err
    assert portal.calls == []


def test_one_flow_is_fetched_by_its_name(tmp_path: Path, portal: StandIn, command_line) -> None:
    portal.create(flow("A"))
    portal.create(flow("B"))
    found = fetch(portal, command_line, "some", "--name", "B", "--name", "C")
    assert found.code == 1
    assert "no flow of the portal is called `C`" in found.err
    assert [body["name"] for body in read_fetched(tmp_path / "some")] == ["B"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"version": 2, "flows": []}',
        '{"version": 1, "flows": [3]}',
        '{"version": 1, "flows": [{"name": "a", "step": "delete", "body": {"a": 1}}]}',
        '{"version": 1, "flows": [{"name": "a", "step": "create"}]}',
        '{"version": 1, "flows": [{"name": "a", "step": "update", "body": {"a": 1}}]}',
    ],
)
def test_a_damaged_plan_sends_nothing(
    text: str, tmp_path: Path, portal: StandIn, command_line
) -> None:
    (tmp_path / "plan.json").write_text(text)
    found = apply(portal, command_line, "--yes")
    assert found.code == 2
    assert "plan.json" in found.err
    assert portal.calls == []


# --- the plan itself ---------------------------------------------------------------------------


def exported(body: dict, **more: object) -> dict:
    return {**body, "id": "55", "revisionId": "3", "uuid": "x", "updatedAt": "now", **more}


def renumbered(body: dict) -> dict:
    text = json.dumps(body).replace('"7"', '"71"').replace('"8"', '"12"')
    found = json.loads(text)
    return {**found, "actions": found["actions"][::-1]}


def test_numbers_and_order_of_actions_are_no_change() -> None:
    (found,) = plan_flows([flow()], [exported(renumbered(flow()))])
    assert found.step is Step.UNCHANGED
    assert normal_body(flow()) == normal_body(renumbered(flow()))


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("description", "another", "description"),
        ("enrollmentCriteria", {"type": "MANUAL", "shouldReEnroll": True}, "enrolment"),
        ("actions", [], "actions: 2 new or changed, 0 gone or changed, of 0"),
    ],
)
def test_a_change_is_named(key: str, value: object, told: str) -> None:
    (found,) = plan_flows([flow()], [exported({**flow(), key: value})])
    assert found.step is Step.UPDATE
    assert found.changes == (told,)
    assert found.body[key] == flow()[key]
    assert found.body["revisionId"] == "3"
    assert not {"id", "uuid", "dataSources", "objectTypeId", "nextAvailableActionId"} & set(
        found.body
    )


def test_what_cannot_be_matched_is_said() -> None:
    with pytest.raises(PlanError, match="2 flows of the portal are called `Inbound`"):
        plan_flows([flow()], [exported(flow()), {**exported(flow()), "id": "56"}])
    with pytest.raises(PlanError, match="cannot be changed"):
        plan_flows([flow()], [exported(flow(), objectTypeId="0-3")])
    with pytest.raises(PlanError, match="has no revisionId"):
        plan_flows([flow()], [exported(flow(), revisionId=None)])


# --- from the policy to the portal ---------------------------------------------------------------

POLICY = """
record contact { country: country }
rep ana "ana@acme.example"
rep ben "ben@acme.example"
team emea { ana, ben }
rule "EMEA" { when country in (DE, FR)  rotate emea }
fallback assign ana
"""
SETTINGS = """
[hubspot.env.production.owners]
"ana@acme.example" = "101"
"ben@acme.example" = "102"
[hubspot.env.production.users]
"ana@acme.example" = "201"
"ben@acme.example" = "202"
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    (tmp_path / "in.route").write_text(POLICY)
    (tmp_path / "routewright.toml").write_text(SETTINGS)
    return tmp_path


def emit(command_line, *more: str):
    return command_line("emit", "hubspot", "in.route", "--output", "out", *more)


def test_a_policy_goes_to_the_portal_and_is_unchanged_there(
    policy: Path, portal: StandIn, command_line
) -> None:
    fetch(portal, command_line)
    found = emit(command_line, "--env", "production", "--plan", "fetched")
    assert found.code == 0, found.err
    assert "create     " in found.out
    found = command_line("hubspot", "apply", "out", "--yes", "--base", portal.base)
    assert found.code == 0, found.err
    fetch(portal, command_line)
    found = emit(command_line, "--env", "production", "--plan", "fetched")
    assert "unchanged  " in found.out
    (policy / "in.route").write_text(POLICY.replace("(DE, FR)", "(DE, FR, IT)"))
    found = emit(command_line, "--env", "production", "--plan", "fetched")
    assert "update     " in found.out
    found = command_line("hubspot", "apply", "out", "--yes", "--base", portal.base)
    assert found.code == 0, found.err


def test_a_plan_needs_ids_and_hubspot(policy: Path, command_line) -> None:
    (policy / "fetched").mkdir()
    found = emit(command_line, "--plan", "fetched")
    assert found.code == 2
    assert "add `--env NAME`" in found.err
    found = command_line("emit", "salesforce", "in.route", "--output", "out", "--plan", "fetched")
    assert found.code == 2
    assert "`--plan` is for `hubspot` only" in found.err
    assert not (policy / "out").exists()
