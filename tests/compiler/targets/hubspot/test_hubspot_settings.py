"""Settings are strict, the README tells the truth, losses have names, ids stay."""

from pathlib import Path

import pytest

import routewright_compiler.targets.hubspot as hubspot
from compiler.targets.hubspot.hubspot_policies import compiled, lossy, story
from routewright_compiler.target.discovery import find_target
from routewright_compiler.target.forms import TargetSettingsError
from routewright_compiler.targets.hubspot import emit, read_settings
from routewright_compiler.targets.hubspot.action_ids import action_ids
from routewright_compiler.targets.hubspot.assumptions import ASSUMPTIONS
from routewright_compiler.targets.hubspot.limits import LIMITS
from routewright_compiler.targets.hubspot.losses import FEATURES, LOSS_NAMES

README = Path(hubspot.__file__).with_name("README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"objekt": "contact"}, ("hubspot.objekt", "did you mean `hubspot.object`")),
        ({"object": "lad"}, ("hubspot.object", '"lead"')),
        ({"rotate": "auto"}, ("hubspot.rotate", '"static"')),
        ({"allow_losses": ["availabilty"]}, ("availabilty", "did you mean `availability`")),
        ({"allow_losses": "caps"}, ("hubspot.allow_losses", "list of texts")),
        ({"properties": {"a": "B C"}}, ("hubspot.properties.a", "internal name")),
        ({"properties": {"a": "x", "b": "x"}}, ("`a`", "`b`", "`x`")),
        ({"trigger": {"kind": "form"}}, ("hubspot.trigger.forms", "at least one")),
        ({"trigger": {"kind": "timer"}}, ("hubspot.trigger.kind", '"criteria"')),
        ({"trigger": {"kind": "list", "forms": ["a"]}}, ("hubspot.trigger.forms",)),
        ({"env": {"x": {"owner": {}}}}, ("hubspot.env.x.owner", "owners")),
        ({"env": {"x": {"owners": {"a@b.example": 1}}}}, ("a@b.example", "id")),
        ({"mapping": "{"}, ("hubspot.json", "import the workflow again")),
        ({"mapping": '{"version": 2}'}, ("hubspot.json", "version")),
        ({"api_path": "https://x"}, ("hubspot.api_path",)),
        ({"answered": "Last Contacted"}, ("hubspot.answered",)),
    ],
)
def test_wrong_settings_name_key_and_remedy(table, words):
    with pytest.raises(TargetSettingsError) as caught:
        read_settings(table, None)
    for word in words:
        assert word in str(caught.value)


def test_an_unknown_environment_offers_the_nearest():
    with pytest.raises(TargetSettingsError, match=r"did you mean `hubspot\.env\.live`"):
        read_settings({"env": {"live": {}}}, "lve")


def test_the_target_is_found():
    assert find_target("hubspot").NAME == "hubspot"


def test_the_readme_lists_every_feature_limit_and_assumption():
    for feature in FEATURES:
        loss = f"`{feature.loss}`" if feature.loss else ""
        row = (feature.feature, feature.capability, feature.how, loss, feature.source)
        assert f"| {' | '.join(row)} |" in README
    for limit in LIMITS:
        assert f"| {limit.name} | {limit.number} |" in README
    for name, item in ASSUMPTIONS.items():
        assert f"| `{name}` | {item.text} | {item.source} |" in README


TRIGGERS = {
    "criteria": (
        {"kind": "criteria", "property": "stage", "is": "any of", "values": ["new"]},
        "new",
    ),
    "form": ({"kind": "form", "forms": ["Contact us"]}, "${form:Contact us}"),
    "list": ({"kind": "list", "lists": ["Inbound"]}, "${list:Inbound}"),
}


@pytest.mark.parametrize("name", TRIGGERS)
def test_triggers_enrol(name):
    trigger, word = TRIGGERS[name]
    options = read_settings({"trigger": trigger}, None)
    emission = emit(story("startup"), options)
    files = {file.path: file.text for file in emission.files}
    assert word in files["flow.json"]
    assert not hubspot.check(files, options)
    assert not hubspot.read_back(
        story("startup"), {n: t.encode() for n, t in files.items()}, options
    ).diagnostics


