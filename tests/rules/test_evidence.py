"""Real records beside findings, questions left open, and fixes that keep their word."""

from datetime import UTC, datetime

from compiler.conftest import MAIN
from routewright_compiler.analysis.record_sample import SampleRecord
from routewright_grammar.diagnostic import Certainty, Diagnostic, FixSafety, Severity
from rules.conftest import Rules

HIDDEN = """rule "Small" { when employees < 200    rotate ae }
rule "Large" { when employees >= 200   assign ana }
rule "German" { when country = DE and employees in 100..300   assign desk }
"""
AT = datetime(2026, 3, 10, 9, tzinfo=UTC)


def _rows(*records: dict[str, object]) -> tuple[SampleRecord, ...]:
    return tuple(
        SampleRecord(f"line {n} of `leads.csv`", record, AT) for n, record in enumerate(records, 2)
    )


def test_a_real_record_is_shown_where_one_fits(rules: Rules) -> None:
    rows = _rows(
        {"country": "FR", "employees": "150"},
        {"country": "Germany", "employees": "120", "source": "web"},
        {"country": "DE", "employees": "250"},
        {"country": "DE", "employees": "251"},
        {"country": "DE", "employees": "252"},
    )
    found = rules.one("unreachable-rule", HIDDEN, records=rows)
    notes = dict(found.notes)
    assert notes["seen"] == "line 3 of `leads.csv`; 1 of 5 records"
    assert found.witness == (("country", "DE"), ("employees", 120))
    assert notes["taken by"] == "`Large` 75 %, `Small` 25 % (of 4 records that meet its condition)"


def test_where_none_fits_a_record_is_made_up(rules: Rules) -> None:
    found = rules.one("unreachable-rule", HIDDEN, records=_rows({"country": "FR"}))
    notes = dict(found.notes)
    assert "seen" not in notes
    assert notes["taken by"] == "none of the 1 records meets its condition"
    assert found.witness is not None


def test_records_that_contradict_a_fact_are_counted(rules: Rules) -> None:
    text = """fact "partners are German" { partner implies country = DE }
rule "All" { rotate ae }"""
    rows = _rows({"partner": "yes", "country": "FR"}, {"partner": "no"}, {"partner": "yes"})
    found = rules.one("contradicted-fact", text, records=rows)
    assert found.message == "2 of 3 records contradict fact `partners are German`"


def test_what_the_budget_leaves_open_is_named_and_no_error(rules: Rules) -> None:
    texts = [f'contains "{a}{b}"' for a in "abcdefg" for b in "xyz"]
    many = "\n".join(
        f'rule "N{n}" {{ when source {text} and employees > {n}  assign ana }}'
        for n, text in enumerate(texts)
    )
    text = f'{many}\nassert "x" {{ when source contains "ax"  never owner ben }}'
    open_ones = [d for d in rules.lint(text, budget=1) if d.certainty is Certainty.UNDECIDED]
    assert all(d.severity is Severity.NOTE for d in open_ones)
    assert all("was not decided" in d.message and "--budget" in d.help for d in open_ones)


def _applied(text: str, finding: Diagnostic) -> str:
    (fix,) = finding.fixes
    for edit in sorted(fix.edits, key=lambda edit: -edit.span.start):
        assert edit.span.file == MAIN
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def test_the_rule_moves_above_the_one_that_hides_it(rules: Rules) -> None:
    text = """# All of them.
rule "EMEA" { when country in (DE, FR)  rotate ae }

# The large ones.
rule "Key" { when country = DE and employees >= 1000  assign ana }
"""
    found = rules.one("unreachable-rule", text)
    assert found.fixes[0].safety is FixSafety.UNSAFE
    moved = _applied(text, found)
    assert moved.startswith('# The large ones.\nrule "Key"')
    assert rules.named("unreachable-rule", moved) == ()


