"""The place of a finding is exactly the text that it speaks of, and so is that of its fixes."""

from typing import Any

import pytest

MARKED = [
    'rule "A" { when «employes» > 5 assign ana }',
    'rule "A" { when email.«domian» = "a.example" assign ana }',
    'rule "A" { when country in (DE, «UK», FR) assign ana }',
    'rule "A" { when country = DE and employees > «"5"» assign ana }',
    'rule "A" { when source matches /ab«(?=»c)/ assign ana }',
    'rule "A" { when source matches /a\\/b«(?=»c)/ assign ana }',
    'rule "A" { when «industry contains "S"» and partner assign ana }',
    'rule "A" { rotate ae where speaks «xx» }',
    'rule "A" { assign «ae» }',
    'rule "A" { rotate ae sla 15 minutes at «20 minutes» notify assignee }',
    "team t { ana, «bne», ben }",
    "team t { ana, ben, «ana weight 2» }",
    'rep cleo "cleo@acme.example" { calendar «ofice» }',
    'rep cleo «"cleo"»',
    'calendar c { zone «"Berlin"» }',
    'expect "x" { given { «employees -5» country DE } queue desk }',
    'expect "x" { given { country DE } owner «anna» }',
    'use «"gone.route"»',
    "queue x\nqueue «x»",
    "define «a» = not a",
]


@pytest.mark.parametrize("marked", MARKED)
def test_the_primary_label(bench: Any, marked: str) -> None:
    before, _, rest = marked.partition("«")
    wanted, _, after = rest.partition("»")
    text = before + wanted + after
    found = bench.findings(bench.with_base(text))
    assert [text[d.label.span.start : d.label.span.end] for d in found] == [wanted]
    assert found[0].label.span.file == "main.route"
    assert found[0].not_compiled


FIXED = [
    ('rule "A" { when country = UK assign ana }', "GB"),
    ('rule "A" { when country = Germany assign ana }', "DE"),
    ('rule "A" { when industry = saas assign ana }', "SaaS"),
    ('rule "A" { when source = web assign ana }', '"web"'),
    ('rule "A" { when language = EN assign ana }', "en"),
    ('calendar c { zone "Berlin" }', '"Europe/Berlin"'),
    ("calendar c { holidays UK }", "GB"),
    ("team t { bne }", "ben"),
    ('rep cleo "cleo@acme.example" { speaks german }', "de"),
]


@pytest.mark.parametrize(("text", "offer"), FIXED)
def test_a_fix_leaves_nothing_to_find(bench: Any, text: str, offer: str) -> None:
    (found,) = bench.findings(bench.with_base(text))
    (edit,) = found.fixes[0].edits
    assert edit.text == offer
    fixed = text[: edit.span.start] + edit.text + text[edit.span.end :]
    assert bench.findings(bench.with_base(fixed)) == ()


def test_the_fix_of_mixed_conditions_keeps_the_meaning(bench: Any) -> None:
    text = 'rule "A" { when partner or country = DE and employees > 5 assign ana }'
    (found,) = bench.findings(bench.with_base(text))
    fixed = text
    for edit in sorted(found.fixes[0].edits, key=lambda e: e.span.start, reverse=True):
        fixed = fixed[: edit.span.start] + edit.text + fixed[edit.span.end :]
    assert fixed.count("(") == fixed.count(")") == 1
    assert bench.findings(bench.with_base(fixed)) == ()
    assert bench.policy(fixed).graph.edges == bench.policy(text).graph.edges


def test_findings_come_in_order_of_place_and_each_once(bench: Any) -> None:
    text = 'rule "A" { when x = 1 and country = UK and x = 1 assign bne }\nteam t { q }'
    found = bench.findings(bench.with_base(text))
    assert [d.sort_key for d in found] == sorted({d.sort_key for d in found})
    assert len(found) == 5
