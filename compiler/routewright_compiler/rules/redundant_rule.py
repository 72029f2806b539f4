"""A rule receives records, but every one of them would come to the same without it.

RW320, warning. The rules behind it give each of its records the same decision, fallbacks, SLA and
tags, so deleting the rule changes nothing. Proved for every record, not only for samples.

## Why it matters

Every rule has to be read, and kept right, by somebody. One that changes nothing also misleads: who
edits it expects that something happens.

## Example

```route
rule "Large German" { when country = DE and employees >= 1000  assign ana }   # expect: RW320
rule "German"       { when country = DE                        assign ana }
```

## Instead

Delete it, or give it the outcome that was meant:

```route
rule "German"       { when country = DE                        assign ana }
```
"""

from collections.abc import Iterable, Iterator

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.claims import receives
from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.analysis.reach import Verdict
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import shown
from routewright_grammar.diagnostic import Diagnostic, Edit, Fix, FixSafety, Label, Severity

CODE = "RW320"
NAME = "redundant-rule"
SEVERITY = Severity.WARNING

_NAMED = 3


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each rule that could be deleted."""
    for number in facts.redundancy.removable:
        try:
            heirs = facts.redundancy.heirs(number)
            # A rule that it hides is the cause, and one finding already.
            if all(facts.reach.verdicts[heir] is Verdict.LIVE for heir in heirs):
                yield _finding(facts, number, heirs)
        except NotDecided:
            facts.note_undecided()


def _finding(facts: PolicyFacts, number: int, heirs: tuple[int, ...]) -> Diagnostic:
    words = facts.words
    name = facts.chain.branches[number].rule
    named, more = heirs[:_NAMED], len(heirs) - len(heirs[:_NAMED])
    found = facts.reach.received(number)
    assert found is not None
    evidence = facts.evidence(found[1], receives(facts.space, number), taken_by=number)
    take = "takes its records and does" if len(heirs) == 1 else "take its records and do"
    return Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        f"rule {shown(name)} can be deleted; {words.names(named, more)} behind it {take} the same",
        Label(facts.policy.rule_spans[name], "changes nothing", name),
        related=tuple(_related(facts, named)),
        notes=(
            ("record", evidence.shown),
            *evidence.notes,
            ("with or without it", words.does(number)),
        ),
        help=f"delete {shown(name)}, or give it the outcome that was meant",
        fixes=tuple(_fixes(facts, number, heirs)),
        witness=evidence.shown_record,
    )


def _related(facts: PolicyFacts, heirs: tuple[int, ...]) -> Iterator[Label]:
    for heir in heirs:
        place = facts.chain.place_of(heir)
        if place is not None:
            yield Label(span_of(place), "does the same", facts.chain.branches[heir].rule)


def _fixes(facts: PolicyFacts, number: int, heirs: tuple[int, ...]) -> Iterator[Fix]:
    """Yield the fix; it is safe beside other fixes only where none of its heirs may go too."""
    name = facts.chain.branches[number].rule
    block = facts.source.block(name)
    if block is None:
        return
    is_kept = not set(heirs) & set(facts.redundancy.removable)
    is_safe = is_kept and not facts.source.mentions(name)
    safety = FixSafety.SAFE if is_safe else FixSafety.UNSAFE
    yield Fix(f"delete rule {shown(name)}", safety, (Edit(block, ""),))
