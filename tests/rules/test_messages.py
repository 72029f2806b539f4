"""What the findings say, word for word, and which other parties they name."""

from routewright_compiler.analysis.record_sample import SampleRecord
from routewright_grammar.diagnostic import Certainty, Severity
from rules.conftest import Rules

SEVERAL = """
rule "One"   { when employees < 100               assign ana }
rule "Two"   { when employees in 100..199         assign ben }
rule "Three" { when employees in 200..299         assign ana }
rule "Four"  { when employees in 300..399         assign ben }
rule "Mid"   { when country = DE and employees < 400  assign desk }
"""


def test_one_rule_hides_another(rules: Rules) -> None:
    found = rules.one(
        "unreachable-rule",
        """rule "EMEA" { when country in (DE, FR)  rotate ae }
rule "Key" { when country = DE and employees >= 1000  assign ana }""",
    )
    assert found.severity is Severity.ERROR
    assert found.message == "rule `Key` never receives a record; `EMEA` takes them all before it"
    assert found.notes == (
        ("record", "country DE, employees 1000"),
        ("today", "`EMEA` gives it to team `ae`"),
        ("meant", "`Key` gives it to `ana`"),
    )
    assert found.help == "move `Key` above `EMEA`, or delete it"
    assert [label.subject for label in found.related] == ["EMEA"]
    assert found.witness == (("country", "DE"), ("employees", 1000))


def test_three_of_several_are_named_and_the_rest_counted(rules: Rules) -> None:
    found = rules.one("unreachable-rule", SEVERAL)
    assert found.message.startswith("rule `Mid` never receives a record; ")
    assert found.message.endswith(" and 1 more take them all before it")
    assert len(found.related) == 3
    assert all("of its values" in label.message for label in found.related)
    assert ("note", "no single rule hides it, so moving or deleting one of them is not enough") in (
        found.notes
    )


def test_the_largest_with_another_outcome_is_among_those_named(rules: Rules) -> None:
    text = """
rule "One"   { when employees < 100               assign desk }
rule "Two"   { when employees in 100..199         assign desk }
rule "Three" { when employees in 200..299         assign desk }
rule "Other" { when employees = 300               assign ben }
rule "Mid"   { when country = DE and employees <= 300  assign desk }
"""
    found = rules.one("unreachable-rule", text)
    assert found.severity is Severity.ERROR
    assert "Other" in {label.subject for label in found.related}
    assert ("today", "`Other` gives it to `ben`") in found.notes


def test_where_all_do_the_same_it_is_a_warning(rules: Rules) -> None:
    found = rules.one(
        "unreachable-rule",
        """rule "A" { when country in (DE, FR)  assign ana }
rule "B" { when country = DE  assign ana }""",
    )
    assert found.severity is Severity.WARNING
    assert found.message == (
        "rule `B` never receives a record; `A` takes them all before it, with the same outcome"
    )
    assert found.help == "delete `B`; it changes nothing"


def test_a_copy_is_called_one(rules: Rules) -> None:
    found = rules.one(
        "unreachable-rule",
        'rule "A" { when country = DE  assign ana }\nrule "B" { when country = DE  assign ana }',
    )
    assert found.message == "rule `B` never receives a record; it is a copy of `A`"


def test_a_twin_with_another_outcome(rules: Rules) -> None:
    found = rules.one(
        "unreachable-rule",
        'rule "A" { when country = DE  assign ana }\nrule "B" { when country = DE  assign ben }',
    )
    assert found.message == (
        "rule `B` never receives a record; `A` before it asks for the same records"
    )


def test_a_difference_in_the_sla_is_said(rules: Rules) -> None:
    found = rules.one(
        "unreachable-rule",
        """rule "A" { when country in (DE, FR)  assign ana  sla 4 hours }
rule "B" { when country = DE  assign ana  sla 1 hour }""",
    )
    assert ("today", "`A` gives it to `ana`, SLA 4 hours") in found.notes
    assert ("meant", "`B` gives it to `ana`, SLA 1 hour") in found.notes


def test_parts_that_cannot_hold_together_are_named(rules: Rules) -> None:
    found = rules.one(
        "unreachable-rule",
        """group "Small" { when employees < 50
  rule "Odd" { when country = DE and employees >= 1000  assign ana }
}""",
    )
    assert found.message == (
        "rule `Odd` never receives a record; `employees < 50` and `employees >= 1000` cannot "
        "both hold"
    )
    assert found.witness is None


