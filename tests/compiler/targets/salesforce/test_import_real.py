"""The ten real files: they import, compile, and the analysis says what an admin would confirm."""

from dataclasses import fields

import pytest

from compiler.targets.salesforce.corpus import (
    FILES,
    compiled,
    data_of,
    imported,
    needs_corpus,
    text_of,
)
from routewright_compiler.analysis.policy_facts import Facts, facts_of
from routewright_compiler.lint.policy_lint import lint_policy
from routewright_compiler.rules import unreachable_rule
from routewright_compiler.targets import salesforce
from routewright_compiler.targets.salesforce.imported.mapping import (
    MappedEntry,
    RuleMapping,
    read_mapping,
    write_mapping,
)
from routewright_compiler.targets.salesforce.model import (
    AssigneeType,
    FilterItem,
    FilterOperation,
    RuleEntry,
)
from routewright_grammar.diagnostic import Diagnostic
from routewright_grammar.format import format_source
from routewright_grammar.span import Source

pytestmark = needs_corpus


def name_of(start: str) -> str:
    """Return the file whose name begins so."""
    return next(name for name in FILES if name.startswith(start))


@pytest.mark.parametrize("name", FILES)
def test_every_file_imports_without_error(name: str) -> None:
    policies = imported(name)
    assert policies[0].is_active
    for item in policies:
        assert compiled(item).graph.nodes
        assert not [d for d in item.diagnostics if d.severity == "error"]


@pytest.mark.parametrize("name", FILES)
def test_policies_are_in_canonical_layout(name: str) -> None:
    for item in imported(name):
        text = text_of(item, "policy.route")
        laid_out = format_source(Source("policy.route", text))
        assert laid_out is not None and laid_out.text == text


def test_every_rule_of_a_file_is_a_policy_the_active_one_first() -> None:
    policies = imported(name_of("BeachsideConsulting"))
    assert [(item.folder, item.is_active) for item in policies] == [
        ("case-assign-booyah", True),
        ("case-awesome-admin-assignment", False),
        ("case-standard", False),
    ]


def unreachable(name: str) -> dict[int, Diagnostic]:
    """Return the rules that never receive a record, by 0-based entry."""
    facts: Facts = facts_of(compiled(imported(name)[0]), budget=None, today=None, records=None)
    found = unreachable_rule.check(facts)
    return {int(item.label.subject.split(" ")[0]) - 1: item for item in found}


def hidden_by(item: Diagnostic) -> set[int]:
    """Return the 0-based entries that a finding names as the hiding ones."""
    return {int(label.subject.split(" ")[0]) - 1 for label in item.related if label.subject}


def test_the_largest_file_has_the_dead_entries_that_are_known() -> None:
    found = unreachable(name_of("GalloGio"))
    for entry in (425, 426, 427, 462):
        assert hidden_by(found[entry]) == {424}
    for entry in (512, 517, 534):
        assert hidden_by(found[entry]) == {443}
    for entry in (569, 570, 579):
        assert hidden_by(found[entry]) == {568}
    assert "cannot both hold" in found[381].message
    assert "cannot both hold" in found[518].message
    assert hidden_by(found[84]) == {80}  # the same formula written twice


def test_one_country_of_a_list_hides_a_later_entry() -> None:
    assert hidden_by(unreachable(name_of("CarsonRuns.infra.Lead"))[43]) == {40}


def test_a_country_of_an_earlier_entry_is_dead_in_a_later_one() -> None:
    found = lint_policy(compiled(imported(name_of("Damco"))[0])).diagnostics
    dead = [item for item in found if item.name == "dead-value"]
    assert any('`"NL"`' in item.message and "6 user002" in item.message for item in dead)


def test_overlap_of_postal_prefixes_is_told() -> None:
    found = lint_policy(compiled(imported(name_of("ArlanisSOU"))[0])).diagnostics
    overlaps = [item for item in found if item.name == "overlapping-outcomes"]
    assert any("6 user005" in item.message and "5 user004" in item.message for item in overlaps)


def test_what_is_not_routing_stands_in_the_mapping() -> None:
    item = imported(name_of("sfdcr2dev"))[0]
    assert "CTREmailTemplate/CTRTOPLeadAssignment" in text_of(item, "salesforce.json")
    assert "CTREmailTemplate" not in text_of(item, "policy.route")


def test_doubts_are_told() -> None:
    found = {item.name for item in imported(name_of("GalloGio"))[0].diagnostics}
    assert {"mixed-boolean-filter", "doubtful-value", "kept-outside"} <= found


def test_import_is_the_same_every_time() -> None:
    name = name_of("CarsonRuns.infra.Case")
    again = salesforce.import_files({name: data_of(name)}, salesforce.read_settings({}, None))
    assert again.policies == imported(name)


def test_the_mapping_keeps_every_element_of_an_entry() -> None:
    entry = RuleEntry(
        **{
            item.name: sample
            for item in fields(RuleEntry)
            for kind, sample in SAMPLES.items()
            if kind in str(item.type)
        }
    )
    assert all(getattr(entry, item.name) not in (None, ()) for item in fields(RuleEntry))
    mapping = RuleMapping(
        "Case", "R", True, "default_owner", {}, {}, {}, (MappedEntry("1 x", entry),)
    )
    assert read_mapping(write_mapping(mapping)) == mapping


SAMPLES: dict[str, object] = {
    "str | None": "x",
    "bool | None": True,
    "AssigneeType | None": AssigneeType.USER,
    "tuple[str, ...]": ("a", "b"),
    "tuple[routewright_compiler.targets.salesforce.model.FilterItem, ...]": (
        FilterItem("Case.Origin", FilterOperation.EQUALS, "Web", None),
    ),
}


def test_an_entry_that_never_holds_says_so() -> None:
    text = text_of_formula("AND(FALSE, ISBLANK(City))")
    assert "when   city is known and city is empty" in text


def text_of_formula(formula: str) -> str:
    """Return the policy of one entry with a formula."""
    data = (
        '<AssignmentRules xmlns="http://soap.sforce.com/2006/04/metadata"><assignmentRule>'
        f"<ruleEntry><assignedTo>Q</assignedTo><formula>{formula}</formula></ruleEntry>"
        "</assignmentRule></AssignmentRules>"
    )
    found = salesforce.import_files(
        {"Lead.assignmentRules": data.encode()}, salesforce.read_settings({}, None)
    )
    return text_of(found.policies[0], "policy.route")


def test_a_catch_all_entry_has_no_condition() -> None:
    assert "when" not in text_of_formula("true")
