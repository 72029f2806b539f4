"""A value of a list, a branch of an `or`, or a line of a classification never matters.

RW322, warning; a note where earlier rules take the records, which may well be meant. A value
matters where some record that comes to its rule would be decided otherwise without it.

## Why it matters

A list is read as a promise: who sees `in (DE, AT, CH)` believes that Swiss leads come here.

## Example

```route
rule "Swiss"  { when country = CH              assign ana }
rule "German" { when country in (DE, AT, CH)   rotate ae }   # expect: RW322
```

## Instead

```route
rule "Swiss"  { when country = CH          assign ana }
rule "German" { when country in (DE, AT)   rotate ae }
```
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.condition_parts import only_value, values_of
from routewright_compiler.analysis.dead_lines import DeadLine
from routewright_compiler.analysis.dead_values import DeadPart
from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.analysis.space import Box
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import listed, shown
from routewright_grammar.diagnostic import Diagnostic, Edit, Fix, FixSafety, Label, Severity
from routewright_grammar.span import Span
from routewright_runtime.graph.conditions import Condition, HasMembers, OneOf, Place, TextHolds

CODE = "RW322"
NAME = "dead-value"
SEVERITY = Severity.WARNING

_IN_MESSAGE = 5
_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Why:
    """Why a part never matters; `takers` are the earlier branches that take its records."""

    words: str
    takers: tuple[int, ...] = ()


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each condition with values or a branch that never matter."""
    for dead in facts.dead_values.dead:
        if not _never_holds(facts, dead.part.condition):
            yield from _finding(facts, dead)
    for line in facts.class_lines:
        yield from _line(facts, line)


def _never_holds(facts: PolicyFacts, condition: Condition) -> bool:
    """Tell whether `never-true-condition` says it already."""
    formula = facts.space.encoder.formula(condition)
    try:
        return not facts.vacuity.is_possible(formula)
    except NotDecided:
        return False


def _finding(facts: PolicyFacts, dead: DeadPart) -> Iterator[Diagnostic]:
    condition, name = dead.part.condition, facts.chain.branches[dead.branch].rule
    places = _value_places(condition)
    spans = [span_of(places[n]) for n in dead.values] if places else []
    if condition.place is None:
        return
    spans = spans or [span_of(condition.place)]
    why = _why(facts, dead)
    written = [facts.source.at(span) for span in spans] if places or not dead.values else []
    if not written:
        written = [str(values_of(condition)[n]) for n in dead.values]
    shown_part = [f"`{text}`" for text in written[:_IN_MESSAGE]]
    if len(written) > _IN_MESSAGE:
        shown_part.append(f"{len(written) - _IN_MESSAGE:,} more")
    matters = "matters" if len(written) == 1 else "matter"
    yield Diagnostic(
        CODE,
        NAME,
        Severity.NOTE if why.takers else SEVERITY,
        f"in rule {shown(name)}, {listed(shown_part)} never {matters}; {why.words}",
        Label(spans[0], "never matters", name),
        related=(
            *(Label(span, "nor this") for span in spans[1:]),
            *_takers(facts, why),
        ),
        help="leave them out, or change what comes before" if why.takers else "leave it out",
        fixes=tuple(_fixes(facts, dead, why)),
    )


def _value_places(condition: Condition) -> tuple[Place, ...]:
    if isinstance(condition, OneOf | TextHolds | HasMembers):
        return condition.value_places
    return ()


def _takers(facts: PolicyFacts, why: _Why) -> Iterator[Label]:
    for branch in why.takers[:_NAMED]:
        place = facts.chain.place_of(branch)
        if place is not None:
            yield Label(span_of(place), "takes them", facts.chain.branches[branch].rule)


def _why(facts: PolicyFacts, dead: DeadPart) -> _Why:
    """Say whether nothing has the value, earlier branches take it, or the rest says it too."""
    space, encoder = facts.space, facts.space.encoder
    condition = dead.part.condition
    places = dead.values or (None,)
    single = [condition if n is None else only_value(condition, n) for n in places]
    formulas = encoder.formulas
    wanted = formulas.some(encoder.formula(item) for item in single)
    try:
        if space.solver.any_hole(encoder.boxes(wanted), 0) is None:
            return _Why("no record can have it")
        boxes = encoder.boxes(formulas.every((space.formulas[dead.branch], wanted)))
        if space.solver.any_hole(boxes, 0) is None:
            return _Why("the rest of the condition leaves no record with it")
        before = space.before(dead.branch) & facts.reach.live
        if space.solver.any_hole(boxes, before) is None:
            takers = _taking(facts, boxes, before)
            named = facts.words.names(takers[:_NAMED], max(len(takers) - _NAMED, 0))
            return _Why(f"{named} before it {_take(takers)} all such records", takers)
    except NotDecided:
        facts.note_undecided()
    return _Why("the rest of the condition says the same")


def _take(takers: tuple[int, ...]) -> str:
    return "takes" if len(takers) == 1 else "take"


def _taking(facts: PolicyFacts, boxes: tuple[Box, ...], before: int) -> tuple[int, ...]:
    """Return the earlier branches that take the boxes' records: one alone where one is enough."""
    space = facts.space
    meeting = 0
    for box in boxes:
        meeting |= space.solver.index.meeting(box) & before
    takers = space.owners(meeting)
    for branch in takers:
        if space.solver.any_hole(boxes, space.bits[branch]) is None:
            return (branch,)
    return tuple(takers)


def _fixes(facts: PolicyFacts, dead: DeadPart, why: _Why) -> Iterator[Fix]:
    """Yield the fix that takes dead values out of a list.

    It is safe only where the reason lies in the rule itself: rules before it may change.
    """
    places = _value_places(dead.part.condition)
    if not dead.values or len(places) <= len(dead.values):
        return
    first_kept = next(n for n in range(len(places)) if n not in dead.values)
    edits = []
    for n in dead.values:
        here = places[n]
        if n < first_kept:
            edits.append(Edit(Span(here.file, here.start, places[n + 1].start), ""))
        else:
            edits.append(Edit(Span(here.file, places[n - 1].end, here.end), ""))
    safety = FixSafety.UNSAFE if why.takers else FixSafety.SAFE
    yield Fix("take it out" if len(edits) == 1 else "take them out", safety, tuple(edits))


def _line(facts: PolicyFacts, dead: DeadLine) -> Iterator[Diagnostic]:
    place, name = dead.line.place or dead.line.condition.place, dead.classification.name
    if place is None:
        return
    yield Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        f"line {shown(dead.line.value)} of {shown(name)} never decides; the lines before it take "
        "all its records",
        Label(span_of(place), "never decides", name),
        help="move it up, or leave it out",
    )
