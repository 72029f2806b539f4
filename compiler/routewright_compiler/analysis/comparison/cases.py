"""What a branch gives, in full: its attempts with whom they name, case by case where a term does.

`rotate us_territory(state).team` gives records to as many teams as the table names. A `Case` is a
branch together with values for such terms, so that two policies are compared by what comes out and
not by how it is written: a table on one side, rules of plain names on the other.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import product

from routewright_compiler.analysis.owners import NEVER, Owners
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.branches import Branch, GraphIndex
from routewright_runtime.graph.conditions import (
    AllOf,
    ClassTerm,
    Condition,
    FieldTerm,
    Known,
    LookupTerm,
    Negation,
    OneOf,
    ScoreTerm,
    Term,
    TimeAmount,
)
from routewright_runtime.graph.model import (
    Action,
    Assign,
    Clock,
    DecisionNode,
    Escalate,
    NotifyStep,
    QueueTarget,
    Reassign,
    RepTarget,
    Rotate,
    RotationMethod,
    SkillKind,
    SkillTest,
    StepAction,
    StepTiming,
    Suppress,
    TeamTarget,
)
from routewright_runtime.text import fold

MOST_VALUES = 4_000
MOST_CASES = 10_000


@dataclass(frozen=True, slots=True)
class UserTarget:
    """A user who is no rep of the policy: an e-mail, folded, or a CRM id as it is."""

    name: str


class Open(Enum):
    """What is known of a term whose value is left open."""

    KNOWN = "known"


Named = RepTarget | TeamTarget | QueueTarget | str | Open | None
Given = RepTarget | TeamTarget | QueueTarget | UserTarget | Term
Assignment = tuple[tuple[Term, Named], ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """What an attempt or a step does: `suppress`, `assign`, `rotate`, `reassign`, `notify`.

    `target` is whom it gives the record to (a term where the case leaves it open), `told` whom a
    `notify` tells, `reason` why it suppresses; `method` and `where` are those of a rotation.
    """

    verb: str
    target: Given | None = None
    method: RotationMethod | None = None
    where: tuple[tuple[SkillKind, str | Term], ...] = ()
    told: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One SLA step."""

    timing: StepTiming
    delay: TimeAmount | None
    deed: Deed


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a decision with all that it brings; equal ones do the same."""

    deed: Deed
    hold: TimeAmount | None
    notify: tuple[str, ...]
    tags: tuple[str, ...]
    clock: Clock | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A branch of one side, `number` in its list, and what it gives.

    `named` are the values taken for terms of its decision (None: empty); `attempts` are those that
    may be tried with these, in order.
    """

    branch: Branch
    number: int
    named: Assignment
    attempts: tuple[Attempt, ...]


class CaseMaker:
    """Makes the cases of the branches of one side; terms are said as in the merged policy."""

    def __init__(self, policy: Policy, index: GraphIndex, terms: Mapping[Term, Term]) -> None:
        """Take the terms of the side's decisions with what they are called when merged."""
        self._policy = policy
        self._index = index
        self._terms = terms
        self._owners = Owners(policy, index)
        self._sure: dict[Rotate, bool] = {}

    def terms(self, branch: Branch) -> tuple[Term, ...]:
        """Return the merged terms that the decision of a branch names, each once."""
        found = (self._terms[term] for term in decision_terms(self._index, branch.decision_id))
        return tuple(dict.fromkeys(found))

    def case(self, number: int, branch: Branch, named: Assignment = ()) -> Case:
        """Return a case of a branch."""
        values = dict(named)
        attempts: list[Attempt] = []
        for node in self._index.attempts(branch.decision_id):
            deed = self._deed(node.action, values)
            if deed is None:
                continue  # it names nobody, so the next one is tried
            attempts.append(self._attempt(node, deed, values))
            if self._always_succeeds(node.action, deed, values):
                break
        return Case(branch, number, named, tuple(attempts))

    def _always_succeeds(self, action: Action, deed: Deed, values: Mapping[Term, Named]) -> bool:
        match deed.target:
            case RepTarget() | QueueTarget() | UserTarget():
                return True
            case TeamTarget():
                return isinstance(action, Rotate) and self._is_sure(action, deed.target)
            case None:
                return deed.verb == "suppress"
            case term:
                return deed.verb == "assign" and values.get(term) is Open.KNOWN

    def _is_sure(self, action: Rotate, team: TeamTarget) -> bool:
        """Tell whether a rotation always finds somebody, whatever the record and the time."""
        asked = replace(action, target=team)
        found = self._sure.get(asked)
        if found is None:
            found = self._sure[asked] = self._owners.fails(asked) == NEVER
        return found

    def _attempt(self, node: DecisionNode, deed: Deed, values: Mapping[Term, Named]) -> Attempt:
        steps = []
        for step in self._index.steps(node.id):
            done = self._deed(step.action, values)
            steps.append(Step(step.timing, step.delay, done or Deed("assign")))
        hold = node.hold if deed.verb == "rotate" else None
        return Attempt(deed, hold, node.notify, node.tags, node.clock, tuple(steps))

    def _deed(self, action: Action | StepAction, values: Mapping[Term, Named]) -> Deed | None:
        """Return what an action does; None where it names nobody."""
        match action:
            case Suppress(reason):
                return Deed("suppress", reason=reason)
            case Reassign():
                return Deed("reassign")
            case NotifyStep(target):
                return Deed("notify", told=target)
            case Assign(target) | Escalate(target):
                given = self._given(target, values)
                return None if given is None else Deed("assign", given)
            case Rotate(target, method, where):
                given = self._given(target, values)
                if given is None:
                    return None
                if isinstance(given, RepTarget | QueueTarget | UserTarget):
                    return Deed("assign", given)  # a rotation of one gives it the record likewise
                return Deed("rotate", given, method, self._asked(where, values))

    def _given(
        self, target: RepTarget | TeamTarget | QueueTarget | Term, values: Mapping[Term, Named]
    ) -> Given | None:
        if isinstance(target, RepTarget | TeamTarget | QueueTarget):
            return target
        term = self._terms[target]
        named = values.get(term, term)
        if isinstance(named, Open):
            return term
        if isinstance(named, str):
            rep = self._policy.rep_by_email.get(fold(named))
            return UserTarget(named) if rep is None else RepTarget(rep.name)
        return named

    def _asked(
        self, where: Sequence[SkillTest], values: Mapping[Term, Named]
    ) -> tuple[tuple[SkillKind, str | Term], ...]:
        found: list[tuple[SkillKind, str | Term]] = []
        for test in where:
            if isinstance(test.value, str):
                found.append((test.skill, test.value))
                continue
            term = self._terms[test.value]
            value = values.get(term, term)
            if isinstance(value, RepTarget | TeamTarget | QueueTarget):
                value = value.name
            elif isinstance(value, Open):
                value = term
            if value is not None:
                found.append((test.skill, value))
        return tuple(found)


