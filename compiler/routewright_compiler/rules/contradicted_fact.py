"""A fact cannot be true of the records that it speaks of, or a record contradicts it.

RW330, warning. Found are facts that together leave no record for what one of them speaks of,
records in an `expect` that contradict a fact, and with `--records` how many real records do.

## Why it matters

The analysis relies on facts. What it proves with a fact that is not true, need not be true either.

## Example

```route
fact "partners have an owner" { partner implies owner.id is known }
rule "All" { rotate ae }
expect "a partner" {
  given { partner true }   # expect: RW330
  rule "All"
}
```

## Instead

Give the record what the fact promises, or take the fact back:

```route
fact "partners have an owner" { partner implies owner.id is known }
rule "All" { rotate ae }
expect "a partner" {
  given { partner true  owner.id "ana@acme.example" }
  rule "All"
}
```
"""

from collections.abc import Iterable, Iterator

from routewright_compiler.analysis.fact_check import FactCheck, SilencedFact
from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import listed, shown
from routewright_grammar.diagnostic import Diagnostic, Label, Severity
from routewright_runtime.graph.model import Fact

CODE = "RW330"
NAME = "contradicted-fact"
SEVERITY = Severity.WARNING


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield the facts that rule out what they speak of, and the records that contradict one."""
    if not facts.graph.facts:
        return
    checked = facts.fact_check
    for silenced in checked.silenced:
        yield from _silenced(facts, silenced)
    yield from _examples(facts, checked)
    yield from _records(facts, checked)


def _silenced(facts: PolicyFacts, found: SilencedFact) -> Iterator[Diagnostic]:
    if found.fact.place is None:
        return
    premise = facts.words.condition(found.fact.premise)
    others = [shown(fact.name) for fact in found.others]
    if others:
        why = f"together with {listed(others)} it says that no record has `{premise}`"
    else:
        why = f"it says that no record has `{premise}`"
    yield Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        f"fact {shown(found.fact.name)} contradicts itself: {why}"
        if not others
        else f"fact {shown(found.fact.name)} is contradicted: {why}",
        Label(span_of(found.fact.place), "", found.fact.name),
        related=tuple(
            Label(span_of(fact.place), "with this", fact.name)
            for fact in found.others
            if fact.place is not None
        ),
        help="correct the fact; what the analysis proves hangs on it",
    )


def _examples(facts: PolicyFacts, checked: FactCheck) -> Iterator[Diagnostic]:
    by_name = {fact.name: fact for fact in facts.graph.facts}
    for example, record, names in checked.broken_by_examples(facts.policy.examples):
        which = f"fact{'' if len(names) == 1 else 's'} {listed([shown(name) for name in names])}"
        yield Diagnostic(
            CODE,
            NAME,
            SEVERITY,
            f"a record of example {shown(example.name)} contradicts {which}",
            Label(record.span, "", example.name),
            related=tuple(_places(by_name[name] for name in names)),
            help="give the record what the fact promises, or correct the fact",
        )


def _records(facts: PolicyFacts, checked: FactCheck) -> Iterator[Diagnostic]:
    if facts.sample is None:
        return
    for fact in facts.graph.facts:
        seen = facts.sample.seen(checked.claim(fact))
        if seen is None or fact.place is None:
            continue
        yield Diagnostic(
            CODE,
            NAME,
            SEVERITY,
            f"{seen.count:,} of {facts.sample.size:,} records contradict fact {shown(fact.name)}",
            Label(span_of(fact.place), "", fact.name),
            notes=(("seen", f"{seen.where} is the first"),),
            help="correct the fact, or the source of these records",
        )


def _places(found: Iterable[Fact]) -> Iterator[Label]:
    for fact in found:
        if fact.place is not None:
            yield Label(span_of(fact.place), "the fact", fact.name)
