"""Verify: what was imported or emitted is proved equal, what was damaged never is."""

import random
import re
from collections.abc import Mapping

import pytest

from compiler.targets.salesforce.corpus import (
    FILES,
    compiled,
    data_of,
    imported,
    needs_corpus,
    text_of,
)
from compiler.targets.salesforce.reference_rules import decide, first_active
from routewright_compiler.emit.verify import Verdict, Verification, verify
from routewright_compiler.lint.policy_lint import lint_policy
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.policy import Policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_compiler.target.forms import ImportedPolicy, Target
from routewright_compiler.targets import salesforce
from routewright_compiler.targets.salesforce.losses import LOSS_NAMES
from routewright_compiler.targets.salesforce.settings import SalesforceSettings

TARGET: Target[SalesforceSettings] = salesforce  # type: ignore[assignment]
SMALL = tuple(name for name in FILES if len(data_of(name)) < 100_000)
RULES = "force-app/main/default/assignmentRules/Lead.assignmentRules-meta.xml"


def mapped_settings(mapping: str) -> SalesforceSettings:
    """Return the settings of an imported policy."""
    return salesforce.read_settings({"mapping": mapping}, None)


def policy_of(text: str) -> Policy:
    """Compile one text."""
    outcome = compile_policy("policy.route", MappingLoader({"policy.route": text}))
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def emitted(policy: Policy, settings: SalesforceSettings) -> dict[str, bytes]:
    """Return the emitted files."""
    emission = salesforce.emit(policy, settings)
    assert not emission.losses, emission.losses
    return {file.path: file.text.encode() for file in emission.files}


def proof(policy: Policy, files: Mapping[str, bytes], settings: SalesforceSettings) -> Verification:
    """Verify files against a policy."""
    return verify(TARGET, policy, files, settings)


# --- real files -------------------------------------------------------------------------------


@needs_corpus
@pytest.mark.parametrize("name", FILES)
def test_what_was_imported_is_proved_equal_to_its_origin(name: str) -> None:
    for item in imported(name):
        settings = mapped_settings(text_of(item, "salesforce.json"))
        found = proof(compiled(item), {name: data_of(name)}, settings)
        assert found.verdict is Verdict.EQUAL, found.differences[:2]


@needs_corpus
@pytest.mark.parametrize("name", FILES)
def test_emitting_again_gives_the_same_bytes(name: str) -> None:
    data = data_of(name)
    for item in imported(name):
        settings = mapped_settings(text_of(item, "salesforce.json"))
        files = emitted(compiled(item), settings)
        path = next(path for path in files if "assignmentRules/" in path)
        assert not salesforce.check({p: d.decode() for p, d in files.items()}, settings)
        if b'encoding="utf-8"?><' in data:
            # Not the style of a retrieve: raw quotes, the root on the first line.
            assert _canonical(data) == _canonical(files[path])
        else:
            assert files[path] == data


def _canonical(data: bytes) -> str:
    import xml.etree.ElementTree as ET

    return ET.canonicalize(data.decode(), strip_text=True)


@needs_corpus
@pytest.mark.parametrize("name", SMALL)
def test_damage_is_never_proved_equal(name: str) -> None:
    """Entries get a criterion changed: equal only where the reference cannot tell them apart."""
    item = imported(name)[0]
    settings = mapped_settings(text_of(item, "salesforce.json"))
    data = data_of(name).decode()
    active = data[: data.index("</assignmentRule>")]
    spots = [found.start(1) for found in re.finditer(r"<value>([^<,]{3,})</value>", active)]
    rng = random.Random(name)
    own = name.split(".")[-3]
    for spot in rng.sample(spots, min(3, len(spots))):
        damaged = f"{data[:spot]}Qz{data[spot:]}".encode()
        found = proof(compiled(item), {name: damaged}, settings)
        for difference in found.differences[:3]:
            _shown_by_reference(data.encode(), damaged, dict(difference.record), own)
        if found.unread:
            assert not found.is_equal  # only Salesforce knows what the changed words ask
        elif not found.differences:
            assert _is_dead(item, spot, active), active[spot - 300 : spot + 60]


def _shown_by_reference(before: bytes, after: bytes, record: dict[str, object], own: str) -> None:
    """Assert that the reference sends a record of a difference to two entries, outside aside."""
    plain = {
        key: ";".join(value) if isinstance(value, tuple) else str(value)
        for key, value in record.items()
        if value is not None
    }
    results = [decide(first_active(data), plain, own) for data in (before, after)]
    if b"<formula>" not in before and b"TODAY" not in before:
        assert results[0] != results[1], (record, results)


