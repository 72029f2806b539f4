"""A rule never receives a record: earlier rules take all of them, or its condition never holds.

RW301, error where a rule that hides it has another outcome, or where nothing can meet its
condition; warning where all that hide it do the same. Every rule that no record reaches is one
finding, whatever hides it. Named are at most three of the rules that hide it, always the largest
of those with another outcome; none of them can be left out.

## Why it matters

The first rule that holds decides. A rule behind one that takes everything it asks for looks as if
it did something, and does nothing: the key account goes to the general team, and nobody notices.

## Example

```route
rule "EMEA"         { when country in (DE, FR, GB)             rotate ae }
rule "Key accounts" { when country = DE and employees >= 1000  assign ana }   # expect: RW301
```

## Instead

Write what is special before what is general:

```route
rule "Key accounts" { when country = DE and employees >= 1000  assign ana }
rule "EMEA"         { when country in (DE, FR, GB)             rotate ae }
```

Where the rule is not wanted any more, delete it.
"""

from collections.abc import Iterable, Iterator

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.claims import takes_from
from routewright_compiler.analysis.contradiction import contradicting_parts
from routewright_compiler.analysis.policy_facts import Evidence, PolicyFacts
from routewright_compiler.analysis.reach import Cover, Verdict
from routewright_compiler.analysis.shares import Taker
from routewright_compiler.schema.places import span_of
from routewright_compiler.schema.report import listed, shown
from routewright_grammar.diagnostic import (
    Certainty,
    Diagnostic,
    Edit,
    Fix,
    FixSafety,
    Label,
    Severity,
)
from routewright_grammar.span import Span
from routewright_runtime.graph.branches import BranchKind

CODE = "RW301"
NAME = "unreachable-rule"
SEVERITY = Severity.ERROR

_NAMED = 3
_TOGETHER = "no single rule hides it, so moving or deleting one of them is not enough"
_PERHAPS_TOGETHER = "they hide it together; whether all are needed was not decided"


def check(facts: PolicyFacts) -> Iterable[Diagnostic]:
    """Yield one finding for each rule that no record reaches."""
    for number in facts.chain.rules():
        match facts.reach.verdicts[number]:
            case Verdict.HIDDEN:
                yield _hidden(facts, number)
            case Verdict.NEVER:
                yield _contradictory(facts, number)
            case Verdict.UNDECIDED:
                yield _undecided(facts, number)
            case Verdict.LIVE:
                pass


# --- hidden by others -------------------------------------------------------------------------


def _hidden(facts: PolicyFacts, number: int) -> Diagnostic:
    chain = facts.chain
    cover = facts.reach.cover(number)
    rivals = [t for t in cover.takers if chain.outcomes[t.branch] != chain.outcomes[number]]
    named = _named(cover, rivals)
    evidence = _evidence(facts, number, (rivals or list(cover.takers))[0])
    return Diagnostic(
        CODE,
        NAME,
        SEVERITY if rivals else Severity.WARNING,
        _message(facts, number, cover, named, has_rivals=bool(rivals)),
        _label(facts, number),
        related=tuple(_related(facts, number, named)),
        notes=tuple(_notes(facts, number, cover, evidence, (rivals or named)[0])),
        help=_help(facts, number, cover, has_rivals=bool(rivals)),
        fixes=tuple(_fixes(facts, number, cover, has_rivals=bool(rivals))),
        witness=None if evidence is None else evidence.shown_record,
    )


def _label(facts: PolicyFacts, number: int) -> Label:
    name = facts.chain.branches[number].rule
    return Label(facts.policy.rule_spans[name], "never reached", name)


def _named(cover: Cover, rivals: list[Taker]) -> tuple[Taker, ...]:
    """Return the rules to name: the largest, among them the largest with another outcome."""
    named = list(cover.takers[:_NAMED])
    if rivals and not any(taker in rivals for taker in named):
        named[-1] = rivals[0]
    return tuple(named)


def _message(
    facts: PolicyFacts, number: int, cover: Cover, named: tuple[Taker, ...], *, has_rivals: bool
) -> str:
    words, name = facts.words, facts.words.name(number)
    first = named[0].branch
    others = words.names(tuple(t.branch for t in named), len(cover.takers) - len(named))
    if len(cover.takers) > 1:
        same = "" if has_rivals else ", with the same outcome"
        return f"rule {name} never receives a record; {others} take them all before it{same}"
    if not facts.is_same_region(first, number):
        same = "" if has_rivals else ", with the same outcome"
        return f"rule {name} never receives a record; {others} takes them all before it{same}"
    if has_rivals:
        return f"rule {name} never receives a record; {others} before it asks for the same records"
    return f"rule {name} never receives a record; it is a copy of {others}"


def _related(facts: PolicyFacts, number: int, named: tuple[Taker, ...]) -> Iterator[Label]:
    is_one = len(named) == 1
    for taker in named:
        place = facts.chain.place_of(taker.branch)
        if place is not None:
            share = (
                "takes all of them" if is_one else f"takes {_percent(taker.share)} of its values"
            )
            yield Label(span_of(place), share, facts.chain.branches[taker.branch].rule)


def _percent(share: float) -> str:
    return "under 1 %" if share < 0.01 else f"{min(share, 1) * 100:.0f} %"


