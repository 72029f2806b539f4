"""The flow after the save that moves counters on: one record that took a turn, one more."""

from routewright_compiler.targets.salesforce.flow_model import (
    Connector,
    Decision,
    Flow,
    FlowDataType,
    Formula,
    InputAssignment,
    Outcome,
    RecordCreate,
    RecordFilter,
    RecordFilterOperator,
    RecordTriggerType,
    RecordUpdate,
    Start,
    TriggerType,
)
from routewright_compiler.targets.salesforce.flows.parts import (
    COUNT_FIELD,
    COUNTER_OBJECT,
    FlowParts,
    get_counter,
    is_null,
    label_of,
    number_value,
    reference,
    text_value,
)
from routewright_compiler.targets.salesforce.plan import Plan
from routewright_compiler.targets.salesforce.rotations import Counter
from routewright_compiler.targets.salesforce.settings import RoundRobin


def counting(plan: Plan) -> Flow | None:
    """Return the flow; None where no rotation is counted."""
    counters = [item for item in plan.counters.all if item.source is RoundRobin.COUNTER]
    if not counters:
        return None
    parts = FlowParts()
    outcomes = tuple(_outcome(parts, counter) for counter in counters)
    parts.decisions.insert(
        0,
        Decision(
            name="Which_turn",
            label="Which turn was taken?",
            location_x=0,
            location_y=0,
            default_connector_label="None",
            rules=outcomes,
        ),
    )
    settings = plan.settings
    start = Start(
        location_x=0,
        location_y=0,
        connector=Connector("Which_turn"),
        object=settings.object,
        record_trigger_type=RecordTriggerType.CREATE,
        trigger_type=TriggerType.RECORD_AFTER_SAVE,
    )
    return parts.flow(
        f"{label_of(settings.rule_name)}: {settings.object} turns",
        "Counts the turns of each rotation, in a record of its own. Made by Routewright from a"
        " policy; change the policy, not the flow.",
        start,
        settings.api_version,
    )


def _first_count(name: str, counter: Counter) -> RecordCreate:
    return RecordCreate(
        name=name,
        label=label_of(name),
        location_x=0,
        location_y=0,
        input_assignments=(
            InputAssignment("Name", text_value(counter.name)),
            InputAssignment(COUNT_FIELD, number_value(1)),
        ),
        object=COUNTER_OBJECT,
    )


def _outcome(parts: FlowParts, counter: Counter) -> Outcome:
    words = counter.field.removesuffix("__c")
    get, has, add, create = (f"{w}_{words}" for w in ("Get", "Has", "Add", "Create"))
    parts.lookups.append(get_counter(get, f"Counter of {counter.name}", counter.name, has))
    one_more = f"Next_{words}"
    parts.formulas.append(
        Formula(
            name=one_more,
            data_type=FlowDataType.NUMBER,
            expression=f"{{!{get}.{COUNT_FIELD}}} + 1",
            scale=0,
        )
    )
    found = Outcome(
        name=f"Has_count_{words}",
        condition_logic="and",
        conditions=(is_null(get, answer=False),),
        connector=Connector(add),
        label="There is one",
    )
    parts.decisions.append(
        Decision(
            name=has,
            label=f"Is there a counter of {counter.name}?",
            location_x=0,
            location_y=0,
            default_connector=Connector(create),
            default_connector_label="Not yet",
            rules=(found,),
        )
    )
    parts.updates.append(
        RecordUpdate(
            name=add,
            label=label_of(add),
            location_x=0,
            location_y=0,
            filter_logic="and",
            filters=(RecordFilter("Id", RecordFilterOperator.EQUAL_TO, reference(f"{get}.Id")),),
            input_assignments=(InputAssignment(COUNT_FIELD, reference(one_more)),),
            object=COUNTER_OBJECT,
        )
    )
    parts.creates.append(_first_count(create, counter))
    return Outcome(
        name=f"Took_{words}",
        condition_logic="and",
        conditions=(is_null(f"$Record.{counter.field}", answer=False),),
        connector=Connector(get),
        label=counter.name,
    )
