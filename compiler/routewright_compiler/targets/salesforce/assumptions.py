"""What an emission takes for granted and no source confirms: only what it really leans on."""

from collections.abc import Iterator

from routewright_compiler.target.expansion.line import GiveField, GiveNothing
from routewright_compiler.target.forms import Assumption
from routewright_compiler.targets.salesforce.imported.assumptions import (
    COMPARISON_OF_BLANK,
    NEGATION_OF_BLANK,
)
from routewright_compiler.targets.salesforce.model import (
    AssignmentRules,
    FieldType,
    FilterItem,
    FilterOperation,
    RuleEntry,
)
from routewright_compiler.targets.salesforce.plan import Plan
from routewright_compiler.targets.salesforce.settings import PlaceValues, RoundRobin
from routewright_compiler.targets.salesforce.used_fields import used_fields
from routewright_runtime.values import TypeName

PLACE_CODES = Assumption(
    "place-codes",
    "fields of countries, states and languages hold ISO codes, a state its part behind the hyphen",
    "Setup, State and Country/Territory Picklists; the default codes can be changed",
)
PLACE_NAMES = Assumption(
    "place-names",
    "fields of countries and states hold the English names of the ISO lists",
    "settings, place_values",
)
CHECKBOX_NEVER_EMPTY = Assumption(
    "checkbox-never-empty",
    "a checkbox is true or false; a record whose value is not known counts as false",
    "help, custom field types",
)
TEXT_FOLDING = Assumption(
    "text-folding",
    "texts compare without regard to case, are saved without surrounding blanks, and hold no"
    " compatibility characters",
    "facts, section 2: case only",
)
URL_SPELLING = Assumption(
    "url-spelling",
    "fields of web addresses hold them with their scheme, the host in small letters",
    "the policy reads addresses so; a field holds what was typed",
)
TYPED_VALUES = Assumption(
    "typed-values",
    "fields hold values that read as their types: members of their lists, numbers in their bounds",
    "the policy's declarations",
)
NO_ASSIGNEE = Assumption(
    "no-assignee-keeps-owner",
    "an entry without an assignee ends the rule and leaves the owner as it is",
    "facts, 1.3: third-party pages",
)
SAVE_ORDER = Assumption(
    "flow-before-rule",
    "flows before the save run before the assignment rule, and formula fields see what they set",
    "facts, section 2: order of execution, partly third-party",
)
ONE_AT_A_TIME = Assumption(
    "one-record-at-a-time",
    "records of one rotation are saved one after the other: two saves at once, or a batch, read the"
    " same count and give the same turn",
    "facts, section 2: the race of counters",
)
RULE_IS_RUN = Assumption(
    "rule-is-run",
    "whatever creates a record asks for the assignment rule: web forms do, imports and the API only"
    " where they are told to",
    "facts, section 2: AssignmentRuleHeader",
)
CREATED_ONLY = Assumption(
    "new-records-only",
    "routing is for new records: an edited record keeps the slot, rule and due time that it got",
    "design of the emitted flows",
)
SILENCE_SIGN = Assumption(
    "sign-of-silence",
    "a record that nobody has answered still has the value of the setting `unanswered`",
    "settings, unanswered",
)
ELAPSED_PATHS = Assumption(
    "scheduled-paths-on-time",
    "scheduled paths run at their time, and only while the start's filters hold",
    "Metadata API, FlowScheduledPath; delays of minutes are usual",
)
NOW_IS_DECISION = Assumption(
    "now-is-decision-time",
    "NOW() and TODAY() in a formula are the time of the decision, TODAY() in the policy's zone",
    "help, formula functions: TODAY() is in the running user's zone",
)


def assumptions_of(plan: Plan, rules: AssignmentRules | None) -> tuple[Assumption, ...]:
    """Return what an emission leans on, by name."""
    entries = [] if rules is None else [e for r in rules.assignment_rule for e in r.rule_entry]
    found = {
        TYPED_VALUES,
        *_of_entries(entries),
        *_of_fields(plan),
        *_of_lines(plan),
        *_of_formulas(entries),
    }
    if plan.settings.has_assignment_rules:
        found.add(RULE_IS_RUN)
    return tuple(sorted(found, key=lambda item: item.name))


def _of_entries(entries: list[RuleEntry]) -> Iterator[Assumption]:
    for entry in entries:
        for item in entry.criteria_items:
            yield from _of_item(item)


def _of_item(item: FilterItem) -> Iterator[Assumption]:
    match item.operation:
        case FilterOperation.NOT_EQUAL | FilterOperation.NOT_CONTAIN | FilterOperation.EXCLUDES:
            if item.value is not None:
                yield NEGATION_OF_BLANK
        case FilterOperation.EQUALS | FilterOperation.INCLUDES:
            pass
        case _:
            yield COMPARISON_OF_BLANK


def _of_formulas(entries: list[RuleEntry]) -> Iterator[Assumption]:
    if any("NOW()" in (e.formula or "") or "TODAY()" in (e.formula or "") for e in entries):
        yield NOW_IS_DECISION


def _of_fields(plan: Plan) -> Iterator[Assumption]:
    names = plan.settings.place_values is PlaceValues.NAMES
    for name in used_fields(plan):
        mapped = plan.terms.fields[name]
        match mapped.field.type.name:
            case TypeName.COUNTRY | TypeName.STATE:
                yield PLACE_NAMES if names else PLACE_CODES
            case TypeName.LANGUAGE:
                yield PLACE_CODES
            case TypeName.BOOLEAN if mapped.type is FieldType.CHECKBOX:
                yield CHECKBOX_NEVER_EMPTY
            case TypeName.URL:
                yield from (URL_SPELLING, TEXT_FOLDING)
            case TypeName.TEXT | TypeName.EMAIL | TypeName.DOMAIN:
                yield TEXT_FOLDING


def _of_lines(plan: Plan) -> Iterator[Assumption]:
    settings = plan.settings
    for line in plan.lines:
        give = line.line.give
        if settings.has_assignment_rules and isinstance(give, GiveNothing | GiveField):
            yield NO_ASSIGNEE
        if isinstance(give, GiveField):
            yield SAVE_ORDER
        if line.counter is not None and line.counter.source is RoundRobin.COUNTER:
            yield from (SAVE_ORDER, ONE_AT_A_TIME, CREATED_ONLY)
        if line.is_marked:
            yield CREATED_ONLY
        if line.has_steps:
            yield from (SILENCE_SIGN, ELAPSED_PATHS)
