"""Witnesses: the claim holds on them, the runtime agrees, and no field can be left out."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from compiler.analysis.graphs import KIND, RICH, UNKNOWN, Rule, build, plain_field, policies
from compiler.conftest import BASE, compiled
from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.claims import receives
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.moment_search import USUAL
from routewright_runtime.evaluate.matcher import Matcher
from routewright_runtime.graph.conditions import (
    AllOf,
    FieldTerm,
    MatchesPattern,
    Negation,
    OneOf,
    TextHolds,
    TextRelation,
)
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.records import RecordReader
from routewright_runtime.values import TypeName, ValueType

TRIED = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@TRIED
@given(policies((*RICH, *UNKNOWN)))
def test_no_field_of_a_witness_can_be_left_out(graph: DecisionGraph) -> None:
    facts = Facts(graph)
    matcher = Matcher(graph)
    reader = RecordReader(graph)
    leads = facts.space.solver.leads
    for number in facts.reach.holes:
        try:
            found = facts.reach.received(number)
        except NotDecided:
            continue
        assert found is not None
        claim = receives(facts.space, number)
        if not claim(leads.point(found[1])):
            assert found[1].assumes
            continue
        witness = facts.witness(found[1], claim, taken_by=number)
        if witness.is_assumed:
            continue
        at = witness.at or USUAL
        read = reader.read(dict(witness.record))
        assert not read.unread, "a witness reads as it stands in a JSON record"
        assert matcher.match(read.values, at) == number
        for name, _ in witness.values:
            rest = {other: v for other, v in witness.values if other != name and v is not None}
            lead = Lead(rest, at, witness.outside)
            laws = facts.space.solver.index.at(leads.point(lead)) & facts.space.solver.index.laws
            assert laws or matcher.match(rest, at) != number, f"{name} can be left out"


def test_a_witness_that_the_runtime_denies_is_an_error() -> None:
    graph = build(
        (plain_field("kind", ValueType(TypeName.CHOICE, ("A", "B"))),),
        [
            Rule("a", OneOf(KIND, ("A",))),
            Rule("b", OneOf(KIND, ("B",))),
        ],
    )
    facts = Facts(graph)
    lead = Lead({"kind": "B"})
    with pytest.raises(AssertionError, match="the runtime gives"):
        facts.witness(lead, lambda point: True, taken_by=0)
    assert facts.witness(lead, receives(facts.space, 1), taken_by=1).record == (("kind", "B"),)


def test_patterns_are_decided_by_automata() -> None:
    note = FieldTerm("note")
    fields = (plain_field("note", ValueType(TypeName.TEXT)),)
    even, all_b = MatchesPattern(note, "(aa)*"), MatchesPattern(note, "a*")
    rules = [Rule("even", even), Rule("odd", all_b), Rule("both", even)]
    verdicts = Facts(build(fields, rules)).reach.verdicts
    assert [v.value for v in verdicts[:3]] == ["live", "live", "hidden"]
    ended = Rule("ended", MatchesPattern(note, "[A-Z]+x"))
    facts = Facts(build(fields, [ended, Rule("rest", even)]))
    assert facts.reach.verdicts[1].value == "live"
    covered = [Rule("a", all_b), Rule("b", Negation(all_b)), Rule("c", even)]
    assert Facts(build(fields, covered)).reach.verdicts[2].value == "hidden"


def test_the_lead_keeps_what_it_assumes() -> None:
    lead = Lead({"kind": "A"}, outside=("x",), assumes=True)
    assert replace(lead, values={}).outside == ("x",)


def test_patterns_of_a_part_give_whole_addresses() -> None:
    host = FieldTerm("email", "domain")
    fields = (plain_field("email", ValueType(TypeName.EMAIL)),)
    two_letters = Rule("short", MatchesPattern(host, "[a-z]{2}[.]zz"))
    facts = Facts(build(fields, [two_letters, Rule("none", MatchesPattern(host, "[a-z ]+"))]))
    found = facts.reach.received(0)
    assert found is not None
    witness = facts.witness(found[1], receives(facts.space, 0), taken_by=0)
    ((name, value),) = witness.record
    assert name == "email"
    assert str(value).endswith(".zz")
    assert facts.reach.verdicts[1].value == "never", "a domain has a dot and no blank"


def test_a_listed_text_matches_a_pattern_or_does_not() -> None:
    note = FieldTerm("note")
    fields = (plain_field("note", ValueType(TypeName.TEXT)),)
    listed = [Rule(text, OneOf(note, (text,))) for text in ("vp sales", "cto")]
    verdicts = Facts(build(fields, [Rule("vp", MatchesPattern(note, "vp.*")), *listed])).reach
    assert [v.value for v in verdicts.verdicts[:3]] == ["live", "hidden", "live"]


def test_what_the_search_for_a_text_leaves_open_is_not_called_hidden() -> None:
    note = FieldTerm("note")
    fields = (plain_field("note", ValueType(TypeName.TEXT)),)
    taken = Rule("taken", OneOf(note, tuple("a" * n for n in range(1, 41))))
    facts = Facts(build(fields, [taken, Rule("longer", MatchesPattern(note, "a+"))]))
    assert facts.reach.verdicts[1].value in ("live", "undecided"), "41 letters are left"


def test_an_address_is_put_together_from_the_end_and_the_mailbox_that_are_asked_for() -> None:
    email, mailbox = FieldTerm("email"), FieldTerm("email", "local")
    ends = TextHolds(email, TextRelation.ENDS_WITH, ("@globex.example",))
    rule = Rule("pia", AllOf((ends, OneOf(mailbox, ("pia",)))))
    facts = Facts(build((plain_field("email", ValueType(TypeName.EMAIL)),), [rule]))
    found = facts.reach.received(0)
    assert found is not None
    assert found[1].values == {"email": "pia@globex.example"}


def test_a_record_keeps_the_facts_at_its_own_moment() -> None:
    rules = """
    fact "asked in the office" { during office implies source is known }
    rule "Late"   { when not during office and country = DE  assign ana }
    rule "French" { when country = FR                        rotate ae }
    """
    policy = compiled({"main.route": f"{BASE}{rules}fallback assign desk\n"}).value
    assert policy is not None
    space = Facts(policy.graph).space
    for number in (0, 1):  # the first outside the office, where nothing need be known
        found = space.solver.any_lead(space.boxes[number], 0)
        assert found is not None
        point = space.solver.leads.point(found[1])
        assert not space.solver.index.at(point) & space.solver.index.laws, found[1]
