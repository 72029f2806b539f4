"""What no schema sees in assignment rules: filters, formulas, limits, and who gets the record."""

import re
from collections.abc import Iterator

from routewright_compiler.targets.salesforce.check.findings import (
    BROKEN_ENTRY,
    BROKEN_FILTER,
    FORMULA_AND_CRITERIA,
    OVER_LIMIT,
    SEVERAL_ACTIVE,
    problem,
)
from routewright_compiler.targets.salesforce.formula.parse import FormulaError, parse_formula
from routewright_compiler.targets.salesforce.limits import (
    CRITERIA,
    ENTRIES,
    FILTER_CHARACTERS,
    FORMULA_CHARACTERS,
    VALUE_CHARACTERS,
    Limit,
)
from routewright_compiler.targets.salesforce.model import (
    AssignmentRule,
    AssignmentRules,
    FilterOperation,
    RuleEntry,
)
from routewright_grammar.diagnostic import Diagnostic

_TOKEN = re.compile(r"\s*(AND|OR|\d+|[()])\s*", re.IGNORECASE)
_MAY_BE_BLANK = (FilterOperation.EQUALS, FilterOperation.NOT_EQUAL)


def check_rules(
    path: str, rules: AssignmentRules, known: frozenset[RuleEntry] = frozenset()
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the rules of one object; `known` entries are the org's own."""
    active = [rule for rule in rules.assignment_rule if rule.active]
    if len(active) > 1:
        yield problem(
            SEVERAL_ACTIVE,
            path,
            f"{len(active)} rules are active, and an object has one active rule",
            advice="Keep one active.",
        )
    for rule in rules.assignment_rule:
        yield from _rule(path, rule, known)


def _rule(path: str, rule: AssignmentRule, known: frozenset[RuleEntry]) -> Iterator[Diagnostic]:
    name = rule.full_name or ""
    if len(rule.rule_entry) > ENTRIES.number:
        yield _over(path, f"rule `{name}`", len(rule.rule_entry), ENTRIES)
    for number, entry in enumerate(rule.rule_entry, start=1):
        if entry not in known:
            yield from _entry(path, f"entry {number} of `{name}`", entry)


def _entry(path: str, words: str, entry: RuleEntry) -> Iterator[Diagnostic]:
    if (entry.assigned_to is None) is not (entry.assigned_to_type is None):
        message = f"{words} says only one of `assignedTo` and `assignedToType`"
        yield problem(BROKEN_ENTRY, path, message, advice="Say both, or neither.")
    if entry.formula is not None:
        yield from _formula(path, words, entry)
    yield from _criteria(path, words, entry)
    text = entry.boolean_filter
    if text is not None:
        reason = filter_problem(text, len(entry.criteria_items))
        if reason is not None:
            message = f"the filter `{text}` of {words} {reason}"
            advice = "Number the criteria from 1 in their order and use each."
            yield problem(BROKEN_FILTER, path, message, advice=advice)
        if len(text) > FILTER_CHARACTERS.number:
            yield _over(path, f"the filter of {words}", len(text), FILTER_CHARACTERS)


def _formula(path: str, words: str, entry: RuleEntry) -> Iterator[Diagnostic]:
    text = entry.formula or ""
    if entry.criteria_items or entry.boolean_filter is not None:
        yield problem(
            FORMULA_AND_CRITERIA,
            path,
            f"{words} has a formula and criteria",
            advice="An entry has either criteria or a formula.",
        )
    if len(text) > FORMULA_CHARACTERS.number:
        yield _over(path, f"the formula of {words}", len(text), FORMULA_CHARACTERS)
    yield from check_formula(path, words, text)


def check_formula(path: str, words: str, text: str) -> Iterator[Diagnostic]:
    """Yield what is wrong with the spelling of a formula."""
    try:
        parse_formula(text)
    except FormulaError as trouble:
        message = f"the formula of {words} does not parse: {trouble}"
        yield problem(BROKEN_ENTRY, path, message, advice="Repair the formula.")


def _criteria(path: str, words: str, entry: RuleEntry) -> Iterator[Diagnostic]:
    if len(entry.criteria_items) > CRITERIA.number:
        yield _over(path, words, len(entry.criteria_items), CRITERIA)
    for number, item in enumerate(entry.criteria_items, start=1):
        own = f"criterion {number} of {words}"
        if item.value is not None and len(item.value) > VALUE_CHARACTERS.number:
            yield _over(path, own, len(item.value), VALUE_CHARACTERS)
        is_blank = item.value is None and item.value_field is None
        if is_blank and item.operation not in _MAY_BE_BLANK:
            message = f"{own} has no value, and `{item.operation}` needs one"
            yield problem(BROKEN_ENTRY, path, message, advice="Add `<value>`.")
        if "." not in item.field:
            message = f"the field `{item.field}` of {own} names no object"
            advice = "Write it as `Lead.Country`."
            yield problem(BROKEN_ENTRY, path, message, advice=advice)


def filter_problem(text: str, count: int) -> str | None:
    """Return what is wrong with a filter over `count` criteria, None where nothing is."""
    tokens: list[str] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            return f"has a word that is not AND, OR, a number or a parenthesis at {position + 1}"
        tokens.append(match.group(1).upper())
        position = match.end()
    used = [int(token) for token in tokens if token.isdigit()]
    wrong = sorted({number for number in used if not 1 <= number <= count})
    if wrong:
        return f"uses {wrong[0]}, and there are {count} criteria"
    missing = sorted(set(range(1, count + 1)) - set(used))
    if missing:
        return f"does not use criterion {missing[0]}"
    return None if _is_well_formed(tokens) else "does not parse"


def _is_well_formed(tokens: list[str]) -> bool:
    depth = 0
    wants_operand = True
    for token in tokens:
        if token == "(" and wants_operand:
            depth += 1
        elif token.isdigit() and wants_operand:
            wants_operand = False
        elif token == ")" and not wants_operand and depth:
            depth -= 1
        elif token in ("AND", "OR") and not wants_operand:
            wants_operand = True
        else:
            return False
    return not wants_operand and depth == 0


def _over(path: str, words: str, count: int, limit: Limit) -> Diagnostic:
    message = f"{words} has {count:,} where {limit.number:,} are allowed ({limit.unit})"
    return problem(OVER_LIMIT, path, message, advice="Split it.")
