"""An SLA clock can run from start to target while nobody who may have the record is at work.

RW620, warning. A rotation gives a record to somebody who is there, but `assign`, a user field and a
cell of a table that names a person give it at any hour. Over the eighteen months from today, every
start is looked at: if between it and the target the owner is never inside the calendar, or is away
all the time, the target is missed whatever anybody does. People to whom a step before the target
gives the record count as well; queues and people without a calendar or absence can always answer.

## Why it matters

A target that nobody can meet is missed every night. The steps behind it fire, the figures look bad,
and soon nobody takes them seriously.

## Example

Ana works from 09:00 to 17:00:

```route
rule "Named account" {
  when   employees >= 1000
  assign ana   # expect: RW620
  sla    1 hour
}
```

## Instead

Count the target in the hours of the person who has to meet it:

```route
rule "Named account" {
  when   employees >= 1000
  assign ana
  sla    1 hour during office
}
```

Or rotate a team: a rotation gives the record only to somebody who is there.
"""

from collections.abc import Iterable, Iterator

from routewright_compiler.analysis.coverage.clock_words import (
    clock_words,
    exact_words,
    span_words,
    stretch_words,
)
from routewright_compiler.analysis.coverage.coverage import Coverage
from routewright_compiler.analysis.coverage.unmeetable import LateOwner, LostStart, Unmeetable
from routewright_compiler.analysis.coverage.week_words import some
from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import shown
from routewright_grammar.diagnostic import Certainty, Diagnostic, Label, Severity

CODE = "RW620"
NAME = "unmeetable-sla"
SEVERITY = Severity.WARNING


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each decision whose clock nobody can meet at some start."""
    for found in facts.coverage.unmeetable:
        yield _finding(facts, found)


def _finding(facts: PolicyFacts, found: Unmeetable) -> Diagnostic:
    coverage = facts.coverage
    assert found.node.place is not None
    owner = found.owners[0]
    lost = _shown_start(coverage, owner)
    rep = coverage.survey.presence.reps[owner.rep]
    witness = coverage.witness(found.node.id, lost.start, owner.conditions)
    return Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        f"the target of {shown(clock_words(found.clock))} can be over before {shown(owner.rep)} is "
        f"there: from {stretch_words(lost.start, lost.due, rep.zone)} nobody who may have the "
        f"record is at work ({rep.zone})",
        Label(
            span_of(found.node.place),
            f"gives the record to {shown(owner.rep)} at any hour",
            found.branch.rule,
        ),
        related=tuple(_related(coverage, found, owner)),
        notes=(*facts.record_note(witness), *_notes(coverage, found, owner, lost)),
        help=_help(found, owner, coverage),
        witness=None if witness is None else witness.record,
        certainty=Certainty.POSSIBLE
        if witness is not None and witness.is_assumed
        else Certainty.PROVED,
    )


def _shown_start(coverage: Coverage, owner: LateOwner) -> LostStart:
    """Return the first start at the beginning of a break, not today in the middle of one."""
    first = owner.starts[0]
    is_cut = first.start == coverage.survey.horizon.start_at
    return owner.starts[1] if is_cut and len(owner.starts) > 1 else first


def _related(coverage: Coverage, found: Unmeetable, owner: LateOwner) -> Iterator[Label]:
    graph = coverage.index.graph
    rep = coverage.survey.presence.reps[owner.rep]
    names = {rep.calendar: "the owner's calendar"}
    if found.clock.calendar != rep.calendar:
        names[found.clock.calendar] = "the clock's calendar"
    for calendar in graph.calendars:
        if calendar.name in names and calendar.place is not None:
            yield Label(span_of(calendar.place), names[calendar.name], calendar.name)


def _notes(
    coverage: Coverage, found: Unmeetable, owner: LateOwner, lost: LostStart
) -> Iterator[tuple[str, str]]:
    zone = coverage.survey.presence.reps[owner.rep].zone
    yield "moment", exact_words(lost.start, zone)
    yield "due", exact_words(lost.due, zone)
    if lost.back is not None:
        yield "back", exact_words(lost.back, zone)
    count = len(owner.starts)
    breaks = "break" if count == 1 else "breaks"
    yield "how often", f"in {count} {breaks} up to {coverage.survey.horizon.end}"
    if len(found.owners) > 1:
        yield "also", some([shown(other.rep) for other in found.owners[1:]], 9)


def _help(found: Unmeetable, owner: LateOwner, coverage: Coverage) -> str:
    calendar = coverage.survey.presence.reps[owner.rep].calendar
    if calendar is not None and calendar != found.clock.calendar:
        target = f"sla {span_words(found.clock.span)} during {calendar}"
        return f"count the target in the owner's hours, `{target}`, or rotate a team"
    return "rotate a team, so that somebody else has the record while this owner is away"
