"""The table `[salesforce]`: strict, with key and remedy; people and fields mapped; losses."""

import pytest

from compiler.targets.salesforce.emit_stories import (
    all_allowed,
    emitted,
    files_of,
    policy_of,
    story,
)
from routewright_compiler.target.forms import TargetSettingsError
from routewright_compiler.targets.salesforce.check.checking import check
from routewright_compiler.targets.salesforce.emit import emit
from routewright_compiler.targets.salesforce.losses import FEATURES, LOSS_NAMES, Capability
from routewright_compiler.targets.salesforce.model import FieldType
from routewright_compiler.targets.salesforce.settings import (
    FieldSetting,
    SalesforceSettings,
    Unanswered,
    read_settings,
)

RULES = "force-app/main/default/assignmentRules/Lead.assignmentRules-meta.xml"


def test_an_empty_table_gives_the_defaults() -> None:
    assert read_settings({}, None) == SalesforceSettings()


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"objekt": "Lead"}, "did you mean `salesforce.object`"),
        ({"object": "Lead!"}, "salesforce.object"),
        ({"object": 3}, "salesforce.object"),
        ({"api_version": 66.0}, '"66.0"'),
        ({"api_version": "v66"}, '"66.0"'),
        ({"rule_name": "a b"}, "salesforce.rule_name"),
        ({"round_robin": "autonumber"}, '"auto-number"'),
        ({"queue_members": "yes"}, "true or false"),
        ({"place_values": "iso"}, '"codes"'),
        ({"allow_losses": "caps"}, "list of names"),
        ({"allow_losses": ["cap"]}, "did you mean `caps`"),
        ({"fields": {"employees": "no field!"}}, "salesforce.fields.employees"),
        ({"fields": {"employees": {"type": "Number"}}}, "needs `field`"),
        ({"fields": {"employees": {"field": "E__c", "type": "Int"}}}, "type"),
        ({"fields": {"employees": {"feld": "E__c"}}}, "did you mean"),
        ({"fields": []}, "must be a table"),
        ({"unanswered": {"field": "Status"}}, "unanswered"),
        ({"unanswered": "New"}, "must be a table"),
        ({"env": {"sandbox": {"user": {}}}}, "did you mean `salesforce.env.sandbox.users`"),
        ({"env": {"sandbox": {"users": {"a@b.example": ""}}}}, "must be a text"),
        ({"env": {"sandbox": {"queues": {"desk": "Data Desk"}}}}, "developer name"),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(table: dict[str, object], words: str) -> None:
    with pytest.raises(TargetSettingsError) as trouble:
        read_settings(table, None)
    assert words in str(trouble.value)


def test_an_environment_must_be_there() -> None:
    table = {"env": {"sandbox": {}}}
    assert read_settings(table, "sandbox").env == "sandbox"
    with pytest.raises(TargetSettingsError, match="sandbox"):
        read_settings(table, "sandbocks")


def test_everything_said_is_taken() -> None:
    found = read_settings(
        {
            "object": "Case",
            "unanswered": {"field": "Status", "value": "New"},
            "fields": {"plan": {"field": "Plan__c", "type": "Picklist"}, "a.b": "Account.Name"},
            "env": {"prod": {"users": {"A@b.example": "a.b"}, "queues": {"desk": "Desk_1"}}},
            "allow_losses": ["caps", "caps"],
        },
        "prod",
    )
    assert found.fields["plan"] == FieldSetting("Plan__c", FieldType.PICKLIST)
    assert found.users == {"a@b.example": "a.b"} and found.queues == {"desk": "Desk_1"}
    assert found.sign_of_silence == Unanswered("Status", "New")
    assert found.allow_losses == {"caps"} and found.has_assignment_rules


def test_people_queues_and_fields_stand_as_the_environment_calls_them() -> None:
    table = {
        "fields": {"source": "Web_Source__c"},
        "env": {
            "sandbox": {
                "users": {"ana@brightnote.example": "ana@brightnote.example.sandbox"},
                "queues": {"junk": "Rubbish"},
            }
        },
    }
    settings = read_settings(table, "sandbox")
    files = files_of(emit(story("startup/inbound.route"), settings))
    assert "<assignedTo>ana@brightnote.example.sandbox</assignedTo>" in files[RULES]
    assert "<assignedTo>Rubbish</assignedTo>" in files[RULES]
    assert "<field>Lead.Web_Source__c</field>" in files[RULES]
    assert "force-app/main/default/queues/Rubbish.queue-meta.xml" in files
    assert not any("Web_Source__c.field" in path for path in files)
    assert check(files, settings) == ()


def test_places_may_stand_by_their_names() -> None:
    text = """
record lead { country: country  state: state }
rep ana "ana@acme.example"
rule "A" { when country in (DE, KR) or state = US-CA assign ana }
fallback assign ana
"""
    codes = files_of(emit(policy_of(text), read_settings({}, None)))[RULES]
    assert "<value>DE,KR</value>" in codes and "<value>CA</value>" in codes
    table = {
        "place_values": "names",
        "fields": {"country": "Country", "state": "State"},
    }
    names = files_of(emit(policy_of(text), read_settings(table, None)))[RULES]
    assert "Germany" in names and "California" in names and "CountryCode" not in names


