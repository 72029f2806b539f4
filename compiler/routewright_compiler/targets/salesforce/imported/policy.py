"""A rule to a policy: the record, the people and queues, the rules in order, the last fallback.

```
entry 12 -> queue EMEA_Inbound     rule "12 EMEA Inbound" { when … assign EMEA_Inbound }
entry 13, no assignee              rule "13 owner stays"  { when … suppress "owner stays" }
behind the last entry              fallback assign default_owner
```

A rule is called by its place, as Setup counts it, and by whom it assigns to. Where no entry takes a
record, Salesforce gives it to an owner that stands in the org's settings and in no file; the queue
`default_owner` stands for that owner.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from routewright_compiler.target.forms import Assumption, EmittedFile, ImportedPolicy
from routewright_compiler.targets.salesforce.asked import (
    Condition,
    Opaque,
    Truth,
    atoms,
    depth,
)
from routewright_compiler.targets.salesforce.findings import (
    DOUBTFUL_VALUE,
    KEPT_OUTSIDE,
    TOO_LARGE,
    UNKNOWN_ASSIGNEE,
    finding,
)
from routewright_compiler.targets.salesforce.imported.entries import Fields, ReadEntry, read_entry
from routewright_compiler.targets.salesforce.imported.field_types import (
    FieldKind,
    FieldType,
    field_types,
    fit,
)
from routewright_compiler.targets.salesforce.imported.mapping import (
    FILE_NAME,
    MappedEntry,
    RuleMapping,
    write_mapping,
)
from routewright_compiler.targets.salesforce.imported.names import Names, words_of
from routewright_compiler.targets.salesforce.imported.reading import ReadRule, entry_is_empty
from routewright_compiler.targets.salesforce.imported.route_text import (
    ConditionWriter,
    quoted,
    type_text,
)
from routewright_compiler.targets.salesforce.model import AssigneeType, Queue, RuleEntry
from routewright_grammar.diagnostic import Diagnostic, Severity
from routewright_grammar.format import format_file
from routewright_grammar.parse import parse
from routewright_grammar.refusal import SIZE_LIMIT_BYTES
from routewright_grammar.span import Source
from routewright_runtime.values import TypeName, ValueType, check_member

POLICY_FILE = "policy.route"
OWNER_STAYS = "owner stays"
_NESTING_LIMIT = 24
_EMAIL = ValueType(TypeName.EMAIL)


@dataclass(frozen=True, slots=True)
class ReadPolicy:
    """A rule as a policy: the text, the mapping, and what its reading leans on."""

    text: str
    mapping: RuleMapping
    assumptions: frozenset[Assumption]
    diagnostics: tuple[Diagnostic, ...]


def imported_policy(rule: ReadRule, queues: Mapping[str, Queue], folder: str) -> ImportedPolicy:
    """Return the policy of a rule; no files where an error was found."""
    read = read_policy(rule, queues)
    is_active = bool(rule.rule.active)
    if any(item.severity is Severity.ERROR for item in read.diagnostics):
        return ImportedPolicy(folder, (), is_active, read.diagnostics)
    files = (
        EmittedFile(POLICY_FILE, read.text),
        EmittedFile(FILE_NAME, write_mapping(read.mapping)),
    )
    return ImportedPolicy(folder, files, is_active, read.diagnostics)


def read_policy(rule: ReadRule, queues: Mapping[str, Queue]) -> ReadPolicy:
    """Say a rule as a policy; the text is empty where it would be too large."""
    found: list[Diagnostic] = []
    fields = Fields(rule.object)
    entries = [
        read_entry(entry, fields, number, spot, found)
        for number, (entry, spot) in enumerate(
            zip(rule.rule.rule_entry, rule.entry_spots, strict=True), 1
        )
    ]
    types = field_types(entry.condition for entry in entries)
    conditions = [
        _fitted(entry, types, number, rule, found) for number, entry in enumerate(entries, 1)
    ]
    names = Names()
    names.other(rule.object.lower())
    field_names = {path: names.field(path, rule.object) for path in sorted(types)}
    people = _people(rule, queues, names, found)
    default_owner = names.other("default_owner")
    writer = ConditionWriter(field_names, types)
    rules = [
        _Rule(_rule_name(number, entry.entry), condition, entry.entry)
        for number, (entry, condition) in enumerate(zip(entries, conditions, strict=True), 1)
    ]
    text = _laid_out(
        [
            _head(rule),
            _record(rule, types, field_names),
            people.text,
            f"# Stands for the owner that the org's settings give a {rule.object.lower()} which no"
            " entry takes.",
            f'queue {default_owner} "Default owner"',
            "",
            *(_rule_text(item, writer, people) for item in rules),
            f"fallback assign {default_owner}",
        ]
    )
    if not text:
        found.append(_too_large(rule))
    mapping = RuleMapping(
        rule.object,
        rule.rule.full_name,
        rule.rule.active,
        default_owner,
        {field_names[path]: path for path in field_names},
        {name: developer for developer, name in people.queues.items()},
        people.usernames,
        tuple(MappedEntry(item.name, item.entry) for item in rules),
        rule.before,
        rule.after,
    )
    assumptions = frozenset().union(*(entry.assumptions for entry in entries))
    return ReadPolicy(text, mapping, assumptions, tuple(found))


def _too_large(rule: ReadRule) -> Diagnostic:
    return finding(
        TOO_LARGE,
        rule.spot,
        "the policy would be larger than a policy file may be",
        subject=rule.rule.full_name or "",
        advice="Split the rule in Salesforce first.",
    )


def _fitted(
    entry: ReadEntry,
    types: dict[str, FieldType],
    number: int,
    rule: ReadRule,
    found: list[Diagnostic],
) -> Condition:
    fitted = fit(entry.condition, types)
    spot = rule.entry_spots[number - 1]
    for doubt in fitted.doubts:
        found.append(
            finding(
                DOUBTFUL_VALUE,
                spot,
                f"entry {number}: {doubt}",
                advice="It is kept word for word, as `outside`, and not analysed.",
            )
        )
    condition = fitted.condition
    if depth(condition) > _NESTING_LIMIT:
        condition = Opaque(" ".join((entry.entry.formula or "deeply nested filter").split()))
    kept = [item.text for item in atoms(condition) if isinstance(item, Opaque)]
    if kept:
        listed = ", ".join(f"`{text[:60]}`" for text in list(dict.fromkeys(kept))[:3])
        more = len(dict.fromkeys(kept)) - 3
        found.append(
            finding(
                KEPT_OUTSIDE,
                spot,
                f"entry {number} asks what only Salesforce can judge: {listed}"
                + (f" and {more} more" if more > 0 else ""),
                advice="A run takes it as false; the analysis takes it as unknown.",
            )
        )
    return condition


# --- text -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    condition: Condition
    entry: RuleEntry


@dataclass(frozen=True, slots=True)
class _People:
    """Names by developer name and by username in small letters, and their declarations.

    `usernames` are as the file spells them, by name.
    """

    queues: Mapping[str, str]
    reps: Mapping[str, str]
    usernames: Mapping[str, str]
    text: str


def _head(rule: ReadRule) -> str:
    name = " ".join((rule.rule.full_name or "without a name").split())
    file = PurePosixPath(rule.file).name
    return (
        f"# The assignment rule {quoted(name)} of {rule.object}, from {' '.join(file.split())}.\n"
        f"# What is not routing (templates, teams, notices) stands in {FILE_NAME}.\n"
    )


def _record(rule: ReadRule, types: Mapping[str, FieldType], field_names: Mapping[str, str]) -> str:
    lines = [f"record {rule.object.lower()} {{"]
    for path in sorted(types):
        type_ = type_text(types[path])
        if types[path].kind is FieldKind.BOOLEAN and _is_own(path, rule.object):
            type_ += " required"  # a checkbox is true or false
        lines.append(f"  {field_names[path]}: {type_} column {quoted(path)}")
    if len(lines) == 1:
        lines.append(f"  id: text column {quoted(f'{rule.object}.Id')}")
    return "\n".join((*lines, "}", ""))


def _is_own(path: str, object_name: str) -> bool:
    """Tell whether a field is of the record itself, which is there, and not of one it points at."""
    return path.count(".") == 1 and path.startswith(f"{object_name}.")


def _people(
    rule: ReadRule, known: Mapping[str, Queue], names: Names, found: list[Diagnostic]
) -> _People:
    queues: dict[str, str] = {}
    reps: dict[str, str] = {}
    usernames: dict[str, str] = {}
    texts: list[str] = []
    for number, (entry, spot) in enumerate(
        zip(rule.rule.rule_entry, rule.entry_spots, strict=True), 1
    ):
        target = (entry.assigned_to or "").strip()
        if not target:
            continue
        if assignee_type(entry) is AssigneeType.QUEUE:
            if target not in queues:
                queues[target] = names.queue(target)
        elif target.casefold() not in reps:
            name = reps[target.casefold()] = names.rep(target)
            usernames[name] = target
            texts.append(f"rep {name} {quoted(address_of(name, target))}")
            if not _is_address(target):
                found.append(
                    finding(
                        UNKNOWN_ASSIGNEE,
                        spot,
                        f"entry {number} assigns to `{target[:80]}`, which is no username",
                        subject=target,
                        advice="A username has the form of an e-mail address; the rep is given"
                        f" one, and {FILE_NAME} says who is meant.",
                    )
                )
    queue_texts = [
        f"queue {name} {quoted(known[developer].name)}"
        if developer in known and known[developer].name.strip()
        else f"queue {name}"
        for developer, name in queues.items()
    ]
    text = "\n".join((*texts, *([""] if texts and queue_texts else []), *queue_texts, ""))
    return _People(queues, reps, usernames, text)


def assignee_type(entry: RuleEntry) -> AssigneeType:
    """Return what an entry's assignee is; where the file does not say, by its form."""
    if entry.assigned_to_type is not None:
        return entry.assigned_to_type
    return AssigneeType.USER if "@" in (entry.assigned_to or "") else AssigneeType.QUEUE


