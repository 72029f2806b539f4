"""What reading rules takes for granted and no source confirms, each with a name of its own.

The facts mark these as open until somebody tries them in an org. An import and a verification lean
on those that its rules touch.
"""

from collections.abc import Iterable

from routewright_compiler.target.forms import Assumption
from routewright_compiler.targets.salesforce.asked import (
    Blank,
    Condition,
    Equals,
    Every,
    Holds,
    Inverse,
    Ordered,
    Some,
)
from routewright_compiler.targets.salesforce.model import FilterOperation, RuleEntry

NEGATION_OF_BLANK = Assumption(
    "negation-of-blank",
    "`notEqual` and `notContain` hold for an empty field",
    "facts, section 2 and 7",
)
COMPARISON_OF_BLANK = Assumption(
    "comparison-of-blank",
    "`contains`, `startsWith`, less and greater fail for an empty field",
    "facts, section 2",
)
FORMULA_CASE = Assumption(
    "formula-case",
    "records spell the texts that formulas compare in the case of the formula",
    "facts, section 2: the rule is stated for criteria only",
)
FORMULA_BLANK = Assumption(
    "formula-blank",
    "in a formula an empty field is neither equal to, less nor greater than a value",
    "facts, section 2: not stated for formulas",
)
AND_BEFORE_OR = Assumption(
    "and-before-or",
    "in a boolean filter AND binds tighter than OR",
    "facts, section 2: precedence is not documented",
)
TRIMMED_VALUES = Assumption(
    "trimmed-values",
    "blanks around a comma of a value do not count, and an empty item of a list counts for nothing",
    "facts, section 2 and 7",
)
LIST_OF_INCLUDES = Assumption(
    "list-of-includes",
    "`includes` and `excludes` with a list ask for one of its values",
    "facts, section 2: only single values were seen",
)
RECORD_TYPE_NAMES = Assumption(
    "record-type-names",
    "records hold the name of their record type, and a formula's RecordType.Name is the same name",
    "facts, section 2: seen in files",
)
SAVE_QUESTIONS = Assumption(
    "outside-of-the-record",
    "parts that only Salesforce can judge are the same wherever they are written the same",
    "language, `outside`",
)
ALL = (
    NEGATION_OF_BLANK,
    COMPARISON_OF_BLANK,
    FORMULA_CASE,
    FORMULA_BLANK,
    AND_BEFORE_OR,
    TRIMMED_VALUES,
    LIST_OF_INCLUDES,
    RECORD_TYPE_NAMES,
    SAVE_QUESTIONS,
)


def of_entry(entry: RuleEntry, condition: Condition, *, is_mixed: bool) -> set[Assumption]:
    """Return what reading one entry leans on."""
    found: set[Assumption] = set()
    if is_mixed:
        found.add(AND_BEFORE_OR)
    if entry.formula is not None:
        found |= _of_formula(condition)
    else:
        found |= _of_criteria(entry)
    return found


def in_order(found: Iterable[Assumption]) -> tuple[Assumption, ...]:
    """Return assumptions in the order of this module, others behind them by name."""
    known = set(found)
    others = sorted(known - set(ALL), key=lambda item: item.name)
    return (*(item for item in ALL if item in known), *others)


def _of_criteria(entry: RuleEntry) -> set[Assumption]:
    found: set[Assumption] = set()
    for item in entry.criteria_items:
        match item.operation:
            case FilterOperation.NOT_EQUAL | FilterOperation.NOT_CONTAIN if item.value:
                found.add(NEGATION_OF_BLANK)
            case FilterOperation.CONTAINS | FilterOperation.STARTS_WITH:
                found.add(COMPARISON_OF_BLANK)
            case FilterOperation.INCLUDES | FilterOperation.EXCLUDES if "," in (item.value or ""):
                found.add(LIST_OF_INCLUDES)
            case (
                FilterOperation.LESS_THAN
                | FilterOperation.LESS_OR_EQUAL
                | FilterOperation.GREATER_THAN
                | FilterOperation.GREATER_OR_EQUAL
            ):
                found.add(COMPARISON_OF_BLANK)
            case _:
                pass
        if _has_loose_blanks(item.value or ""):
            found.add(TRIMMED_VALUES)
        if item.field.endswith(".RecordTypeId"):
            found.add(RECORD_TYPE_NAMES)
    return found


def _has_loose_blanks(value: str) -> bool:
    return ", " in value or " ," in value or value != value.strip() or ",," in f",{value},"


def _of_formula(condition: Condition) -> set[Assumption]:
    match condition:
        case Every(items) | Some(items):
            return set().union(*(_of_formula(item) for item in items))
        case Inverse(item):
            return _of_formula(item)
        case Equals(name) | Holds(name):
            found = {FORMULA_CASE, FORMULA_BLANK}
            return found | {RECORD_TYPE_NAMES} if name.endswith(".RecordTypeId") else found
        case Ordered():
            return {FORMULA_BLANK}
        case Blank():
            return set()
        case _:
            return {SAVE_QUESTIONS}