def test_a_rule_that_does_nothing_is_deleted_safely(rules: Rules) -> None:
    text = """rule "A" { when country in (DE, FR)  assign ana }
rule "B" { when country = DE  assign ana }
rule "C" { when country = IT  assign ben }
"""
    found = rules.one("unreachable-rule", text)
    assert found.fixes[0].safety is FixSafety.SAFE
    left = _applied(text, found)
    assert 'rule "B"' not in left
    assert rules.named("unreachable-rule", left) == ()


def test_a_rule_that_an_assert_names_is_not_deleted_as_if_nothing_were(rules: Rules) -> None:
    text = """rule "A" { when country in (DE, FR)  assign ana }
rule "B" { when country = DE  assign ana }
assert "no B" { never rule "B" }
"""
    assert rules.one("unreachable-rule", text).fixes[0].safety is FixSafety.UNSAFE


def test_values_are_taken_out_with_their_commas(rules: Rules) -> None:
    rule = 'rule "A" {{ when {} and industry != SaaS  assign ana }}\n'
    text = rule.format("industry in (SaaS, Fintech, Retail)")
    found = rules.one("dead-value", text)
    assert found.fixes[0].safety is FixSafety.SAFE
    assert _applied(text, found) == rule.format("industry in (Fintech, Retail)")


def test_of_two_rules_that_do_the_same_only_one_goes_at_a_time(rules: Rules) -> None:
    text = """rule "A" { when country = DE and employees > 99  assign ana }
rule "B" { when country = DE and employees > 9   assign ana }
rule "C" { when country = DE                     assign ana }
"""
    found = {d.label.subject: d.fixes[0].safety for d in rules.named("redundant-rule", text)}
    assert found == {"A": FixSafety.UNSAFE, "B": FixSafety.SAFE}


def test_what_stands_twice_is_left_out_once(rules: Rules) -> None:
    text = 'rule "A" { when country = DE and partner and country = DE  assign ana }\n'
    assert "when country = DE and partner  assign" in _applied(
        text, rules.one("duplicate-rule", text)
    )


def test_a_witness_keeps_to_a_fact_that_the_empty_record_breaks(rules: Rules) -> None:
    text = """fact "we can reach everybody" { email is empty implies source is known }
rule "Large" { when employees > 1000  assign ana }
rule "Web"   { when source != "web"   rotate ae }
assert "x" { when employees > 2000 never owner ana }"""
    found = rules.one("refuted-assert", text)
    assert found.witness == (("email", "pia@acme.example"), ("employees", 2001))


def test_a_fact_that_leaves_no_record_without_a_value_is_kept_to(rules: Rules) -> None:
    text = """fact "scored" { employees is empty implies (source is known and employees is known) }
rule "Unknown" { when employees is empty  assign ana }
rule "Large"   { when source = "web"      assign ana }
assert "x" { when source = "web" never owner ana }"""
    found = rules.one("refuted-assert", text)
    assert found.witness == (("employees", 0), ("source", "web"))


def test_nothing_is_claimed_of_an_undecided_rule_without_a_record(rules: Rules) -> None:
    listed = ", ".join(f'"{"a" * n}"' for n in range(1, 41))
    text = f"""record lead {{ note: text  employees: integer 0.. }}
rule "Large"  {{ when employees > 1000                                assign ana }}
rule "Longer" {{ when note matches /a+/ and not note in ({listed})    assign ben }}"""
    assert rules.one("unreachable-rule", text).certainty is Certainty.UNDECIDED
    assert not rules.named("overlapping-outcomes", text)


def test_a_record_keeps_what_a_fact_says_of_its_hour(rules: Rules) -> None:
    text = """fact "asked in the office" { during office implies source is known }
rule "Late" { when not during office and country = DE  assign ana }
rule "All"  { when country = FR                        rotate ae }
rule "Dead" { when country = FR and source is empty    assign ben }"""
    notes = dict(rules.one("unreachable-rule", text).notes)
    assert (notes["record"], notes.get("moment")) == (
        "country FR, source (empty)",
        "2026-03-10T17:00+00:00",
    )
