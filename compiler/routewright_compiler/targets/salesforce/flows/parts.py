"""Parts that every emitted flow is made of, and the collection that puts them in order."""

from dataclasses import dataclass, field
from decimal import Decimal

from routewright_compiler.targets.salesforce.flow_model import (
    ActionCall,
    Assignment,
    AssignmentItem,
    AssignmentOperator,
    ComparisonOperator,
    Condition,
    Connector,
    Decision,
    Flow,
    FlowStatus,
    FlowValue,
    Formula,
    MetadataValue,
    ProcessType,
    RecordCreate,
    RecordFilter,
    RecordFilterOperator,
    RecordLookup,
    RecordUpdate,
    Start,
    Variable,
)

COUNTER_OBJECT = "Routewright_Counter__c"
COUNT_FIELD = "Count__c"
LINE_FIELD = "Routewright_Rule__c"
DUE_FIELD = "Routewright_SLA_Due__c"
EMPTY_TEXT = "$GlobalConstant.EmptyString"
_LAYOUT = (
    ("BuilderType", "LightningFlowBuilder"),
    ("CanvasMode", "AUTO_LAYOUT_CANVAS"),
    ("OriginBuilderType", "LightningFlowBuilder"),
)


def text_value(text: str) -> FlowValue:
    """Return a text literal."""
    return FlowValue(string_value=text)


def number_value(number: int) -> FlowValue:
    """Return a number literal."""
    return FlowValue(number_value=Decimal(number))


def reference(path: str) -> FlowValue:
    """Return a reference to a variable, formula or field."""
    return FlowValue(element_reference=path)


def to(name: str | None) -> Connector | None:
    """Return the connector to a node; None ends the flow."""
    return None if name is None else Connector(name)


def assign(path: str, value: FlowValue) -> AssignmentItem:
    """Return the assignment of a value."""
    return AssignmentItem(path, AssignmentOperator.ASSIGN, value)


def is_null(path: str, *, answer: bool) -> Condition:
    """Return the condition that something is, or is not, null."""
    return Condition(path, ComparisonOperator.IS_NULL, FlowValue(boolean_value=answer))


def equals(path: str, value: FlowValue) -> Condition:
    """Return the condition that something has a value."""
    return Condition(path, ComparisonOperator.EQUAL_TO, value)


def get_counter(name: str, label: str, counter: str, then: str) -> RecordLookup:
    """Return the node that finds a counter's record."""
    return RecordLookup(
        name=name,
        label=label,
        location_x=0,
        location_y=0,
        assign_null_values_if_no_records_found=False,
        connector=Connector(then),
        filter_logic="and",
        filters=(RecordFilter("Name", RecordFilterOperator.EQUAL_TO, text_value(counter)),),
        get_first_record_only=True,
        object=COUNTER_OBJECT,
        queried_fields=("Id", COUNT_FIELD),
        store_output_automatically=True,
    )


def get_user(name: str, username: str, then: str) -> RecordLookup:
    """Return the node that finds a user by username."""
    filters = (RecordFilter("Username", RecordFilterOperator.EQUAL_TO, text_value(username)),)
    return _get_owner(name, "User", filters, then)


def get_queue(name: str, developer_name: str, then: str) -> RecordLookup:
    """Return the node that finds a queue by developer name."""
    filters = (
        RecordFilter("Type", RecordFilterOperator.EQUAL_TO, text_value("Queue")),
        RecordFilter("DeveloperName", RecordFilterOperator.EQUAL_TO, text_value(developer_name)),
    )
    return _get_owner(name, "Group", filters, then)


def _get_owner(name: str, owner: str, filters: tuple[RecordFilter, ...], then: str) -> RecordLookup:
    return RecordLookup(
        name=name,
        label=label_of(name),
        location_x=0,
        location_y=0,
        assign_null_values_if_no_records_found=False,
        connector=Connector(then),
        filter_logic="and",
        filters=filters,
        get_first_record_only=True,
        object=owner,
        queried_fields=("Id",),
        store_output_automatically=True,
    )


def label_of(name: str) -> str:
    """Return the label of a node: its name in words."""
    return name.replace("_", " ")


@dataclass(slots=True)
class FlowParts:
    """Collects the parts of one flow; `flow` puts them together."""

    actions: list[ActionCall] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    creates: list[RecordCreate] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    lookups: list[RecordLookup] = field(default_factory=list)
    updates: list[RecordUpdate] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)

    def assignment(self, name: str, items: list[AssignmentItem], then: str | None) -> None:
        """Add a node that assigns."""
        self.assignments.append(
            Assignment(
                name=name,
                label=label_of(name),
                location_x=0,
                location_y=0,
                assignment_items=tuple(items),
                connector=to(then),
            )
        )

    def flow(
        self,
        label: str,
        description: str,
        start: Start,
        api_version: str,
        trigger_order: int | None = None,
    ) -> Flow:
        """Return the flow of all parts, in the order in which they were added."""
        return Flow(
            action_calls=tuple(self.actions),
            api_version=Decimal(api_version),
            assignments=tuple(self.assignments),
            decisions=tuple(self.decisions),
            description=description,
            environments=("Default",),
            formulas=tuple(self.formulas),
            interview_label=f"{label} {{!$Flow.CurrentDateTime}}",
            label=label,
            process_metadata_values=tuple(
                MetadataValue(name=name, value=text_value(value)) for name, value in _LAYOUT
            ),
            process_type=ProcessType.AUTO_LAUNCHED_FLOW,
            record_creates=tuple(self.creates),
            record_lookups=tuple(self.lookups),
            record_updates=tuple(self.updates),
            start=start,
            status=FlowStatus.ACTIVE,
            trigger_order=trigger_order,
            variables=tuple(self.variables),
        )
