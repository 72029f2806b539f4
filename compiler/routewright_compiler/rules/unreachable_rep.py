"""No record can get to a rep, and nobody tells the rep of one.

RW511, warning. Reached is who can be given a record by a decision, a fallback, an SLA step or a
cell of a table, and who is notified. Members of a team that no record gets to are not reported
again (`unreachable-team`). Where several linted policies use the same file of people, it is enough
that one of them reaches the rep.

## Why it matters

Somebody who joined last month is in the file and in no team, or only in rotations whose `where`
they never meet.

## Example

```route
rep cleo "cleo@acme.example"   # expect: RW511
rule "All" { rotate ae }
```

## Instead

```route
rep  cleo "cleo@acme.example"
team south { cleo }
rule "South" { when country in (ES, IT)  rotate south }
rule "All"   { rotate ae }
```
"""

from collections.abc import Iterable

from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import listed, shown
from routewright_grammar.diagnostic import Diagnostic, Label, Severity

CODE = "RW511"
NAME = "unreachable-rep"
SEVERITY = Severity.WARNING
ASKS_ALL_POLICIES = True


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each rep whom no record gets to, less those of unreached teams."""
    idle_teams = set(facts.people.unreached_teams)
    teams: dict[str, list[str]] = {}
    for team in facts.graph.teams:
        for member in team.members:
            teams.setdefault(member.rep, []).append(team.name)
    unreached = set(facts.people.unreached_reps)
    for rep in facts.graph.reps:
        own = teams.get(rep.name, [])
        if rep.name not in unreached or rep.place is None or not idle_teams.isdisjoint(own):
            continue
        where = (
            f"a member of {listed([shown(name) for name in own])}" if own else "a member of no team"
        )
        yield Diagnostic(
            CODE,
            NAME,
            SEVERITY,
            f"no record can get to {shown(rep.name)}",
            Label(span_of(rep.place), "never reached", rep.name),
            notes=(("teams", where),),
            help="give the rep a team that a rule rotates, or delete the rep",
        )
