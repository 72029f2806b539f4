"""A part of a condition never holds, whatever the record.

RW302, warning. Looked at are the parts of the conditions of rules that do receive records, and
definitions, classifications and scores. Of nested parts the innermost is named, since that is the
cause. (A rule whose whole condition never holds is an `unreachable-rule`.)

## Why it matters

A condition that nothing meets is mostly a slip: two ranges that do not meet, a code of another
country, a value that the field cannot have.

## Example

```route
define tiny_giant = employees < 50 and employees >= 1000   # expect: RW302
rule "Small or odd" {
  when   employees < 10 or tiny_giant
  assign ana
}
```

## Instead

Say what was meant, or leave the part out:

```route
define middle = employees >= 50 and employees < 1000
rule "Small or middle" {
  when   employees < 10 or middle
  assign ana
}
```
"""

from collections.abc import Iterable

from routewright_compiler.analysis.contradiction import contradicting_parts
from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.analysis.vacuity import FaultyPart, PartFault
from routewright_compiler.analysis.wording.written_words import written_words
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import listed
from routewright_grammar.diagnostic import Diagnostic, Label, Severity

CODE = "RW302"
NAME = "never-true-condition"
SEVERITY = Severity.WARNING


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each part that never holds and is no knock-on of another finding."""
    for fault in facts.part_faults(PartFault.NEVER):
        if fault.part.condition.place is not None:
            yield _finding(facts, fault)


def _finding(facts: PolicyFacts, fault: FaultyPart) -> Diagnostic:
    place = fault.part.condition.place
    assert place is not None
    parts = contradicting_parts(facts.space, (fault.part.condition,))
    written = [f"`{facts.words.condition(part)}`" for part in parts]
    where = written_words(facts.graph, fault.written)
    if len(written) > 1:
        both = "both" if len(written) == 2 else "all"
        message = f"{where}: {listed(written)} cannot {both} hold"
    else:
        message = f"{where}: `{facts.source.at(place)}` never holds"
    return Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        message,
        Label(span_of(place), "never holds", fault.written.name),
        help="write what was meant, or leave it out",
    )
