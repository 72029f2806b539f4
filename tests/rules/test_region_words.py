"""Regions in words: what is written parses, and means the region and nothing else."""

from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.conftest import compiled
from routewright_compiler.analysis.formula import Formula
from routewright_compiler.analysis.policy_facts import PolicyFacts, facts_of
from routewright_compiler.analysis.wording.region_words import RegionWords
from routewright_runtime.words import Words
from rules.conftest import Rules

CONDITIONS = (
    "employees >= 200",
    "employees in 50..199",
    "employees = 7",
    "revenue < 1.5",
    "revenue >= 100",
    "country in (DE, AT)",
    "country != FR",
    "industry = SaaS",
    "channel = Web",
    "partner",
    'source in ("web", "event")',
    'source starts with "we"',
    "products has Core",
    "closed_on >= 2026-03-10",
    'email.domain = "acme.example"',
)
RULES = "\n".join(f'rule "R{n}" {{ when {text}  assign ana }}' for n, text in enumerate(CONDITIONS))


@cache
def _facts(text: str) -> PolicyFacts:
    policy = compiled(Rules.files(text)).value
    assert policy is not None, text
    return facts_of(policy)


@cache
def _words() -> RegionWords:
    space = _facts(RULES).space
    return RegionWords(space, Words(space.graph))


@settings(max_examples=60)
@given(st.data())
def test_the_words_of_a_region_mean_the_region(data: Any) -> None:
    space = _facts(RULES).space
    allowed = space.encoder.space.allowed
    columns = [n for n in range(len(allowed)) if allowed[n].bit_count() > 1]
    chosen = data.draw(st.lists(st.sampled_from(columns), min_size=1, max_size=3, unique=True))
    box = {}
    for column in chosen:
        mask = data.draw(st.integers(1, allowed[column])) & allowed[column]
        box[column] = mask or allowed[column]
    words = _words().box(box)
    asked = "" if words == "any record" else f"when {words}"
    told = _facts(f'{RULES}\nrule "Told" {{ {asked}  assign ben }}')
    formulas = told.space.encoder.formulas
    branch = next(n for n in told.chain.rules() if told.chain.branches[n].rule == "Told")
    wanted = formulas.every(formulas.literal(column, mask) for column, mask in box.items())
    assert told.space.encoder.space.allowed[: len(allowed)] == allowed, "the same columns"
    assert _is_equal(told, told.space.formulas[branch], wanted), words


STATES = """
rule "R0" { when state in (US-CA, CA-QC)   assign ana }
rule "R1" { when state.country = CA        assign ana }
rule "R2" { when country in (US, CA)       assign ana }
rule "R3" { when language != de            assign ana }
"""


def test_words_for_states_and_countries_mean_them() -> None:
    facts = _facts(STATES)
    space = facts.space.encoder.space
    words = RegionWords(facts.space, Words(facts.space.graph))
    said = set()
    for column, allowed in enumerate(space.allowed):
        for mask in range(1, min(allowed + 1, 64)):
            if mask & ~allowed or mask == allowed:
                continue
            text = words.box({column: mask})
            said.add(text)
            told = _facts(f'{STATES}rule "Told" {{ when {text}  assign ben }}')
            branch = next(n for n in told.chain.rules() if told.chain.branches[n].rule == "Told")
            wanted = told.space.encoder.formulas.literal(column, mask)
            assert told.space.encoder.space.allowed == space.allowed, "the same columns"
            assert _is_equal(told, told.space.formulas[branch], wanted), text
    assert any("state.country" in text for text in said), "whole countries are named as such"


def _is_equal(facts: PolicyFacts, first: Formula, second: Formula) -> bool:
    formulas, encoder = facts.space.encoder.formulas, facts.space.encoder
    for one, other in ((first, second), (second, first)):
        beyond = formulas.every((one, formulas.negation(other)))
        if facts.space.solver.any_hole(encoder.boxes(beyond), 0) is not None:
            return False
    return True


SOURCES = """
rule "R0" { when source = "Web Form"               assign ana }
rule "R1" { when source in ("Event", "Trade Fair")  assign ana }
"""


def test_values_that_are_ruled_out_stand_in_one_list_as_they_are_written() -> None:
    facts = _facts(SOURCES)
    space = facts.space.encoder.space
    words = RegionWords(facts.space, Words(facts.space.graph))
    column = facts.space.encoder.fields["source"].columns[0]
    named = 0
    for box in (facts.space.boxes[0][0], facts.space.boxes[1][0]):
        named |= box[column]
    said = words.box({column: space.allowed[column] & ~named & ~1})
    assert said == 'source is known and not source in ("Web Form", "Event", "Trade Fair")'