def test_the_fallback_of_a_group_hides_too(rules: Rules) -> None:
    found = rules.one(
        "unreachable-rule",
        """group "All" { rule "A" { when country = DE  assign ana }  fallback assign ben }
rule "B" { when country = FR  assign desk }""",
    )
    assert found.message == (
        "rule `B` never receives a record; the fallback of `All` takes them all before it"
    )


def test_an_overlap_counts_all_and_shows_three(rules: Rules) -> None:
    text = """
rule "A" { when country = DE       assign ana }
rule "B" { when country = FR       assign ben }
rule "C" { when country = IT       assign ana }
rule "D" { when country = ES       assign ben }
rule "E" { when employees > 1000   assign desk }
"""
    found = rules.one("overlapping-outcomes", text)
    assert found.message == (
        "rule `E` wants records that 4 rules take first and treat otherwise: `A`, `B`, `C` and "
        "1 more"
    )
    titles = [title for title, _ in found.notes]
    assert titles == ["record", "another", "another", "in another order"]
    assert found.notes[0][1] == "country DE, employees 1001: `A` gives it to `ana`"
    assert not found.is_minor


def test_of_more_than_fifty_rules_overlaps_of_other_fields_are_minor(rules: Rules) -> None:
    many = "\n".join(f'rule "N{n}" {{ when source = "s{n}"  assign ana }}' for n in range(50))
    found = rules.named(
        "overlapping-outcomes",
        f"""{many}
rule "Size"  {{ when employees > 10  assign ben }}
rule "Sized" {{ when employees in 5..20 and source in ("s3", "x")  assign desk }}""",
    )
    assert {item.label.subject: item.is_minor for item in found} == {"Size": True, "Sized": False}


def test_of_more_than_fifty_rules_one_before_that_looks_at_more_is_not_minor(rules: Rules) -> None:
    many = "\n".join(f'rule "N{n}" {{ when source = "s{n}"  assign ana }}' for n in range(50))
    found = rules.named(
        "overlapping-outcomes",
        f"""{many}
rule "Sized" {{ when employees in 5..20 and country = DE  assign desk }}
rule "Size"  {{ when employees > 10  assign ben }}""",
    )
    assert {item.label.subject: item.is_minor for item in found} == {"Size": False, "Sized": True}


def test_a_unique_group_says_who_takes_it_today(rules: Rules) -> None:
    found = rules.one(
        "overlap-in-unique-group",
        """unique group "Sizes" {
  rule "Small" { when employees in 10..200    assign ana }
  rule "Large" { when employees in 200..1999  assign ben }
}""",
    )
    assert found.message == "in unique group `Sizes`, `Large` and `Small` want the same records"
    assert found.notes == (
        ("record", "employees 200"),
        ("today", "`Small` gives it to `ana`, only because `Small` comes first"),
    )


def test_what_only_a_crm_can_judge_makes_a_finding_possible(rules: Rules) -> None:
    found = rules.one(
        "overlap-in-unique-group",
        """unique group "Split" {
  rule "A" { when outside "RAND() > 0.5"  assign ana }
  rule "B" { when outside "RAND() < 0.3"  assign ben }
}""",
    )
    assert found.certainty is Certainty.POSSIBLE
    assert found.severity is Severity.WARNING


def test_an_assert_says_who_must_be_away(rules: Rules) -> None:
    found = rules.one(
        "refuted-assert",
        """team office_only { ana }
rule "Small" { when employees < 50  rotate office_only }
assert "never wait" { when employees < 50  never queue desk }""",
    )
    assert found.message == (
        "assert `never wait` does not hold: `Small` can put such a record into queue `desk`"
    )
    assert ("when", "`ana` is away, not at work or at the cap") in found.notes
    assert found.witness == (("employees", 0),)


def test_an_empty_field_that_matters_is_shown_as_empty(rules: Rules) -> None:
    found = rules.one("empty-passes-negation", 'rule "A" { when country != IN  assign ana }')
    assert found.message == (
        "`country != IN` also holds where `country` is empty; `A` receives such records"
    )
    assert found.witness == (("country", None),)
    assert "`country is known and country != IN`" in found.help


def test_a_dead_value_says_why(rules: Rules) -> None:
    taken = rules.one(
        "dead-value",
        """rule "Swiss"  { when country = CH  assign ana }
rule "German" { when country in (DE, CH)  rotate ae }""",
    )
    assert taken.severity is Severity.NOTE
    assert taken.message == (
        "in rule `German`, `CH` never matters; `Swiss` before it takes all such records"
    )
    within = rules.one(
        "dead-value",
        'rule "A" { when industry in (SaaS, Fintech) and industry != Fintech  assign ana }',
    )
    assert within.severity is Severity.WARNING


