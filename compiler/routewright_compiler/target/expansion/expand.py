"""A policy expanded into lines: under this condition over plain fields, the record goes there.

A branch whose outcome hangs on the record becomes several lines, one behind the other: `assign
account.owner` one for a known owner and one for what follows where it is empty, a look-up one for
each different cell, `where speaks language` one for each value that a member has. As the first line
that holds decides, a later line of a branch need not deny the conditions of the earlier ones.

```
rule "Named" { when C  assign account.owner  fallback assign desk }
    C and account.owner is known -> account.owner
    C                            -> desk
```
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from routewright_compiler.analysis.owners import is_always_open
from routewright_compiler.target.expansion.joining import FALSE, TRUE, every
from routewright_compiler.target.expansion.line import (
    Give,
    GiveField,
    GiveNothing,
    GiveQueue,
    GiveRep,
    GiveTurn,
    GiveUnlisted,
    GiveUser,
    Line,
)
from routewright_compiler.target.expansion.plain import Plain
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.branches import Branch, GraphIndex, branches
from routewright_runtime.graph.conditions import (
    Condition,
    FieldTerm,
    HasMembers,
    Known,
    LookupTerm,
    OneOf,
    Term,
)
from routewright_runtime.graph.model import (
    Action,
    Assign,
    DecisionGraph,
    DecisionNode,
    QueueTarget,
    RepTarget,
    Rotate,
    RotationMethod,
    SkillKind,
    SkillTest,
    Suppress,
    Target,
    TeamTarget,
)
from routewright_runtime.graph.people import Rep
from routewright_runtime.text import fold
from routewright_runtime.values import TypeName

MAX_SUBSETS = 64

Requirement = tuple[tuple[SkillKind, str], ...]


def expand(
    graph: DecisionGraph, *, keep_scores: bool = False, keep_classes: bool = False
) -> tuple[Line, ...]:
    """Return the lines of a checked graph in first-match order; the last takes everything.

    Lines that hold for no record by their form alone are left out, and so is all that stands behind
    a line that takes everything. Raise TooManyWaysError where a score cannot be written out.
    """
    expansion = _Expansion(graph, keep_scores=keep_scores, keep_classes=keep_classes)
    found: list[Line] = []
    for branch in branches(expansion.index):
        for line in expansion.lines(branch):
            if line.condition == FALSE:
                continue
            found.append(line)
            if line.condition == TRUE:
                return tuple(found)
    raise AssertionError("a checked graph ends in a branch that takes everything")


@dataclass(frozen=True, slots=True)
class _Way:
    """One way in which an attempt comes out; `give` is None where it comes to nobody."""

    condition: Condition
    part: str
    give: Give | None


class _Expansion:
    def __init__(self, graph: DecisionGraph, *, keep_scores: bool, keep_classes: bool) -> None:
        self.index = GraphIndex(graph)
        self._policy = Policy(graph)
        self._plain = Plain(self._policy, keep_scores=keep_scores, keep_classes=keep_classes)

    def lines(self, branch: Branch) -> Iterator[Line]:
        """Yield the lines of a branch; the last has the branch's own condition."""
        condition = every(self._plain.condition(guard) for guard in branch.guards)
        attempts = self.index.attempts(branch.decision_id)
        yield from self._attempts(branch, attempts, condition, ())

    def _attempts(
        self,
        branch: Branch,
        attempts: Sequence[DecisionNode],
        condition: Condition,
        parts: tuple[str, ...],
    ) -> Iterator[Line]:
        """Yield the lines of the attempts where `condition` holds; the last takes all of it."""
        node, later = attempts[0], tuple(attempts[1:])
        for way in self._ways(node.action):
            here = every((condition, self._plain.condition(way.condition)))
            named = (*parts, way.part) if way.part else parts
            if way.give is None:
                yield from self._attempts(branch, later, here, named)
                continue
            can_fail = isinstance(way.give, GiveUnlisted) or (
                isinstance(way.give, GiveTurn) and way.give.can_fail
            )
            yield Line(
                branch=branch,
                part=", ".join(named),
                condition=here,
                decision=node,
                give=way.give,
                clock=node.clock,
                steps=self.index.steps(node.id),
                rest=later if can_fail else (),
            )

    # --- one attempt ----------------------------------------------------------------------------

    def _ways(self, action: Action) -> Iterator[_Way]:
        """Yield the ways of an action, first match; the last takes the rest."""
        match action:
            case Suppress(reason):
                yield _Way(TRUE, "", GiveNothing(reason))
            case Assign(RepTarget() | QueueTarget() as target):
                yield _Way(TRUE, "", self._named(target))
            case Rotate(TeamTarget(team)):
                yield from self._turns(team, action)
            case Assign(LookupTerm() as term) | Rotate(LookupTerm() as term):
                yield from self._cells(term, action)
            case Assign(FieldTerm() as term) | Rotate(FieldTerm() as term):
                yield _Way(Known(term), "", GiveField(term.field))
                yield _Way(TRUE, f"{term.field} is empty", None)
            case _:
                raise AssertionError("a checked graph gives records to people, teams and queues")

    def _cells(self, term: LookupTerm, action: Action) -> Iterator[_Way]:
        table = self._policy.tables[term.table]
        place = next(n for n, column in enumerate(table.columns) if column.name == term.column)
        for cell in dict.fromkeys(row.cells[place] for row in table.rows):
            match cell:
                case None:
                    continue
                case TeamTarget(name):
                    assert isinstance(action, Rotate)
                    found, named = OneOf(term, (name,)), f"{table.name}: {name}"
                    for way in self._turns(name, action):
                        part = f"{named}, {way.part}" if way.part else named
                        yield _Way(every((found, way.condition)), part, way.give)
                case RepTarget() | QueueTarget():
                    found, named = OneOf(term, (cell.name,)), f"{table.name}: {cell.name}"
                    yield _Way(found, named, self._named(cell))
                case _:
                    text = str(cell)
                    rep = self._policy.rep_by_email.get(fold(text))
                    give = GiveUser(text) if rep is None else GiveRep(rep)
                    yield _Way(OneOf(term, (fold(text),)), f"{table.name}: {text}", give)
        yield _Way(TRUE, f"nothing in {table.name}", None)

    def _named(self, target: Target) -> Give:
        if isinstance(target, QueueTarget):
            return GiveQueue(self._policy.queues[target.name])
        return GiveRep(self._policy.reps[target.name])

    # --- rotations ------------------------------------------------------------------------------

    def _turns(self, team: str, action: Rotate) -> Iterator[_Way]:
        """Yield a way for each requirement that the record can come to, the plainest last."""
        asked: list[list[tuple[Condition, Requirement | None, str]]] = []
        for test in action.where:
            values = self._values(team, test)
            if values is None:
                reason = f"{test.skill} of a list with too many members"
                yield _Way(TRUE, "", GiveUnlisted(team, reason))
                return
            asked.append(values)
        yield from self._products(team, action, asked, TRUE, (), ())

    def _products(
        self,
        team: str,
        action: Rotate,
        asked: Sequence[list[tuple[Condition, Requirement | None, str]]],
        condition: Condition,
        requirement: Requirement,
        parts: tuple[str, ...],
    ) -> Iterator[_Way]:
        if not asked:
            give = self._turn(team, action.method, tuple(sorted(set(requirement))))
            yield _Way(condition, ", ".join(parts), give)
            return
        for own, wanted, part in asked[0]:
            here, named = every((condition, own)), (*parts, part) if part else parts
            if wanted is None:
                yield _Way(here, ", ".join(named), None)
            else:
                joined = (*requirement, *wanted)
                yield from self._products(team, action, asked[1:], here, joined, named)

    def _values(
        self, team: str, test: SkillTest
    ) -> list[tuple[Condition, Requirement | None, str]] | None:
        """Return what one test can ask, first match: None of a requirement that nobody meets."""
        skill, term = test.skill, test.value
        if isinstance(term, str):
            return [(TRUE, ((skill, fold(term)),), "")]
        type_ = self._policy.type_of(term)
        reps = [self._policy.reps[m.rep] for m in self._policy.teams[team].members]
        has = sorted({fold(value) for rep in reps for value in _skills(rep, skill)})
        if type_ is not None and type_.name is TypeName.CHOICES:
            return None if type_.is_open else _subsets(skill, term, type_.members)
        spelled = {fold(m): m for m in type_.members} if type_ is not None else {}
        found: list[tuple[Condition, Requirement | None, str]] = [
            (OneOf(term, (spelled.get(value, value),)), ((skill, value),), f"{skill} {value}")
            for value in has
        ]
        found.append((Known(term), None, f"{skill} another"))
        found.append((TRUE, (), ""))
        return found

    def _turn(self, team: str, method: RotationMethod, requirement: Requirement) -> Give | None:
        members = []
        is_steady, can_fail = True, True
        listed = self._policy.teams[team]
        for member in listed.members:
            rep = self._policy.reps[member.rep]
            if any(value not in map(fold, _skills(rep, skill)) for skill, value in requirement):
                continue
            members.append(member)
            is_out = method is not RotationMethod.TURN and member.weight == 0
            if self._is_always_there(rep):
                can_fail = can_fail and is_out
            else:
                is_steady = False
        if not any(method is RotationMethod.TURN or member.weight for member in members):
            return None
        return GiveTurn(
            team,
            method,
            tuple(members),
            requirement,
            is_catch_up=listed.is_catch_up,
            can_fail=can_fail,
            is_steady=is_steady,
        )

    def _is_always_there(self, rep: Rep) -> bool:
        calendar = None if rep.calendar is None else self._policy.calendars[rep.calendar]
        return not rep.caps and not rep.away and (calendar is None or is_always_open(calendar))


def _skills(rep: Rep, skill: SkillKind) -> tuple[str, ...]:
    return rep.speaks if skill is SkillKind.SPEAKS else rep.knows


def _subsets(
    skill: SkillKind, term: Term, members: Sequence[str]
) -> list[tuple[Condition, Requirement | None, str]] | None:
    """Return a line for each set of members that a multi-select can hold; None if too many."""
    if 2 ** len(members) > MAX_SUBSETS:
        return None
    found: list[tuple[Condition, Requirement | None, str]] = []
    for size in range(len(members), -1, -1):
        for chosen in combinations(members, size):
            condition = HasMembers(term, chosen, needs_all=True) if chosen else TRUE
            asked = tuple((skill, fold(member)) for member in chosen)
            found.append((condition, asked, f"{skill} {' and '.join(chosen)}" if chosen else ""))
    return found
