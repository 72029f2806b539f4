"""Spellings that count as empty, of every type: emitted as tests, proved, and missed when gone."""

import re

import pytest

from compiler.targets.salesforce.test_verify import RULES, emitted, policy_of, proof
from routewright_compiler.emit.verify import Verdict
from routewright_compiler.targets import salesforce

TYPES = {
    "text": ("text", "Web"),
    "open choice": ("choice open(Web, Event)", "Web"),
    "choice with a member that counts as empty": ('choice(Web, Event, "N/A")', "Web"),
}
BODY = """
queue one
queue two
rule "Known" {{ when channel is known and size > 3 assign one }}
rule "Not" {{ when channel != {value} and size > 1 assign two }}
fallback assign one
"""


@pytest.mark.parametrize("kind", TYPES)
def test_each_criterion_about_a_blank_spelling_counts(kind: str) -> None:
    type_, value = TYPES[kind]
    if kind == "text":
        value = '"Web"'
    head = f'record lead {{ channel: {type_} blank "n/a"  size: integer }}'
    policy = policy_of(head + BODY.format(value=value))
    own = salesforce.read_settings({}, None)
    files = emitted(policy, own)
    assert proof(policy, files, own).verdict is Verdict.EQUAL
    text = files[RULES].decode()
    # The spelling itself, and the criterion or filter that it stands in.
    spots = [found.start() for found in re.finditer("n/a", text, re.IGNORECASE)]
    assert spots
    for spot in spots:
        damaged = f"{text[:spot]}Qz{text[spot:]}"
        found = proof(policy, {**files, RULES: damaged.encode()}, own)
        assert not found.is_equal, text[spot - 200 : spot + 60]


@pytest.mark.parametrize("type_", ["choice(Web, Event)", "email", "user", "choices(A, B)"])
def test_what_a_field_cannot_hold_needs_no_test(type_: str) -> None:
    text = f"""record lead {{ channel: {type_} blank "n/a"  size: integer }}
queue one
queue two
rule "Known" {{ when channel is known and size > 3 assign one }}
fallback assign two
"""
    policy, own = policy_of(text), salesforce.read_settings({}, None)
    assert proof(policy, emitted(policy, own), own).verdict is Verdict.EQUAL


@pytest.mark.parametrize("object_name", ["Lead", "Account"])
def test_formulas_and_flows_ask_for_a_member_that_counts_as_empty(object_name: str) -> None:
    policy = policy_of(
        """record lead { channel: choice(Web, Event, "N/A") blank "n/a"  city: text }
queue one
queue two
rule "Known" { when channel is known and city ends with "burg" assign one }
rule "Not" { when channel != Web and city ends with "berg" assign two }
fallback assign one
"""
    )
    own = salesforce.read_settings({"object": object_name}, None)
    assert proof(policy, emitted(policy, own), own).verdict is Verdict.EQUAL


def test_a_picklist_that_counts_a_spelling_as_a_value_is_different() -> None:
    """Without `notEqual n/a` an entry takes records that the policy reads as empty."""
    policy = policy_of(
        'record lead { channel: choice open(Web) blank "n/a" }\nqueue one\nqueue two\n'
        'rule "Known" { when channel is known assign one }\nfallback assign two\n'
    )
    own = salesforce.read_settings({}, None)
    files = emitted(policy, own)
    text = files[RULES].decode()
    criterion = re.search(
        r" *<criteriaItems>\n *<field>[^\n]*\n[^\n]*notEqual[^\n]*\n *<value>n/a</value>\n"
        r" *</criteriaItems>\n",
        text,
    )
    assert criterion is not None
    less = text.replace(criterion[0], "")
    found = proof(policy, {**files, RULES: less.encode()}, own)
    assert found.verdict is Verdict.DIFFERENT
    assert dict(found.differences[0].record) == {"channel": "n/a"}
