"""Verify catches what is changed: each value, operator, order, name and connector.

A change that verify calls equal must be none: the reference, which reads the XML by itself, sends
no record of a search elsewhere.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.targets.salesforce.corpus import compiled, text_of
from compiler.targets.salesforce.planted import Planted, of_flow, of_formulas, of_rules
from compiler.targets.salesforce.reference_rules import decide, first_active
from compiler.targets.salesforce.test_import_styles import entry, file_of, imported, rule
from compiler.targets.salesforce.test_verify import (
    POLICY,
    emitted,
    mapped_settings,
    policy_of,
    proof,
)
from routewright_compiler.policy import Policy
from routewright_compiler.target.forms import ImportedPolicy
from routewright_compiler.targets import salesforce
from routewright_compiler.targets.salesforce.losses import LOSS_NAMES
from routewright_compiler.targets.salesforce.settings import SalesforceSettings

PLAIN = """
record lead {
  country: text  size: integer 0..  kind: choice(New, Old, Other)  vip: boolean
  products: choices(Core, API)  source: text  city: text  born: date
}
rep ann "ann@acme.example"
queue desk
queue one
queue two
rule "Lists" { when country in ("DE", "AT", "Korea, Republic of") and size >= 10 assign one }
rule "Either" { when (source contains ("web", "mail") or vip) and not kind = New assign two }
rule "Sizes" { when size < 5 or size in 20..29 assign ann }
rule "Multi" { when products has Core and products is known and city != "Rome" assign one }
rule "Starts" { when city starts with ("Be", "Bo") and source is empty assign two }
rule "Formula" { when city ends with "burg" and (country = "FR" or born >= 2001-02-03) assign one }
rule "Nobody" { when source = "test" suppress "test" }
fallback assign desk
"""
FLOWS = """
record lead { country: country  size: integer  owner_of_account: user }
rep ann "ann@acme.example"
rep bob "bob@acme.example"
rep cyd "cyd@acme.example"
team all { ann, bob, cyd }
queue desk "Data desk"
rule "Known" { when owner_of_account is known assign owner_of_account }
rule "Turns" {
  when size >= 10
  rotate all
  tag "large"
  notify cyd
  sla 4 hours
    at 1 hour notify assignee
    then escalate to cyd
    after 2 hours assign desk
}
fallback assign desk
"""


@dataclass(frozen=True)
class Case:
    """A policy, its emitted files, and the changes of one kind of file."""

    policy: Policy
    settings: SalesforceSettings
    files: dict[str, bytes]
    changes: tuple[tuple[str, Planted], ...]

    def is_found(self, path: str, change: Planted) -> bool:
        """Tell whether verify says anything but equal."""
        files = {**self.files, path: change.text.encode()}
        return not proof(self.policy, files, self.settings).is_equal


@cache
def case(name: str) -> Case:
    """Return a case by its name."""
    text, table, kind, ending = CASES[name]
    policy, own = policy_of(text), salesforce.read_settings(table, None)
    files = emitted(policy, own)
    assert proof(policy, files, own).is_equal
    changes = tuple(
        (path, change)
        for path in sorted(files)
        if path.endswith(ending)
        for change in kind(files[path].decode())
    )
    return Case(policy, own, files, changes)


_ALL: dict[str, object] = {"allow_losses": sorted(LOSS_NAMES)}
CASES: dict[str, tuple[str, dict[str, object], Callable[[str], Iterator[Planted]], str]] = {
    "plain rules": (PLAIN, {}, of_rules, ".assignmentRules-meta.xml"),
    "rules with turns": (POLICY, {}, of_rules, ".assignmentRules-meta.xml"),
    "turns by number": (
        POLICY,
        {**_ALL, "round_robin": "auto-number"},
        of_rules,
        ".assignmentRules-meta.xml",
    ),
    "formula fields": (POLICY, {}, of_formulas, ".field-meta.xml"),
    "flows of leads": (FLOWS, _ALL, of_flow, ".flow-meta.xml"),
    "flows of accounts": (FLOWS, {**_ALL, "object": "Account"}, of_flow, ".flow-meta.xml"),
}


def test_there_are_changes_of_every_kind() -> None:
    counts = {name: len(case(name).changes) for name in CASES}
    assert all(counts[name] > 10 for name in CASES), counts
    assert sum(counts.values()) > 800, counts


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_each_change_is_found(name: str, data: st.DataObject) -> None:
    own = case(name)
    path, change = own.changes[data.draw(st.integers(0, len(own.changes) - 1))]
    assert own.is_found(path, change), (path, change.what)


# --- without our map: what was imported, and a file that somebody changed -----------------------

ENTRIES = (
    entry("One", "", ("Country", "equals", "DE,AT"), ("Size__c", "greaterOrEqual", "10")),
    entry(
        "Two",
        "(1 OR 2) AND 3",
        ("Source__c", "contains", "web,mail"),
        ("Vip__c", "equals", "True"),
        ("Kind__c", "notEqual", "New"),
    ),
    entry("ann@acme.example", "", ("Size__c", "lessThan", "5")),
    entry("One", "", ("Interests__c", "includes", "Golf"), ("City", "notEqual", "Rome")),
    entry("Two", "", ("City", "startsWith", "Be,Bo"), ("Source__c", "equals", "")),
    entry("One", 'AND(ISPICKVAL(Kind__c, "Old"), NOT(CONTAINS(City, "burg")))'),
    entry("", "", ("Source__c", "equals", "test")),
    entry("Two", 'City = "Ulm" || (Country = "FR" && Size__c > 7)'),
)
VALUES: dict[str, list[str]] = {
    "Lead.Country": ["DE", "AT", "FR", "QzDE", ""],
    "Lead.Size__c": ["3", "5", "7", "8", "10", "57", "107", ""],
    "Lead.Source__c": ["web", "mail", "test", "Qzweb", "Qztest", ""],
    "Lead.Vip__c": ["True", "False"],
    "Lead.Kind__c": ["New", "Old", "QzNew", "QzOld", ""],
    "Lead.Interests__c": ["Golf", "Golf;Polo", "QzGolf", ""],
    "Lead.City": ["Rome", "Ulm", "Berlin", "QzBern", "Hamburg", "QzUlm", "Qzburg", ""],
}


@cache
def foreign() -> tuple[bytes, ImportedPolicy, tuple[Planted, ...]]:
    """Return a file that we did not write, its import, and the changes."""
    data = file_of(rule(*ENTRIES))
    (item,) = imported(data)
    return data, item, tuple(of_rules(data.decode()))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_of_a_foreign_file_what_is_not_found_is_none(data: st.DataObject) -> None:
    before, item, changes = foreign()
    change = changes[data.draw(st.integers(0, len(changes) - 1))]
    own = mapped_settings(text_of(item, "salesforce.json"))
    found = proof(compiled(item), {"Lead.assignmentRules": change.text.encode()}, own)
    if found.is_equal:
        rng = random.Random(0)
        rules = [first_active(text) for text in (before, change.text.encode())]
        for _ in range(500):
            record = {field: rng.choice(values) for field, values in VALUES.items()}
            owners = [decide(own_rule, record, "Lead").assignee for own_rule in rules]
            assert owners[0] == owners[1], (change.what, record, owners)
