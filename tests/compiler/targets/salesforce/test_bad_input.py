"""Bad files: one clear finding with file, line and remedy; no exception, no policy."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routewright_compiler.targets import salesforce
from routewright_compiler.targets.salesforce.xml_reading import ELEMENT_LIMIT, read_xml

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
ROOT = '<AssignmentRules xmlns="http://soap.sforce.com/2006/04/metadata">'
NAME = "Lead.assignmentRules-meta.xml"


def rules(entry: str, extra: str = "") -> str:
    """Return a file with one rule of one entry."""
    return (
        f"{HEAD}{ROOT}\n<assignmentRule>\n<fullName>R</fullName><active>true</active>\n"
        f"<ruleEntry>{entry}</ruleEntry></assignmentRule>{extra}</AssignmentRules>"
    )


def item(field: str = "Lead.City", operation: str = "equals", value: str = "x") -> str:
    """Return one criterion."""
    return (
        f"<criteriaItems><field>{field}</field><operation>{operation}</operation>"
        f"<value>{value}</value></criteriaItems>"
    )


QUEUE = "<assignedTo>Q</assignedTo><assignedToType>Queue</assignedToType>"
BAD = {
    "malformed": (f"{HEAD}{ROOT}<assignmentRule></AssignmentRules>", "unreadable-xml"),
    "empty": ("", "unreadable-xml"),
    "no xml": ("just text", "unreadable-xml"),
    "unknown encoding": ('<?xml version="1.0" encoding="klingon"?><a/>', "unreadable-xml"),
    "undefined entity": (rules(QUEUE + item(value="&nbsp;")), "unreadable-xml"),
    "external entity": (
        f'{HEAD}<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>{ROOT}&x;</AssignmentRules>',
        "unreadable-xml",
    ),
    "growing entities": (
        f'{HEAD}<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>{ROOT}&b;</AssignmentRules>',
        "unreadable-xml",
    ),
    "outside document type": (
        f'{HEAD}<!DOCTYPE r SYSTEM "http://elsewhere.example/x.dtd">{ROOT}</AssignmentRules>',
        "unreadable-xml",
    ),
    "no namespace": (f"{HEAD}<AssignmentRules/>", "unknown-element"),
    "foreign namespace": (f'{HEAD}<AssignmentRules xmlns="urn:x"/>', "unknown-element"),
    "foreign element": (
        rules(QUEUE + item(), '<x:more xmlns:x="urn:x"/>'),
        "unknown-element",
    ),
    "another root": (
        f'{HEAD}<EscalationRules xmlns="http://soap.sforce.com/2006/04/metadata"/>',
        "wrong-kind-of-file",
    ),
    "nothing to import": (
        f'{HEAD}<CustomField xmlns="http://soap.sforce.com/2006/04/metadata"/>',
        "nothing-to-import",
    ),
    "deep": (f"{HEAD}{ROOT}{'<a>' * 500}", "too-large-import"),
    "unknown element": (rules(f"{QUEUE}<assignedTwo>x</assignedTwo>"), "unknown-element"),
    "missing field": (
        rules(f"{QUEUE}<criteriaItems><operation>equals</operation></criteriaItems>"),
        "missing-element",
    ),
    "missing operation": (
        rules(f"{QUEUE}<criteriaItems><field>Lead.City</field></criteriaItems>"),
        "missing-element",
    ),
    "wrong operation": (rules(QUEUE + item(operation="equal")), "wrong-value"),
    "wrong assignee type": (
        rules("<assignedTo>Q</assignedTo><assignedToType>queue</assignedToType>"),
        "wrong-value",
    ),
    "wrong boolean": (
        rules(QUEUE).replace("<active>true<", "<active>yes<"),
        "wrong-value",
    ),
    "formula and criteria": (rules(f"{QUEUE}{item()}<formula>true</formula>"), "wrong-value"),
    "split block": (rules(f"{QUEUE}{item()}<template>a/b</template>{item()}"), "split-block"),
    "filter out of range": (
        rules(f"{QUEUE}<booleanFilter>1 AND 2</booleanFilter>{item()}"),
        "broken-boolean-filter",
    ),
    "filter with another word": (
        rules(f"{QUEUE}<booleanFilter>1 XOR 1</booleanFilter>{item()}"),
        "broken-boolean-filter",
    ),
    "filter without an end": (
        rules(f"{QUEUE}<booleanFilter>(1</booleanFilter>{item()}"),
        "broken-boolean-filter",
    ),
}


def found_in(text: str | bytes, name: str = NAME) -> list[tuple[str, str, int]]:
    """Import one file; return the errors by name, with help and place; no policy may have files."""
    data = text.encode() if isinstance(text, str) else text
    result = salesforce.import_files({name: data}, salesforce.read_settings({}, None))
    every = [*result.diagnostics, *(d for p in result.policies for d in p.diagnostics)]
    errors = [d for d in every if d.severity == "error"]
    if errors:
        assert all(not p.files for p in result.policies if p.diagnostics) or result.policies == ()
    for error in errors:
        assert error.label.span.file == name
        assert error.code.startswith("RW8")
        assert re.search(r"[a-z]", error.help), error
    return [(error.name, error.help, error.label.span.start) for error in errors]


@pytest.mark.parametrize("defect", BAD)
def test_one_clear_finding(defect: str) -> None:
    text, name = BAD[defect]
    assert name in {found for found, _, _ in found_in(text)}


def test_a_million_entries_are_refused_quickly() -> None:
    data = (f"{HEAD}{ROOT}<assignmentRule>" + "<ruleEntry/>" * 1_000_000).encode()
    assert [name for name, _, _ in found_in(data)] == ["too-large-import"]


def test_many_entries_of_a_closed_file_are_refused() -> None:
    entries = "<ruleEntry/>" * 20_000
    data = f"{HEAD}{ROOT}<assignmentRule>{entries}</assignmentRule></AssignmentRules>"
    assert [name for name, _, _ in found_in(data)] == ["too-large-import"]
    assert ELEMENT_LIMIT > 20_000


@pytest.mark.parametrize(
    "name", ["Account.assignmentRules", "Opportunity.assignmentRules-meta.xml"]
)
def test_another_object_has_no_assignment_rules(name: str) -> None:
    assert [found for found, _, _ in found_in(rules(QUEUE), name)] == ["wrong-kind-of-file"]


def test_the_object_may_come_from_the_fields() -> None:
    assert found_in(rules(QUEUE + item("Case.Origin")), "rules.xml") == []
    assert [n for n, _, _ in found_in(rules(QUEUE), "rules.xml")] == ["wrong-kind-of-file"]


def test_the_place_is_that_of_the_element() -> None:
    text = rules(QUEUE + item(value="ÄÖÜ") + item(operation="equal"))
    (_, _, start), *_ = found_in(text)
    assert text[start:].startswith("<operation>equal<")


def test_nil_elements_count_as_absent() -> None:
    xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    nil = item(value="@").replace("<value>@</value>", f'<value {xsi} xsi:nil="true"/>')
    result = salesforce.import_files(
        {NAME: rules(QUEUE + nil).encode()}, salesforce.read_settings({}, None)
    )
    assert "city is empty" in result.policies[0].files[0].text


def test_unknown_usernames_are_taken_over_with_a_warning() -> None:
    entry = "<assignedTo>not a mail</assignedTo><assignedToType>User</assignedToType>"
    result = salesforce.import_files(
        {NAME: rules(entry).encode()}, salesforce.read_settings({}, None)
    )
    (policy,) = result.policies
    assert [d.name for d in policy.diagnostics] == ["unknown-assignee"]
    assert '"not a mail"' in next(f.text for f in policy.files if f.path == "salesforce.json")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_findings_and_no_exception(data: bytes) -> None:
    assert found_in(data)
    outcome = read_xml(NAME, data)
    assert outcome.value is None or not outcome.diagnostics


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_cut_file_gives_findings_and_no_exception(data: st.DataObject) -> None:
    text = rules(f"{QUEUE}<booleanFilter>1 OR (2 AND 1)</booleanFilter>{item()}{item()}").encode()
    place = data.draw(st.integers(0, len(text) - 1))
    found_in(text[:place])
    found_in(text[:place] + data.draw(st.binary(max_size=3)) + text[place + 1 :])
