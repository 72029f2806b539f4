"""Import and runtime decide as the reference evaluator does, real rules and generated ones."""

import random
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.targets.salesforce.corpus import (
    FILES,
    compiled,
    data_of,
    imported,
    needs_corpus,
)
from compiler.targets.salesforce.reference_rules import NS, decide, first_active
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.policy import Policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_compiler.targets import salesforce
from routewright_runtime.decide import Router
from routewright_runtime.state import MemoryState

RECORDS = 60
RECORDS_OF_LARGE = 25


def same(policy: Policy, rule: ET.Element, records: list[dict[str, str]], own: str) -> None:
    """Assert that both take every record by the same entry for the same assignee."""
    router = Router(policy.graph)
    for record in records:
        expected = decide(rule, record, own)
        found = router.decide(record, MemoryState(), None)
        if expected.entry is None:
            assert found.rule == "fallback", (record, found.rule)
            continue
        assert found.rule.split(" ")[0] == str(expected.entry), (record, expected, found.rule)
        if expected.assignee is None:
            assert found.kind == "suppressed"
        else:
            assert found.owner_text.casefold() == expected.assignee.casefold()


@needs_corpus
@pytest.mark.parametrize("name", FILES)
def test_real_rules(name: str) -> None:
    data = data_of(name)
    own = name.split(".")[-3]
    rule = first_active(data)
    pool = _pool(rule, own)
    rng = random.Random(name)
    count = RECORDS_OF_LARGE if len(data) > 100_000 else RECORDS
    records = [{}, *(_record(pool, rng) for _ in range(count))]
    records += [_aimed(rule, own, pool, rng) for _ in range(count)]
    same(compiled(imported(name)[0]), rule, records, own)


def _pool(rule: ET.Element, own: str) -> dict[str, list[str]]:
    """Return values for each field that criteria name, and for those of formulas some texts."""
    pool: dict[str, list[str]] = {}
    for item in rule.iter(f"{NS}criteriaItems"):
        values = [
            text.strip().strip('"') for text in (item.findtext(f"{NS}value") or "").split(",")
        ]
        pool.setdefault(item.findtext(f"{NS}field") or "", []).extend(values)
    for entry in rule.iter(f"{NS}formula"):
        for field, value in _quoted(entry.text or "", own):
            pool.setdefault(field, []).append(value)
    return {field: [v for v in values if v] or ["x"] for field, values in pool.items()}


def _quoted(text: str, own: str) -> Iterator[tuple[str, str]]:
    import re

    for field, value in re.findall(r"""([\w.]+)[),\s]*[,=]+\s*["']([^"']*)["']""", text):
        if field == "RecordType.Name":
            yield f"{own}.RecordTypeId", value
        elif not field.startswith("$") and not field.endswith("Id"):
            is_related = field.startswith(("Account.", "Contact."))
            yield (field if is_related else f"{own}.{field}"), value


def _record(pool: dict[str, list[str]], rng: random.Random) -> dict[str, str]:
    fields = rng.sample(sorted(pool), rng.randint(0, min(len(pool), 8)))
    return {field: _varied(rng.choice(pool[field]), rng) for field in fields}


def _aimed(
    rule: ET.Element, own: str, pool: dict[str, list[str]], rng: random.Random
) -> dict[str, str]:
    """Return a record that is likely to meet some entry."""
    entry = rng.choice(rule.findall(f"{NS}ruleEntry"))
    record = _record(pool, rng) if rng.random() < 0.3 else {}
    for item in entry.findall(f"{NS}criteriaItems"):
        if item.findtext(f"{NS}operation") not in ("notEqual", "notContain"):
            values = (item.findtext(f"{NS}value") or "").split(",")
            record[item.findtext(f"{NS}field") or ""] = rng.choice(values).strip().strip('"')
    for field, value in _quoted(entry.findtext(f"{NS}formula") or "", own):
        if rng.random() < 0.8:
            record[field] = value
    return {field: value for field, value in record.items() if value}


def _varied(value: str, rng: random.Random) -> str:
    return rng.choice((value, value.upper(), value.lower(), f"{value} more", f"x{value}"))


# --- generated rules --------------------------------------------------------------------------

TEXTS = ("Alpha", "beta", "Alphabet", "Korea, Republic of", "O'Neil & Co", 'say "hi"', "12")
_TEXT, _FLAG, _NUMBER, _MULTI = "Lead.City", "Lead.Hot__c", "Lead.Size__c", "Lead.Parts__c"
_values = st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3)


def _listed(values: list[str]) -> str:
    return ",".join('"' + v.replace('"', '""') + '"' if "," in v or '"' in v else v for v in values)