def _evidence(facts: PolicyFacts, number: int, taker: Taker) -> Evidence | None:
    try:
        taken = facts.reach.taken(taker.branch, number)
    except NotDecided:
        return None
    if taken is None:
        return None
    claim = takes_from(facts.space, taker.branch, number)
    return facts.evidence(taken[1], claim, taken_by=taker.branch)


def _notes(
    facts: PolicyFacts, number: int, cover: Cover, evidence: Evidence | None, taker: Taker
) -> Iterator[tuple[str, str]]:
    words = facts.words
    if evidence is not None:
        yield "record", evidence.shown
        yield from evidence.notes
    yield "today", f"{words.name(taker.branch)} {words.does(taker.branch, number)}"
    if facts.chain.outcomes[taker.branch] != facts.chain.outcomes[number]:
        yield "meant", f"{words.name(number)} {words.does(number, taker.branch)}"
    yield from _sample_shares(facts, number)
    if len(cover.takers) > 1:
        yield "note", _TOGETHER if cover.is_minimal else _PERHAPS_TOGETHER


def _sample_shares(facts: PolicyFacts, number: int) -> Iterator[tuple[str, str]]:
    if facts.sample is None:
        return
    bits, index = facts.space.bits[number], facts.space.solver.index
    counts = facts.sample.taken(lambda point: bool(index.at(point) & bits))
    whole = sum(counts.values())
    if not whole:
        yield "taken by", f"none of the {facts.sample.size:,} records meets its condition"
        return
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    parts = [f"{facts.words.name(b)} {c / whole * 100:.0f} %" for b, c in ranked[:_NAMED]]
    more = f", and {len(ranked) - _NAMED} more" if len(ranked) > _NAMED else ""
    yield "taken by", f"{', '.join(parts)}{more} (of {whole:,} records that meet its condition)"


def _help(facts: PolicyFacts, number: int, cover: Cover, *, has_rivals: bool) -> str:
    name, first = facts.words.name(number), cover.takers[0].branch
    if not has_rivals:
        return f"delete {name}; it changes nothing"
    if len(cover.takers) > 1:
        earliest = min(taker.branch for taker in cover.takers)
        return (
            f"if {name} should win, move it above {facts.words.name(earliest)}; "
            "if the others should, delete it"
        )
    if facts.is_same_region(first, number):
        return f"keep one of the two, or let {name} ask for other records"
    if facts.chain.branches[first].kind is not BranchKind.RULE:
        return f"delete {name}, or let {facts.words.name(first)} leave something for it"
    return f"move {name} above {facts.words.name(first)}, or delete it"


def _fixes(facts: PolicyFacts, number: int, cover: Cover, *, has_rivals: bool) -> Iterator[Fix]:
    name = facts.chain.branches[number].rule
    block = facts.source.block(name)
    if block is None:
        return
    if not has_rivals:
        is_named = facts.source.mentions(name)
        safety = FixSafety.UNSAFE if is_named else FixSafety.SAFE
        yield Fix(f"delete rule {shown(name)}", safety, (Edit(block, ""),))
        return
    first = min(taker.branch for taker in cover.takers)
    taker, own = facts.chain.branches[first], facts.chain.branches[number]
    if taker.kind is not BranchKind.RULE or taker.groups != own.groups:
        return
    before = facts.source.block(taker.rule)
    if before is None:
        return
    start = Span(before.file, before.start, before.start)
    moved = facts.source.text(block)
    edits = (Edit(start, moved if moved.endswith("\n") else f"{moved}\n"), Edit(block, ""))
    message = f"move rule {shown(name)} above {shown(taker.rule)}"
    yield Fix(message, FixSafety.UNSAFE, edits)


# --- a condition that never holds, and what stays open ------------------------------------------


def _contradictory(facts: PolicyFacts, number: int) -> Diagnostic:
    name = facts.words.name(number)
    guards = facts.chain.branches[number].guards
    parts = contradicting_parts(facts.space, guards)
    written = [f"`{facts.words.condition(part)}`" for part in parts]
    if not written:
        why = "nothing can meet its condition"
    elif len(written) == 1:
        why = f"{written[0]} never holds"
    else:
        both = "both" if len(written) == 2 else "all"
        why = f"{listed(written)} cannot {both} hold"
    related = [
        Label(span_of(part.place), "with this" if n else "this", "")
        for n, part in enumerate(parts)
        if part.place is not None
    ]
    return Diagnostic(
        CODE,
        NAME,
        SEVERITY,
        f"rule {name} never receives a record; {why}",
        _label(facts, number),
        related=tuple(related),
        notes=tuple(_relied_on(facts)),
        help="change one of them, or delete the rule" if len(parts) > 1 else "change or delete it",
    )


def _relied_on(facts: PolicyFacts) -> Iterator[tuple[str, str]]:
    names = [shown(fact.name) for fact in facts.graph.facts]
    if names:
        yield "relied on", f"fact{'' if len(names) == 1 else 's'} {listed(names)}"


def _undecided(facts: PolicyFacts, number: int) -> Diagnostic:
    return Diagnostic(
        CODE,
        NAME,
        Severity.NOTE,
        f"whether rule {facts.words.name(number)} ever receives a record was not decided",
        Label(_label(facts, number).span, "", facts.chain.branches[number].rule),
        help="look further with `--budget`, as in `routewright lint --budget 100000`",
        certainty=Certainty.UNDECIDED,
    )
