"""A value of a list, a branch of an `or`, or a line of a classification never matters.

RW322, warning; a note where earlier rules take the records, which may well be meant, with a record
that shows it. A value matters where some record that comes to its rule would be decided otherwise
without it. Values of one list are reported together as far as they have the same cause; a value
that stands twice in a list is reported too.

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

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.claims import receives_where
from routewright_compiler.analysis.condition_parts import parts, values_of
from routewright_compiler.analysis.dead_causes import (
    Cause,
    causes_of,
    still_dead,
    with_the_last,
)
from routewright_compiler.analysis.dead_lines import DeadLine
from routewright_compiler.analysis.dead_values import DeadPart
from routewright_compiler.analysis.policy_facts import Evidence, PolicyFacts
from routewright_compiler.analysis.vacuity import Written, written_conditions
from routewright_compiler.analysis.wording.written_words import written_words
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import listed, shown
from routewright_grammar.diagnostic import Diagnostic, Edit, Fix, FixSafety, Label, Severity
from routewright_grammar.span import Span
from routewright_runtime.graph.conditions import (
    Condition,
    HasMembers,
    OneOf,
    Place,
    TextHolds,
)

CODE = "RW322"
NAME = "dead-value"
SEVERITY = Severity.WARNING

_IN_MESSAGE = 5
_NAMED = 3
_SPELLED = "it is the same however it is spelled; upper and lower case count alike"
_LONGEST = 80  # characters of a condition quoted as it stands


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield a finding for each cause for which values or a branch of a condition never matter."""
    gone: dict[int, list[DeadPart]] = {}
    for found in facts.dead_values.dead:
        others = gone.setdefault(found.branch, [])
        dead = still_dead(facts, others, found)
        if dead is None or _never_holds(facts, dead.part.condition):
            continue
        others.append(dead)
        whole = with_the_last(facts, dead)
        for cause, values in causes_of(facts, whole).items():
            yield from _finding(facts, whole, cause, values)
    for written in written_conditions(facts.space):
        for part in parts(written.condition):
            yield from _repeated(facts, written, part.condition)
    for line in facts.class_lines:
        yield from _line(facts, line)


def _never_holds(facts: PolicyFacts, condition: Condition) -> bool:
    """Tell whether `never-true-condition` says it already."""
    formula = facts.space.encoder.formula(condition)
    try:
        return not facts.vacuity.is_possible(formula)
    except NotDecided:
        return False


def _finding(
    facts: PolicyFacts, dead: DeadPart, cause: Cause, values: tuple[int, ...]
) -> Iterator[Diagnostic]:
    condition, name = dead.part.condition, facts.chain.branches[dead.branch].rule
    if condition.place is None:
        return
    places = _value_places(condition)
    spans = [span_of(places[n]) for n in values] if places else []
    if spans:
        written = [facts.source.at(span) for span in spans]
    elif values:
        written = [str(values_of(condition)[n]) for n in values]
    else:
        written = [_short(facts, condition)]
    spans = spans or [span_of(condition.place)]
    shown_part = [f"`{text}`" for text in written[:_IN_MESSAGE]]
    if len(written) > _IN_MESSAGE:
        shown_part.append(f"{len(written) - _IN_MESSAGE:,} more")
    matters = "matters" if len(written) == 1 else "matter"
    out = "leave it out" if len(written) == 1 else "leave them out"
    taken = _evidence(facts, cause)
    yield Diagnostic(
        CODE,
        NAME,
        SEVERITY if cause.is_own else Severity.NOTE,
        f"in rule {shown(name)}, {listed(shown_part)} never {matters}; {cause.words}",
        Label(spans[0], "never matters", name),
        related=(
            *(Label(span, "nor this") for span in spans[1:]),
            *_takers(facts, cause),
        ),
        notes=tuple(_notes(facts, dead.branch, cause, taken)),
        help=out if cause.is_own else f"change what comes before, or {out}",
        fixes=tuple(_fixes(condition, values, cause)),
        witness=None if taken is None else taken[1].shown_record,
    )


def _evidence(facts: PolicyFacts, cause: Cause) -> tuple[int, Evidence] | None:
    """Return an earlier branch with a record that it takes; none where the reason is another."""
    space = facts.space
    for taker in cause.takers:
        taken = cause.where
        if len(cause.takers) > 1:
            taken = space.encoder.formulas.every((taken, space.formulas[taker]))
        before = space.before(taker) & facts.reach.live
        try:
            found = space.solver.any_lead(space.encoder.asked_boxes(taken), before)
        except NotDecided:
            continue
        if found is not None:
            claim = receives_where(space, taker, cause.where)
            return taker, facts.evidence(found[1], claim, taken_by=taker)
    return None


