"""Two members of a `unique group` want the same record.

RW311, error. In a `unique group` no record that reaches it may meet the conditions of two members,
even with equal outcomes; a group inside counts as one member. One finding for each later member,
with the number of earlier members that it overlaps.

## Why it matters

Who writes `unique` promises that the order of the members does not matter. Here it does: the first
one takes the record.

## Example

```route
unique group "Sizes" {
  rule "Small" { when employees in 10..200     rotate ae }
  rule "Large" { when employees in 200..1999   assign ben }   # expect: RW311
}
```

## Instead

```route
unique group "Sizes" {
  rule "Small" { when employees in 10..199     rotate ae }
  rule "Large" { when employees in 200..1999   assign ben }
}
```

Or leave out `unique` where the order is meant to decide.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from routewright_compiler.analysis.formula import Formula, holds_at
from routewright_compiler.analysis.policy_facts import Evidence, PolicyFacts
from routewright_compiler.analysis.unique_groups import MemberOverlap
from routewright_compiler.analysis.witness import Point
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import listed, shown
from routewright_grammar.diagnostic import Certainty, Diagnostic, Label, Severity

CODE = "RW311"
NAME = "overlap-in-unique-group"
SEVERITY = Severity.ERROR

_NAMED = 3


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each member that overlaps earlier ones."""
    found = facts.unique_groups.overlaps
    for _, overlaps in groupby(found, key=lambda item: (item.group, item.second)):
        yield _finding(facts, tuple(overlaps))
    if facts.unique_groups.undecided:
        yield _undecided(facts, facts.unique_groups.undecided)


def _finding(facts: PolicyFacts, overlaps: Sequence[MemberOverlap]) -> Diagnostic:
    group = facts.chain.groups[overlaps[0].group]
    later = group.members[overlaps[0].second]
    earlier = [group.members[overlap.first] for overlap in overlaps]
    names = [shown(member.name) for member in earlier[:_NAMED]]
    if len(earlier) > _NAMED:
        names.append(f"{len(earlier) - _NAMED:,} more")
    evidence, taker = _evidence(facts, overlaps[0])
    assert later.place is not None
    return Diagnostic(
        CODE,
        NAME,
        SEVERITY if evidence.certainty is Certainty.PROVED else Severity.WARNING,
        f"in unique group {shown(group.name)}, {shown(later.name)} and {listed(names)} want the "
        "same records",
        Label(span_of(later.place), "wants them too", later.name),
        related=tuple(
            Label(span_of(member.place), "", member.name)
            for member in earlier
            if member.place is not None
        ),
        notes=(
            ("record", evidence.shown),
            *evidence.notes,
            ("today", f"{taker}, only because {shown(earlier[0].name)} comes first"),
        ),
        help=f"let one of the two ask for less, or take `unique` off {shown(group.name)}",
        witness=evidence.record,
        certainty=evidence.certainty,
    )


def _evidence(facts: PolicyFacts, overlap: MemberOverlap) -> tuple[Evidence, str]:
    space = facts.space
    members = [_formula(facts, overlap.group, place) for place in (overlap.first, overlap.second)]
    taker = space.first_match(space.solver.leads.point(overlap.lead))
    assert taker is not None

    def holds(point: Point) -> bool:
        return all(holds_at(item, point) for item in members) and space.first_match(point) == taker

    words = facts.words
    evidence = facts.evidence(overlap.lead, holds, taken_by=taker)
    return evidence, f"{words.name(taker)} {words.does(taker)}"


def _formula(facts: PolicyFacts, group: int, place: int) -> Formula:
    member = facts.chain.groups[group].members[place]
    if member.branch is not None:
        return facts.space.formulas[member.branch]
    assert member.group is not None
    inner = facts.chain.groups[member.group]
    encoder = facts.space.encoder
    return encoder.formulas.every(encoder.formula(item) for item in (*inner.guards, inner.own))


def _undecided(facts: PolicyFacts, pairs: int) -> Diagnostic:
    group = next(item for item in facts.chain.groups if item.is_unique)
    assert group.place is not None
    return Diagnostic(
        CODE,
        NAME,
        Severity.NOTE,
        f"whether members of a unique group want the same records was not decided for {pairs:,} "
        f"pair{'' if pairs == 1 else 's'}",
        Label(span_of(group.place), "", group.name),
        help="look further with `--budget`, as in `routewright lint --budget 100000`",
        certainty=Certainty.UNDECIDED,
    )
