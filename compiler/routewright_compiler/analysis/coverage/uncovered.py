"""Hours in which a rotation has nobody, and nothing of its own says what happens then.

Looked at is every rotation that stands alone: its rule has no `hold` and no fallback, or it is the
only fallback of its group. Uncovered is when none of the members that it can pick is inside the
calendar and not away, as far as a record can come to the rotation then. Caps do not count.

A `where` that asks for what the record says leaves the whole team for a record that says nothing,
and fewer for each value that some member has; these parts are looked at one by one. (A value that
no member has finds nobody at any hour, which is no matter of hours.)
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from routewright_compiler.analysis.coverage.intervals import (
    NEVER,
    Interval,
    Intervals,
    complement,
    longest,
    total,
)
from routewright_compiler.analysis.coverage.pools import Pool, own_decisions, pools_of
from routewright_compiler.analysis.coverage.survey import Survey
from routewright_compiler.analysis.coverage.week import Week, week_of
from routewright_runtime.graph.branches import Branch
from routewright_runtime.graph.conditions import Condition, LookupTerm, OneOf, Term
from routewright_runtime.graph.model import DecisionNode, Rotate, SkillKind, SkillTest


@dataclass(frozen=True, slots=True)
class LoneRotation:
    """A rotation with nothing of its own behind it, and the branch in which it stands."""

    branch: Branch
    node: DecisionNode


@dataclass(frozen=True, slots=True)
class Narrower:
    """Those of a pool who have what a record may ask for, and the hours in which none is there."""

    pool: Pool
    condition: Condition  # that the record asks for it
    hours: Intervals


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Hours without anybody, the same ones in all of `pools` and `rotations`.

    `conditions` are those on a record that comes to the first pool. `narrower` are parts of the
    first pool with more such hours; where only parts have any, the one with most is the pool.
    """

    pools: tuple[Pool, ...]
    rotations: tuple[LoneRotation, ...]
    hours: Intervals
    week: Week
    longest: Interval
    conditions: tuple[Condition, ...]
    narrower: tuple[Narrower, ...] = ()


Asks = Callable[[Term, str], Condition]
"""The condition that a record asks for a skill by what a term says."""


def lone_rotations(survey: Survey) -> Iterator[LoneRotation]:
    """Yield the rotations that have neither a hold nor a fallback of their own, in order."""
    for branch in survey.branches:
        own = own_decisions(survey.index, branch)
        node = own[0]
        if len(own) == 1 and isinstance(node.action, Rotate) and node.hold is None:
            yield LoneRotation(branch, node)


def uncovered(survey: Survey, asks: Asks) -> tuple[Uncovered, ...]:
    """Return the uncovered hours, one item a pool; equal ones of the same rotations are joined."""
    seen: dict[tuple[Pool, Intervals], list[_Seen]] = {}
    for rotation in lone_rotations(survey):
        assert isinstance(rotation.node.action, Rotate)
        for pool in pools_of(survey.graph, rotation.node.action):
            found = _look(survey, asks, rotation, pool)
            if found is not None:
                seen.setdefault((found.pool, found.hours), []).append(found)
    joined: dict[tuple[tuple[str, ...], Intervals, str], list[list[_Seen]]] = {}
    for (pool, hours), items in seen.items():
        ids = tuple(item.rotation.node.id for item in items)
        zone = survey.zone_of_reps(pool.members)
        joined.setdefault((ids, hours, zone), []).append(items)
    weeks: dict[tuple[Intervals, str], Week] = {}
    return tuple(
        _described(survey, groups, hours, zone, weeks)
        for (_, hours, zone), groups in joined.items()
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was seen of one pool of one rotation."""

    rotation: LoneRotation
    pool: Pool
    hours: Intervals
    conditions: tuple[Condition, ...]
    narrower: tuple[Narrower, ...]


def _look(survey: Survey, asks: Asks, rotation: LoneRotation, pool: Pool) -> _Seen | None:
    assert isinstance(rotation.node.action, Rotate)
    target = rotation.node.action.target
    row = (OneOf(target, (pool.team,)),) if isinstance(target, LookupTerm) else ()
    hours = _hours(survey, rotation, pool, row)
    parts = [
        Narrower(part, condition, found)
        for part, condition in _parts(survey, asks, pool)
        if (found := _hours(survey, rotation, part, (*row, condition))) and found != hours
    ]
    if hours or not parts:
        return _Seen(rotation, pool, hours, row, tuple(parts)) if hours else None
    most = max(parts, key=lambda part: total(part.hours))
    others = tuple(part for part in parts if part is not most)
    return _Seen(rotation, most.pool, most.hours, (*row, most.condition), others)


def _parts(survey: Survey, asks: Asks, pool: Pool) -> Iterator[tuple[Pool, Condition]]:
    """Yield the members who have a skill that a record can ask for, skill by skill."""
    reps = survey.presence.reps
    for test in pool.asked:
        assert not isinstance(test.value, str)
        skills = {
            name: reps[name].speaks if test.skill is SkillKind.SPEAKS else reps[name].knows
            for name in pool.members
        }
        for skill in dict.fromkeys(skill for own in skills.values() for skill in own):
            members = tuple(name for name in pool.members if skill in skills[name])
            if len(members) < len(pool.members):
                where = (*pool.where, SkillTest(test.skill, skill))
                yield Pool(pool.team, members, where), asks(test.value, skill)


def _hours(
    survey: Survey, rotation: LoneRotation, pool: Pool, conditions: tuple[Condition, ...]
) -> Intervals:
    presence = survey.presence
    at_work = presence.of_pool(pool.members)
    if at_work == presence.whole:
        return NEVER
    nobody = complement(at_work, presence.within)
    return survey.asking.times(rotation.node.id, nobody, conditions)


def _described(
    survey: Survey,
    groups: list[list[_Seen]],
    hours: Intervals,
    zone: str,
    weeks: dict[tuple[Intervals, str], Week],
) -> Uncovered:
    week = weeks.get((hours, zone))
    if week is None:
        horizon = survey.horizon
        week = weeks[hours, zone] = week_of(hours, zone, horizon.first, horizon.end, horizon.whole)
    first = groups[0][0]
    return Uncovered(
        tuple(items[0].pool for items in groups),
        tuple(item.rotation for item in groups[0]),
        hours,
        week,
        longest(hours),
        first.conditions,
        first.narrower,
    )