def _notes(
    facts: PolicyFacts, branch: int, cause: Cause, taken: tuple[int, Evidence] | None
) -> Iterator[tuple[str, str]]:
    if taken is None:
        return
    words, (taker, evidence) = facts.words, taken
    yield "record", evidence.shown
    yield from evidence.notes
    yield "today", f"{words.name(taker)} {words.does(taker, branch)}"
    if cause.is_wanted and facts.chain.outcomes[taker] != facts.chain.outcomes[branch]:
        yield "in another order", f"{words.name(branch)} {words.does(branch, taker)}"


def _short(facts: PolicyFacts, condition: Condition) -> str:
    """Return a condition as it is written, its long lists cut."""
    assert condition.place is not None
    written = facts.source.at(condition.place)
    return written if len(written) <= _LONGEST else facts.words.condition(condition)


def _value_places(condition: Condition) -> tuple[Place, ...]:
    if isinstance(condition, OneOf | TextHolds | HasMembers):
        return condition.value_places
    return ()


def _takers(facts: PolicyFacts, cause: Cause) -> Iterator[Label]:
    for branch in cause.takers[:_NAMED]:
        place = facts.chain.place_of(branch)
        if place is not None:
            yield Label(span_of(place), "takes them", facts.chain.branches[branch].rule)


def _fixes(condition: Condition, values: tuple[int, ...], cause: Cause) -> Iterator[Fix]:
    """Yield the fix that takes dead values out of a list.

    It is safe only where the reason lies in the rule itself: rules before it may change.
    """
    places = _value_places(condition)
    if not values or len(places) <= len(values):
        return
    edits = _left_out(places, values)
    safety = FixSafety.SAFE if cause.is_own else FixSafety.UNSAFE
    yield Fix("take it out" if len(edits) == 1 else "take them out", safety, edits)


def _left_out(places: tuple[Place, ...], values: tuple[int, ...]) -> tuple[Edit, ...]:
    first_kept = next(n for n in range(len(places)) if n not in values)
    edits = []
    for n in values:
        here = places[n]
        if n < first_kept:
            edits.append(Edit(Span(here.file, here.start, places[n + 1].start), ""))
        else:
            edits.append(Edit(Span(here.file, places[n - 1].end, here.end), ""))
    return tuple(edits)


# --- values written twice, lines that never decide ----------------------------------------------


def _repeated(facts: PolicyFacts, written: Written, condition: Condition) -> Iterator[Diagnostic]:
    """Yield one finding for a list that has values twice.

    Spelled otherwise they may be meant for a system that looks at the case: a note then.
    """
    places, values = _value_places(condition), values_of(condition)
    if len(places) != len(values):
        return
    again = tuple(n for n, value in enumerate(values) if value in values[:n])
    if not again:
        return
    where = written_words(facts.graph, written)
    spans = [span_of(places[n]) for n in again]
    texts = [f"`{facts.source.at(span)}`" for span in spans[:_IN_MESSAGE]]
    if len(spans) > _IN_MESSAGE:
        texts.append(f"{len(spans) - _IN_MESSAGE:,} more")
    stands = "stands" if len(spans) == 1 else "stand"
    edits = _left_out(places, again)
    is_otherwise = _is_spelled_otherwise(facts, condition, again)
    safety = FixSafety.UNSAFE if is_otherwise else FixSafety.SAFE
    yield Diagnostic(
        CODE,
        NAME,
        Severity.NOTE if is_otherwise else SEVERITY,
        f"in {where}, {listed(texts)} {stands} twice in one list; once is enough",
        Label(spans[0], "again", written.name),
        related=tuple(Label(span, "and this") for span in spans[1:]),
        notes=(("note", _SPELLED),) if is_otherwise else (),
        help="leave the second out, or write what was meant",
        fixes=(Fix("take it out" if len(edits) == 1 else "take them out", safety, edits),),
    )


def _is_spelled_otherwise(facts: PolicyFacts, condition: Condition, again: tuple[int, ...]) -> bool:
    """Tell whether texts stand twice that are not spelled alike."""
    places, values = _value_places(condition), values_of(condition)
    texts = [facts.source.at(span_of(place)) for place in places]
    is_text = isinstance(condition, OneOf | TextHolds)
    return is_text and any(texts[n] != texts[values.index(values[n])] for n in again)


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
