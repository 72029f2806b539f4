"""A part of a condition always holds, so that it says nothing.

RW303, warning. Looked at are the parts of the conditions of rules that do receive records, of
groups, definitions, classifications and scores; of nested parts the innermost is named.

## Why it matters

Who wrote `country = DE or country != DE` thought that it excludes something. A rule whose whole
condition always holds takes everything that comes to it, and hides all the rules behind it.

## Example

```route
rule "Known or not" {
  when   employees >= 1000 or employees < 1000 or employees is empty   # expect: RW303
  assign ana
}
```

## Instead

Leave `when` out where everything is meant:

```route
rule "Everything" {
  assign ana
}
```
"""

from collections.abc import Iterable

from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.analysis.vacuity import FaultyPart, PartFault, WrittenIn
from routewright_compiler.analysis.wording.written_words import written_words
from routewright_compiler.schema.places import span_of
from routewright_grammar.diagnostic import Diagnostic, Label, Severity

CODE = "RW303"
NAME = "always-true-condition"
SEVERITY = Severity.WARNING


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each part that always holds and is no knock-on of another finding."""
    for fault in facts.part_faults(PartFault.ALWAYS):
        if fault.part.condition.place is not None:
            yield _finding(facts, fault)


def _finding(facts: PolicyFacts, fault: FaultyPart) -> Diagnostic:
    place = fault.part.condition.place
    assert place is not None
    where = written_words(facts.graph, fault.written)
    is_rule = fault.written.kind is WrittenIn.RULE
    takes_all = " and takes everything that comes to it" if fault.is_whole and is_rule else ""
    return Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        f"{where}: `{facts.source.at(place)}` always holds{takes_all}",
        Label(span_of(place), "always holds", fault.written.name),
        help="leave it out, or write what was meant",
    )