def _is_address(username: str) -> bool:
    return isinstance(check_member(_EMAIL, username), str)


def address_of(name: str, username: str) -> str:
    """Return the e-mail address of a rep: the username, or a stand-in where it is no address."""
    return username if _is_address(username) else f"{name}@unknown.invalid"


def _rule_name(number: int, entry: RuleEntry) -> str:
    target = (entry.assigned_to or "").strip()
    if not target:
        return f"{number} {OWNER_STAYS}"
    if assignee_type(entry) is AssigneeType.QUEUE:
        return f"{number} {words_of(target)}"
    return f"{number} {' '.join(target.partition('@')[0].split())}"


def _rule_text(item: _Rule, writer: ConditionWriter, people: _People) -> str:
    lines = [f"rule {quoted(item.name)} {{"]
    if item.condition != Truth(value=True) and not entry_is_empty(item.entry):
        lines.append(f"  when   {writer.write(item.condition)}")
    target = (item.entry.assigned_to or "").strip()
    if not target:
        lines.append(f"  suppress {quoted(OWNER_STAYS)}")
    elif assignee_type(item.entry) is AssigneeType.QUEUE:
        lines.append(f"  assign {people.queues[target]}")
    else:
        lines.append(f"  assign {people.reps[target.casefold()]}")
    return "\n".join((*lines, "}", ""))


def _laid_out(parts: Sequence[str]) -> str:
    """Return the parts in canonical layout; empty where they are too large for one file."""
    text = "\n".join(parts) + "\n"
    if len(text.encode()) > SIZE_LIMIT_BYTES:
        return ""
    outcome = parse(Source(POLICY_FILE, text))
    assert outcome.value is not None and not outcome.diagnostics, outcome.diagnostics[:3]
    return format_file(outcome.value)
