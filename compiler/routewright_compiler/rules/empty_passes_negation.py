"""A negated comparison lets records through in which the field is empty.

RW410, warning. `country != DE` and `not source starts with "web"` hold for a record without the
value (any comparison with an empty field is false, and `not` turns that round). Reported is a
comparison of a text, an address, a country, a state or a language where a rule really receives such
a record, and would not if the comparison asked for the value too. The same comparison in several
rules is one finding, with the rules that receive such records.

## Why it matters

Who writes `country != IN` thinks of those abroad. A quarter of the leads have no country, and they
all go to the international team.

## Example

```route
rule "Abroad" {
  when   country != IN   # expect: RW410
  assign ana
}
```

## Instead

```route
rule "Abroad" {
  when   country is known and country != IN
  assign ana
}
```

Where records without the value are meant as well, say so: `country != IN or country is empty`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from routewright_compiler.analysis.claims import receives_where
from routewright_compiler.analysis.empty_passes import EmptyPass
from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import shown
from routewright_grammar.diagnostic import Diagnostic, Edit, Fix, FixSafety, Label, Severity
from routewright_runtime.graph.conditions import AllOf, Condition, FieldTerm, Known

CODE = "RW410"
NAME = "empty-passes-negation"
SEVERITY = Severity.WARNING

_NAMED = 3


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each negated comparison that an empty field passes, wherever written.

    A condition is equal to another whatever its place, so equal comparisons come together.
    """
    grouped: dict[Condition, list[EmptyPass]] = {}
    for found in facts.negations:
        grouped.setdefault(found.comparison, []).append(found)
    for passes in grouped.values():
        yield _finding(facts, passes)


def _finding(facts: PolicyFacts, passes: Sequence[EmptyPass]) -> Diagnostic:
    first = passes[0]
    claim = receives_where(facts.space, first.branch, first.formula)
    evidence = facts.evidence(first.lead, claim, taken_by=first.branch, empty=(first.field,))
    words = facts.words
    known = words.condition(AllOf((Known(FieldTerm(first.field)), first.comparison)))
    branches = tuple(dict.fromkeys(found.branch for found in passes))
    takers = words.names(branches[:_NAMED], max(len(branches) - _NAMED, 0))
    receive = "receives" if len(branches) == 1 else "receive"
    return Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        f"{shown(words.condition(first.comparison))} also holds where {shown(first.field)} is "
        f"empty; {takers} {receive} such records",
        Label(span_of(first.place), "true for an empty value too", first.field),
        related=tuple(_related(facts, passes, branches)),
        notes=(
            ("record", evidence.shown),
            *evidence.notes,
            ("today", f"{words.name(first.branch)} {words.does(first.branch)}"),
            *_more(passes),
        ),
        help=f"if they are not meant, write `{known}`; if they are, `{first.field} is empty or …`",
        fixes=(_fix(passes),),
        witness=evidence.record,
        certainty=evidence.certainty,
    )


def _related(
    facts: PolicyFacts, passes: Sequence[EmptyPass], branches: Sequence[int]
) -> Iterator[Label]:
    for branch in branches[:_NAMED]:
        place = facts.chain.place_of(branch)
        if place is not None:
            yield Label(span_of(place), "receives them", facts.chain.branches[branch].rule)
    for found in passes[1:_NAMED]:
        yield Label(span_of(found.place), "here too", found.field)


def _more(passes: Sequence[EmptyPass]) -> Iterator[tuple[str, str]]:
    if len(passes) > _NAMED:
        yield "note", f"it is written in {len(passes):,} places; the fix changes them all"


def _fix(passes: Sequence[EmptyPass]) -> Fix:
    edits: list[Edit] = []
    for found in passes:
        span = span_of(found.place)
        edits.append(Edit(replace(span, end=span.start), f"({found.field} is known and "))
        edits.append(Edit(replace(span, start=span.end), ")"))
    message = f"ask that {shown(passes[0].field)} is known too"
    return Fix(message, FixSafety.UNSAFE, tuple(edits))
