"""Some records with every value there match no rule; only the last fallback catches them.

RW402, note. The records are described in the policy's own words; together the descriptions say
exactly which they are. (Records that get there only because a value is missing are a
`missing-value-gap`. That nothing is left at all is proved by an assert: `assert "nothing is left"
{ never queue unrouted }`.)

## Why it matters

A last fallback is there for the unforeseen. A size, a country or a source that was forgotten ends
there too, and waits.

## Example

```route
rule "Small" { when employees < 200                        rotate ae }
rule "Large" { when employees > 200 or employees is empty  assign ana }
fallback assign desk   # expect: RW402
```

## Instead

```route
rule "Small" { when employees < 200                         rotate ae }
rule "Large" { when employees >= 200 or employees is empty  assign ana }
fallback assign desk
```
"""

from collections.abc import Iterable, Iterator

from routewright_compiler.analysis.claims import both, receives
from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.analysis.reach import Verdict
from routewright_compiler.schema.places import span_of
from routewright_grammar.diagnostic import Diagnostic, Label, Severity

CODE = "RW402"
NAME = "uncaught-records"
SEVERITY = Severity.NOTE

_IN_MESSAGE = 100  # characters
_IN_NOTES = 8


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding where the last fallback catches records with every value there."""
    if not any(facts.reach.verdicts[n] is Verdict.LIVE for n in range(facts.chain.last)):
        return  # nothing stands before the fallback, so it was not left over
    last = facts.chain.last
    place, uncaught = facts.chain.place_of(last), facts.uncaught(_IN_NOTES)
    if uncaught is None or place is None:
        return
    claim = both(uncaught.claim, receives(facts.space, last))
    evidence = facts.evidence(uncaught.lead, claim, taken_by=last)
    regions, is_complete = uncaught.regions, uncaught.is_complete
    yield Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        _message(regions, is_complete=is_complete),
        Label(span_of(place), "catches them", "fallback"),
        notes=(
            ("record", evidence.shown),
            *evidence.notes,
            ("today", f"{facts.words.name(last)} {facts.words.does(last)}"),
            *_region_notes(regions, is_complete=is_complete),
        ),
        help="if a rule should take them, widen its condition or add one",
        witness=evidence.record,
        certainty=evidence.certainty,
    )


def _message(regions: tuple[str, ...], *, is_complete: bool) -> str:
    if _is_short(regions) and is_complete:
        return f"no rule takes the records with `{regions[0]}`; only the last fallback does"
    return "some records match no rule; only the last fallback catches them"


def _is_short(regions: tuple[str, ...]) -> bool:
    return len(regions) == 1 and len(regions[0]) <= _IN_MESSAGE


def _region_notes(regions: tuple[str, ...], *, is_complete: bool) -> Iterator[tuple[str, str]]:
    if not _is_short(regions) or not is_complete:
        for number, region in enumerate(regions):
            yield "where" if not number else "or", region
    if not is_complete:
        yield "note", "there are more; these are not all"
