"""Import: the assignment rules of files as policies, each rule one, active rules first."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from unicodedata import normalize
from urllib.parse import unquote

from routewright_compiler.target.forms import Import, ImportedPolicy
from routewright_compiler.targets.salesforce.findings import NOTHING_TO_IMPORT, Spot, finding
from routewright_compiler.targets.salesforce.imported.policy import imported_policy
from routewright_compiler.targets.salesforce.imported.reading import ReadRule, read_files
from routewright_compiler.targets.salesforce.settings import SalesforceSettings
from routewright_grammar.diagnostic import Diagnostic, Severity
from routewright_grammar.span import Span

_FOLDER_LENGTH = 60
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def import_files(files: Mapping[str, bytes], settings: SalesforceSettings) -> Import:
    """Make policies from files of an org; places of findings count characters."""
    del settings  # nothing of an import hangs on them
    found = import_rules(files)
    policies = tuple(
        replace(policy, diagnostics=in_characters(policy.diagnostics, files))
        for policy in found.policies
    )
    return Import(policies, in_characters(found.diagnostics, files))


def in_characters(
    found: Iterable[Diagnostic], files: Mapping[str, bytes]
) -> tuple[Diagnostic, ...]:
    """Return findings with places that count characters of the text and not bytes of the file."""
    made: list[Diagnostic] = []
    for item in found:
        span = item.label.span
        data = files.get(span.file, b"").removeprefix(_BYTE_ORDER_MARK)
        place = len(data[: span.start].decode("utf-8", errors="replace"))
        made.append(
            replace(item, label=replace(item.label, span=Span(span.file, place, place + 1)))
        )
    return tuple(made)


def import_rules(files: Mapping[str, bytes]) -> Import:
    """Make a policy of every assignment rule; none where a file could not be read.

    Findings of one rule stand with its policy, those of the files with the whole.
    """
    read = read_files(files)
    found = list(read.diagnostics)
    if any(item.severity is Severity.ERROR for item in found):
        return Import((), tuple(found))
    if not read.rules:
        found.append(
            finding(
                NOTHING_TO_IMPORT,
                Spot(min(files, default="")),
                "there is no assignment rule in what was named",
                advice="Name a file such as `Lead.assignmentRules-meta.xml`.",
            )
        )
        return Import((), tuple(found))
    taken: set[str] = set()
    policies: list[ImportedPolicy] = []
    # Stable: the order of the files within the active rules and within the others.
    for rule in sorted(read.rules, key=lambda item: not item.rule.active):
        policies.append(imported_policy(rule, read.queues, _folder(rule, taken)))
    return Import(tuple(policies), tuple(found))


def _folder(rule: ReadRule, taken: set[str]) -> str:
    # A retrieved name has its signs as in the address of a page: `Sales %26 Service`.
    plain = normalize("NFKD", unquote(rule.rule.full_name or "rule")).encode("ascii", "ignore")
    words = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")
    name = f"{rule.object.lower()}-{words[:_FOLDER_LENGTH].strip('-')}".rstrip("-")
    number = 1
    found = name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    taken.add(found)
    return found
