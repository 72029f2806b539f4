"""From a line of the expanded policy to its steps, with what is lost on the way."""

from dataclasses import dataclass

from routewright_compiler.target.expansion.line import (
    GiveField,
    GiveNothing,
    GiveQueue,
    GiveRep,
    GiveTurn,
    GiveUnlisted,
    GiveUser,
    Line,
)
from routewright_compiler.targets.hubspot.loss_book import LossBook
from routewright_compiler.targets.hubspot.properties import (
    OWNER_PROPERTY,
    QUEUE_PROPERTY,
    TAGS_PROPERTY,
    Properties,
)
from routewright_compiler.targets.hubspot.settings import HubSpotSettings, Rotate
from routewright_compiler.targets.hubspot.sla_chain import minutes_of, timed_steps
from routewright_compiler.targets.hubspot.steps import (
    DueTask,
    OwnerOfField,
    SetProperty,
    Step,
    Steps,
    Tell,
    Turn,
    Wait,
)
from routewright_runtime.evaluate.policy import Policy
from routewright_runtime.graph.conditions import Place
from routewright_runtime.graph.model import (
    Assign,
    Escalate,
    NotifyStep,
    QueueTarget,
    Reassign,
    RepTarget,
    RotationMethod,
    StepNode,
    TeamTarget,
)
from routewright_runtime.graph.model import Rotate as RotateAction
from routewright_runtime.graph.people import Member

ASSIGNEE = "assignee"


@dataclass(frozen=True, slots=True)
class _Holder:
    """Who has the record at a point of the chain: a rep, the owner whoever that is, or a queue."""

    email: str | None = None
    is_queue: bool = False


