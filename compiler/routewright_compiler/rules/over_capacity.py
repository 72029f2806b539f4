"""On some days of the history more records came than the caps of a team take.

RW521, warning, with `--records` only. Where everybody in a rotation has a cap by day or week, the
caps add up to what the team takes in a day. The records of the file are matched to the rules of
today; days, and weeks where somebody has a cap by week, on which more came are listed. A record
counts where nobody outside the rotation may get it by its first decision.

## Why it matters

What comes after the last cap is full goes to the fallback. Twice a year that is a busy day; every
Monday it is a team that is too small.

## Example

With a file in which five records came on one day:

```route
rep oli "oli@acme.example" { at most 2 per day }
rep pam "pam@acme.example" { at most 2 per day }
team inbound { oli, pam }
rule "Inbound" {
  rotate inbound   # expect: RW521
}
```

## Instead

Raise the caps or add members; and say what becomes of the rest:

```route
rep oli "oli@acme.example" { at most 3 per day }
rep pam "pam@acme.example" { at most 2 per day }
team inbound { oli, pam }
rule "Inbound" {
  rotate   inbound  hold up to 24 hours
  fallback assign desk
}
```
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from routewright_compiler.analysis.coverage.capacity import Excess
from routewright_compiler.analysis.coverage.week_words import some
from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import shown
from routewright_grammar.diagnostic import Diagnostic, Label, Severity
from routewright_runtime.graph.people import CapWindow

CODE = "RW521"
NAME = "over-capacity"
SEVERITY = Severity.WARNING

_IN_MESSAGE = 3
_IN_NOTE = 40


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each rotation and window that got more than its caps take."""
    for found in facts.coverage.excesses:
        yield _finding(facts.graph.zone, found)


def _finding(zone: str, found: Excess) -> Diagnostic:
    assert found.node.place is not None
    per, is_week = found.window.value, found.window is CapWindow.WEEK
    count = len(found.days)
    when = f"{'in' if is_week else 'on'} {count} {per}{'' if count == 1 else 's'}"
    who = f" {found.pool.words}" if found.pool.words else ""
    worst = sorted(found.days, key=lambda item: (-item[1], item[0]))
    return Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        f"more came to team {shown(found.pool.team)}{who} than its caps take, {found.capacity} a "
        f"{per}, {when} of the history: {some(_day_words(worst, is_week), _IN_MESSAGE)}",
        Label(span_of(found.node.place), subject=found.pool.team),
        notes=tuple(_notes(zone, found, is_week)),
        help="raise the caps, add members, or say in the rule who takes the rest",
    )


def _notes(zone: str, found: Excess, is_week: bool) -> Iterator[tuple[str, str]]:
    names = some([shown(name) for name in found.pool.members], 9)
    yield "capacity", f"{found.capacity} a {found.window.value}, by the caps of {names}"
    if len(found.days) > _IN_MESSAGE:
        title = "weeks" if is_week else "days"
        yield title, some(_day_words(found.days, is_week), _IN_NOTE)
    if found.zone != zone:
        yield "zone", f"days are counted in {found.zone}"


def _day_words(days: Sequence[tuple[date, int]], is_week: bool) -> list[str]:
    if is_week:
        return [f"{count} in the week of {day}" for day, count in days]
    return [f"{count} on {day}" for day, count in days]
