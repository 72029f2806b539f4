"""All checks of a set of files; runs on every emission before anything is written."""

import json
import re
from collections.abc import Iterator, Mapping

from routewright_compiler.targets.salesforce.check.findings import MALFORMED_FILE, problem
from routewright_compiler.targets.salesforce.check.flows import check_flow
from routewright_compiler.targets.salesforce.check.references import check_references
from routewright_compiler.targets.salesforce.check.rules import check_rules
from routewright_compiler.targets.salesforce.check.schema import read_files
from routewright_compiler.targets.salesforce.flow_model import Flow
from routewright_compiler.targets.salesforce.flows.parts import COUNT_FIELD, COUNTER_OBJECT
from routewright_compiler.targets.salesforce.imported.mapping import known_entries, other_queues
from routewright_compiler.targets.salesforce.map_file import PATH as MAP_PATH
from routewright_compiler.targets.salesforce.map_file import read_map
from routewright_compiler.targets.salesforce.model import AssignmentRules
from routewright_compiler.targets.salesforce.settings import SalesforceSettings
from routewright_grammar.diagnostic import Diagnostic, in_order

# Custom fields that the entries of an import name are in the org.
_CUSTOM = re.compile(r"(?<!\w)[A-Za-z]\w*__[cr]\b")


def check(files: Mapping[str, str], settings: SalesforceSettings) -> tuple[Diagnostic, ...]:
    """Return everything that is wrong with files, by place."""
    found: list[Diagnostic] = list(_json_files(files))
    read = read_files(files, found)
    entries = known_entries(settings.mapping)
    for file in read:
        match file.content:
            case AssignmentRules():
                found.extend(check_rules(file.path, file.content, entries))
            case Flow():
                found.extend(check_flow(file.path, file.name, file.content))
            case _:
                pass
    mapped = (setting.field for setting in settings.fields.values())
    known = {part for path in mapped for part in path.replace("__r", "__c").split(".")}
    known.update(f"{name[:-1]}c" for name in _CUSTOM.findall(settings.mapping or ""))
    known.update(_org_fields(files))
    fields = frozenset(known | {COUNT_FIELD, COUNTER_OBJECT})
    queues = {*settings.queues.values(), *other_queues(settings.mapping)}
    found.extend(check_references(read, fields, frozenset(queues)))
    return in_order(found)


def _org_fields(files: Mapping[str, str]) -> tuple[str, ...]:
    """Return the fields that only `outside` texts name; what they ask is the org's own matter."""
    try:
        return read_map(files[MAP_PATH]).org_fields
    except (KeyError, ValueError, RecursionError):
        return ()


def _json_files(files: Mapping[str, str]) -> Iterator[Diagnostic]:
    for path in sorted(files):
        if not path.endswith(".json"):
            continue
        try:
            json.loads(files[path])
        except (ValueError, RecursionError) as trouble:
            yield problem(MALFORMED_FILE, path, f"`{path}` is not JSON: {trouble}")
