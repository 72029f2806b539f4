"""Salesforce's own objects, as metadata files hold them: rules, queues, groups, fields, packages.

Fields stand in the order of the schema, for order matters in a file, and bear the names of the
elements in small letters (`full_name` is `fullName`). None is an absent element, a tuple a repeated
one, a field without default one that must be there. `element.py` turns them into elements, and
`check/schema.py` reads the same declarations as the schema of a file.

Source: WSDL of API 66.0 (github.com/forcedotcom/wsdl, BSD-3-Clause) and npm `@salesforce/types`
1.9.0, whose order of fields is that of the WSDL; read 2026-11. The parts of a Flow stand in
`flow_model.py`.
"""

from dataclasses import dataclass
from enum import StrEnum

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"

# --- assignment rules -------------------------------------------------------------------------


class AssigneeType(StrEnum):
    """What `assignedTo` names (case matters): a username, or a queue's developer name."""

    USER = "User"
    QUEUE = "Queue"


class FilterOperation(StrEnum):
    """How a criterion compares; `within` is for geolocations and never seen in rules."""

    EQUALS = "equals"
    NOT_EQUAL = "notEqual"
    LESS_THAN = "lessThan"
    GREATER_THAN = "greaterThan"
    LESS_OR_EQUAL = "lessOrEqual"
    GREATER_OR_EQUAL = "greaterOrEqual"
    CONTAINS = "contains"
    NOT_CONTAIN = "notContain"
    STARTS_WITH = "startsWith"
    INCLUDES = "includes"
    EXCLUDES = "excludes"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class FilterItem:
    """One criterion: `field` as `Lead.Country`; without `value` it compares with blank."""

    field: str
    operation: FilterOperation
    value: str | None = None
    value_field: str | None = None


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One line of a rule: criteria (joined by `boolean_filter`) or a formula, never both.

    Neither of them: the entry takes everything. Without `assigned_to` the owner stays. The plain
    elements of escalation and auto-response rules, which share the type, are only ever kept.
    """

    assigned_to: str | None = None
    assigned_to_type: AssigneeType | None = None
    boolean_filter: str | None = None
    business_hours: str | None = None
    business_hours_source: str | None = None
    criteria_items: tuple[FilterItem, ...] = ()
    disable_escalation_when_modified: bool | None = None
    escalation_start_time: str | None = None
    formula: str | None = None
    notify_cc_recipients: bool | None = None
    override_existing_teams: bool | None = None
    reply_to_email: str | None = None
    sender_email: str | None = None
    sender_name: str | None = None
    team: tuple[str, ...] = ()
    template: str | None = None


@dataclass(frozen=True, slots=True)
class AssignmentRule:
    """A named list of entries, tried in order; one of an object's rules is active."""

    full_name: str | None = None
    active: bool | None = None
    rule_entry: tuple[RuleEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class AssignmentRules:
    """The file of an object's rules."""

    full_name: str | None = None
    assignment_rule: tuple[AssignmentRule, ...] = ()


# --- queues and groups ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PublicGroups:
    """Public groups that are members of a queue, by developer name."""

    public_group: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleAndSubordinates:
    """Roles, each with those below it, that are members of a queue."""

    role_and_subordinate: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleAndSubordinatesInternal:
    """The same without portal roles."""

    role_and_subordinate_internal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Roles:
    """Roles that are members of a queue."""

    role: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Users:
    """Users that are members of a queue, by username."""

    user: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueMembers:
    """Who works on a queue."""

    public_groups: PublicGroups | None = None
    role_and_subordinates: RoleAndSubordinates | None = None
    role_and_subordinates_internal: RoleAndSubordinatesInternal | None = None
    roles: Roles | None = None
    users: Users | None = None


@dataclass(frozen=True, slots=True)
class QueueSobject:
    """An object whose records the queue may own."""

    sobject_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A queue; `does_include_bosses` exists from API 67.0 on, where it must be there."""

    full_name: str | None = None
    description: str | None = None
    does_include_bosses: bool | None = None
    does_send_email_to_members: bool | None = None
    email: str | None = None
    name: str
    queue_members: QueueMembers | None = None
    queue_routing_config: str | None = None
    queue_sobject: tuple[QueueSobject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A public group; who is in it stands in the org alone, not in metadata."""

    full_name: str | None = None
    description: str | None = None
    does_include_bosses: bool | None = None
    name: str


# --- fields and objects -----------------------------------------------------------------------


class FieldType(StrEnum):
    """The types of fields that are emitted or mapped (the schema knows some more)."""

    AUTO_NUMBER = "AutoNumber"
    CHECKBOX = "Checkbox"
    CURRENCY = "Currency"
    DATE = "Date"
    DATE_TIME = "DateTime"
    EMAIL = "Email"
    LONG_TEXT_AREA = "LongTextArea"
    LOOKUP = "Lookup"
    MULTISELECT_PICKLIST = "MultiselectPicklist"
    NUMBER = "Number"
    PERCENT = "Percent"
    PHONE = "Phone"
    PICKLIST = "Picklist"
    TEXT = "Text"
    TEXT_AREA = "TextArea"
    URL = "Url"


class TreatBlanksAs(StrEnum):
    """What a formula field makes of an empty field."""

    BLANK = "BlankAsBlank"
    ZERO = "BlankAsZero"


class DeleteConstraint(StrEnum):
    """What becomes of a look-up when the record it points at is deleted."""

    CASCADE = "Cascade"
    RESTRICT = "Restrict"
    SET_NULL = "SetNull"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomValue:
    """A value of a picklist; `full_name` is its API name."""

    full_name: str | None = None
    default: bool
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSetValuesDefinition:
    """The values of a picklist."""

    sorted: bool
    value: tuple[CustomValue, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueSet:
    """The values of a picklist, and whether others are refused."""

    restricted: bool | None = None
    value_set_definition: ValueSetValuesDefinition | None = None


@dataclass(frozen=True, slots=True)
class CustomField:
    """A field; of a formula field, `type` is what the formula returns."""

    full_name: str | None = None
    default_value: str | None = None
    delete_constraint: DeleteConstraint | None = None
    description: str | None = None
    display_format: str | None = None
    external_id: bool | None = None
    formula: str | None = None
    formula_treat_blanks_as: TreatBlanksAs | None = None
    label: str | None = None
    length: int | None = None
    precision: int | None = None
    reference_to: str | None = None
    relationship_label: str | None = None
    relationship_name: str | None = None
    required: bool | None = None
    scale: int | None = None
    starting_number: int | None = None
    type: FieldType | None = None
    unique: bool | None = None
    value_set: ValueSet | None = None
    visible_lines: int | None = None


class DeploymentStatus(StrEnum):
    """Whether users see an object."""

    DEPLOYED = "Deployed"
    IN_DEVELOPMENT = "InDevelopment"


class SharingModel(StrEnum):
    """Who sees the records of an object (those that are emitted)."""

    PRIVATE = "Private"
    READ = "Read"
    READ_WRITE = "ReadWrite"


@dataclass(frozen=True, slots=True)
class CustomObject:
    """An object; in the source format its fields stand in files of their own."""

    full_name: str | None = None
    deployment_status: DeploymentStatus | None = None
    description: str | None = None
    enable_reports: bool | None = None
    label: str | None = None
    name_field: CustomField | None = None
    plural_label: str | None = None
    sharing_model: SharingModel | None = None


# --- package ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageTypeMembers:
    """Members of one metadata type, by name."""

    members: tuple[str, ...] = ()
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """`package.xml`: what is deployed or retrieved, and the API version."""

    types: tuple[PackageTypeMembers, ...] = ()
    version: str
