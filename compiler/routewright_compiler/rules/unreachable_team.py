"""No record can get to a team: no rule that receives records rotates or notifies it.

RW510, warning. A team is reached where a decision, a fallback, an SLA step or a cell of a table can
give a record to one of its members, or where it is told of one. Where several linted policies use
the same file of people, it is enough that one of them reaches the team.

## Why it matters

Five people wait for leads that cannot come.

## Example

```route
team late { ben }   # expect: RW510
rule "All" { rotate ae }
```

## Instead

```route
team late { ben }
rule "French" { when country = FR  rotate late }
rule "All"    { rotate ae }
```

(A fallback behind a rotation that always has somebody is never tried, so it reaches nobody.)
"""

from collections.abc import Iterable

from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import listed, shown
from routewright_grammar.diagnostic import Diagnostic, Label, Severity

CODE = "RW510"
NAME = "unreachable-team"
SEVERITY = Severity.WARNING
ASKS_ALL_POLICIES = True


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each team that no record gets to."""
    unreached = set(facts.people.unreached_teams)
    for team in facts.graph.teams:
        if team.name in unreached and team.place is not None:
            members = [shown(member.rep) for member in team.members[:9]]
            more = len(team.members) - len(members)
            yield Diagnostic(
                CODE,
                NAME,
                SEVERITY,
                f"no record can get to team {shown(team.name)}",
                Label(span_of(team.place), "never reached", team.name),
                notes=(("members", listed([*members, *([f"{more} more"] if more else [])])),),
                help="rotate it in a rule or a fallback, or delete it",
            )
