"""A rotation has hours in which nobody of its team is there, and its rule does not say what then.

RW520, warning. Looked at are the eighteen months from today: the weekly hours of the members'
calendars, and beside them the dates on which holidays, closed days, absences or clock changes leave
nobody. Members whom the `where` of the rule or a weight of 0 rules out do not count; caps do not
count either. Where a `where` asks for what the record says, each value that a member has is looked
at as well, if a record with it can come. Hours in which no record can come to the rotation, since
its rule is `during` a calendar, are left out.

## Why it matters

A record that comes in such an hour goes on to the fallback of the group or of the file, mostly a
queue that nobody watches at night. Sometimes that is meant; then it is better said in the rule.

## Example

Ana's calendar is open from Monday to Friday:

```route
team night { ana }
rule "Large" {
  when   employees >= 1000
  rotate night   # expect: RW520
}
```

## Instead

Let the record wait for whoever comes first, or name who has it meanwhile:

```route
team night { ana }
rule "Large" {
  when     employees >= 1000
  rotate   night  hold up to 3 days
  fallback assign desk
}
```

A rotation with `hold`, or with a fallback in its own rule, is not reported; nor is one of several
fallbacks of a group.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from routewright_compiler.analysis.coverage.clock_words import (
    exact_words,
    hold_words,
    stretch_words,
)
from routewright_compiler.analysis.coverage.coverage import Coverage
from routewright_compiler.analysis.coverage.intervals import first_from, longest
from routewright_compiler.analysis.coverage.pools import Pool, pools_of
from routewright_compiler.analysis.coverage.uncovered import Narrower, Uncovered
from routewright_compiler.analysis.coverage.week import runs
from routewright_compiler.analysis.coverage.week_words import (
    less_words,
    more_words,
    some,
    week_words,
)
from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import shown
from routewright_grammar.diagnostic import Certainty, Diagnostic, Label, Severity
from routewright_runtime.graph.model import (
    Assign,
    DecisionNode,
    QueueTarget,
    RepTarget,
    Rotate,
    Suppress,
    TeamTarget,
)

CODE = "RW520"
NAME = "uncovered-hours"
SEVERITY = Severity.WARNING

_DATES_IN_MESSAGE = 3
_DATES_IN_NOTE = 40
_TEAMS_IN_MESSAGE = 3
_PARTS_IN_NOTES = 5


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each set of hours that a team's rotations leave without anybody."""
    for found in facts.coverage.uncovered:
        yield _finding(facts, found)


def _finding(facts: PolicyFacts, found: Uncovered) -> Diagnostic:
    coverage = facts.coverage
    first = found.rotations[0]
    assert first.node.place is not None
    pool, at = found.pools[0], found.longest[0]
    witness = coverage.witness(first.node.id, at, found.conditions)
    is_one = len(found.pools) == 1
    return Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        f"nobody of {_team_words(found.pools)} is there: {_hours_words(coverage, found)}",
        Label(
            span_of(first.node.place),
            f"rule {shown(first.branch.rule)} rotates here",
            pool.team if is_one else first.branch.rule,
        ),
        related=tuple(_related(coverage, found)),
        notes=(*facts.record_note(witness), *_notes(coverage, found)),
        help=_help(coverage, found),
        witness=None if witness is None else witness.record,
        certainty=Certainty.POSSIBLE
        if witness is not None and witness.is_assumed
        else Certainty.PROVED,
    )


def _team_words(pools: tuple[Pool, ...]) -> str:
    names = some([shown(pool.team) for pool in pools], _TEAMS_IN_MESSAGE)
    who = f" {pools[0].words}" if pools[0].words else ""
    return f"team{'' if len(pools) == 1 else 's'} {names}{who}"


