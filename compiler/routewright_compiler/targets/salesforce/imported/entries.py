"""An entry of a rule: under which condition it takes a record, and what is doubtful about it."""

from dataclasses import dataclass

from routewright_compiler.target.forms import Assumption
from routewright_compiler.targets.salesforce.asked import (
    Condition,
    Opaque,
    Truth,
    every,
)
from routewright_compiler.targets.salesforce.findings import (
    BROKEN_FILTER,
    DOUBTFUL_VALUE,
    MIXED_FILTER,
    WRONG_VALUE,
    Spot,
    finding,
)
from routewright_compiler.targets.salesforce.formula.meaning import read_formula
from routewright_compiler.targets.salesforce.imported.assumptions import of_entry
from routewright_compiler.targets.salesforce.imported.boolean_filter import (
    FilterError,
    join_criteria,
)
from routewright_compiler.targets.salesforce.imported.criteria import read_criterion
from routewright_compiler.targets.salesforce.model import FilterItem, RuleEntry
from routewright_grammar.diagnostic import Diagnostic

# Objects whose fields a criterion names by the object, as a formula of a case does by relation.
_RELATED = frozenset({"account", "contact", "user", "emailmessage", "asset", "entitlement"})
_NAMED_IDS = frozenset({"recordtype", "createdby", "lastmodifiedby"})


class Fields:
    """Fields by one spelling each: `Lead.country` and `Lead.Country` are the same field."""

    def __init__(self, own_object: str) -> None:
        self.own_object = own_object
        self._spellings: dict[str, str] = {}

    def of_criterion(self, path: str) -> str:
        """Return the field of a criterion."""
        plain = path.strip()
        return self._spelled(plain if "." in plain else f"{self.own_object}.{plain}")

    def of_formula(self, path: str) -> str | None:
        """Return the field that a reference of a formula names; None for globals and ids.

        `Owner:User.Email` is of one of several objects, which no criterion can name.

        A criterion compares look-ups by the name of what they point at, a formula by its id:
        `RecordType.Name` is a criterion's `RecordTypeId`, a formula's `RecordTypeId` is not.
        """
        if path.startswith("$"):
            head, _, rest = path.partition(".")
            return self.of_formula(rest) if head.casefold() == "$record" and rest else None
        head, _, rest = path.partition(".")
        if head.casefold() in _NAMED_IDS and rest.casefold() == "name":
            return self._spelled(f"{self.own_object}.{head}Id")
        if ":" in path or (path.endswith("Id") and not path.endswith("__c")):
            return None
        if rest and head.casefold() in _RELATED and head.casefold() != self.own_object.casefold():
            return self._spelled(path)
        return self._spelled(f"{self.own_object}.{path}")

    def _spelled(self, path: str) -> str:
        return self._spellings.setdefault(path.casefold(), path)


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """What an entry asks, and what its reading leans on."""

    entry: RuleEntry
    condition: Condition
    assumptions: frozenset[Assumption]


def read_entry(
    entry: RuleEntry, fields: Fields, number: int, spot: Spot, found: list[Diagnostic]
) -> ReadEntry:
    """Say what entry `number` (from 1) asks; trouble and doubts are added to `found`."""
    formula = (entry.formula or "").strip()
    if formula and entry.criteria_items:
        found.append(
            finding(
                WRONG_VALUE,
                spot,
                f"entry {number} has a formula and criteria; Salesforce takes only one of them",
                advice="Take the one out that is not meant.",
            )
        )
    if formula:
        condition = read_formula(formula, fields.of_formula)
        return ReadEntry(entry, condition, frozenset(of_entry(entry, condition, is_mixed=False)))
    criteria = _criteria(entry, fields, number, spot, found)
    condition, is_mixed = _joined(entry, criteria, number, spot, found)
    return ReadEntry(entry, condition, frozenset(of_entry(entry, condition, is_mixed=is_mixed)))


def _criteria(
    entry: RuleEntry, fields: Fields, number: int, spot: Spot, found: list[Diagnostic]
) -> list[Condition]:
    criteria: list[Condition] = []
    for item in entry.criteria_items:
        spelled = fields.of_criterion(item.field)
        read = read_criterion(FilterItem(spelled, item.operation, item.value, item.value_field))
        criteria.append(read.condition)
        if read.doubt:
            found.append(
                finding(
                    DOUBTFUL_VALUE,
                    spot,
                    f"entry {number}, criterion {len(criteria)}: {read.doubt}",
                    subject=item.field,
                    advice="Look at it in Setup; what it does there is not documented."
                    if not isinstance(read.condition, Opaque)
                    else "It is kept word for word, as `outside`, and not analysed.",
                )
            )
    return criteria


def _joined(
    entry: RuleEntry,
    criteria: list[Condition],
    number: int,
    spot: Spot,
    found: list[Diagnostic],
) -> tuple[Condition, bool]:
    text = (entry.boolean_filter or "").strip()
    if not text:
        return every(tuple(criteria)), False
    try:
        joined = join_criteria(text, criteria)
    except FilterError as trouble:
        found.append(
            finding(
                BROKEN_FILTER,
                spot,
                f"entry {number} has a boolean filter that cannot be read: {trouble}",
                advice="Write numbers of its criteria, AND, OR and parentheses: `1 AND (2 OR 3)`.",
            )
        )
        return Truth(value=False), False
    if joined.is_mixed:
        found.append(
            finding(
                MIXED_FILTER,
                spot,
                f"entry {number} has AND beside OR without parentheses: `{text}`",
                advice="Salesforce does not say which binds tighter; AND is taken to. Put"
                " parentheses around what belongs together.",
            )
        )
    if joined.unused:
        listed = ", ".join(str(n) for n in joined.unused)
        found.append(
            finding(
                DOUBTFUL_VALUE,
                spot,
                f"entry {number}: its boolean filter never names criterion {listed}",
                advice="Take it out of the entry, or name it in the filter.",
            )
        )
    return joined.condition, joined.is_mixed