class LineSteps:
    """Makes the steps of the lines of one policy."""

    def __init__(
        self, policy: Policy, properties: Properties, settings: HubSpotSettings, book: LossBook
    ) -> None:
        self.policy = policy
        self._properties = properties
        self._settings = settings
        self.book = book

    def steps(self, line: Line, *, is_surely_rep: bool) -> Steps:
        """Return the steps of a line; `is_surely_rep` where its owner field is always a rep."""
        found, holder = self._give(line, is_surely_rep)
        if line.tags:
            found.append(SetProperty(TAGS_PROPERTY, "; ".join(line.tags)))
        for name in line.notify:
            found += self.tell(line, name, holder, f"{line.rule}: a record was routed")
        if line.clock is not None:
            found += self._service(line, holder)
        return tuple(found)

    # --- who gets it --------------------------------------------------------------------------

    def _give(self, line: Line, is_surely_rep: bool) -> tuple[list[Step], _Holder]:
        match line.give:
            case GiveNothing():
                return [], _Holder()
            case GiveRep(rep):
                return [SetProperty(OWNER_PROPERTY, self.owner(rep.email))], _Holder(rep.email)
            case GiveUser(user):
                return [SetProperty(OWNER_PROPERTY, self.owner(user))], _Holder(user)
            case GiveQueue(queue):
                return [SetProperty(QUEUE_PROPERTY, queue.name)], _Holder(is_queue=True)
            case GiveField(name):
                return [self._owner_of_field(line, name, is_surely_rep)], _Holder()
            case GiveTurn():
                return [self._turn(line, line.give)], _Holder()
            case GiveUnlisted(team, reason):
                members = self.policy.teams[team].members
                self._lose(
                    line, "where", f"{reason} asks of team `{team}`", "the whole team rotates"
                )
                return [self._turn(line, GiveTurn(team, RotationMethod.TURN, members))], _Holder()

    def owner(self, user: str) -> str:
        """Return what the owner property holds for a user: an id, or a placeholder for it."""
        if "@" not in user:
            return user
        key = user.casefold()
        return self._settings.ids.owners.get(key, f"${{owner:{key}}}")

    def _owner_of_field(self, line: Line, name: str, is_surely_rep: bool) -> Step:
        if not is_surely_rep:
            reason = f"no action copies the user of `{name}`, who may be nobody of the policy"
            self._lose(line, "owner-from-field", reason, "only reps of the policy get the record")
        emails = tuple(rep.email for rep in self.policy.graph.reps)
        return OwnerOfField(name, self._properties.by_field[name].name, emails)

    def _turn(self, line: Line, give: GiveTurn) -> Step:
        members = give.members
        if give.method is not RotationMethod.TURN:
            members = tuple(member for member in members if member.weight)
        self._note_members(line, give, members)
        emails = tuple(self.policy.reps[member.rep].email for member in members)
        if self._settings.rotate is Rotate.STATIC:
            reason = "`hubspot.rotate` is `static`, which rotates nothing"
            self._lose(line, "rotation-form", reason, f"`{members[0].rep}` gets every record")
            return SetProperty(OWNER_PROPERTY, self.owner(emails[0]))
        where = " and ".join(f"{skill} {value}" for skill, value in give.requirement)
        key = f"{give.team} by {give.method}" + (f" where {where}" if where else "")
        place = line.decision.place
        teams = self.hubspot_teams(line.rule, place, give.team, members)
        return Turn(key, give.team, give.method, give.requirement, emails, teams)

    def hubspot_teams(
        self, rule: str, place: Place | None, team: str, members: tuple[Member, ...]
    ) -> tuple[str, ...]:
        """Return the ids of the HubSpot teams of a rotation, none where users stand in it.

        A part of a team has no HubSpot team: its users are named.
        """
        ids = self._settings.team_ids(team)
        if not ids or {m.rep for m in members} != {m.rep for m in self.policy.teams[team].members}:
            return ()
        if len(members) > 1 or len(ids) > 1:
            reason = f"a HubSpot team has no order, and team `{team}` has one"
            self.book.lose("team-order", rule, place, reason, "HubSpot's own order of the team")
        return ids

    def _note_members(self, line: Line, give: GiveTurn, members: tuple[Member, ...]) -> None:
        team = f"team `{give.team}`"
        if give.method is RotationMethod.LOAD:
            self._lose(line, "by-load", f"{team} rotates by load", "they take equal turns")
        elif give.method is RotationMethod.WEIGHT and len({m.weight for m in members}) > 1:
            self._lose(
                line, "weights", f"members of {team} differ in weight", "they take equal turns"
            )
        if give.is_steady:
            return
        reps = [self.policy.reps[member.rep] for member in members]
        if any(rep.calendar is not None or rep.away for rep in reps):
            reason = f"members of {team} have calendars or are away"
            self._lose(line, "availability", reason, "they get their turns at work or not")
        if any(rep.caps for rep in reps):
            self._lose(line, "caps", f"members of {team} have caps", "no cap holds")
        if give.is_catch_up:
            self._lose(line, "catch-up", f"{team} catches up", "nobody misses a turn")
        if line.hold is not None and give.can_fail:
            self._lose(line, "hold", "no action waits for a colleague", "it is given at once")

    def _lose(self, line: Line, name: str, reason: str, choice: str) -> None:
        self.book.lose(name, line.rule, line.decision.place, reason, choice)

    # --- who is told --------------------------------------------------------------------------

    def tell(self, line: Line, name: str, holder: _Holder, subject: str) -> list[Step]:
        """Return the step that tells somebody; none where there is nobody, which is noted."""
        body = f"Routed by rule {line.rule}."
        if name == ASSIGNEE:
            if holder.is_queue:
                reason = "`notify assignee` of a queue has nobody to tell"
                self._lose(line, "notify", reason, "nobody is told")
                return []
            return [Tell((), subject, body)]
        if name in self.policy.teams:
            members = self.policy.teams[name].members
            names = tuple(member.rep for member in members)
        else:
            names = (name,)
        return [Tell(tuple(self.policy.reps[n].email for n in names), subject, body)]

    # --- service levels -----------------------------------------------------------------------

    def _service(self, line: Line, holder: _Holder) -> list[Step]:
        clock = line.clock
        assert clock is not None
        if clock.calendar is not None:
            reason = f"no wait counts the open hours of `{clock.calendar}` only"
            self._lose(line, "business-hours", reason, "all hours count")
        for step in line.steps:
            if _is_open_target(step):
                reason = "a step gives the record to whom a field, a table or a `where` names"
                self.book.lose("step-target", line.rule, step.place, reason, "it is left out")
        found: list[Step] = [self.task(line, holder)]
        finder = _Finder(self, line, holder)
        for timed in timed_steps(clock, line.steps, finder.finds_somebody):
            found.append(Wait(timed.minutes))
            found += finder.steps_of(timed.step)
        return found

    def task(self, line: Line, holder: _Holder) -> Step:
        """Return the task that a new owner gets, due at the target."""
        assert line.clock is not None
        span = line.clock.span
        return DueTask(
            minutes_of(span),
            "Respond to this record",
            f"Rule {line.rule} asks for an answer within {span.amount} {span.unit}"
            f"{'s' if span.amount > 1 else ''}.",
            holder.email,
            holder.is_queue,
        )


