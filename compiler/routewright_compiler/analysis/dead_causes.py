"""Why a value of a list or a branch of a condition never matters, each value with its own cause.

Nothing can have the value, the rest of the condition says the same, or earlier rules take the
records. The last may be meant, or be the very mistake: `contains "UK"` takes what another rule
wants by `contains "UKRAINE"`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.condition_parts import (
    Path,
    only_value,
    values_of,
    without_values,
)
from routewright_compiler.analysis.dead_values import DeadPart
from routewright_compiler.analysis.formula import NEVER, Formula
from routewright_compiler.analysis.policy_facts import PolicyFacts
from routewright_compiler.analysis.space import Box
from routewright_runtime.graph.conditions import AllOf, AnyOf, Condition, Negation, OneOf

_NAMED = 3
_TRIED = 12  # earlier branches that take the records of a value, named as those that do


@dataclass(frozen=True, slots=True)
class Cause:
    """Why values never matter.

    `takers` are the earlier branches that take their records, those of `where`; `is_wanted` says
    that the rule asks for these, `is_own` that it alone is the reason, whatever stands before it.
    """

    words: str
    is_own: bool = True
    is_wanted: bool = True
    takers: tuple[int, ...] = ()
    where: Formula = field(default=NEVER, compare=False)


def with_the_last(facts: PolicyFacts, dead: DeadPart) -> DeadPart:
    """Return the dead part with the one value of its list that is left, where that is dead too.

    So it is where the list only rules out what earlier rules take.
    """
    condition, space = dead.part.condition, facts.space
    left = [n for n in range(len(values_of(condition))) if n not in dead.values]
    if not dead.values or len(left) != 1:
        return dead
    whole = replace(dead, values=tuple(range(len(values_of(condition)))))
    wanted = space.encoder.formula(only_value(condition, left[0]))
    boxes = space.encoder.boxes(_told_by(facts, whole, wanted))
    try:
        matters = space.solver.leaves(boxes, space.before(dead.branch) & facts.reach.live)
    except NotDecided:
        facts.note_undecided()
        return dead
    return dead if matters else whole


def causes_of(facts: PolicyFacts, dead: DeadPart) -> dict[Cause, tuple[int, ...]]:
    """Return the dead values of a list by their cause; none stand for the whole part.

    A value that the list has twice is left to the finding on lists where it matters once.
    """
    if not dead.values:
        return {_cause(facts, dead, None): ()}
    listed_values = values_of(dead.part.condition)
    alive = {v for n, v in enumerate(listed_values) if n not in dead.values}
    found: dict[Cause, tuple[int, ...]] = {}
    for n in dead.values:
        if listed_values[n] in alive or listed_values[n] in listed_values[:n]:
            continue
        cause = _cause(facts, dead, n)
        found[cause] = (*found.get(cause, ()), n)
    return found


def _cause(facts: PolicyFacts, dead: DeadPart, value: int | None) -> Cause:
    """Say whether nothing has a value, the rest of the rule says it too, or others take it."""
    space, encoder, solver = facts.space, facts.space.encoder, facts.space.solver
    formulas, condition = encoder.formulas, dead.part.condition
    wanted = encoder.formula(condition if value is None else only_value(condition, value))
    try:
        if solver.any_hole(encoder.boxes(wanted), 0) is None:
            return Cause("no record can have it")
        having = formulas.every((space.formulas[dead.branch], wanted))
        told = _told_by(facts, dead, wanted)
        is_had = solver.any_hole(encoder.boxes(having), 0) is not None
        if solver.any_hole(encoder.boxes(told), 0) is None:
            same = "the rest of the condition says the same"
            return Cause(same if is_had else "the rest of the condition leaves no record with it")
        before = space.before(dead.branch) & facts.reach.live
        if is_had and solver.any_hole(encoder.boxes(having), before) is None:
            return _taken(facts, having, before, "")
        if solver.any_hole(encoder.boxes(told), before) is None:
            rest = "the rest of the condition and " if is_had else ""
            return replace(_taken(facts, told, before, rest), is_wanted=is_had)
    except NotDecided:
        facts.note_undecided()
    return Cause("every record is decided alike without it", is_own=False)


def still_dead(facts: PolicyFacts, gone: Sequence[DeadPart], dead: DeadPart) -> DeadPart | None:
    """Return what of a dead part of a rule stays dead once others of that rule are left out.

    Of two that say the same, either can be left out, but not both.
    """
    if not gone or _is_still_dead(facts, gone, dead):
        return dead
    left: tuple[int, ...] = ()
    for value in dead.values if len(dead.values) > 1 else ():
        more = (*left, value)
        left = more if _is_still_dead(facts, gone, replace(dead, values=more)) else left
    return replace(dead, values=left) if left else None


def _is_still_dead(facts: PolicyFacts, gone: Sequence[DeadPart], dead: DeadPart) -> bool:
    space = facts.space
    kept = {item.part.path: _kept(facts, item) for item in gone}
    less = {**kept, dead.part.path: _kept(facts, dead)}
    told = _told(facts, dead.branch, kept, less)
    try:
        before = space.before(dead.branch) & facts.reach.live
        return not space.solver.leaves(space.encoder.boxes(told), before)
    except NotDecided:
        facts.note_undecided()
        return False


def _told_by(facts: PolicyFacts, dead: DeadPart, wanted: Formula) -> Formula:
    """Return where the rule holds with a value or without it, but not both, less all dead ones."""
    kept, path = _kept(facts, dead), dead.part.path
    more = facts.space.encoder.formulas.some((kept, wanted))
    return _told(facts, dead.branch, {path: kept}, {path: more})


def _kept(facts: PolicyFacts, dead: DeadPart) -> Formula:
    """Return the formula of a part without its dead values."""
    encoder, condition = facts.space.encoder, dead.part.condition
    formulas = encoder.formulas
    if not dead.values:
        return NEVER
    if len(dead.values) < len(values_of(condition)) and not isinstance(condition, OneOf):
        return encoder.formula(without_values(condition, frozenset(dead.values)))
    gone = formulas.some(encoder.formula(only_value(condition, n)) for n in dead.values)
    return formulas.every((encoder.formula(condition), formulas.negation(gone)))


def _told(
    facts: PolicyFacts, branch: int, one: Mapping[Path, Formula], other: Mapping[Path, Formula]
) -> Formula:
    """Return where a rule holds with formulas put in at some paths, or with others, not both."""
    encoder = facts.space.encoder
    formulas = encoder.formulas
    *outer, guard = facts.chain.branches[branch].guards
    first, second = _put_in(facts, guard, one), _put_in(facts, guard, other)
    either = ((first, second), (second, first))
    only = [formulas.every((with_it, formulas.negation(without))) for with_it, without in either]
    return formulas.every((*map(encoder.formula, outer), formulas.some(only)))


def _put_in(facts: PolicyFacts, condition: Condition, put: Mapping[Path, Formula]) -> Formula:
    """Return the formula of a condition with others at the ends of some paths."""
    encoder = facts.space.encoder
    formulas = encoder.formulas
    if not put:
        return encoder.formula(condition)
    if () in put:
        return put[()]
    items = condition.items if isinstance(condition, AllOf | AnyOf) else ()
    inner = [
        _put_in(facts, item, {path[1:]: f for path, f in put.items() if path[0] == n})
        for n, item in enumerate(items)
    ]
    match condition:
        case AllOf():
            return formulas.every(inner)
        case AnyOf():
            return formulas.some(inner)
        case Negation(item):
            below = {path[1:]: formula for path, formula in put.items()}
            return formulas.negation(_put_in(facts, item, below))
    raise AssertionError("a path leads through conjunctions, disjunctions and negations only")


def _taken(facts: PolicyFacts, where: Formula, before: int, rest: str) -> Cause:
    """Name the earlier branches that take the records of a formula."""
    takers = _taking(facts, facts.space.encoder.boxes(where), before)
    named = facts.words.names(takers[:_NAMED], max(len(takers) - _NAMED, 0))
    takes = "take" if rest or len(takers) > 1 else "takes"
    words = f"{rest}{named} before it {takes} all such records"
    return Cause(words, is_own=False, takers=takers, where=where)


def _taking(facts: PolicyFacts, boxes: tuple[Box, ...], before: int) -> tuple[int, ...]:
    """Return earlier branches that take the boxes' records, none of which can be left out.

    Records are asked for until those that take them leave none; where that takes too many, all
    that meet the boxes are returned.
    """
    space, solver = facts.space, facts.space.solver
    takers: list[int] = []
    while (found := solver.any_lead(boxes, _bits(facts, takers))) is not None:
        taker = space.first_match(solver.leads.point(found[1]))
        if taker is None or len(takers) == _TRIED or not space.bits[taker] & before:
            meeting = 0
            for box in boxes:
                meeting |= solver.index.meeting(box) & before
            return tuple(space.owners(meeting))
        takers.append(taker)
    for taker in takers[::-1]:
        others = [other for other in takers if other != taker]
        if others and solver.any_hole(boxes, _bits(facts, others)) is None:
            takers = others
    return tuple(sorted(takers))


def _bits(facts: PolicyFacts, branches: Iterable[int]) -> int:
    """Return the boxes of branches."""
    found = 0
    for branch in branches:
        found |= facts.space.bits[branch]
    return found
