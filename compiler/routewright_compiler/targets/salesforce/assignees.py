"""Who gets a record, as Salesforce names people and queues."""

from dataclasses import dataclass

from routewright_compiler.target.expansion.line import (
    GiveField,
    GiveNothing,
    GiveQueue,
    GiveRep,
    GiveTurn,
    GiveUser,
)
from routewright_compiler.targets.salesforce.model import AssigneeType
from routewright_compiler.targets.salesforce.plan import Plan, PlannedLine, api_name
from routewright_runtime.graph.people import Queue

NAME_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Assignee:
    """A user by username or a queue by developer name; `kind` None keeps the owner.

    `field` is the field that names the owner, where a flow sets it; `slot` the slot of a rotation.
    """

    kind: AssigneeType | None
    name: str = ""
    policy_name: str = ""
    field: str = ""
    slot: int = 0


def queue_name(plan: Plan, queue: Queue) -> str:
    """Return the developer name of a queue: that of the settings, else made of its label."""
    mapped = plan.settings.queues.get(queue.name)
    return mapped if mapped is not None else api_name(queue.label, NAME_CHARACTERS)


def queue_named(plan: Plan, name: str) -> Queue:
    """Return a queue of the policy."""
    return next(queue for queue in plan.policy.graph.queues if queue.name == name)


def assignees(plan: Plan, line: PlannedLine) -> tuple[Assignee, ...]:
    """Return whom a line gives the record to, one for each slot of a rotation."""
    give = line.line.give
    match give:
        case GiveRep(rep):
            return (_user(plan, rep.name),)
        case GiveQueue(queue):
            name = queue_name(plan, queue)
            return (Assignee(AssigneeType.QUEUE, name, policy_name=queue.name),)
        case GiveUser(user):
            name = plan.terms.username(user)
            return (Assignee(AssigneeType.USER, name, policy_name=user),)
        case GiveField(field):
            return (Assignee(None, field=field, policy_name=field),)
        case GiveNothing():
            return (Assignee(None),)
        case GiveTurn():
            if line.counter is None:
                assert line.single is not None
                return (_user(plan, line.single),)
            return tuple(
                _user(plan, rep, number) for number, rep in enumerate(line.counter.slots, start=1)
            )
        case _:
            raise AssertionError("refused before")


def _user(plan: Plan, rep: str, slot: int = 0) -> Assignee:
    username = plan.terms.rep_username(plan.terms.reps[rep])
    return Assignee(AssigneeType.USER, username, policy_name=rep, slot=slot)
