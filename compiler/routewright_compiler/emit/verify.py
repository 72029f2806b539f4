"""Verification: a configuration read back and proved equal to the policy, or a record that differs.

    policy ----------------------+
                                 +--> compare --> Verification
    files --target.read_back-----+

What comes out speaks of every record whose values read as their types. A difference that hangs on a
text of the configuration which the policy does not have is undecided: it may be none. Equality
leans on the assumptions that are listed, and leaves out the losses that are listed; without losses
it is whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from routewright_compiler.analysis.budget import Budget
from routewright_compiler.analysis.comparison.comparison import (
    TOTAL_STEPS,
    Change,
    Comparison,
    Sighting,
    compare,
)
from routewright_compiler.emit.hanging import unread_texts
from routewright_compiler.emit.skill_split import split_by_skill
from routewright_compiler.emit.verdict_key import VerdictKey, words
from routewright_compiler.pipeline import compile_policy
from routewright_compiler.policy import Policy
from routewright_compiler.schema.loader import MappingLoader
from routewright_compiler.target.forms import AllowedLoss, Assumption, ReadBack, Target
from routewright_grammar.diagnostic import Diagnostic, Severity
from routewright_runtime.graph.conditions import AnyOf, FieldTerm, Known, Negation
from routewright_runtime.graph.model import DecisionGraph, Fact, TestKind, TestNode

S = TypeVar("S")
SHOWN_BOXES = 3


class Verdict(StrEnum):
    """What a verification comes to."""

    EQUAL = "proved equal"
    EQUAL_BUT_FOR_LOSSES = "proved equal but for losses"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class RecordDifference:
    """Records that the policy and the configuration give to different owners or rules.

    `record` is one of them, by column, None for empty; `is_possible` where it hangs on what only
    the platform can judge. `where` describes all of them in words, one region a text, where that
    was asked for.
    """

    policy_rule: str
    policy_owner: str
    found_rule: str
    found_owner: str
    record: tuple[tuple[str, object], ...]
    where: tuple[str, ...]
    is_possible: bool
    outside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found; `has_rule_names` tells whether rules were compared by name as well.

    `undecided` are questions that the budget left open, `unread` texts of the configuration of
    which nobody but the platform knows whether they ask what the policy asks, with the rule.
    """

    verdict: Verdict
    differences: tuple[RecordDifference, ...] = ()
    undecided: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    losses: tuple[AllowedLoss, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    has_rule_names: bool = True

    @property
    def is_equal(self) -> bool:
        """Tell whether no record and no part was found different, losses that are listed aside."""
        return self.verdict in (Verdict.EQUAL, Verdict.EQUAL_BUT_FOR_LOSSES)


def verify(
    target: Target[S],
    policy: Policy,
    files: Mapping[str, bytes],
    settings: S,
    *,
    total_steps: int = TOTAL_STEPS,
    regions: int = 0,
) -> Verification:
    """Prove that configuration files do what a policy says, or show where they do not.

    Of the first `regions` differences all the records are described in words, which may take long.
    """
    read = target.read_back(policy, files, settings)
    losses = tuple(dict.fromkeys(read.losses))
    broken = tuple(item for item in read.diagnostics if item.severity is Severity.ERROR)
    if not read.files:
        verdict = Verdict.DIFFERENT if broken else Verdict.UNDECIDED
        return Verification(
            verdict, assumptions=read.assumptions, losses=losses, diagnostics=read.diagnostics
        )
    outcome = compile_policy(read.path, MappingLoader(read.files))
    if outcome.value is None:
        # A read-back that does not compile says something no policy can: nothing is proved.
        found = (*read.diagnostics, *outcome.diagnostics)
        return Verification(
            Verdict.UNDECIDED,
            undecided=(_UNSAID,),
            assumptions=read.assumptions,
            losses=losses,
            diagnostics=found,
        )
    budget = Budget(total_steps=total_steps)
    return _compared(policy.graph, outcome.value.graph, read, budget, regions)


_UNSAID = "the configuration does something that no policy over this record says"


def _compared(
    own: DecisionGraph, there: DecisionGraph, read: ReadBack, budget: Budget, regions: int
) -> Verification:
    names = frozenset(loss.name for loss in read.losses)
    before = _with_facts(split_by_skill(own), read)
    after = _with_facts(there, read)
    has_names = _covers(after, read)
    keys = (
        VerdictKey(before, read.aside, names, (lambda rule: rule) if has_names else None),
        VerdictKey(
            after,
            read.aside,
            names,
            (lambda rule: read.rule_of.get(rule, rule)) if has_names else None,
        ),
    )
    found = compare(before, after, keys[0], after_key=keys[1], budget=budget)
    unread: dict[str, None] = {}
    seen: list[tuple[Sighting, Change]] = []
    for change in found.changes:
        sighting = found.sighting(change)
        texts = unread_texts(found, change, sighting, keys, read.unread)
        if not texts:
            seen.append((sighting, change))
        unread.update(
            (f"`{text}`, for records of `{change.before.branch.rule}`", None) for text in texts
        )
    # Stable: what is sure comes before what hangs on the platform's own judgement.
    seen.sort(key=lambda pair: pair[0].witness.is_assumed)
    differences = tuple(
        _difference(found, change, sighting, keys, read, is_described=number < regions)
        for number, (sighting, change) in enumerate(seen)
    )
    undecided = tuple(
        f"rule `{(item.before or item.after).branch.rule}`"  # type: ignore[union-attr]
        for item in found.undecided
    )
    return Verification(
        _verdict(differences, read, is_open=bool(undecided or unread)),
        differences,
        undecided,
        tuple(unread),
        read.assumptions,
        tuple(dict.fromkeys(read.losses)),
        read.diagnostics,
        has_names,
    )


def _verdict(
    differences: tuple[RecordDifference, ...], read: ReadBack, *, is_open: bool
) -> Verdict:
    is_broken = any(item.severity is Severity.ERROR for item in read.diagnostics)
    if differences or is_broken:
        return Verdict.DIFFERENT
    if is_open:
        return Verdict.UNDECIDED
    return Verdict.EQUAL_BUT_FOR_LOSSES if read.losses else Verdict.EQUAL


def _covers(graph: DecisionGraph, read: ReadBack) -> bool:
    """Tell whether every rule of the configuration is known to be one of the policy."""
    names = [
        node.name
        for node in graph.nodes
        if isinstance(node, TestNode) and node.kind is TestKind.RULE
    ]
    return all(name in read.rule_of for name in names)


def _with_facts(graph: DecisionGraph, read: ReadBack) -> DecisionGraph:
    """Add what is known of every record of the platform; both sides state the same."""
    declared = {field.name for field in graph.fields}
    facts = [
        _known(f"`{name}` is never empty", name) for name in read.never_empty if name in declared
    ]
    facts += [
        Fact(f"`{first}` comes with `{second}`", Known(FieldTerm(first)), Known(FieldTerm(second)))
        for first, second in read.known_with
        if {first, second} <= declared
    ]
    return replace(graph, facts=(*graph.facts, *facts))


def _known(name: str, field: str) -> Fact:
    term = FieldTerm(field)
    return Fact(name, AnyOf((Known(term), Negation(Known(term)))), Known(term))


def _difference(
    found: Comparison,
    change: Change,
    sighting: Sighting,
    keys: tuple[VerdictKey, VerdictKey],
    read: ReadBack,
    *,
    is_described: bool,
) -> RecordDifference:
    where: tuple[str, ...] = ()
    if is_described:
        cover = found.cover(change, SHOWN_BOXES)
        more = () if cover.is_complete else ("and more",)
        where = (*(found.words.box(box) for box in cover.boxes), *more)
    rule = change.after.branch.rule
    return RecordDifference(
        policy_rule=change.before.branch.rule,
        policy_owner=words(keys[0], change.before),
        found_rule=read.rule_of.get(rule, rule),
        found_owner=words(keys[1], change.after),
        record=sighting.witness.record,
        where=where,
        is_possible=sighting.witness.is_assumed,
        outside=sighting.witness.outside,
    )
