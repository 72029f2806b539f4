"""Files to rules: what an AssignmentRules file holds, with the place of every entry."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from routewright_compiler.targets.salesforce.element_reading import read_object
from routewright_compiler.targets.salesforce.findings import (
    TOO_LARGE,
    UNUSED_FILE,
    WRONG_KIND_OF_FILE,
    Spot,
    finding,
)
from routewright_compiler.targets.salesforce.model import (
    AssignmentRule,
    AssignmentRules,
    Queue,
    RuleEntry,
)
from routewright_compiler.targets.salesforce.xml_reading import Element, read_xml
from routewright_grammar.diagnostic import Diagnostic

OBJECTS = ("Lead", "Case")
ENTRY_LIMIT = 10_000
_FILE_NAME = re.compile(r"(?:^|\.)([A-Za-z]\w*)\.assignmentRules(?:-meta\.xml)?$")
_QUEUE_NAME = re.compile(r"^(.+?)\.queue(?:-meta\.xml)?$")


@dataclass(frozen=True, slots=True)
class ReadRule:
    """One assignment rule: its object, its file, its entries and where each stands.

    `before` and `after` are the other rules of the file.
    """

    object: str
    file: str
    rule: AssignmentRule
    spot: Spot
    entry_spots: tuple[Spot, ...]
    before: tuple[AssignmentRule, ...]
    after: tuple[AssignmentRule, ...]


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """The rules of all files in order, and queues by developer name."""

    rules: tuple[ReadRule, ...]
    queues: Mapping[str, Queue]
    diagnostics: tuple[Diagnostic, ...]


def read_files(files: Mapping[str, bytes]) -> ReadFiles:
    """Read every file, in order of their paths; files of another kind are named and left out."""
    rules: list[ReadRule] = []
    queues: dict[str, Queue] = {}
    found: list[Diagnostic] = []
    for path in sorted(files):
        outcome = read_xml(path, files[path])
        found.extend(outcome.diagnostics)
        root = outcome.value
        if root is None:
            continue
        match root.name:
            case "AssignmentRules":
                rules.extend(rules_of(path, root, found))
            case "Queue":
                _add_queue(path, root, queues, found)
            case "EscalationRules" | "AutoResponseRules":
                found.append(_wrong_kind(path, root))
            case _:
                found.append(
                    finding(
                        UNUSED_FILE,
                        root.spot,
                        f"`{root.name[:60]}` is neither assignment rules nor a queue, and is left"
                        " out",
                        subject=PurePosixPath(path).name,
                    )
                )
    return ReadFiles(tuple(rules), queues, tuple(found))


def _wrong_kind(path: str, root: Element) -> Diagnostic:
    return finding(
        WRONG_KIND_OF_FILE,
        root.spot,
        f"`{root.name}` are no assignment rules",
        subject=PurePosixPath(path).name,
        advice="Name a file such as `Lead.assignmentRules-meta.xml`.",
    )


def rules_of(path: str, root: Element, found: list[Diagnostic]) -> list[ReadRule]:
    """Return the rules of one file; none where something in it is wrong, which `found` says."""
    count = len(found)
    whole = read_object(AssignmentRules, root, found)
    if len(found) > count or whole is None:
        return []
    object_name = _object(path, root, whole, found)
    if object_name is None:
        return []
    elements = [child for child in root.children if child.name == "assignmentRule"]
    rules = whole.assignment_rule
    made: list[ReadRule] = []
    for index, (rule, element) in enumerate(zip(rules, elements, strict=True)):
        spots = tuple(child.spot for child in element.children if child.name == "ruleEntry")
        if len(spots) > ENTRY_LIMIT:
            found.append(_too_many(element, rule, len(spots)))
            continue
        made.append(
            ReadRule(
                object_name,
                path,
                rule,
                element.spot,
                spots,
                tuple(rules[:index]),
                tuple(rules[index + 1 :]),
            )
        )
    return made


def _too_many(element: Element, rule: AssignmentRule, count: int) -> Diagnostic:
    return finding(
        TOO_LARGE,
        element.spot,
        f"the rule has {count:,} entries, more than the {ENTRY_LIMIT:,} that are taken over",
        subject=rule.full_name or "",
        advice="No org can work with so many; check what the file is.",
    )


def _object(
    path: str, root: Element, whole: AssignmentRules, found: list[Diagnostic]
) -> str | None:
    """Return the object that the rules are of: by the file's name, else by the fields."""
    named = _FILE_NAME.search(PurePosixPath(path).name)
    name = named[1] if named else (whole.full_name or _object_of_fields(whole))
    known = next((item for item in OBJECTS if name and item.casefold() == name.casefold()), None)
    if known is not None:
        return known
    if name:
        message = f"assignment rules are of Lead or Case, not of `{name[:60]}`"
    else:
        message = "neither the file's name nor a criterion says which object these rules are of"
    found.append(
        finding(
            WRONG_KIND_OF_FILE,
            root.spot,
            message,
            subject=PurePosixPath(path).name,
            advice="Call the file `Lead.assignmentRules-meta.xml`, or Case.",
        )
    )
    return None


def _object_of_fields(whole: AssignmentRules) -> str | None:
    heads = {
        item.field.partition(".")[0]
        for rule in whole.assignment_rule
        for entry in rule.rule_entry
        for item in entry.criteria_items
    }
    return next((item for item in OBJECTS if item in heads), None)


def _add_queue(path: str, root: Element, queues: dict[str, Queue], found: list[Diagnostic]) -> None:
    own: list[Diagnostic] = []
    queue = read_object(Queue, root, own)
    found.extend(own)
    named = _QUEUE_NAME.search(PurePosixPath(path).name)
    if queue is None:
        return
    name = named[1] if named else queue.full_name
    if name:
        queues[name] = queue


def entry_is_empty(entry: RuleEntry) -> bool:
    """Tell whether an entry takes every record."""
    return not entry.criteria_items and not (entry.formula or "").strip()
