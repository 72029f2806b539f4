"""The flows behind a silent owner: one for each line with steps, a scheduled path for each step.

Every path looks first whether the record still shows that nobody has answered.
"""

from routewright_compiler.targets.salesforce.assignees import queue_name, queue_named
from routewright_compiler.targets.salesforce.flow_model import (
    ActionCall,
    Connector,
    Decision,
    Flow,
    InputAssignment,
    InputParameter,
    InvocableActionType,
    OffsetUnit,
    Outcome,
    RecordFilter,
    RecordFilterOperator,
    RecordTriggerType,
    RecordUpdate,
    ScheduledPath,
    Start,
    TimeSource,
    TriggerType,
)
from routewright_compiler.targets.salesforce.flows.parts import (
    LINE_FIELD,
    FlowParts,
    equals,
    get_queue,
    get_user,
    is_null,
    label_of,
    reference,
    text_value,
    to,
)
from routewright_compiler.targets.salesforce.plan import Plan, PlannedLine
from routewright_compiler.targets.salesforce.service_level import Moment, moments
from routewright_runtime.graph.model import (
    Assign,
    Escalate,
    NotifyStep,
    QueueTarget,
    Reassign,
    RepTarget,
    Rotate,
)

ASSIGNEE = "assignee"
SUBJECT = "A record waits for an answer"


def silence_flows(plan: Plan) -> tuple[tuple[PlannedLine, Flow], ...]:
    """Return the flow of each line that has steps to take."""
    return tuple(
        (line, flow)
        for line in plan.lines
        if line.has_steps and (flow := _flow(plan, line)) is not None
    )


def _flow(plan: Plan, line: PlannedLine) -> Flow | None:
    assert line.line.clock is not None
    taken = [
        moment
        for moment in moments(line.line.clock, line.line.steps)
        if not isinstance(moment.action, Reassign | Rotate)
    ]
    if not taken:
        return None
    parts = FlowParts()
    paths = tuple(
        _path(parts, plan, moment, number) for number, moment in enumerate(taken, start=1)
    )
    settings = plan.settings
    silence = settings.sign_of_silence
    start = Start(
        location_x=0,
        location_y=0,
        filter_logic="and",
        filters=(
            RecordFilter(LINE_FIELD, RecordFilterOperator.EQUAL_TO, text_value(line.key)),
            RecordFilter(silence.field, RecordFilterOperator.EQUAL_TO, text_value(silence.value)),
        ),
        object=settings.object,
        record_trigger_type=RecordTriggerType.CREATE,
        scheduled_paths=paths,
        trigger_type=TriggerType.RECORD_AFTER_SAVE,
    )
    return parts.flow(
        f"{label_of(settings.rule_name)}: {line.key}"[:80],
        f"{_sentence(plan, line)}What happens while nobody answers a record of the rule"
        f" {line.key}. Made by Routewright from a policy; change the policy, not the flow.",
        start,
        settings.api_version,
    )


def _sentence(plan: Plan, line: PlannedLine) -> str:
    doc = plan.doc_of(line)
    if doc is None:
        return ""
    return f"{doc} " if doc.endswith((".", "!", "?")) else f"{doc}. "


def _path(parts: FlowParts, plan: Plan, moment: Moment, number: int) -> ScheduledPath:
    is_hours = moment.minutes % 60 == 0
    amount = moment.minutes // 60 if is_hours else moment.minutes
    unit = OffsetUnit.HOURS if is_hours else OffsetUnit.MINUTES
    words = f"{amount}_{unit.value}_{number}"
    then = _action(parts, plan, moment, words)
    silence = plan.settings.sign_of_silence
    is_silent = equals(f"$Record.{silence.field}", text_value(silence.value))
    ask = f"Silent_{words}"
    parts.decisions.append(
        Decision(
            name=ask,
            label="Has nobody answered?",
            location_x=0,
            location_y=0,
            default_connector_label="Somebody has",
            rules=(
                Outcome(
                    name=f"Still_silent_{words}",
                    condition_logic="and",
                    conditions=(is_silent,),
                    connector=Connector(then),
                    label="Nobody has",
                ),
            ),
        )
    )
    return ScheduledPath(
        name=f"After_{words}",
        connector=Connector(ask),
        label=f"After {amount} {unit.value.lower()} ({number})",
        offset_number=amount,
        offset_unit=unit,
        time_source=TimeSource.RECORD_TRIGGER_EVENT,
    )


def _action(parts: FlowParts, plan: Plan, moment: Moment, words: str) -> str:
    """Add the nodes of a step; return the first."""
    match moment.action:
        case NotifyStep(target):
            return notice(parts, plan, target, words, SUBJECT)
        case Escalate(RepTarget(name)) | Assign(RepTarget(name)):
            username = plan.terms.rep_username(plan.terms.reps[name])
            parts.lookups.append(get_user(f"Find_{words}", username, f"Own_{words}"))
        case Escalate(QueueTarget(name)) | Assign(QueueTarget(name)):
            developer_name = queue_name(plan, queue_named(plan, name))
            parts.lookups.append(get_queue(f"Find_{words}", developer_name, f"Own_{words}"))
        case _:
            raise AssertionError("refused before")
    parts.updates.append(
        RecordUpdate(
            name=f"Own_{words}",
            label="Give the record over",
            location_x=0,
            location_y=0,
            input_assignments=(InputAssignment("OwnerId", reference(f"Find_{words}.Id")),),
            input_reference="$Record",
        )
    )
    return f"Find_{words}"


def notice(
    parts: FlowParts, plan: Plan, target: str, words: str, subject: str, then: str | None = None
) -> str:
    """Add the nodes that send an e-mail to a rep, a team or the owner; return the first."""
    tell = f"Tell_{words}"
    owner = (
        "$Record.Owner:User.Email"
        if plan.settings.has_assignment_rules
        else ("$Record.Owner.Email")
    )
    addresses = reference(owner) if target == ASSIGNEE else text_value(_addresses(plan, target))
    parts.actions.append(
        ActionCall(
            name=tell,
            label="Send an e-mail",
            location_x=0,
            location_y=0,
            action_name="emailSimple",
            action_type=InvocableActionType.EMAIL_SIMPLE,
            connector=to(then),
            flow_transaction_model="CurrentTransaction",
            input_parameters=(
                InputParameter("emailAddresses", addresses),
                InputParameter("emailSubject", text_value(subject)),
                InputParameter("emailBody", reference("$Record.Id")),
            ),
        )
    )
    if target != ASSIGNEE:
        return tell
    ask = f"Whose_{words}"
    parts.decisions.append(
        Decision(
            name=ask,
            label="Is the owner a user?",
            location_x=0,
            location_y=0,
            default_connector=to(then),
            default_connector_label="A queue",
            rules=(
                Outcome(
                    name=f"A_user_{words}",
                    condition_logic="and",
                    conditions=(is_null(owner, answer=False),),
                    connector=Connector(tell),
                    label="A user",
                ),
            ),
        )
    )
    return ask


def _addresses(plan: Plan, target: str) -> str:
    """Return the addresses of a rep, or of a team's members."""
    rep = plan.terms.reps.get(target)
    if rep is not None:
        return rep.email
    team = next(team for team in plan.policy.graph.teams if team.name == target)
    return ", ".join(plan.terms.reps[member.rep].email for member in team.members)
