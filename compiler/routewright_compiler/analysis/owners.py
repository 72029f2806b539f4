"""Everyone whom a decision can give a record to, whatever the time, absences and rotation state.

A decision is a list of attempts: the rule's own, its fallbacks, those of the groups around it, the
file's. An attempt is tried where all before it can fail. A rotation can fail unless a member who is
always at work meets its `where`; a user field or cell fails where it is empty.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.branches import GraphIndex
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Constant,
    HasMembers,
    IsRep,
    Known,
    LookupTerm,
    Negation,
    OneOf,
    Term,
)
from routewright_runtime.graph.model import (
    Action,
    Assign,
    DecisionNode,
    Escalate,
    QueueTarget,
    Reassign,
    RepTarget,
    Rotate,
    RotationMethod,
    SkillKind,
    SkillTest,
    Suppress,
    Target,
    TeamTarget,
)
from routewright_runtime.graph.people import Calendar, Member, Rep, Team
from routewright_runtime.text import fold
from routewright_runtime.values import TypeName

ALWAYS = Constant(True)
NEVER = Constant(False)


class OwnerKind(StrEnum):
    """What an owner is; of `OTHER_USER` only that it is no rep and none of the asked users."""

    REP = "rep"
    USER = "user"
    OTHER_USER = "other user"
    QUEUE = "queue"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Possible:
    """One thing that can come of an attempt, where `condition` holds of the record."""

    kind: OwnerKind
    name: str
    condition: Condition
    team: str | None = None
    decision_id: str = ""
    away: tuple[str, ...] = ()  # who must be unavailable for an attempt before this one to fail


class Owners:
    """The possible owners of decisions of one graph; `users` are owners asked about by name."""

    def __init__(self, policy: Policy, index: GraphIndex, users: tuple[str, ...] = ()) -> None:
        self._policy = policy
        self._index = index
        self._users = users

    def of_decision(self, decision_id: str) -> Iterator[Possible]:
        """Yield everything that the attempts of a decision can come to, in order."""
        reached: Condition = ALWAYS
        away: tuple[str, ...] = ()
        for attempt in self._index.attempts(decision_id):
            for found in self._of_attempt(attempt):
                condition = _both(reached, found.condition)
                if condition != NEVER:
                    yield Possible(found.kind, found.name, condition, found.team, attempt.id, away)
            reached = _both(reached, self.fails(attempt.action))
            if reached == NEVER:
                return
            away = (*away, *self._members_of(attempt.action))

    def _members_of(self, action: Action) -> tuple[str, ...]:
        if isinstance(action, Rotate) and isinstance(action.target, TeamTarget):
            return tuple(m.rep for m in self._policy.teams[action.target.name].members)
        return ()

    def _of_attempt(self, attempt: DecisionNode) -> Iterator[Possible]:
        match attempt.action:
            case Suppress():
                yield Possible(OwnerKind.SUPPRESSED, attempt.action.reason, ALWAYS)
            case Assign(target) | Rotate(target):
                yield from self.of_target(target, attempt.action)

    def of_target(
        self, target: Target | Term, action: Action | Escalate | Reassign
    ) -> Iterator[Possible]:
        """Yield the owners that a target or a term can name."""
        if isinstance(target, RepTarget | QueueTarget | TeamTarget):
            yield from self._named(target, ALWAYS, action)
            return
        for value, condition in self._cells(target):
            if isinstance(value, str):
                yield self._user(value, condition)
            else:
                yield from self._named(value, condition, action)
        if not isinstance(target, LookupTerm):
            unknown = Negation(OneOf(target, self._users)) if self._users else ALWAYS
            other = _both(Known(target), Negation(IsRep(target)))
            yield Possible(OwnerKind.OTHER_USER, "", _both(other, unknown))

    def _cells(self, term: Term) -> Iterator[tuple[Target | str, Condition]]:
        """Yield what a term can name, and where it does."""
        if not isinstance(term, LookupTerm):
            for name in [*(rep.email for rep in self._policy.graph.reps), *self._users]:
                yield name, OneOf(term, (fold(name),))
            return
        table = self._policy.tables[term.table]
        place = next(n for n, c in enumerate(table.columns) if c.name == term.column)
        for cell in dict.fromkeys(row.cells[place] for row in table.rows):
            match cell:
                case RepTarget() | TeamTarget() | QueueTarget():
                    yield cell, OneOf(term, (cell.name,))
                case str():
                    yield cell, OneOf(term, (fold(cell),))
                case _:
                    pass

    def _user(self, value: str, condition: Condition) -> Possible:
        rep = self._policy.rep_by_email.get(fold(value))
        if rep is None:
            return Possible(OwnerKind.USER, fold(value), condition)
        return Possible(OwnerKind.REP, rep.name, condition)

    def _named(
        self, target: Target, condition: Condition, action: Action | Escalate | Reassign
    ) -> Iterator[Possible]:
        match target:
            case RepTarget(name):
                yield Possible(OwnerKind.REP, name, condition)
            case QueueTarget(name):
                yield Possible(OwnerKind.QUEUE, name, condition)
            case TeamTarget(name):
                where = action.where if isinstance(action, Rotate) else ()
                for member in self._eligible(self._policy.teams[name], action):
                    has_skills = _both(condition, self.meets(self._policy.reps[member.rep], where))
                    yield Possible(OwnerKind.REP, member.rep, has_skills, name)

    def _eligible(self, team: Team, action: object) -> Iterator[Member]:
        method = action.method if isinstance(action, Rotate) else RotationMethod.TURN
        for member in team.members:
            if method is RotationMethod.TURN or member.weight > 0:
                yield member

    # --- failing ------------------------------------------------------------------------------

    def fails(self, action: Action) -> Condition:
        """Return where an action can fail, at some time and in some state of the rotation."""
        match action:
            case Suppress():
                return NEVER
            case Assign(target):
                if isinstance(target, RepTarget | QueueTarget):
                    return NEVER
                return Negation(Known(target))
            case Rotate(target):
                if isinstance(target, TeamTarget):
                    return self._team_fails(target.name, action)
                items: list[Condition] = [Negation(Known(target))]
                for cell, condition in self._cells(target):
                    if isinstance(cell, TeamTarget):
                        items.append(_both(condition, self._team_fails(cell.name, action)))
                return AnyOf(tuple(item for item in items if item != NEVER))

    def _team_fails(self, name: str, action: Rotate) -> Condition:
        found: Condition = ALWAYS
        for member in self._eligible(self._policy.teams[name], action):
            rep = self._policy.reps[member.rep]
            if self._is_always_there(rep):
                found = _both(found, _not(self.meets(rep, action.where)))
        return found

    def _is_always_there(self, rep: Rep) -> bool:
        calendar = None if rep.calendar is None else self._policy.calendars[rep.calendar]
        return not rep.caps and not rep.away and (calendar is None or is_always_open(calendar))

    def meets(self, rep: Rep, where: tuple[SkillTest, ...]) -> Condition:
        """Return where a rep has what a `where` asks of the record."""
        found: Condition = ALWAYS
        for test in where:
            skills = rep.speaks if test.skill is SkillKind.SPEAKS else rep.knows
            has = {fold(skill) for skill in skills}
            if isinstance(test.value, str):
                found = found if fold(test.value) in has else NEVER
            else:
                found = _both(found, self._has_value(test.value, tuple(skills)))
            if found == NEVER:
                break
        return found

    def _has_value(self, term: Term, skills: tuple[str, ...]) -> Condition:
        type_ = self._policy.type_of(term)
        if type_ is not None and type_.name is TypeName.CHOICES:
            has = {fold(skill) for skill in skills}
            lacking = tuple(m for m in type_.members if fold(m) not in has)
            return Negation(HasMembers(term, lacking)) if lacking else ALWAYS
        empty = Negation(Known(term))
        return AnyOf((empty, OneOf(term, skills))) if skills else empty


def is_always_open(calendar: Calendar) -> bool:
    """Tell whether a calendar is never closed."""
    return not (calendar.openings or calendar.holidays or calendar.closed)


def _both(first: Condition, second: Condition) -> Condition:
    if NEVER in (first, second):
        return NEVER
    items = tuple(item for item in (first, second) if item != ALWAYS)
    return AllOf(items) if len(items) > 1 else items[0] if items else ALWAYS


def _not(condition: Condition) -> Condition:
    if isinstance(condition, Constant):
        return Constant(not condition.value)
    return Negation(condition)