def decision_terms(index: GraphIndex, decision_id: str) -> Iterator[Term]:
    """Yield the terms that the attempts and steps of a decision name."""
    for attempt in index.attempts(decision_id):
        yield from _action_terms(attempt.action)
        for step in index.steps(attempt.id):
            yield from _action_terms(step.action)


def _action_terms(action: Action | StepAction) -> Iterator[Term]:
    target = action.target if isinstance(action, Assign | Rotate | Escalate) else None
    if isinstance(target, FieldTerm | ClassTerm | LookupTerm):
        yield target
    for test in action.where if isinstance(action, Rotate) else ():
        if not isinstance(test.value, str):
            yield test.value


class TermValues:
    """The values that terms can have, and the conditions under which they do."""

    def __init__(self, merged: Policy, people: Sequence[str]) -> None:
        """Take the merged policy, and the e-mails of reps that some decision names outright."""
        self._policy = merged
        self._people = tuple(people)
        self._known: dict[Term, tuple[tuple[Named, Condition], ...]] = {}

    def of(self, term: Term) -> tuple[tuple[Named, Condition], ...]:
        """Return the values of a term with where it has them; () where they are not listed.

        What is left (a user who is no rep that is named) stays open.
        """
        found = self._known.get(term)
        if found is None:
            found = tuple(self._values(term))
            self._known[term] = found = () if len(found) > MOST_VALUES else found
        return found

    def _values(self, term: Term) -> Iterator[tuple[Named, Condition]]:
        match term:
            case LookupTerm():
                yield from self._cells(term)
            case ClassTerm():
                found = self._policy.classifications[term.name]
                values = [*(line.value for line in found.lines), found.otherwise]
                for value in dict.fromkeys(v for v in values if v is not None):
                    yield value, OneOf(term, (value,))
            case FieldTerm(part=None) if self._policy.fields[term.field].type.name == "user":
                for email in self._people:
                    yield email, OneOf(term, (email,))
            case _:
                return
        yield None, Negation(Known(term))

    def _cells(self, term: LookupTerm) -> Iterator[tuple[Named, Condition]]:
        table = self._policy.tables[term.table]
        place = next(n for n, c in enumerate(table.columns) if c.name == term.column)
        seen: set[object] = set()
        for row in table.rows:
            cell = row.cells[place]
            match cell:
                case RepTarget() | TeamTarget() | QueueTarget() if cell not in seen:
                    seen.add(cell)
                    yield cell, OneOf(term, (cell.name,))
                case str() if fold(cell) not in seen:
                    seen.add(fold(cell))
                    yield cell, OneOf(term, (cell,))
                case _:
                    pass


Way = tuple[Assignment, tuple[Condition, ...]]


def ways(
    values: TermValues,
    terms: Sequence[Term],
    shared: Collection[Term],
    limits: Mapping[Term, Condition],
) -> list[Way] | None:
    """Return all ways to give terms values, with where each holds; None where there are too many.

    Of a `shared` term only whether it is empty is told; `limits` say where a side reads a field.
    """
    count, choices = 1, []
    for term in terms:
        choice = _ways(term, () if term in shared else values.of(term), limits.get(term))
        count *= len(choice)
        if count > MOST_CASES:
            return None
        choices.append(choice)
    found = []
    for chosen in product(*choices):
        named = tuple(pair for way, _ in chosen for pair in way)
        found.append((named, tuple(c for _, conditions in chosen for c in conditions)))
    return found


def _ways(
    term: Term, listed: Sequence[tuple[Named, Condition]], limit: Condition | None
) -> list[Way]:
    read = () if limit is None else (limit,)
    known = Known(term)
    # A limit that only rules out spellings holds of an empty field as well.
    there: Condition = known if limit is None else AllOf((known, limit))
    found: list[Way] = [(((term, None),), (Negation(there),))]
    found += [
        (((term, named),), (condition, *read)) for named, condition in listed if named is not None
    ]
    if isinstance(term, FieldTerm | ScoreTerm) or not listed:
        others = tuple(Negation(condition) for named, condition in listed if named is not None)
        found.append((((term, Open.KNOWN),), (known, *others, *read)))
    return found
