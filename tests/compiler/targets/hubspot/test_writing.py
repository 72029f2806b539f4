"""The templates hold layout alone: what they write is JSON, laid out as the writer would."""

import json

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from compiler.targets.hubspot.hubspot_policies import (
    PEOPLE,
    RECORD,
    STORIES,
    compiled,
    emitted_story,
    policies,
)
from routewright_compiler.targets.hubspot import emit, read_settings
from routewright_compiler.targets.hubspot.json_text import parse, pretty
from routewright_compiler.targets.hubspot.model import OwnerIds
from routewright_compiler.targets.hubspot.writing import owners_text

BODIES = ("flow.json", "properties.json")
NASTY = ('a "b"', "{{ flow }}", "{% raw %}", "back\\slash", "<&>'", "né ü 日本", "${owner:x}", "#}")


def assert_laid_out(emission):
    for file in emission.files:
        if file.path in BODIES:
            assert file.text == pretty(parse(file.text)), file.path
        elif file.path.endswith(".json"):
            parse(file.text)


@pytest.mark.parametrize("name", STORIES)
def test_stories_are_laid_out_as_the_writer_would(name):
    assert_laid_out(emitted_story(name))


@settings(deadline=None, max_examples=30, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(policies())
def test_generated_policies_are_laid_out_as_the_writer_would(text):
    assert_laid_out(emit(compiled(text), read_settings({}, None)))


@pytest.mark.parametrize("name", NASTY)
def test_no_text_of_a_policy_becomes_part_of_the_form(name):
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    policy = compiled(
        f"""{RECORD}{PEOPLE}
        queue odd "{quoted}"
        rule "{quoted}" {{ when source = "{quoted}"  assign ana  tag "{quoted}"  sla 1 hour }}
        fallback assign odd"""
    )
    options = read_settings({"name": name, "trigger": {"kind": "criteria", "is": "known"}}, None)
    emission = emit(policy, options)
    assert_laid_out(emission)
    files = {file.path: json.loads(file.text) for file in emission.files if "json" in file.path}
    flow = files["flow.json"]
    assert flow["name"] == name
    branch = flow["actions"][0]["listBranches"][0]
    assert branch["branchName"] == name
    queues = next(p for p in files["properties.json"]["inputs"] if p["name"] == "routewright_queue")
    assert queues["options"][-1]["label"] == name
    fields = [action.get("fields", {}) for action in flow["actions"]]
    assert name in [own["value"]["staticValue"] for own in fields if "value" in own]


@given(st.dictionaries(st.emails(), st.none() | st.text(), max_size=4))
def test_people_stand_one_a_line(ids):
    people = [OwnerIds(email, own, None) for email, own in ids.items()]
    text = owners_text(people)
    assert json.loads(text) == {email: {"owner": own, "user": None} for email, own in ids.items()}
    assert text.count("\n") == len(ids) + 2