# --- losses -------------------------------------------------------------------------------------


def test_nothing_is_emitted_where_a_loss_is_not_allowed() -> None:
    emission = emit(story("acme/inbound.route"), read_settings({}, None))
    assert emission.files == () and emission.losses
    for loss in emission.losses:
        assert (loss.code, loss.name) == ("RW701", "unsupported-by-target")
        assert "allow_losses" in loss.help and loss.label.span.end > loss.label.span.start
    named = {name for name in LOSS_NAMES for loss in emission.losses if f'"{name}"' in loss.help}
    assert named == {"availability", "business-hours", "caps", "reassign"}


def test_allowed_losses_stand_in_the_readme_and_no_others_are_taken() -> None:
    table = {"allow_losses": ["availability", "business-hours", "caps", "reassign", "hold"]}
    emission = emit(story("acme/inbound.route"), read_settings(table, None))
    assert {loss.name for loss in emission.allowed} == set(table["allow_losses"]) - {"hold"}
    readme = files_of(emission)["README.md"]
    for loss in emission.allowed:
        assert f"| {loss.name} | {loss.rule} | {loss.reason}" in readme
    for assumption in emission.assumptions:
        assert f"| {assumption.name} |" in readme


RECORD = """
record lead {
  email: email  phone: phone  website: url  title: text  owner: user  created: datetime
}
calendar office { zone "Europe/Berlin"  open mon-fri 09:00-17:00 }
rep ana "ana@acme.example"
rep ben "ben@acme.example" { calendar office }
team t { ana weight 50, ben weight 49 }
queue q "Q"
"""
CASES = {
    "pattern": "when title matches /[a-z]+/ assign ana",
    "time-of-decision": "when during office assign ana",
    "outside": 'when outside "rollout 10 %" assign ana',
    "availability": "rotate t",
    "weights": "rotate t by weight",
    "by-load": "rotate t by load",
    "hold": "rotate t hold up to 2 hours",
    "business-hours": "assign ana sla 1 hour during office",
    "reassign": "rotate t sla 1 hour then reassign",
    "rotation-form": "rotate t",
    None: "when phone.country = DE assign ana",
}


@pytest.mark.parametrize("name", CASES, ids=str)
def test_each_loss_has_its_name(name: str | None) -> None:
    policy = policy_of(f'{RECORD}rule "R" {{ {CASES[name]} }}\nfallback assign q\n')
    form = {"round_robin": "auto-number"} if name == "rotation-form" else {}
    refused = emit(policy, read_settings(form, None))
    assert not refused.files and refused.losses
    if name is None:
        assert "allow_losses" not in refused.losses[0].help
        assert not emit(policy, all_allowed()).files
        return
    assert any(f'"{name}"' in loss.help for loss in refused.losses)
    emission = emit(policy, all_allowed(**form))
    assert name in {loss.name for loss in emission.allowed}
    assert check(files_of(emission), all_allowed(**form)) == ()


def test_what_salesforce_says_exactly_loses_nothing() -> None:
    for name in ("startup/inbound.route", "territories/inbound.route"):
        assert emit(story(name), read_settings({}, None)).losses == ()


def test_who_is_told_gets_an_e_mail_once_the_save_is_done() -> None:
    policy = policy_of(
        f'{RECORD}rule "R" {{ assign q notify t notify ben notify assignee }}\nfallback assign q\n'
    )
    settings = read_settings({}, None)
    files = files_of(emit(policy, settings))
    assert check(files, settings) == ()
    flow = files["force-app/main/default/flows/Routewright_Lead_Notices.flow-meta.xml"]
    assert "<pathType>AsyncAfterCommit</pathType>" in flow
    assert "<stringValue>ana@acme.example, ben@acme.example</stringValue>" in flow
    assert "<stringValue>ben@acme.example</stringValue>" in flow
    assert "<elementReference>$Record.Owner:User.Email</elementReference>" in flow
    before = files["force-app/main/default/flows/Routewright_Lead_Before_Save.flow-meta.xml"]
    assert "$Record.Routewright_Rule__c" in before


def test_tags_owners_from_fields_and_due_times_are_set_by_the_flow() -> None:
    files = emitted("acme/inbound.route")
    flow = files["force-app/main/default/flows/Routewright_Lead_Before_Save.flow-meta.xml"]
    assert "<elementReference>$Record.Account_Owner__c</elementReference>" in flow
    assert "{!$Flow.CurrentDateTime} + 15 / 1440" in flow
    tagged = emitted("sized/inbound.route")
    flow = tagged["force-app/main/default/flows/Routewright_Lead_Before_Save.flow-meta.xml"]
    assert "<stringValue>self-serve</stringValue>" in flow


def test_the_capability_table_of_the_readme_is_the_data() -> None:
    from importlib.resources import files as resources

    text = resources("routewright_compiler.targets.salesforce").joinpath("README.md").read_text()
    for feature in FEATURES:
        assert f"| {feature.feature} | {feature.capability.value}" in text, feature.feature
        assert (feature.loss is None) is (feature.capability is not Capability.BY_CHOICE)
