"""Rows of a table that no record finds.

RW304, warning; one finding for each table, with the lines of the rows. A row is found where a
record that comes to a look-up has its keys and no more telling row fits. A table that nothing looks
up is one finding too. Where several linted policies use the same table, it is enough that one of
them finds a row.

## Why it matters

A territory that nobody gets to is a territory whose owner waits: rules before the look-up take its
records, more telling rows cover it, or the group around it lets none of them in.

## Example

```route
table owner_of from "owners.csv" { key country  gives to }   # expect: RW304
group "Europe" {
  when country in (DE, FR)
  rule "Owner" {
    when   owner_of(country) is known
    assign owner_of(country)
  }
}
```

```csv owners.csv
country,to
DE,ana
US,ben
```

## Instead

```route
table owner_of from "owners.csv" { key country  gives to }
rule "Owner" {
  when   owner_of(country) is known
  assign owner_of(country)
}
```

```csv owners.csv
country,to
DE,ana
US,ben
```
"""

from collections.abc import Iterable

from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.analysis.row_reach import IdleRows
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import listed, shown
from routewright_grammar.diagnostic import Diagnostic, Label, Severity

CODE = "RW304"
NAME = "unreachable-table-row"
SEVERITY = Severity.WARNING
ASKS_ALL_POLICIES = True

_IN_MESSAGE = 5
_IN_NOTE = 40


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each table with rows that nothing finds."""
    for idle in facts.rows.idle:
        if idle.table.place is not None:
            yield _finding(idle)


def _finding(idle: IdleRows) -> Diagnostic:
    table, place = idle.table, idle.table.place
    assert place is not None
    lines = [str(row.line) for row in idle.rows]
    if idle.is_unused:
        message = f"table {shown(table.name)} is never looked up"
    else:
        rows = "the row on line" if len(lines) == 1 else f"{len(lines):,} rows, on lines"
        message = f"no record finds {rows} {_listed(lines, _IN_MESSAGE)} of {shown(table.file)}"
    is_long = len(lines) > _IN_MESSAGE and not idle.is_unused
    return Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        message,
        Label(span_of(place), "never looked up" if idle.is_unused else "", table.name),
        notes=(("lines", _listed(lines, _IN_NOTE)),) if is_long else (),
        help="look it up in a rule, or delete it"
        if idle.is_unused
        else "delete these rows, or let their records come to the look-up",
    )


def _listed(items: list[str], limit: int) -> str:
    more = len(items) - limit
    return listed([*items[:limit], f"{more:,} more"] if more > 0 else items)
