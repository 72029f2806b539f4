"""Some records get to the last fallback only because one value is missing.

RW403, warning; a note where the policy asks somewhere whether this value is there, so that its
author has thought of it. Whatever the value were, some rule would take the record; without it every
comparison is false, and nothing but the last fallback is left.

## Why it matters

Forms are left half empty. Rules that split every size between them still let the lead without a
size through to where nobody looks for it.

## Example

```route
rule "Small" { when employees < 200   rotate ae }
rule "Large" { when employees >= 200  assign ana }
fallback assign desk   # expect: RW403
```

## Instead

Say what becomes of them:

```route
rule "No size" { when employees is empty  assign desk }
rule "Small"   { when employees < 200     rotate ae }
rule "Large"   { when employees >= 200    assign ana }
fallback assign desk
```

Or ask for the value before all rules, `require employees else assign desk`.
"""

from collections.abc import Iterable, Iterator

from routewright_compiler.analysis.claims import receives
from routewright_compiler.analysis.gaps import MissingValue
from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import shown
from routewright_grammar.diagnostic import Diagnostic, Label, Severity
from routewright_grammar.span import Span

CODE = "RW403"
NAME = "missing-value-gap"
SEVERITY = Severity.WARNING


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each field whose lack alone sends records to the last fallback."""
    place = facts.chain.place_of(facts.chain.last)
    for missing in facts.gaps.missing:
        if place is not None:
            yield _finding(facts, missing, span_of(place))


def _finding(facts: PolicyFacts, missing: MissingValue, span: Span) -> Diagnostic:
    last, name = facts.chain.last, missing.field
    is_thought_of = name in facts.fields_asked_for_presence
    evidence = facts.evidence(
        missing.lead, receives(facts.space, last), taken_by=last, empty=(name,)
    )
    return Diagnostic(
        CODE,
        NAME,
        Severity.NOTE if is_thought_of else SEVERITY,
        f"records without {shown(name)} can miss every rule only because it is empty; the last "
        "fallback catches them",
        Label(span, "catches them", name),
        related=tuple(_related(facts, name)),
        notes=(
            ("record", evidence.shown),
            *evidence.notes,
            ("today", f"{facts.words.name(last)} {facts.words.does(last)}"),
        ),
        help=f"add a rule for `{name} is empty`, or `require {name} else …`",
        witness=evidence.record,
        certainty=evidence.certainty,
    )


def _related(facts: PolicyFacts, name: str) -> Iterator[Label]:
    field = next(item for item in facts.graph.fields if item.name == name)
    if field.place is not None:
        yield Label(span_of(field.place), "may be empty", name)
