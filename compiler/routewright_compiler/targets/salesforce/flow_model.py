"""The parts of a record-triggered Flow, in the order of the schema.

Every element of a flow may begin with metadata values, a description and a name; a node also has a
label and a place on the canvas, which must be there even with automatic layout. `start` has no
name; rules, formulas, variables and scheduled paths have no place. Sources as in `model.py`.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class FlowDataType(StrEnum):
    """The type of a variable or formula."""

    BOOLEAN = "Boolean"
    DATE = "Date"
    DATE_TIME = "DateTime"
    NUMBER = "Number"
    STRING = "String"
    SOBJECT = "SObject"


class ComparisonOperator(StrEnum):
    """How a condition of a decision compares."""

    EQUAL_TO = "EqualTo"
    NOT_EQUAL_TO = "NotEqualTo"
    GREATER_THAN = "GreaterThan"
    LESS_THAN = "LessThan"
    GREATER_THAN_OR_EQUAL_TO = "GreaterThanOrEqualTo"
    LESS_THAN_OR_EQUAL_TO = "LessThanOrEqualTo"
    IS_NULL = "IsNull"
    IS_CHANGED = "IsChanged"


class RecordFilterOperator(StrEnum):
    """How a filter of a start or a look-up compares."""

    EQUAL_TO = "EqualTo"
    NOT_EQUAL_TO = "NotEqualTo"
    IS_NULL = "IsNull"


class AssignmentOperator(StrEnum):
    """What an assignment does."""

    ASSIGN = "Assign"
    ADD = "Add"
    SUBTRACT = "Subtract"


class TriggerType(StrEnum):
    """When a record-triggered flow runs."""

    RECORD_BEFORE_SAVE = "RecordBeforeSave"
    RECORD_AFTER_SAVE = "RecordAfterSave"


class RecordTriggerType(StrEnum):
    """Which saves a flow runs on."""

    CREATE = "Create"
    UPDATE = "Update"
    CREATE_AND_UPDATE = "CreateAndUpdate"


class OffsetUnit(StrEnum):
    """The unit of a scheduled path's delay."""

    MINUTES = "Minutes"
    HOURS = "Hours"
    DAYS = "Days"


class TimeSource(StrEnum):
    """What a scheduled path's delay counts from."""

    RECORD_TRIGGER_EVENT = "RecordTriggerEvent"
    RECORD_FIELD = "RecordField"


class PathType(StrEnum):
    """A path without a delay of its own: as soon as the save is done."""

    ASYNC_AFTER_COMMIT = "AsyncAfterCommit"


class ProcessType(StrEnum):
    """The kind of flow."""

    AUTO_LAUNCHED_FLOW = "AutoLaunchedFlow"


class FlowStatus(StrEnum):
    """Whether a version of a flow runs."""

    ACTIVE = "Active"
    DRAFT = "Draft"
    OBSOLETE = "Obsolete"


class InvocableActionType(StrEnum):
    """The actions that are emitted."""

    EMAIL_SIMPLE = "emailSimple"


@dataclass(frozen=True, slots=True)
class FlowValue:
    """A literal or a reference: exactly one is there."""

    boolean_value: bool | None = None
    element_reference: str | None = None
    number_value: Decimal | None = None
    string_value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataValue:
    """A note of the editor, such as the layout of the canvas."""

    name: str
    value: FlowValue | None = None


@dataclass(frozen=True, slots=True)
class Connector:
    """Where the flow goes on."""

    target_reference: str


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """A filter of a start or a look-up; `field` is a field of the object."""

    field: str
    operator: RecordFilterOperator
    value: FlowValue | None = None


@dataclass(frozen=True, slots=True)
class InputAssignment:
    """A field that a create or update sets, or the named parameter of an action."""

    field: str
    value: FlowValue | None = None


@dataclass(frozen=True, slots=True)
class InputParameter:
    """A parameter of an action."""

    name: str
    value: FlowValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCall:
    """A node that calls an action of the platform."""

    name: str | None = None
    label: str | None = None
    location_x: int
    location_y: int
    action_name: str
    action_type: InvocableActionType
    connector: Connector | None = None
    flow_transaction_model: str | None = None
    input_parameters: tuple[InputParameter, ...] = ()


