"""An assert does not hold: there is a record for which something else comes out.

RW381, error. An assert is proved for every record, time, absence and state of the turns, or refuted
with a record that breaks it, and with who must be away where that matters. It speaks of the first
decision: the rule, and every owner that it, its hold and the fallbacks behind it can give.

## Why it matters

An assert is a promise about every possible record. Whoever adds a rule next year is told if it
breaks what others rely on.

## Example

```route
rule "Small" { when employees < 50  rotate ae }
assert "small ones wait" {   # expect: RW381
  when  employees < 50
  always queue desk
}
```

## Instead

Change the rule that takes the record, or the assert:

```route
rule "Small" { when employees < 50  rotate ae }
assert "small ones never wait while somebody is there" {
  when  employees < 50
  always rule "Small"
}
```
"""

from collections.abc import Iterable, Iterator

from routewright_compiler.analysis.claims import receives_where
from routewright_compiler.analysis.owners import OwnerKind, Possible
from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.analysis.promises import Refutation
from routewright_compiler.policy import Promise
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import listed, shown
from routewright_grammar.diagnostic import Certainty, Diagnostic, Label, Severity

CODE = "RW381"
NAME = "refuted-assert"
SEVERITY = Severity.ERROR


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each assert that a record breaks or that stayed open."""
    for refutation in facts.promises.refuted:
        yield _refuted(facts, refutation)
    for promise in facts.promises.undecided:
        yield _undecided(promise)


def _refuted(facts: PolicyFacts, found: Refutation) -> Diagnostic:
    space, encoder, promise = facts.space, facts.space.encoder, found.promise
    asked = [encoder.formula(promise.condition)]
    if found.possible is not None:
        asked.append(encoder.formula(found.possible.condition))
    claim = receives_where(space, found.branch, encoder.formulas.every(asked))
    evidence = facts.evidence(found.lead, claim, taken_by=found.branch)
    outcome = _outcome(facts, found)
    return Diagnostic(
        CODE,
        NAME,
        SEVERITY if evidence.certainty is Certainty.PROVED else Severity.WARNING,
        f"assert {shown(promise.name)} does not hold: {outcome}",
        Label(promise.span, "", promise.name),
        related=tuple(_related(facts, found)),
        notes=(
            ("record", evidence.shown),
            *evidence.notes,
            *_notes(facts, found),
        ),
        help=f"change {facts.words.name(found.branch)} so that it leaves this record alone, or "
        "change the assert",
        witness=evidence.record,
        certainty=evidence.certainty,
    )


def _outcome(facts: PolicyFacts, found: Refutation) -> str:
    """Say in one clause what comes out instead."""
    branch, possible = facts.words.name(found.branch), found.possible
    if possible is None:
        return f"{branch} takes such a record"
    gives = "can give" if possible.away else "gives"
    match possible.kind:
        case OwnerKind.REP if possible.team is not None:
            return f"{branch} {gives} such a record to team {shown(possible.team)}"
        case OwnerKind.REP | OwnerKind.USER:
            return f"{branch} {gives} such a record to {shown(possible.name)}"
        case OwnerKind.OTHER_USER:
            return f"{branch} {gives} such a record to a user who is no rep of the policy"
        case OwnerKind.QUEUE:
            puts = "can put" if possible.away else "puts"
            return f"{branch} {puts} such a record into queue {shown(possible.name)}"
        case OwnerKind.SUPPRESSED:
            suppresses = "can suppress" if possible.away else "suppresses"
            return f"{branch} {suppresses} such a record"


def _related(facts: PolicyFacts, found: Refutation) -> Iterator[Label]:
    place = facts.chain.place_of(found.branch)
    if place is not None:
        rule = facts.chain.branches[found.branch].rule
        yield Label(span_of(place), "takes it", rule)


def _notes(facts: PolicyFacts, found: Refutation) -> Iterator[tuple[str, str]]:
    possible = found.possible
    if possible is None:
        yield "today", f"{facts.words.name(found.branch)} {facts.words.does(found.branch)}"
        return
    if possible.away:
        names = list(dict.fromkeys(possible.away))
        who = listed([shown(name) for name in names])
        is_one = len(names) == 1
        yield "when", f"{who} {'is' if is_one else 'are'} away, not at work or at the cap"
    yield "today", _attempt(facts, found.branch, possible)


def _attempt(facts: PolicyFacts, branch: int, possible: Possible) -> str:
    """Say which attempt of the decision gives the record away."""
    node = facts.chain.index.decision(possible.decision_id)
    origin = _origin(facts, branch, node.origin)
    who = possible.name or "whoever is named"
    match possible.kind:
        case OwnerKind.SUPPRESSED:
            return f"{origin} suppresses it ({shown(possible.name)})"
        case OwnerKind.QUEUE:
            return f"{origin} puts it into queue {shown(who)}"
        case _:
            by = f", of team {shown(possible.team)}" if possible.team is not None else ""
            return f"{origin} gives it to {shown(who)}{by}"


def _origin(facts: PolicyFacts, branch: int, written: str) -> str:
    """Return how an attempt is called inside a sentence; see `DecisionNode.origin`."""
    groups = written.removesuffix(" / fallback")
    if written in ("", "require"):
        return facts.words.name(branch)
    if written == "fallback":
        return "the last fallback"
    if groups != written:
        return f"the fallback of {shown(groups)}"
    number = written.removeprefix("fallback ")
    which = "its own fallback" if number == "1" else f"its own fallback number {number}"
    return f"{facts.words.name(branch)}, by {which},"


def _undecided(promise: Promise) -> Diagnostic:
    return Diagnostic(
        CODE,
        NAME,
        Severity.NOTE,
        f"whether assert {shown(promise.name)} holds was not decided",
        Label(promise.span, "", promise.name),
        help="look further with `--budget`, as in `routewright lint --budget 100000`",
        certainty=Certainty.UNDECIDED,
    )
