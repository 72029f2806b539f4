"""What `run` shows of a decision, found without making the decision: the plain case, many times.

Plain is a record of which all was read, and a branch whose own first decision can be carried out as
it stands: suppress, assign to somebody named, or rotate a named team without `where` and `hold`.
Everything else is left to `Router.decide`, which finds the same for plain ones too.
"""

from datetime import datetime, tzinfo

from routewright_runtime.decide import Router, standing_notes
from routewright_runtime.decision import DecisionKind
from routewright_runtime.graph.branches import Branch
from routewright_runtime.graph.model import (
    Assign,
    Clock,
    DecisionNode,
    QueueTarget,
    RepTarget,
    Rotate,
    RotationMethod,
    Suppress,
    TeamTarget,
)
from routewright_runtime.records import ReadRecord
from routewright_runtime.sla import due
from routewright_runtime.state import RotationState

Texts = tuple[str, ...]
"""Kind, owner, team, rule, held from, due, notes; empty where there is none."""


class QuickDecisions:
    """Decides the plain records of one router's policy."""

    __slots__ = ("_facts_or_outside", "_plans", "_required", "_router")

    def __init__(self, router: Router) -> None:
        self._router = router
        self._required = tuple(field.name for field in router.graph.fields if field.is_required)
        self._facts_or_outside = router.looks_at_more
        self._plans = tuple(_plan(router, branch) for branch in router.matcher.branches)

    def texts(
        self, read: ReadRecord, branch: int, state: RotationState, at: datetime | None
    ) -> Texts | None:
        """Return what is shown of the decision and consume the turn.

        None, with `state` untouched, where record or branch is not plain or nobody is there.
        """
        plan = self._plans[branch]
        if plan is None or read.unread or self._facts_or_outside:
            return None
        for name in self._required:
            if read.values.get(name) is None:
                return None
        rotation = self._router.rotation
        rep = plan.rep
        if plan.team:
            rep = rotation.pick_now(plan.team, plan.method, at, state)
            if rep is None:
                return None
        if rep is not None:
            rotation.give(rep, at, state)
        return plan.texts(rep, at)


class _Plan:
    """A plain branch: whom it names, and its texts by rep for the moment last asked for."""

    __slots__ = (
        "_at",
        "_clock",
        "_known",
        "_notes",
        "_owner",
        "_router",
        "_rule",
        "_zone",
        "method",
        "rep",
        "team",
    )

    def __init__(self, router: Router, node: DecisionNode, rule: str) -> None:
        self._router = router
        self._rule = rule
        self._clock: Clock | None = node.clock
        self._zone: tzinfo = router.zone_of_clock(node.clock)
        self._notes = "; ".join(standing_notes(node))
        self.rep: str | None = None
        self._owner = ""
        self.team = ""
        self.method = RotationMethod.TURN
        match node.action:
            case Assign(RepTarget(name)):
                self.rep = name
            case Assign(QueueTarget(name)):
                self._owner = name
            case Rotate(TeamTarget(name), method):
                self.team, self.method = name, method
            case _:
                pass
        self._at: datetime | None = None
        self._known: dict[str | None, Texts] = {}

    def texts(self, rep: str | None, at: datetime | None) -> Texts:
        """Return what is shown where the record goes to a rep, None: to the queue or nobody."""
        if self._clock is not None and at is not self._at:
            self._at, self._known = at, {}
        found = self._known.get(rep)
        if found is None:
            found = self._known[rep] = self._made(rep, at)
        return found

    def _made(self, rep: str | None, at: datetime | None) -> Texts:
        if rep is not None:
            kind, owner = DecisionKind.REP, self._router.policy.reps[rep].email
        elif self._owner:
            kind, owner = DecisionKind.QUEUE, self._owner
        else:
            kind, owner = DecisionKind.SUPPRESSED, ""
        moment = None
        if self._clock is not None:
            moment = due(self._clock, at, self._router.policy.hours)
        shown = "" if moment is None else moment.astimezone(self._zone).isoformat()
        return (kind.value, owner, self.team, self._rule, "", shown, self._notes)


def _plan(router: Router, branch: Branch) -> _Plan | None:
    node = router.index.attempts(branch.decision_id)[0]
    match node.action:
        case Suppress() | Assign(RepTarget() | QueueTarget()):
            return _Plan(router, node, branch.rule)
        case Rotate(TeamTarget(), _, ()) if node.hold is None:
            return _Plan(router, node, branch.rule)
        case _:
            return None
