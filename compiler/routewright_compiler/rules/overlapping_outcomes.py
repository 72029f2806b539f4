"""Two rules want the same records and do different things with them, so their order decides.

RW310, note. One finding for each later rule, with the exact number of earlier rules it shares
records with, and the three that take most from it, each with a record. An exception before the
general case (the earlier rule asks only for what the later one asks for too) is what order is for
and is not counted; nor are rules of one `unique group`, where this is an error of its own.

Of more than 50 rules a terminal shows the overlaps of rules that look at the same fields and
counts the rest; `--overlaps all` shows them, and the other formats always have them all.

## Why it matters

It is no mistake. It is where moving a rule changes who gets a record.

## Example

```route
rule "Internal" { when email.domain = "acme.example"  assign desk }
rule "Support"  { when source = "support"             assign ana }   # expect: RW310
```

## Instead

Nothing, where the order is meant. Where it should not matter, say which rule has the records:

```route
rule "Internal" { when email.domain = "acme.example"                        assign desk }
rule "Support"  { when source = "support" and email.domain != "acme.example"
                       and email is known                                   assign ana }
```
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from routewright_compiler.analysis.claims import takes_from
from routewright_compiler.analysis.overlaps import Overlap, OverlapTaker
from routewright_compiler.analysis.policy_facts import Evidence, PolicyFacts
from routewright_compiler.analysis.reach import Verdict
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import shown
from routewright_grammar.diagnostic import Certainty, Diagnostic, Label, Severity

CODE = "RW310"
NAME = "overlapping-outcomes"
SEVERITY = Severity.NOTE

ALL_SHOWN_RULES = 50
_TAKERS = 3


@dataclass(frozen=True, slots=True)
class _Shown:
    taker: OverlapTaker
    evidence: Evidence


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each later rule that overlaps earlier ones.

    Of a rule that may receive nothing nothing is claimed without a record: `unreachable-rule` says
    that it was not decided.
    """
    is_large = len(facts.chain.rules()) > ALL_SHOWN_RULES
    for overlap in facts.overlaps.overlaps:
        takers = tuple(_takers(facts, overlap))
        if takers or facts.reach.verdicts[overlap.later] is Verdict.LIVE:
            yield _finding(facts, overlap, takers, is_large=is_large)


def _finding(
    facts: PolicyFacts, overlap: Overlap, takers: tuple[_Shown, ...], *, is_large: bool
) -> Diagnostic:
    later = overlap.later
    name = facts.chain.branches[later].rule
    first = takers[0] if takers else None
    return Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        _message(facts, overlap, takers),
        Label(facts.policy.rule_spans[name], "", name),
        related=tuple(_related(facts, overlap, takers)),
        notes=tuple(_notes(facts, later, takers)),
        help="if the order is meant, nothing is to be done",
        witness=None if first is None else first.evidence.record,
        certainty=Certainty.PROVED if first is None else first.evidence.certainty,
        is_minor=is_large and not facts.overlaps.has_nested(overlap),
    )


def _takers(facts: PolicyFacts, overlap: Overlap) -> Iterator[_Shown]:
    for taker in facts.overlaps.takers(overlap, _TAKERS):
        claim = takes_from(facts.space, taker.branch, overlap.later)
        yield _Shown(taker, facts.evidence(taker.lead, claim, taken_by=taker.branch))


def _message(facts: PolicyFacts, overlap: Overlap, takers: tuple[_Shown, ...]) -> str:
    name = facts.words.name(overlap.later)
    named = tuple(item.taker.branch for item in takers) or overlap.earlier[:_TAKERS]
    others = facts.words.names(named, overlap.count - len(named))
    if overlap.count == 1:
        return f"rule {name} wants records that {others} takes first and treats otherwise"
    return (
        f"rule {name} wants records that {overlap.count:,} rules take first and treat otherwise: "
        f"{others}"
    )


def _related(facts: PolicyFacts, overlap: Overlap, takers: tuple[_Shown, ...]) -> Iterator[Label]:
    for branch in [item.taker.branch for item in takers] or overlap.earlier[:_TAKERS]:
        place = facts.chain.place_of(branch)
        if place is not None:
            yield Label(span_of(place), "comes first", facts.chain.branches[branch].rule)


def _notes(facts: PolicyFacts, later: int, takers: tuple[_Shown, ...]) -> Iterator[tuple[str, str]]:
    words = facts.words
    for number, item in enumerate(takers):
        branch = item.taker.branch
        record = "record" if not number else "another"
        yield record, f"{item.evidence.shown}: {words.name(branch)} {words.does(branch, later)}"
        yield from item.evidence.notes
    if takers:
        does = words.does(later, takers[0].taker.branch)
        yield "in another order", f"{shown(facts.chain.branches[later].rule)} {does}"
    else:
        yield "note", "rules before all of these take every record that they share"
