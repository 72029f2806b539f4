"""A condition stands twice: in one rule, in one score, or under two names.

RW321, warning. Two parts of one condition that say the same, even in other words (`employees > 9`
and `employees >= 10`), two lines of one score with the same condition, and two definitions that
mean the same. (A rule that is a copy of another is an `unreachable-rule`, since it receives
nothing.)

## Why it matters

Whoever changes one of the two next year will not think of the other.

## Example

```route
rule "German" {
  when   country = DE and employees >= 10 and country = DE   # expect: RW321
  assign ana
}
```

## Instead

```route
rule "German" {
  when   country = DE and employees >= 10
  assign ana
}
```
"""

from collections.abc import Iterable, Iterator

from routewright_compiler.analysis.formula import Formula, Truth
from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.analysis.vacuity import FaultyPart, PartFault
from routewright_compiler.analysis.wording.written_words import written_words
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import shown
from routewright_grammar.diagnostic import Diagnostic, Edit, Fix, FixSafety, Label, Severity
from routewright_grammar.span import Span
from routewright_runtime.graph.conditions import AllOf, AnyOf, Defined, Place
from routewright_runtime.graph.model import Score

CODE = "RW321"
NAME = "duplicate-rule"
SEVERITY = Severity.WARNING


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each later one of two equal conditions."""
    for fault in facts.part_faults(PartFault.TWICE):
        yield from _part(facts, fault)
    for score in facts.graph.scores:
        yield from _lines(facts, score)
    yield from _definitions(facts)


def _part(facts: PolicyFacts, fault: FaultyPart) -> Iterator[Diagnostic]:
    place, other = fault.part.condition.place, fault.other
    if place is None or other is None or other.condition.place is None:
        return
    where = written_words(facts.graph, fault.written)
    first, second = facts.source.at(other.condition.place), facts.source.at(place)
    says = f"`{second}` stands twice" if first == second else f"`{second}` says `{first}` again"
    yield Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        f"{where}: {says}",
        Label(span_of(place), "again", fault.written.name),
        related=(Label(span_of(other.condition.place), "the first time"),),
        help="leave one of the two out, or write what was meant",
        fixes=tuple(_fixes(facts, fault, place)),
    )


def _fixes(facts: PolicyFacts, fault: FaultyPart, place: Place) -> Iterator[Fix]:
    """Yield the fix that deletes the later part with the word before it, where these are plain."""
    inside, number = fault.part.inside, fault.part.path[-1]
    if not isinstance(inside, AllOf | AnyOf) or not number:
        return
    before = inside.items[number - 1].place
    if before is None:
        return
    gap = Span(place.file, before.end, place.start)
    if facts.source.at(gap) in ("and", "or"):
        edit = Edit(Span(place.file, before.end, place.end), "")
        yield Fix("leave out the second", FixSafety.SAFE, (edit,))


def _lines(facts: PolicyFacts, score: Score) -> Iterator[Diagnostic]:
    seen: dict[Formula, Place] = {}
    for line in score.lines:
        formula = facts.space.encoder.formula(line.condition)
        place = line.condition.place
        if place is None or isinstance(formula, Truth):
            continue
        if formula not in seen:
            seen[formula] = place
            continue
        yield Diagnostic(
            CODE,
            NAME,
            SEVERITY,
            f"two lines of score {shown(score.name)} have the same condition, "
            f"`{facts.source.at(place)}`; both add up",
            Label(span_of(place), "again", score.name),
            related=(Label(span_of(seen[formula]), "the first time", score.name),),
            help="write one line with the sum of the points, or change one of the conditions",
        )


def _definitions(facts: PolicyFacts) -> Iterator[Diagnostic]:
    seen: dict[Formula, tuple[str, Place]] = {}
    for item in facts.graph.definitions:
        formula = facts.space.encoder.formula(item.condition)
        is_alias = isinstance(item.condition, Defined)
        if item.place is None or isinstance(formula, Truth) or is_alias:
            continue
        if formula not in seen:
            seen[formula] = item.name, item.place
            continue
        name, place = seen[formula]
        yield Diagnostic(
            CODE,
            NAME,
            SEVERITY,
            f"definition {shown(item.name)} says the same as {shown(name)}",
            Label(span_of(item.place), "again", item.name),
            related=(Label(span_of(place), "the first time", name),),
            help="keep one of the two and use it in both places",
        )