def _is_dead(item: ImportedPolicy, spot: int, text: str) -> bool:
    """Whether the analysis finds the entry, or something in it, without effect as it is."""
    number = text[:spot].count("<ruleEntry>")
    found = lint_policy(compiled(item)).diagnostics
    names = ("dead-value", "unreachable-rule", "redundant-rule", "never-true-condition")
    return any(
        d.name in names and re.search(rf"[`]{number} ", d.message) is not None for d in found
    )


@needs_corpus
def test_drift_is_seen_without_our_map() -> None:
    name = next(item for item in FILES if item.startswith("Damco"))
    item = imported(name)[0]
    settings = mapped_settings(text_of(item, "salesforce.json"))
    data = data_of(name).replace(b"<value>CA</value>", b"<value>MX</value>")
    found = proof(compiled(item), {"Lead.assignmentRules": data}, settings)
    assert found.verdict is Verdict.DIFFERENT
    difference = found.differences[0]
    assert dict(difference.record) == {"Lead.CountryCode": "ca"}
    assert difference.policy_owner == "`user004@example.com`"
    assert difference.found_owner == "queue `default_owner`"


# --- emitted policies -------------------------------------------------------------------------

POLICY = """
record lead {
  email: email
  country: country
  state: state
  employees: integer 0..
  industry: choice(SaaS, Fintech, Other)
  products: choices(Core, API)
  source: text blank "n/a"
  partner: boolean
  language: language
  owner_of_account: user
  city: text
}
rep ann "ann@acme.example" { speaks de, en }
rep bob "bob@acme.example" { speaks fr, en }
rep cyd "cyd@acme.example" { speaks de }
team all { ann weight 2, bob, cyd }
queue desk "Data desk"
queue nurture
define large = employees >= 100
classify region { EU when country in (DE, FR)  NA when country in (US, CA)  otherwise ROW }
score fit { 30 when large  20 when industry in (SaaS, Fintech)  -10 when source contains "web" }
require email else assign desk
rule "Known" { when owner_of_account is known assign owner_of_account }
rule "California" { when state = US-CA and not partner assign ann }
rule "Fit" { when fit >= 20 and region = EU rotate all by weight }
rule "Speakers" { when region = NA and source is known rotate all where speaks language }
rule "API" { when products has API and email.domain = "acme.example" assign nurture }
rule "Ends" { when city ends with ("berg", "burg") or city starts with "St " suppress "local" }
rule "Web" { when source = "Web" or source is empty assign bob }
fallback rotate all
fallback assign desk
"""


def test_an_emitted_policy_is_proved_equal() -> None:
    policy = policy_of(POLICY)
    settings = salesforce.read_settings({}, None)
    found = proof(policy, emitted(policy, settings), settings)
    assert found.verdict is Verdict.EQUAL, (found.differences[:3], found.diagnostics)
    assert found.has_rule_names
    assert "flows-as-emitted" in {item.name for item in found.assumptions}


def test_losses_are_named() -> None:
    policy = policy_of(POLICY)
    settings = salesforce.read_settings(
        {"round_robin": "auto-number", "allow_losses": sorted(LOSS_NAMES)}, None
    )
    found = proof(policy, emitted(policy, settings), settings)
    assert found.verdict is Verdict.EQUAL_BUT_FOR_LOSSES, found.differences[:3]
    assert "rotation-form" in {item.name for item in found.losses}


def _damaged(old: str, new: str) -> Verification:
    policy = policy_of(POLICY)
    settings = salesforce.read_settings({}, None)
    files = emitted(policy, settings)
    text = files[RULES].decode()
    assert text.count(old) >= 1, text
    return proof(policy, {**files, RULES: text.replace(old, new, 1).encode()}, settings)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<value>US</value>", "<value>CA</value>"),
        ("<value>API</value>", "<value>Core</value>"),
        ("<assignedTo>bob@acme.example</assignedTo>", "<assignedTo>cyd@acme.example</assignedTo>"),
        ("<assignedTo>Data_desk</assignedTo>", "<assignedTo>Other</assignedTo>"),
        ("<operation>includes</operation>", "<operation>excludes</operation>"),
        ("RIGHT(", "LEFT("),
        ("<active>true</active>", "<active>false</active>"),
    ],
)
def test_a_changed_value_is_found(old: str, new: str) -> None:
    assert not _damaged(old, new).is_equal


