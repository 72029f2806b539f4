"""Decide records: the branch that takes each, carried out by the first attempt that can be.

A rule that matches is final. Its own decision is tried, then its fallbacks, then those of the
nearest enclosing group that has one, then the file's; a held attempt is given out only if nobody is
there now. Same records, state and times: same decisions. Nothing here reads a clock or a file.
"""

from collections.abc import Mapping, Set
from datetime import datetime, tzinfo
from typing import assert_never

from routewright_runtime.calendars import zone_of
from routewright_runtime.decision import Attempt, Decision, DecisionKind
from routewright_runtime.errors import NobodyLeftError
from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.evaluate.matcher import Matcher
from routewright_runtime.evaluate.outside import OutsideTests
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.evaluate.targets import RecordTerms
from routewright_runtime.graph.branches import Branch
from routewright_runtime.graph.conditions import LookupTerm, Term
from routewright_runtime.graph.model import (
    Assign,
    Clock,
    DecisionGraph,
    DecisionNode,
    QueueTarget,
    RepTarget,
    Rotate,
    RotationMethod,
    SkillTest,
    Suppress,
    TableRow,
    TeamTarget,
)
from routewright_runtime.records import ReadRecord, RecordReader
from routewright_runtime.rotation import Requirement, Rotation
from routewright_runtime.sla import Owner, RotationUse, UserTarget, begin, due
from routewright_runtime.state import RotationState
from routewright_runtime.words import quoted

_NOBODY: frozenset[str] = frozenset()
_NO_REQUIREMENT: Requirement = frozenset()


class Router:
    """Decides the records of one policy; made once, it holds no state of its own.

    What it remembers (readings, masks of values met) changes no decision; threads may share it as
    far as they may share the state they pass.
    """

    def __init__(self, graph: DecisionGraph, *, matcher: Matcher | None = None) -> None:
        self.graph = graph
        self.matcher = matcher or Matcher(graph)
        self.policy: Policy = self.matcher.policy
        self.index = self.matcher.index
        self.reader = RecordReader(graph)
        self.rotation = Rotation(graph, self.policy.hours)
        self._plans = tuple(
            _Plan(branch, self.index.attempts(branch.decision_id))
            for branch in self.matcher.branches
        )
        self._zones = {
            node.id: self.zone_of_clock(node.clock)
            for plan in self._plans
            for node in plan.attempts
        }
        self._required = tuple(field.name for field in graph.fields if field.is_required)
        self._outside = OutsideTests(self.policy, self.matcher.branches)
        self.looks_at_more = bool(graph.facts) or self._outside.has_any

    def read(self, record: Mapping[str, object]) -> ReadRecord:
        """Read a record into the policy's fields."""
        return self.reader.read(record)

    def terms(self, values: ReadRecord, at: datetime | None) -> RecordTerms:
        """Return what a record says to the terms of SLA steps (`sla.next_step`)."""
        return RecordTerms(self.policy, Evaluation(self.policy, values.values, at))

    def decide(
        self,
        record: Mapping[str, object],
        state: RotationState,
        at: datetime | None,
        *,
        absent: Set[str] = _NOBODY,
        record_values: ReadRecord | None = None,
        branch: int | None = None,
    ) -> Decision:
        """Decide one record at an aware time and consume the turn in `state`.

        Without a time, calendars, declared absences and caps are left aside and nothing is due.
        `absent` names reps who are away for this record; `record_values` spares the reading,
        `branch` the matching: what the matcher says of these values at this time.
        Raises NobodyLeftError, `state` untouched, where `absent` names everybody whom the last
        fallback could rotate and nothing before it can be carried out either.
        """
        read = self.reader.read(record) if record_values is None else record_values
        if branch is None:
            branch = self.matcher.match(read.values, at)
        run = _Run(self, read, state, at, absent)
        plan = self._plans[branch]
        for node in plan.attempts:
            attempt = run.attempt(node)
            run.attempts.append(attempt)
            if attempt.is_carried_out:
                return self._decision(plan, branch, attempt, run)
        raise _nobody_left(run.attempts[-1], absent)

    def _decision(self, plan: "_Plan", branch: int, attempt: Attempt, run: "_Run") -> Decision:
        node, owner, read, at = attempt.node, attempt.owner, run.read, run.at
        held = None if attempt.pick is None else attempt.pick.held_until
        start = at if held is None else held
        zone = self._zones[node.id]
        kind, name, text, label = self._shown(owner, is_held=held is not None)
        if isinstance(owner, RepTarget):
            self.rotation.give(owner.name, start, run.state)
        reason = node.action.reason if isinstance(node.action, Suppress) else ""
        broken = tuple([name for name in self._required if read.values.get(name) is None])
        facts = self.matcher.contradicted_facts(read.values, at)
        outside = self._outside.touched(read.values, at, branch)
        assignment = moment = None
        if node.clock is not None:
            if owner is not None and start is not None:
                assignment = begin(self.index, node.id, owner, run.use, start, self.policy.hours)
                moment = None if assignment is None else assignment.due
            else:
                moment = due(node.clock, start, self.policy.hours)
        return Decision(
            kind=kind,
            owner=name,
            owner_text=text,
            owner_label=label,
            team=attempt.team or "",
            rule=plan.branch.rule,
            decision_id=node.id,
            branch=branch,
            held_from=None if held is None else held.astimezone(zone),
            sla_due=None if moment is None else moment.astimezone(zone),
            reason=reason,
            notes=_notes(plan, attempt, reason, read, broken, facts),
            tags=node.tags,
            notify=node.notify,
            unread=read.unread,
            broken_promises=broken,
            contradicted_facts=facts,
            outside_tests=outside,
            assignment=assignment,
            attempts=tuple(run.attempts),
        )

    def _shown(self, owner: Owner | None, *, is_held: bool) -> tuple[DecisionKind, str, str, str]:
        match owner:
            case RepTarget(name):
                email = self.policy.reps[name].email
                return DecisionKind.HELD if is_held else DecisionKind.REP, name, email, name
            case QueueTarget(name):
                return DecisionKind.QUEUE, name, name, self.policy.queues[name].label
            case UserTarget(name):
                return DecisionKind.USER, name, name, name
            case None:
                return DecisionKind.SUPPRESSED, "", "", ""
            case _:
                assert_never(owner)

    def zone_of_clock(self, clock: Clock | None) -> tzinfo:
        """Return the zone that the times of a decision are shown in."""
        if clock is None or clock.calendar is None:
            return self.policy.zone
        return zone_of(self.policy.calendars[clock.calendar].zone)