@pytest.mark.parametrize(
    ("kind", "flow", "own"),
    [
        ("contact", "CONTACT_FLOW", "0-1"),
        ("deal", "PLATFORM_FLOW", "0-3"),
        ("2-77", "PLATFORM_FLOW", "2-77"),
    ],
)
def test_objects_choose_the_type_of_the_flow(kind, flow, own):
    options = read_settings({"object": kind}, None)
    files = {file.path: file.text for file in emit(story("startup"), options).files}
    assert f'"type": "{flow}"' in files["flow.json"]
    assert f'"objectTypeId": "{own}"' in files["flow.json"]
    assert not hubspot.check(files, options)


LOSSES = {
    "pattern": 'rule "r" { when source matches /a+b/ assign ana }',
    "field-comparison": 'rule "r" { when employees > revenue assign ana }',
    "time-of-decision": 'calendar c { open mon 09:00-10:00 } rule "r" { when during c assign ana }',
    "outside": 'rule "r" { when outside "ISPICKVAL(x)" assign ana }',
    "part": 'rule "r" { when email.domain contains "bank" assign ana }',
    "owner-from-field": 'rule "r" { when owner is known assign owner }',
    "weights": 'team w { ana weight 2, ben } rule "r" { when country = DE rotate w by weight }',
    "by-load": 'rule "r" { when country = DE rotate all by load }',
    "reassign": 'rule "r" { when country = DE rotate all sla 1 hour then reassign }',
    "step-rotation": 'rule "r" { when country = DE rotate all sla 1 hour then rotate two }',
    "step-target": 'rule "r" { when country = DE rotate all sla 1 hour then assign owner }',
    "business-hours": "calendar c { open mon 09:00-10:00 }"
    ' rule "r" { when country = DE assign ana sla 1 hour during c }',
    "notify": 'rule "r" { when country = DE assign desk notify assignee }',
}


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_stated_and_can_be_allowed(name):
    from compiler.targets.hubspot.hubspot_policies import PEOPLE, RECORD

    policy = compiled(f"{RECORD}{PEOPLE}{LOSSES[name]} fallback assign desk")
    strict = emit(policy, read_settings({}, None))
    assert not strict.files
    assert all(f'`"{name}"`' in item.help for item in strict.losses) and strict.losses
    allowed = emit(policy, read_settings({"allow_losses": [name]}, None))
    assert allowed.files and [loss.name for loss in allowed.allowed] == [name]


def test_static_rotation_is_a_loss_of_its_own():
    options = read_settings({"rotate": "static"}, None)
    assert {d.code for d in emit(story("startup"), options).losses} == {"RW701"}
    options = read_settings({"rotate": "static", "allow_losses": ["rotation-form"]}, None)
    files = {file.path: file.text for file in emit(story("startup"), options).files}
    assert "0-11" not in files["flow.json"]


def test_losses_have_names_that_can_be_allowed():
    assert lossy().allow_losses == LOSS_NAMES


def test_ids_hang_on_names_alone():
    names = [f"give|rule {n}" for n in range(300)]
    ids = action_ids(names)
    assert len(set(ids.values())) == 300
    assert action_ids(reversed(names)) == ids
    assert all(action_ids(names[:150])[name] == ids[name] for name in names[:150])


def test_the_same_policy_gives_the_same_bytes():
    one, other = (emit(story("acme"), lossy()) for _ in range(2))
    assert one == other


def test_a_name_without_an_id_is_told_where_an_environment_is_named():
    table = {"env": {"live": {"owners": {"ana@brightnote.example": "1"}}}}
    emission = emit(story("startup"), read_settings(table, "live"))
    assert not emission.files
    assert [item.code for item in emission.losses] == ["RW751", "RW751"]
    assert "ben@brightnote.example" in emission.losses[1].message
    assert "[hubspot.env.live.users]" in emission.losses[1].help


def test_texts_stand_as_the_policy_writes_them():
    policy = compiled(
        "record lead { source: text } queue q "
        'rule "r" { when source in ("Lead Form", "DEMO") or source contains "Web" suppress "x" }'
        " fallback assign q"
    )
    flow = next(f.text for f in emit(policy, read_settings({}, None)).files if "flow" in f.path)
    assert '"DEMO", "Lead Form"' in flow and '["Web"]' in flow