def test_a_missing_slot_is_found() -> None:
    policy = policy_of(POLICY)
    settings = salesforce.read_settings({}, None)
    files = emitted(policy, settings)
    text = files[RULES].decode()
    entries = re.findall(r" *<ruleEntry>.*?</ruleEntry>\n", text, re.DOTALL)
    slots = [entry for entry in entries if "Turn_" in entry]
    assert slots
    for slot in slots[:3]:
        damaged = text.replace(slot, "", 1)
        found = proof(policy, {**files, RULES: damaged.encode()}, settings)
        assert not found.is_equal


def test_swapped_entries_are_found_where_it_matters() -> None:
    policy = policy_of(POLICY)
    settings = salesforce.read_settings({}, None)
    files = emitted(policy, settings)
    text = files[RULES].decode()
    entries = re.findall(r" *<ruleEntry>.*?</ruleEntry>\n", text, re.DOTALL)
    first, second = entries[0], entries[2]
    swapped = text.replace(first, "@@", 1).replace(second, first, 1).replace("@@", second, 1)
    assert not proof(policy, {**files, RULES: swapped.encode()}, settings).is_equal


def test_a_changed_or_missing_flow_is_found() -> None:
    policy = policy_of(POLICY)
    settings = salesforce.read_settings({}, None)
    files = emitted(policy, settings)
    flows = [path for path in files if path.endswith(".flow-meta.xml")]
    assert flows
    for path in flows:
        rest = {name: data for name, data in files.items() if name != path}
        assert not proof(policy, rest, settings).is_equal
        text = files[path].decode()
        changed = re.sub(r"<expression>MOD\((.*?), \d+\)", r"<expression>MOD(\1, 7)", text)
        changed = changed if changed != text else text.replace("Active", "Draft")
        assert not proof(policy, {**files, path: changed.encode()}, settings).is_equal


def test_layout_of_a_retrieved_flow_is_no_difference() -> None:
    policy = policy_of(POLICY)
    settings = salesforce.read_settings({}, None)
    files = emitted(policy, settings)
    moved = {
        path: re.sub(rb"<locationX>\d+", b"<locationX>176", data)
        if path.endswith(".flow-meta.xml")
        else data
        for path, data in files.items()
    }
    assert proof(policy, moved, settings).is_equal


def test_a_changed_formula_field_is_found() -> None:
    policy = policy_of(POLICY)
    settings = salesforce.read_settings({}, None)
    files = emitted(policy, settings)
    score = next(path for path in files if "score" in path.casefold() and "field-meta" in path)
    changed = files[score].replace(b"30", b"10")
    assert changed != files[score]
    assert not proof(policy, {**files, score: changed}, settings).is_equal


def test_nothing_to_read_is_not_equal() -> None:
    policy = policy_of(POLICY)
    settings = salesforce.read_settings({}, None)
    assert not proof(policy, {}, settings).is_equal
    assert not proof(policy, {RULES: b"<AssignmentRules"}, settings).is_equal


def test_a_part_added_to_a_flow_is_found() -> None:
    policy = policy_of(POLICY)
    settings = salesforce.read_settings({}, None)
    files = emitted(policy, settings)
    path = next(path for path in files if path.endswith("Before_Save.flow-meta.xml"))
    more = b"<subflows><name>More</name></subflows><status>"
    changed = files[path].replace(b"<status>", more, 1)
    assert changed != files[path]
    assert not proof(policy, {**files, path: changed}, settings).is_equal


def test_an_object_without_assignment_rules_is_proved_by_its_flow() -> None:
    policy = policy_of(POLICY)
    settings = salesforce.read_settings({"object": "Account"}, None)
    files = emitted(policy, settings)
    assert proof(policy, files, settings).verdict is Verdict.EQUAL
    path = next(path for path in files if path.endswith("Before_Save.flow-meta.xml"))
    changed = files[path].replace(b"&quot;DE&quot;", b"&quot;AT&quot;").replace(b'"DE"', b'"AT"')
    assert changed != files[path]
    found = proof(policy, {**files, path: changed}, settings)
    assert found.verdict is Verdict.DIFFERENT
    assert found.differences