@dataclass(frozen=True, slots=True)
class AssignmentItem:
    """One assignment: `assign_to_reference` is a variable or `$Record.Field`."""

    assign_to_reference: str
    operator: AssignmentOperator
    value: FlowValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A node that sets variables or fields of the record."""

    description: str | None = None
    name: str | None = None
    label: str | None = None
    location_x: int
    location_y: int
    assignment_items: tuple[AssignmentItem, ...] = ()
    connector: Connector | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of an outcome."""

    left_value_reference: str
    operator: ComparisonOperator
    right_value: FlowValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One outcome of a decision (`rules` of the schema); the first that holds is taken."""

    description: str | None = None
    name: str | None = None
    condition_logic: str
    conditions: tuple[Condition, ...] = ()
    connector: Connector | None = None
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A node that goes on by the first outcome that holds."""

    description: str | None = None
    name: str | None = None
    label: str | None = None
    location_x: int
    location_y: int
    default_connector: Connector | None = None
    default_connector_label: str | None = None
    rules: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A formula of a flow, worked out whenever it is read."""

    description: str | None = None
    name: str | None = None
    data_type: FlowDataType | None = None
    expression: str
    scale: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCreate:
    """A node that creates a record."""

    name: str | None = None
    label: str | None = None
    location_x: int
    location_y: int
    connector: Connector | None = None
    input_assignments: tuple[InputAssignment, ...] = ()
    object: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLookup:
    """A node that finds records (Get Records)."""

    name: str | None = None
    label: str | None = None
    location_x: int
    location_y: int
    assign_null_values_if_no_records_found: bool | None = None
    connector: Connector | None = None
    filter_logic: str | None = None
    filters: tuple[RecordFilter, ...] = ()
    get_first_record_only: bool | None = None
    object: str | None = None
    queried_fields: tuple[str, ...] = ()
    store_output_automatically: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordUpdate:
    """A node that changes records: those that the filters find, or `input_reference`."""

    name: str | None = None
    label: str | None = None
    location_x: int
    location_y: int
    connector: Connector | None = None
    filter_logic: str | None = None
    filters: tuple[RecordFilter, ...] = ()
    input_assignments: tuple[InputAssignment, ...] = ()
    input_reference: str | None = None
    object: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledPath:
    """A path that runs some time after the save, as long as the start's filters hold.

    One of `path_type` has neither a name nor a delay.
    """

    name: str | None = None
    connector: Connector | None = None
    label: str | None = None
    offset_number: int | None = None
    offset_unit: OffsetUnit | None = None
    path_type: PathType | None = None
    time_source: TimeSource | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Which saves of which records start the flow, and where it goes on."""

    location_x: int
    location_y: int
    connector: Connector | None = None
    does_require_record_changed_to_meet_criteria: bool | None = None
    filter_formula: str | None = None
    filter_logic: str | None = None
    filters: tuple[RecordFilter, ...] = ()
    object: str | None = None
    record_trigger_type: RecordTriggerType | None = None
    scheduled_paths: tuple[ScheduledPath, ...] = ()
    trigger_type: TriggerType | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A variable of a flow."""

    description: str | None = None
    name: str | None = None
    data_type: FlowDataType
    is_collection: bool | None = None
    is_input: bool | None = None
    is_output: bool | None = None
    object_type: str | None = None
    scale: int | None = None
    value: FlowValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A record-triggered flow; its file's name is its API name."""

    full_name: str | None = None
    action_calls: tuple[ActionCall, ...] = ()
    api_version: Decimal | None = None
    assignments: tuple[Assignment, ...] = ()
    decisions: tuple[Decision, ...] = ()
    description: str | None = None
    environments: tuple[str, ...] = ()
    formulas: tuple[Formula, ...] = ()
    interview_label: str | None = None
    label: str
    process_metadata_values: tuple[MetadataValue, ...] = ()
    process_type: ProcessType | None = None
    record_creates: tuple[RecordCreate, ...] = ()
    record_lookups: tuple[RecordLookup, ...] = ()
    record_updates: tuple[RecordUpdate, ...] = ()
    start: Start | None = None
    status: FlowStatus | None = None
    trigger_order: int | None = None
    variables: tuple[Variable, ...] = ()


Node = ActionCall | Assignment | Decision | RecordCreate | RecordLookup | RecordUpdate