class _Plan:
    """A branch with its attempts, and what the notes say of each but the plain ones."""

    __slots__ = ("attempts", "branch", "note_of")

    def __init__(self, branch: Branch, attempts: tuple[DecisionNode, ...]) -> None:
        self.branch = branch
        self.attempts = attempts
        self.note_of = {
            node.id: note
            for i, node in enumerate(attempts)
            if (note := fallback_words(branch, attempts, i))
        }


def fallback_words(branch: Branch, attempts: tuple[DecisionNode, ...], position: int) -> str:
    """Say which fallback an attempt is; empty for the branch's own first decision."""
    if position == 0:
        return ""
    owner = _fallback_of(attempts[position].origin)
    same = [i for i, node in enumerate(attempts) if _fallback_of(node.origin) == owner]
    number = f" {same.index(position) + 1}" if len(same) > 1 else ""
    return f"fallback{number} of {owner}"


def _fallback_of(origin: str) -> str:
    """Return whose fallback an attempt is, by its origin in the graph; empty for none."""
    if origin in ("", "require"):
        return ""
    if origin == "fallback":
        return "the policy"
    if origin.endswith(" / fallback"):
        return origin.removesuffix(" / fallback")
    return "the rule"


class _Run:
    """The attempts on one record."""

    __slots__ = ("_terms", "absent", "at", "attempts", "policy", "read", "rotation", "state", "use")

    def __init__(
        self,
        router: Router,
        read: ReadRecord,
        state: RotationState,
        at: datetime | None,
        absent: Set[str],
    ) -> None:
        self.policy = router.policy
        self.rotation = router.rotation
        self.read = read
        self.state = state
        self.at = at
        self.absent = absent
        self.attempts: list[Attempt] = []
        self.use: RotationUse | None = None
        self._terms: RecordTerms | None = None

    @property
    def terms(self) -> RecordTerms:
        """What the record says to terms; made when first asked for."""
        if self._terms is None:
            evaluation = Evaluation(self.policy, self.read.values, self.at)
            self._terms = RecordTerms(self.policy, evaluation)
        return self._terms

    def attempt(self, node: DecisionNode) -> Attempt:
        """Try to carry out one decision; a rotation that finds somebody consumes the turn."""
        match node.action:
            case Suppress():
                return Attempt(node, True)
            case Assign(RepTarget() | QueueTarget() as named):
                return Attempt(node, True, named)
            case Rotate(TeamTarget(team), method, where):
                return self._rotate(node, team, method, where)
            case Assign(target):
                owner, attempt = self._target(node, target)
                if owner is None or isinstance(owner, TeamTarget):
                    return attempt
                return _given(attempt, owner)
            case Rotate(target, method, where):
                owner, attempt = self._target(node, target)
                if owner is None:
                    return attempt
                if not isinstance(owner, TeamTarget):
                    return _given(attempt, owner)
                return self._rotate(node, owner.name, method, where, attempt.row, attempt.table_row)
            case _:
                assert_never(node.action)

    def _target(
        self, node: DecisionNode, target: RepTarget | QueueTarget | TeamTarget | Term
    ) -> tuple[Owner | TeamTarget | None, Attempt]:
        if isinstance(target, RepTarget | QueueTarget | TeamTarget):
            return target, Attempt(node, False)
        owner = self.terms.target(target)
        if not isinstance(target, LookupTerm):
            return owner, Attempt(node, False)
        row = self.terms.row(target)
        file = self.policy.tables[target.table].file
        shown = None if row is None else f"{file}:{row.line}"
        return owner, Attempt(node, False, row=row, table_row=shown)

    def _rotate(
        self,
        node: DecisionNode,
        team: str,
        method: RotationMethod,
        where: tuple[SkillTest, ...],
        row: TableRow | None = None,
        table_row: str | None = None,
    ) -> Attempt:
        requirement = self.terms.requirement(where) if where else _NO_REQUIREMENT
        pick = self.rotation.pick(
            team,
            method,
            requirement,
            self.at,
            self.state,
            absent=self.absent,
            hold=node.hold,
        )
        if pick.rep is None:
            return Attempt(node, False, None, team, pick, row, table_row)
        self.use = RotationUse(team, method, requirement)
        return Attempt(node, True, RepTarget(pick.rep), team, pick, row, table_row)


