"""Every emitted file passes the platform's schema and our own check, and is the same each time."""

import re
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from compiler.targets.salesforce.emit_stories import (
    ROOT,
    STORIES,
    all_allowed,
    emitted,
    files_of,
    policy_of,
)
from routewright_compiler.policy import Policy
from routewright_compiler.targets.salesforce.check.checking import check
from routewright_compiler.targets.salesforce.emit import emit
from routewright_compiler.targets.salesforce.map_file import PATH, read_map, write_map
from routewright_runtime.graph.model import DecisionGraph
from runtime.evaluate.generated import graphs

SCHEMA = ROOT.parent / "shared" / "schemas" / "salesforce_metadata.xsd"
FORMS = ("counter", "auto-number")
OBJECTS = ("Lead", "Case", "Account", "Deal__c")
# An org's id: 15 or 18 characters that begin with a key prefix.
_ORG_ID = re.compile(r"\b0(?:01|03|05|06|0G|0Q)[0-9A-Za-z]{12}(?:[0-9A-Za-z]{3})?\b")


@cache
def schema() -> Any:
    """Return the independent schema of the platform."""
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed")
    if not SCHEMA.is_file():
        pytest.skip("the schema of the platform is not beside the project")
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def assert_accepted(files: dict[str, str]) -> None:
    """Ask the independent schema about every metadata file."""
    own = schema()
    from lxml import etree

    for path, text in files.items():
        if path.endswith(".xml"):
            is_valid = own.validate(etree.fromstring(text.encode()))
            assert is_valid, f"{path}: {own.error_log}"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_accepted_by_both_schemas(name: str, form: str) -> None:
    files = emitted(name, round_robin=form)
    assert check(files, all_allowed(round_robin=form)) == ()
    assert_accepted(files)


@pytest.mark.parametrize("object_name", OBJECTS)
def test_other_objects_are_accepted(object_name: str) -> None:
    files = emitted("acme/inbound.route", object=object_name)
    assert check(files, all_allowed(object=object_name)) == ()
    assert_accepted(files)
    has_rule = any("assignmentRules" in path for path in files)
    assert has_rule is (object_name in ("Lead", "Case"))


def test_new_api_versions_say_who_sees_a_queue() -> None:
    files = emitted("startup/inbound.route", api_version="67.0")
    assert_accepted(files)
    queue = next(text for path, text in files.items() if "/queues/" in path)
    assert "<doesIncludeBosses>false</doesIncludeBosses>" in queue
    assert "<version>67.0</version>" in files["manifest/package.xml"]


@given(graphs())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_generated_policies_are_accepted_or_refused_with_reasons(graph: DecisionGraph) -> None:
    policy = Policy("main.route", graph, (), (), (), {}, {})
    emission = emit(policy, all_allowed())
    if emission.losses:
        assert not emission.files
        assert all(loss.code == "RW701" and loss.help for loss in emission.losses)
        return
    files = files_of(emission)
    assert check(files, all_allowed()) == ()
    assert_accepted(files)


@pytest.mark.parametrize("name", STORIES)
def test_the_same_policy_gives_the_same_bytes_and_no_ids(name: str) -> None:
    files = emitted(name)
    assert list(files) == sorted(files)
    assert files == emitted(name)
    for path, text in files.items():
        assert text.endswith("\n") and "\r" not in text
        assert _ORG_ID.search(text) is None, path


@pytest.mark.parametrize("name", STORIES)
def test_the_map_reads_back(name: str) -> None:
    text = emitted(name)[PATH]
    assert write_map(read_map(text)) == text


def test_a_new_rule_leaves_the_other_entries_alone() -> None:
    people = 'record lead { email: email  country: country }\nrep ana "ana@acme.example"\n'
    one = f'{people}rule "A" {{ when country = DE assign ana }}\nfallback assign ana\n'
    two = one.replace("fallback", 'rule "B" { when country = FR assign ana }\nfallback')
    before, after = (files_of(emit(policy_of(text), all_allowed())) for text in (one, two))
    path = "force-app/main/default/assignmentRules/Lead.assignmentRules-meta.xml"
    old, new = before[path].splitlines(), after[path].splitlines()
    added = len(new) - len(old)
    place = next(i for i, line in enumerate(new) if i >= len(old) or line != old[i])
    assert any(
        new[:at] + new[at + added :] == old for at in range(max(place - added, 0), place + 1)
    )
