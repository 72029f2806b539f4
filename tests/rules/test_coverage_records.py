"""The records of findings about hours name fields, as all others do, and not columns of data."""

from rules.conftest import Rules

RECORD = """record lead {
  country: country column "Country Code"
  employees: integer 0.. column "No. of Employees"
}
calendar office { open mon-fri 09:00-17:00 }
"""


def test_uncovered_hours(rules: Rules) -> None:
    found = rules.one(
        "uncovered-hours",
        RECORD
        + """rep solo_rep "solo@acme.example" { calendar office }
team solo { solo_rep }
rule "Large" { when employees >= 1000 and country = DE  rotate solo }""",
    )
    assert found.notes[0] == ("record", "country DE, employees 1000")
    assert found.witness == (("Country Code", "DE"), ("No. of Employees", 1000))


def test_unmeetable_sla(rules: Rules) -> None:
    found = rules.one(
        "unmeetable-sla",
        RECORD
        + """rep solo_rep "solo@acme.example" { calendar office }
rule "Large" { when employees >= 1000 and country = DE  assign solo_rep  sla 1 hour }""",
    )
    assert found.notes[0] == ("record", "country DE, employees 1000")
    assert found.witness == (("Country Code", "DE"), ("No. of Employees", 1000))