def standing_notes(node: DecisionNode) -> tuple[str, ...]:
    """Return what the notes say of a branch's own first decision, whatever the record."""
    reason = node.action.reason if isinstance(node.action, Suppress) else ""
    told = (f"suppressed: {reason}",) if reason else ()
    tags = (f"tag {quoted(tag)}" for tag in node.tags)
    return (*told, *tags, *(f"notify {name}" for name in node.notify))


def _nobody_left(last: Attempt, absent: Set[str]) -> NobodyLeftError:
    """Return the error of a last fallback that finds nobody: only absences of the call do that."""
    pick = last.pick
    assert absent and pick is not None, "a checked graph ends in a decision that always succeeds"
    return NobodyLeftError(last.team or "", tuple(f"{s.rep}: {s.words}" for s in pick.skipped))


def _given(attempt: Attempt, owner: Owner) -> Attempt:
    return Attempt(attempt.node, True, owner, row=attempt.row, table_row=attempt.table_row)


def _notes(
    plan: _Plan,
    attempt: Attempt,
    reason: str,
    read: ReadRecord,
    broken: tuple[str, ...],
    facts: tuple[str, ...],
) -> tuple[str, ...]:
    node = attempt.node
    note = plan.note_of.get(node.id)
    is_plain = not (note or reason or attempt.table_row or node.tags or node.notify)
    if is_plain and not (read.unread or broken or facts):
        return ()
    found: list[str] = []
    if reason:
        found.append(f"suppressed: {reason}")
    if note:
        found.append(note)
    if attempt.table_row is not None:
        found.append(attempt.table_row)
    found += [f"tag {quoted(tag)}" for tag in node.tags]
    found += [f"notify {name}" for name in node.notify]
    found += [f"{item.source}: {item.reason}" for item in read.unread]
    found += [f"{name} is required but empty" for name in broken]
    found += [f"contradicts the fact `{name}`" for name in facts]
    return tuple(found)