def _hours_words(coverage: Coverage, found: Uncovered) -> str:
    weekly, dates = week_words(found.week), more_words(found.week)
    if weekly == "at all times" and not less_words(found.week):
        return f"at no time up to {coverage.survey.horizon.end}"
    parts = []
    if weekly:
        parts.append(f"every week {weekly} ({found.week.zone})")
    if dates:
        parts.append(f"on {some(dates, _DATES_IN_MESSAGE)}")
    words = ", and ".join(parts)
    if not weekly:
        words += f" ({found.week.zone})"
    return f"{words} (longest: {stretch_words(*found.longest, found.week.zone)})"


def _related(coverage: Coverage, found: Uncovered) -> Iterator[Label]:
    for other in found.rotations[1:]:
        if other.node.place is not None:
            rule = other.branch.rule
            yield Label(span_of(other.node.place), f"rule {shown(rule)} rotates it too", rule)
    places = {team.name: team.place for team in coverage.index.graph.teams}
    for pool in found.pools:
        place = places[pool.team]
        if place is not None:
            yield Label(span_of(place), "the team", pool.team)


def _notes(coverage: Coverage, found: Uncovered) -> Iterator[tuple[str, str]]:
    yield "moment", exact_words(found.longest[0], found.week.zone)
    yield "members", some([shown(name) for name in found.pools[0].members], 9)
    dates, less = more_words(found.week), less_words(found.week)
    if len(dates) > _DATES_IN_MESSAGE:
        yield "dates", some(dates, _DATES_IN_NOTE)
    if less:
        yield "but somebody is there", some(less, _DATES_IN_NOTE)
    for part in found.narrower[:_PARTS_IN_NOTES]:
        yield f"team {shown(part.pool.team)} {part.pool.words}", _part_words(coverage, part)
    if len(found.narrower) > _PARTS_IN_NOTES:
        yield "others", f"{len(found.narrower) - _PARTS_IN_NOTES} more skills are alone at times"
    yield "then", _behind(coverage, found.rotations[0].node, found.longest[0])


def _part_words(coverage: Coverage, part: Narrower) -> str:
    """Say when records that ask for a skill find nobody, beyond the hours of the whole team."""
    zone = coverage.survey.zone_of_reps(part.pool.members)
    who = some([shown(name) for name in part.pool.members], 3)
    gap = stretch_words(*longest(part.hours), zone)
    return f"only {who}; the longest time without is {gap} ({zone})"


def _behind(coverage: Coverage, node: DecisionNode, at: datetime) -> str:
    """Say what becomes of the records that come at a moment when nobody is there."""
    attempts = coverage.index.attempts(node.id)[1:]
    following = [node for node in attempts if not _has_nobody(coverage, node, at)]
    if not following:
        return "nothing stands behind it"
    origin = shown(following[0].origin)
    match following[0].action:
        case Suppress():
            return f"{origin} suppresses the record"
        case Rotate(TeamTarget(name)):
            return f"{origin} rotates team {shown(name)}"
        case Assign(RepTarget(name) | QueueTarget(name)):
            return f"{origin} gives the record to {shown(name)}"
        case _:
            return f"{origin} decides"


def _has_nobody(coverage: Coverage, node: DecisionNode, at: datetime) -> bool:
    """Tell whether a rotation behind has surely nobody at that moment either."""
    if not isinstance(node.action, Rotate) or not isinstance(node.action.target, TeamTarget):
        return False
    if node.hold is not None:
        return False
    presence = coverage.survey.presence
    return all(
        first_from(presence.of_pool(pool.members), at) != at
        for pool in pools_of(coverage.index.graph, node.action)
    )


def _help(coverage: Coverage, found: Uncovered) -> str:
    fallback = "add a fallback to the rule"
    if found.rotations[0].branch.rule == found.rotations[0].node.origin:
        fallback = "add a second fallback behind it"
    start, end = found.longest
    if end >= coverage.survey.horizon.end_at:
        return f"{fallback}, or give the team members with other hours"
    weekly = [timedelta(minutes=high - low) for low, high in runs(found.week.days)]
    what = "these times" if not weekly else "the hours of the week"
    return f"{fallback}, or `{hold_words(max(weekly, default=end - start))}`, which covers {what}"