class _Finder:
    """Carries out the steps of one line's service level, in order."""

    def __init__(self, maker: LineSteps, line: Line, holder: _Holder) -> None:
        self._maker = maker
        self._line = line
        self._holder = holder
        self._turn = line.give if isinstance(line.give, GiveTurn) else None

    def finds_somebody(self, step: StepNode) -> bool:
        """Tell whether a step that changes the owner finds somebody."""
        match step.action:
            case Escalate(RepTarget() | QueueTarget()) | Assign(RepTarget() | QueueTarget()):
                return True
            case Reassign():
                return self._turn is not None and len(self._turn.members) > 1
            case RotateAction(TeamTarget(), _, where):
                return not where
            case _:
                return False

    def steps_of(self, step: StepNode) -> list[Step]:
        """Return the steps of a step of the service level, and a new owner's task."""
        line, maker = self._line, self._maker
        match step.action:
            case NotifyStep(name):
                return maker.tell(line, name, self._holder, f"{line.rule}: not answered yet")
            case Escalate(RepTarget(name)) | Assign(RepTarget(name)):
                email = maker.policy.reps[name].email
                self._holder = _Holder(email)
                given: Step = SetProperty(OWNER_PROPERTY, maker.owner(email))
            case Escalate(QueueTarget(name)) | Assign(QueueTarget(name)):
                self._holder = _Holder(is_queue=True)
                given = SetProperty(QUEUE_PROPERTY, name)
            case Reassign() | RotateAction():
                given = self._rotation(step)
                self._holder = _Holder()
            case _:
                raise AssertionError("steps that find nobody are passed")
        return [given, maker.task(line, self._holder)]

    def _rotation(self, step: StepNode) -> Step:
        line, maker, policy = self._line, self._maker, self._maker.policy
        match step.action:
            case RotateAction(TeamTarget(name), method):
                members, team = policy.teams[name].members, name
                reason, loss = "its owner may be the next in turn", "step-rotation"
            case _:
                assert self._turn is not None
                members, team, method = self._turn.members, self._turn.team, self._turn.method
                reason, loss = "no rotation leaves out who had the record", "reassign"
        choice = f"team `{team}` takes turns anew for these records"
        maker.book.lose(loss, line.rule, step.place, reason, choice)
        emails = tuple(policy.reps[member.rep].email for member in members)
        teams = maker.hubspot_teams(line.rule, step.place, team, members)
        key = f"step {line.steps.index(step) + 1} of {line.rule} {line.part}"
        return Turn(key, team, method, (), emails, teams)


def _is_open_target(step: StepNode) -> bool:
    """Tell whether a step gives the record to whom only the record names."""
    match step.action:
        case Escalate(target) | Assign(target):
            return not isinstance(target, RepTarget | QueueTarget)
        case RotateAction(target, _, where):
            return bool(where) or not isinstance(target, TeamTarget)
        case _:
            return False
