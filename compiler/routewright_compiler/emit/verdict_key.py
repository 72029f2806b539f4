"""What of a decision must be the same on both sides of a verification.

The owner: a rep by e-mail, a queue by name, a rotation by its members in order, their weights, its
method and the state that it shares. The rule, where every rule of the configuration is known to be
one of the policy. Service levels and the rest as far as the read-back speaks of them, and as far
as no loss that is listed has given them up.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from routewright_compiler.analysis.comparison.cases import Attempt, Case, Deed, UserTarget
from routewright_runtime.graph.conditions import ClassTerm, FieldTerm, LookupTerm, ScoreTerm
from routewright_runtime.graph.model import (
    Clock,
    DecisionGraph,
    QueueTarget,
    RepTarget,
    RotationMethod,
    SkillKind,
    TeamTarget,
)
from routewright_runtime.graph.people import Rep
from routewright_runtime.text import fold

_AVAILABILITY = frozenset({"availability", "caps", "hold", "weights", "by-load"})


@dataclass(frozen=True, slots=True)
class VerdictKey:
    """Makes the keys of one side; `rule_of` maps its rules, None where rules are left out."""

    graph: DecisionGraph
    aside: frozenset[str]
    losses: frozenset[str]
    rule_of: Callable[[str], str] | None

    def __call__(self, case: Case) -> Hashable:
        """Return what must be the same."""
        rule = "" if self.rule_of is None else self.rule_of(case.branch.rule)
        if not case.attempts:
            return (rule, "nobody at all")
        first = self._attempt(case.attempts[0])
        if self.losses & _AVAILABILITY:
            return (rule, first, ())
        return (rule, first, tuple(self._attempt(item) for item in case.attempts[1:]))

    def _attempt(self, attempt: Attempt) -> Hashable:
        parts: list[Hashable] = [self.owner(attempt.deed)]
        if not self._is_aside("hold"):
            parts.append(attempt.hold)
        if not self._is_aside("notify"):
            parts.append(attempt.notify)
        if not self._is_aside("tags"):
            parts.append(attempt.tags)
        if not self._is_aside("sla"):
            parts.append(self._clock(attempt.clock))
            parts.append(
                tuple(
                    (step.timing, step.delay, self.owner(step.deed))
                    for step in attempt.steps
                    if not self._is_lost(step.deed)
                )
            )
        return tuple(parts)

    def _is_aside(self, name: str) -> bool:
        return name in self.aside or name in self.losses

    def _clock(self, clock: Clock | None) -> Clock | None:
        if clock is None or "business-hours" not in self.losses:
            return clock
        return replace(clock, calendar=None)

    def _is_lost(self, deed: Deed) -> bool:
        if deed.verb in ("reassign", "rotate"):
            return "reassign" in self.losses
        return deed.verb == "notify" and "notify" in self.losses

    # --- owners -------------------------------------------------------------------------------

    def owner(self, deed: Deed) -> Hashable:
        """Return who gets the record, the same for the same people whatever they are called."""
        match deed.verb:
            case "suppress":
                return ("nobody",)
            case "reassign":
                return ("reassign",)
            case "notify":
                return ("notify", deed.told)
            case "rotate" if isinstance(deed.target, TeamTarget):
                return self._turn(deed, deed.target.name)
            case _:
                return self._given(deed)

    def _given(self, deed: Deed) -> Hashable:
        match deed.target:
            case RepTarget(name):
                return ("person", fold(self._reps[name].email))
            case UserTarget(name):
                return ("person", fold(name))
            case QueueTarget(name):
                return ("queue", name)
            case TeamTarget(name):
                return ("team", name)
            case FieldTerm() | ClassTerm() | LookupTerm() | ScoreTerm() as term:
                return ("term", term)
            case None:
                return ("nobody",)
            case _:
                assert_never(deed.target)

    @property
    def _reps(self) -> Mapping[str, Rep]:
        return {rep.name: rep for rep in self.graph.reps}

    def _turn(self, deed: Deed, team_name: str) -> Hashable:
        team = next(item for item in self.graph.teams if item.name == team_name)
        method = deed.method or RotationMethod.TURN
        if method is RotationMethod.LOAD and "by-load" in self.losses:
            method = RotationMethod.TURN
        reps = self._reps
        asked = tuple(
            sorted({(k.value, v if isinstance(v, str) else str(v)) for k, v in deed.where})
        )
        is_weighted = method is not RotationMethod.TURN
        members = tuple(
            (fold(reps[member.rep].email), member.weight if is_weighted else 1)
            for member in team.members
            if _has(reps[member.rep], deed) and (member.weight or not is_weighted)
        )
        people = {email for email, _ in members}
        if len(people) == 1:
            return ("person", people.pop())
        return ("turn", members, method, (team_name, asked))


def _has(rep: Rep, deed: Deed) -> bool:
    return all(
        not isinstance(value, str)
        or (value in rep.speaks if skill is SkillKind.SPEAKS else fold(value) in rep.knows)
        for skill, value in deed.where
    )


def words(key: VerdictKey, case: Case) -> str:
    """Say whom a case gives records to."""
    if not case.attempts:
        return "nobody"
    owner = key.owner(case.attempts[0].deed)
    match owner:
        case ("nobody",):
            return "nobody: the owner stays"
        case ("person", str(name)):
            return f"`{name}`"
        case ("queue", str(name)):
            return f"queue `{name}`"
        case ("turn", tuple(members), RotationMethod() as method, (str(team), tuple(asked))):
            people = ", ".join(
                f"{name} ({weight})" if weight != 1 else name for name, weight in members
            )
            where = f" where {', '.join(f'{a} {b}' for a, b in asked)}" if asked else ""
            return f"`{team}`{where} by {method.value}: {people}"
        case ("term", FieldTerm(name)):
            return f"the user in `{name}`"
        case _:
            return "somebody whom a look-up names"