_text_items = st.tuples(
    st.just(_TEXT),
    st.sampled_from(["equals", "notEqual", "contains", "notContain", "startsWith"]),
    _values.map(_listed),
)
_blank_items = st.tuples(
    st.sampled_from([_TEXT, "Lead.Source__c"]), st.sampled_from(["equals", "notEqual"]), st.none()
)
_flag_items = st.tuples(
    st.just(_FLAG), st.sampled_from(["equals", "notEqual"]), st.sampled_from(["True", "FALSE"])
)
_number_items = st.tuples(
    st.just(_NUMBER),
    st.sampled_from(["lessThan", "greaterThan", "lessOrEqual", "greaterOrEqual", "equals"]),
    st.sampled_from(["1", "50", "-3", "2.5"]),
)
_multi_items = st.tuples(
    st.just(_MULTI),
    st.sampled_from(["includes", "excludes"]),
    st.lists(st.sampled_from(["Core", "API", "Web"]), min_size=1, max_size=2).map(",".join),
)
_items = st.one_of(_text_items, _blank_items, _flag_items, _number_items, _multi_items)
_texts_in_formulas = st.sampled_from(["Alpha", "beta", "Alphabet", "12"]).map('"{}"'.format)
_atoms = st.one_of(
    st.builds("City = {}".format, _texts_in_formulas),
    st.builds("{} <> City".format, _texts_in_formulas),
    st.builds("ISPICKVAL(Stage__c, {})".format, _texts_in_formulas),
    st.builds("TEXT(Stage__c) == {}".format, _texts_in_formulas),
    st.builds("CONTAINS(City, {})".format, _texts_in_formulas),
    st.builds("BEGINS(City,{})".format, _texts_in_formulas),
    st.builds("LEFT(City, {}) = {}".format, st.sampled_from([2, 5, 9]), _texts_in_formulas),
    st.builds("Size__c {} {}".format, st.sampled_from(["<", "<=", ">", ">=", "="]), st.just("50")),
    st.builds("INCLUDES(Parts__c, {})".format, st.sampled_from(['"Core"', '"API"'])),
    st.builds('CASE(City, {}, 1, "beta", 2, 3) = {}'.format, _texts_in_formulas, st.integers(1, 3)),
    st.builds('IF(ISBLANK(City), "none", City) = {}'.format, _texts_in_formulas),
    st.sampled_from(["ISBLANK(City)", "Hot__c", "ISNEW()", "ISCHANGED(City)", "TRUE", "false"]),
    st.sampled_from(['PRIORVALUE(City) = "Alpha"', "$User.Id != '005'", "RecordTypeId = '012'"]),
)


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        several.map(lambda parts: f"AND({', '.join(parts)})"),
        several.map(lambda parts: f"or({','.join(parts)})"),
        inner.map("NOT({})".format),
        inner.map("!({})".format),
        st.builds("({} && {})".format, inner, inner),
        st.builds("({} || {})".format, inner, inner),
        st.builds("IF({}, {}, {})".format, inner, inner, inner),
    )


_formulas = st.recursive(_atoms, _compound, max_leaves=8)


@st.composite
def _entries(draw: st.DrawFn) -> ET.Element:
    entry = ET.Element("ruleEntry")
    target = draw(st.sampled_from(["Queue_A", "Queue_B", "ann@acme.example", None]))
    if target is not None:
        ET.SubElement(entry, "assignedTo").text = target
        kind = "User" if "@" in target else "Queue"
        ET.SubElement(entry, "assignedToType").text = kind
    if draw(st.booleans()):
        ET.SubElement(entry, "formula").text = draw(_formulas)
        return entry
    items = draw(st.lists(_items, max_size=4))
    if items and draw(st.booleans()):
        ET.SubElement(entry, "booleanFilter").text = draw(_filters(len(items)))
    for field, operation, value in items:
        item = ET.SubElement(entry, "criteriaItems")
        ET.SubElement(item, "field").text = field
        ET.SubElement(item, "operation").text = operation
        if value is not None:
            ET.SubElement(item, "value").text = value
    return entry


def _filters(count: int) -> st.SearchStrategy[str]:
    numbers = st.integers(1, count).map(str)
    return st.recursive(
        numbers,
        lambda inner: st.one_of(
            st.builds("({} AND {})".format, inner, inner),
            st.builds("({} or {})".format, inner, inner),
            st.builds("{} OR {}".format, inner, inner),
        ),
        max_leaves=5,
    )


_records = st.fixed_dictionaries(
    {},
    optional={
        _TEXT: st.sampled_from([*TEXTS, "ALPHA", "betas", "gamma"]),
        _FLAG: st.sampled_from(["true", "False"]),
        _NUMBER: st.sampled_from(["1", "50", "-3", "2.5", "51"]),
        _MULTI: st.sampled_from(["Core", "API;Web", "Other", "core;Other"]),
        "Lead.Stage__c": st.sampled_from(["Alpha", "beta", "12", "Other"]),
        "Lead.Source__c": st.just("Web"),
    },
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(_entries(), min_size=1, max_size=6), st.lists(_records, min_size=1, max_size=12))
def test_generated_rules(entries: list[ET.Element], records: list[dict[str, str]]) -> None:
    root = ET.Element("AssignmentRules", xmlns="http://soap.sforce.com/2006/04/metadata")
    rule = ET.SubElement(root, "assignmentRule")
    ET.SubElement(rule, "fullName").text = "Generated"
    ET.SubElement(rule, "active").text = "true"
    rule.extend(entries)
    data = ET.tostring(root)
    found = salesforce.import_files(
        {"Lead.assignmentRules": data}, salesforce.read_settings({}, None)
    )
    assert len(found.policies) == 1, found.diagnostics
    files = {file.path: file.text for file in found.policies[0].files}
    assert files, found.policies[0].diagnostics
    outcome = compile_policy("policy.route", MappingLoader(files))
    assert outcome.value is not None, (outcome.diagnostics, files["policy.route"])
    same(outcome.value, first_active(data), records, "Lead")
