"""The flow that tells people of decisions: once the save is done and the owner is known."""

from routewright_compiler.targets.salesforce.flow_model import (
    Connector,
    Decision,
    Flow,
    FlowValue,
    Outcome,
    PathType,
    RecordFilter,
    RecordFilterOperator,
    RecordTriggerType,
    ScheduledPath,
    Start,
    TriggerType,
)
from routewright_compiler.targets.salesforce.flows.parts import (
    LINE_FIELD,
    FlowParts,
    equals,
    label_of,
    text_value,
)
from routewright_compiler.targets.salesforce.flows.silence import notice
from routewright_compiler.targets.salesforce.plan import Plan, PlannedLine

SUBJECT = "A record has been routed"


def notices(plan: Plan) -> Flow | None:
    """Return the flow; None where no decision tells anybody."""
    lines = [line for line in plan.lines if line.line.notify]
    if not lines:
        return None
    parts = FlowParts()
    outcomes = tuple(_outcome(parts, plan, line) for line in lines)
    parts.decisions.insert(
        0,
        Decision(
            name="Which_rule",
            label="Which rule took it?",
            location_x=0,
            location_y=0,
            default_connector_label="One that tells nobody",
            rules=outcomes,
        ),
    )
    settings = plan.settings
    is_there = FlowValue(boolean_value=False)
    start = Start(
        location_x=0,
        location_y=0,
        filter_logic="and",
        filters=(RecordFilter(LINE_FIELD, RecordFilterOperator.IS_NULL, is_there),),
        object=settings.object,
        record_trigger_type=RecordTriggerType.CREATE,
        scheduled_paths=(
            ScheduledPath(connector=Connector("Which_rule"), path_type=PathType.ASYNC_AFTER_COMMIT),
        ),
        trigger_type=TriggerType.RECORD_AFTER_SAVE,
    )
    return parts.flow(
        f"{label_of(settings.rule_name)}: {settings.object} notices",
        "Tells people of new records, as the rules say. Made by Routewright from a policy; change"
        " the policy, not the flow.",
        start,
        settings.api_version,
    )


def _outcome(parts: FlowParts, plan: Plan, line: PlannedLine) -> Outcome:
    then: str | None = None
    for number, target in reversed(list(enumerate(line.line.notify, start=1))):
        then = notice(parts, plan, target, f"{line.name}_{number}", SUBJECT, then)
    assert then is not None
    return Outcome(
        name=f"Is_{line.name}",
        condition_logic="and",
        conditions=(equals(f"$Record.{LINE_FIELD}", text_value(line.key)),),
        connector=Connector(then),
        label=line.key,
    )
