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
from dataclasses import dataclass, field, replace

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.claims import receives_where
from routewright_compiler.analysis.condition_parts import (
    Path,
    only_value,
    parts,
    values_of,
    without_values,
)
from routewright_compiler.analysis.dead_lines import DeadLine
from routewright_compiler.analysis.dead_values import DeadPart
from routewright_compiler.analysis.formula import NEVER, Formula
from routewright_compiler.analysis.policy_facts import Evidence, PolicyFacts
from routewright_compiler.analysis.space import Box
from routewright_compiler.analysis.vacuity import Written, written_conditions
from routewright_compiler.analysis.wording.written_words import written_words
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import listed, shown
from routewright_grammar.diagnostic import Diagnostic, Edit, Fix, FixSafety, Label, Severity
from routewright_grammar.span import Span
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Condition,
    HasMembers,
    Negation,
    OneOf,
    Place,
    TextHolds,
)

CODE = "RW322"
NAME = "dead-value"
SEVERITY = Severity.WARNING

_IN_MESSAGE = 5
_NAMED = 3
_LONGEST = 80  # characters of a condition quoted as it stands
_TRIED = 12  # earlier branches of which each is tried as one too many


@dataclass(frozen=True, slots=True)
class _Cause:
    """Why values never matter.

    `takers` are the earlier branches that take their records, those of `where`; `is_wanted` says
    that the rule asks for these, `is_own` that it alone is the reason, whatever stands before it.
    """

    words: str
    is_own: bool = True
    is_wanted: bool = True
    takers: tuple[int, ...] = ()
    where: Formula = field(default=NEVER, compare=False)


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield a finding for each cause for which values or a branch of a condition never matter."""
    for dead in facts.dead_values.dead:
        if not _never_holds(facts, dead.part.condition):
            for cause, values in _causes(facts, dead).items():
                yield from _finding(facts, dead, cause, values)
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
    facts: PolicyFacts, dead: DeadPart, cause: _Cause, values: tuple[int, ...]
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


def _evidence(facts: PolicyFacts, cause: _Cause) -> tuple[int, Evidence] | None:
    """Return an earlier branch with a record that it takes; none where the reason is another."""
    space = facts.space
    for taker in cause.takers:
        taken = cause.where
        if len(cause.takers) > 1:
            taken = space.encoder.formulas.every((taken, space.formulas[taker]))
        before = space.before(taker) & facts.reach.live
        try:
            found = space.solver.any_lead(space.encoder.boxes(taken), before)
        except NotDecided:
            continue
        if found is not None:
            claim = receives_where(space, taker, cause.where)
            return taker, facts.evidence(found[1], claim, taken_by=taker)
    return None


def _notes(
    facts: PolicyFacts, branch: int, cause: _Cause, taken: tuple[int, Evidence] | None
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


def _takers(facts: PolicyFacts, cause: _Cause) -> Iterator[Label]:
    for branch in cause.takers[:_NAMED]:
        place = facts.chain.place_of(branch)
        if place is not None:
            yield Label(span_of(place), "takes them", facts.chain.branches[branch].rule)


# --- why values never matter --------------------------------------------------------------------


def _causes(facts: PolicyFacts, dead: DeadPart) -> dict[_Cause, tuple[int, ...]]:
    """Return the dead values of a list by their cause; none stand for the whole part.

    A value that the list has twice is left to `_repeated` where it matters once.
    """
    if not dead.values:
        return {_cause(facts, dead, None): ()}
    listed_values = values_of(dead.part.condition)
    alive = {v for n, v in enumerate(listed_values) if n not in dead.values}
    found: dict[_Cause, tuple[int, ...]] = {}
    for n in dead.values:
        if listed_values[n] in alive or listed_values[n] in listed_values[:n]:
            continue
        cause = _cause(facts, dead, n)
        found[cause] = (*found.get(cause, ()), n)
    return found


def _cause(facts: PolicyFacts, dead: DeadPart, value: int | None) -> _Cause:
    """Say whether nothing has a value, the rest of the rule says it too, or others take it."""
    space, encoder, solver = facts.space, facts.space.encoder, facts.space.solver
    formulas, condition = encoder.formulas, dead.part.condition
    wanted = encoder.formula(condition if value is None else only_value(condition, value))
    try:
        if solver.any_hole(encoder.boxes(wanted), 0) is None:
            return _Cause("no record can have it")
        having = formulas.every((space.formulas[dead.branch], wanted))
        told = _told_by(facts, dead, wanted)
        is_had = solver.any_hole(encoder.boxes(having), 0) is not None
        if solver.any_hole(encoder.boxes(told), 0) is None:
            same = "the rest of the condition says the same"
            return _Cause(same if is_had else "the rest of the condition leaves no record with it")
        before = space.before(dead.branch) & facts.reach.live
        if is_had and solver.any_hole(encoder.boxes(having), before) is None:
            return _taken(facts, having, before, "")
        if solver.any_hole(encoder.boxes(told), before) is None:
            rest = "the rest of the condition and " if is_had else ""
            return replace(_taken(facts, told, before, rest), is_wanted=is_had)
    except NotDecided:
        facts.note_undecided()
    return _Cause("every record is decided alike without it", is_own=False)


def _told_by(facts: PolicyFacts, dead: DeadPart, wanted: Formula) -> Formula:
    """Return where the rule holds with a value or without it, but not both, less all dead ones."""
    encoder, condition = facts.space.encoder, dead.part.condition
    formulas = encoder.formulas
    gone = formulas.some(
        encoder.formula(only_value(condition, n) if dead.values else condition)
        for n in dead.values or (0,)
    )
    kept = formulas.every((encoder.formula(condition), formulas.negation(gone)))
    if dead.values and not isinstance(condition, OneOf):
        kept = encoder.formula(without_values(condition, frozenset(dead.values)))
    *outer, guard = facts.chain.branches[dead.branch].guards
    without = _put_in(facts, guard, dead.part.path, kept)
    other = _put_in(facts, guard, dead.part.path, formulas.some((kept, wanted)))
    either = ((without, other), (other, without))
    only = [formulas.every((one, formulas.negation(two))) for one, two in either]
    return formulas.every((*map(encoder.formula, outer), formulas.some(only)))


def _put_in(facts: PolicyFacts, condition: Condition, path: Path, formula: Formula) -> Formula:
    """Return the formula of a condition with another one at the end of a path."""
    encoder = facts.space.encoder
    formulas = encoder.formulas
    match condition:
        case _ if not path:
            return formula
        case AllOf(items) | AnyOf(items):
            found = [
                _put_in(facts, item, path[1:], formula) if n == path[0] else encoder.formula(item)
                for n, item in enumerate(items)
            ]
            return formulas.every(found) if isinstance(condition, AllOf) else formulas.some(found)
        case Negation(item):
            return formulas.negation(_put_in(facts, item, path[1:], formula))
    raise AssertionError("a path leads through conjunctions, disjunctions and negations only")


def _taken(facts: PolicyFacts, where: Formula, before: int, rest: str) -> _Cause:
    """Name the earlier branches that take the records of a formula."""
    takers = _taking(facts, facts.space.encoder.boxes(where), before)
    named = facts.words.names(takers[:_NAMED], max(len(takers) - _NAMED, 0))
    takes = "take" if rest or len(takers) > 1 else "takes"
    words = f"{rest}{named} before it {takes} all such records"
    return _Cause(words, is_own=False, takers=takers, where=where)


def _taking(facts: PolicyFacts, boxes: tuple[Box, ...], before: int) -> tuple[int, ...]:
    """Return earlier branches that take the boxes' records: one alone where one is enough."""
    space, solver = facts.space, facts.space.solver
    meeting = 0
    for box in boxes:
        meeting |= solver.index.meeting(box) & before
    takers = list(space.owners(meeting))
    for branch in takers:
        if solver.any_hole(boxes, space.bits[branch]) is None:
            return (branch,)
    for branch in takers[::-1] if len(takers) <= _TRIED else ():
        others = [other for other in takers if other != branch]
        bits = 0
        for other in others:
            bits |= space.bits[other]
        if solver.any_hole(boxes, bits & before) is None:
            takers = others
    return tuple(takers)


def _fixes(condition: Condition, values: tuple[int, ...], cause: _Cause) -> Iterator[Fix]:
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
    """Yield one finding for a list that has values twice."""
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
    yield Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        f"in {where}, {listed(texts)} {stands} twice in one list; once is enough",
        Label(spans[0], "again", written.name),
        related=tuple(Label(span, "and this") for span in spans[1:]),
        help="leave the second out, or write what was meant",
        fixes=(Fix("take it out" if len(edits) == 1 else "take them out", FixSafety.SAFE, edits),),
    )


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
