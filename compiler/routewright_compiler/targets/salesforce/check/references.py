"""References between files: queues, groups, fields, and what the manifest lists."""

import re
from collections.abc import Iterator

from routewright_compiler.targets.salesforce.check.findings import (
    DANGLING_REFERENCE,
    WRONG_MANIFEST,
    problem,
)
from routewright_compiler.targets.salesforce.check.schema import CheckedFile
from routewright_compiler.targets.salesforce.flow_model import Flow
from routewright_compiler.targets.salesforce.model import (
    AssigneeType,
    AssignmentRules,
    CustomField,
    CustomObject,
    Group,
    Package,
    Queue,
)
from routewright_grammar.diagnostic import Diagnostic

_CUSTOM = re.compile(r"(?<![\w.$])(?:\$Record\.)?([A-Za-z]\w*__[cr])\b")
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_MEMBER_KINDS = {
    AssignmentRules: "AssignmentRules",
    Flow: "Flow",
    Queue: "Queue",
    Group: "Group",
    CustomObject: "CustomObject",
    CustomField: "CustomField",
}


def check_references(
    files: tuple[CheckedFile, ...],
    known_fields: frozenset[str],
    known_queues: frozenset[str] = frozenset(),
) -> Iterator[Diagnostic]:
    """Yield what files refer to that is neither emitted nor known to be in the org."""
    queues = {file.name for file in files if isinstance(file.content, Queue)} | known_queues
    groups = {file.name for file in files if isinstance(file.content, Group)}
    fields = known_fields | {file.name for file in files if isinstance(file.content, CustomField)}
    for file in files:
        match file.content:
            case AssignmentRules():
                yield from _rules(file.path, file.content, queues, fields)
            case Queue():
                yield from _queue(file, groups)
            case CustomField():
                yield from _formula(file.path, file.content.formula or "", fields)
            case Flow():
                for formula in file.content.formulas:
                    yield from _formula(file.path, formula.expression, fields)
            case Package():
                yield from _manifest(file, files)
            case _:
                pass


def _rules(
    path: str, rules: AssignmentRules, queues: set[str], fields: frozenset[str]
) -> Iterator[Diagnostic]:
    for rule in rules.assignment_rule:
        for number, entry in enumerate(rule.rule_entry, start=1):
            name = entry.assigned_to or ""
            if name and entry.assigned_to_type is AssigneeType.QUEUE and name not in queues:
                message = f"entry {number} of `{rule.full_name}` gives to a queue `{name}`"
                advice = "Emit the queue, or name one that is there."
                yield problem(
                    DANGLING_REFERENCE, path, f"{message} that is not there", advice=advice
                )
            for item in entry.criteria_items:
                own = item.field.rpartition(".")[2]
                if own.endswith("__c") and own not in fields:
                    yield _missing(path, own)
            yield from _formula(path, entry.formula or "", fields)


def _queue(file: CheckedFile, groups: set[str]) -> Iterator[Diagnostic]:
    assert isinstance(file.content, Queue)
    members = file.content.queue_members
    listed = members.public_groups if members is not None else None
    for name in listed.public_group if listed is not None else ():
        if name not in groups:
            message = f"the queue `{file.name}` has a group `{name}` that is not there"
            yield problem(DANGLING_REFERENCE, file.path, message, advice="Emit the group.")


def _formula(path: str, text: str, fields: frozenset[str]) -> Iterator[Diagnostic]:
    for name in dict.fromkeys(_CUSTOM.findall(_TEXT.sub('""', text))):
        own = f"{name[:-1]}c"
        if own not in fields:
            yield _missing(path, own)


def _missing(path: str, name: str) -> Diagnostic:
    message = f"the field `{name}` is neither emitted nor mapped in the settings"
    return problem(DANGLING_REFERENCE, path, message, advice="Map it, or emit it.")


def _manifest(file: CheckedFile, files: tuple[CheckedFile, ...]) -> Iterator[Diagnostic]:
    assert isinstance(file.content, Package)
    listed = {(part.name, member) for part in file.content.types for member in part.members}
    there = set()
    for other in files:
        kind = _MEMBER_KINDS.get(type(other.content))
        if kind == "CustomField":
            there.add((kind, f"{other.path.split('/')[-3]}.{other.name}"))
        elif kind is not None:
            there.add((kind, other.name))
    for kind, member in sorted(listed ^ there):
        where = "is listed and not there" if (kind, member) in listed else "is not listed"
        message = f"`{kind}` `{member}` {where}"
        yield problem(WRONG_MANIFEST, file.path, message, advice="Emit again.")