def test_a_value_behind_one_that_stands_twice_is_named_too(rules: Rules) -> None:
    text = """rule "Swiss"  { when country in (CH, FR)  assign ana }
    rule "German" { when country in (DE, CH, CH, FR)  rotate ae }"""
    assert [found.message for found in rules.named("dead-value", text)] == [
        "in rule `German`, `CH` and `FR` never matter; `Swiss` before it takes all such records",
        "in rule `German`, `CH` stands twice in one list; once is enough",
    ]


def test_a_value_that_the_group_rules_out_never_matters(rules: Rules) -> None:
    found = rules.one(
        "dead-value",
        """group "Near" {
          when country in (DE, FR)
          rule "German" { when country in (DE, CH)  rotate ae }
          fallback assign desk
        }""",
    )
    assert found.message.startswith("in rule `German`, `CH` never matters")


def test_a_text_that_no_record_can_hold_never_matters(rules: Rules) -> None:
    found = rules.one("dead-value", 'rule "A" { when email.local in ("ana", "x@y")  rotate ae }')
    assert found.message == 'in rule `A`, `"x@y"` never matters; no record can have it'


def test_a_rule_that_changes_nothing(rules: Rules) -> None:
    found = rules.one(
        "redundant-rule",
        """rule "Large" { when country = DE and employees > 9  assign ana }
rule "German" { when country = DE  assign ana }""",
    )
    assert found.message == (
        "rule `Large` can be deleted; `German` behind it takes its records and does the same"
    )
    assert ("with or without it", "gives it to `ana`") in found.notes


def test_a_missing_value_that_nobody_thought_of_is_louder(rules: Rules) -> None:
    split = """rule "Small" { when employees < 9  assign ana }
rule "Large" { when employees >= 9  assign ben }"""
    assert rules.one("missing-value-gap", split).severity is Severity.WARNING
    told = split + '\nrule "X" { when country = DE and employees is empty  assign ana }'
    assert rules.one("missing-value-gap", told).severity is Severity.NOTE


def test_fifty_rules_are_shown_whole_and_fifty_one_are_not(rules: Rules) -> None:
    pair = (
        'rule "Domain" { when email.domain = "acme.example"  assign ana }\n'
        'rule "Source" { when source = "web"  assign ben }\n'
    )
    for count, is_minor in ((50, False), (51, True)):
        more = "\n".join(
            f'rule "R{n}" {{ when employees = {n} and source = "s{n}"  assign ana }}'
            for n in range(count - 2)
        )
        found = {
            d.label.subject: d.is_minor for d in rules.named("overlapping-outcomes", pair + more)
        }
        assert found["Source"] is is_minor


def test_of_many_takers_among_records_three_are_named(rules: Rules) -> None:
    text = "\n".join(f'rule "R{n}" {{ when employees = {n}  assign ana }}' for n in range(5))
    text += '\nrule "Late" { when employees in 0..4 and country = DE  assign ben }'
    rows = [
        SampleRecord(f"line {n + 2}", {"country": "DE", "employees": str(n % 5)}) for n in range(14)
    ]
    found = rules.named("unreachable-rule", text, records=tuple(rows))
    (late,) = [d for d in found if d.label.subject == "Late"]
    assert dict(late.notes)["taken by"] == (
        "`R0` 21 %, `R1` 21 %, `R2` 21 %, and 2 more (of 14 records that meet its condition)"
    )


def test_forty_lines_of_a_table_are_listed_and_of_more_the_count(rules: Rules) -> None:
    text = """
    table t from "t.csv" { key source  gives to }
    rule "All"   { when source starts with "s"  assign ana }
    rule "Table" { when t(source) is known      assign t(source) }
    """
    for count, last in ((5, None), (6, "7"), (40, "41"), (41, "1 more"), (1_043, "1,003 more")):
        rows = "\n".join(f"s{n},ana" for n in range(count))
        files = {**rules.files(text), "t.csv": f"source,to\n{rows}\nother,ben\n"}
        (found,) = [d for d in rules.linted(files) if d.name == "unreachable-table-row"]
        lines = dict(found.notes).get("lines")
        assert (lines is None) if last is None else (lines or "").endswith(f" and {last}")
        fifth = f"5, 6 and {count - 5:,} more" if count > 5 else "5 and 6"
        assert found.message == (
            f"no record finds {count:,} rows, on lines 2, 3, 4, {fifth} of `t.csv`"
        )
