"""A negated comparison lets records through in which the field is empty.

RW410, warning. `country != DE` and `not source starts with "web"` hold for a record without the
value (any comparison with an empty field is false, and `not` turns that round). Reported is a
comparison of a text, an address, a country, a state or a language where a rule really receives such
a record, and would not if the comparison asked for the value too.

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

from collections.abc import Iterable

from routewright_compiler.analysis.claims import receives_where
from routewright_compiler.analysis.empty_passes import EmptyPass
from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import shown
from routewright_grammar.diagnostic import Diagnostic, Edit, Fix, FixSafety, Label, Severity
from routewright_grammar.span import Span
from routewright_runtime.graph.conditions import AllOf, FieldTerm, Known

CODE = "RW410"
NAME = "empty-passes-negation"
SEVERITY = Severity.WARNING


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each negated comparison that an empty field passes."""
    for found in facts.negations:
        yield _finding(facts, found)


def _finding(facts: PolicyFacts, found: EmptyPass) -> Diagnostic:
    claim = receives_where(facts.space, found.branch, found.formula)
    evidence = facts.evidence(found.lead, claim, taken_by=found.branch, empty=(found.field,))
    words, span = facts.words, span_of(found.place)
    taker = words.name(found.branch)
    known = words.condition(AllOf((Known(FieldTerm(found.field)), found.comparison)))
    place = facts.chain.place_of(found.branch)
    own = facts.chain.branches[found.branch].rule
    related = () if place is None else (Label(span_of(place), "receives them", own),)
    return Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        f"{shown(words.condition(found.comparison))} also holds where {shown(found.field)} is "
        f"empty; {taker} receives such records",
        Label(span, "true for an empty value too", found.field),
        related=related,
        notes=(
            ("record", evidence.shown),
            *evidence.notes,
            ("today", f"{taker} {words.does(found.branch)}"),
        ),
        help=f"if they are not meant, write `{known}`; if they are, `{found.field} is empty or …`",
        fixes=(
            Fix(
                f"ask that {shown(found.field)} is known too",
                FixSafety.UNSAFE,
                (
                    Edit(Span(span.file, span.start, span.start), f"({found.field} is known and "),
                    Edit(Span(span.file, span.end, span.end), ")"),
                ),
            ),
        ),
        witness=evidence.record,
        certainty=evidence.certainty,
    )
