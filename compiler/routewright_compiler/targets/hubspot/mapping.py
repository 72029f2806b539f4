"""The mapping file of an import: what a policy cannot say of the workflow that it came from.

It stands beside the policy as `hubspot.json`. Emission takes from it the names and kinds of the
properties, the trigger, the ids of owners and, word for word, the actions that are no routing.
"""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field

from routewright_compiler.targets.hubspot.checking.shape import as_list, as_object
from routewright_compiler.targets.hubspot.json_text import DamagedJsonError, parse
from routewright_compiler.targets.hubspot.model import JsonObject

MAPPING_FILE = "hubspot.json"
_KINDS = ("text", "number", "boolean", "date", "datetime", "option", "options", "owner")


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the file says; `properties`, `kinds` by field, `owners` by e-mail, `kept` by rule.

    `teams` are the ids of the HubSpot teams of a team of the policy.
    """

    name: str | None = None
    object: str | None = None
    properties: Table[str, str] = field(default_factory=dict)
    kinds: Table[str, str] = field(default_factory=dict)
    owners: Table[str, str] = field(default_factory=dict)
    teams: Table[str, tuple[str, ...]] = field(default_factory=dict)
    enrolment: JsonObject | None = None
    kept: Table[str, tuple[JsonObject, ...]] = field(default_factory=dict)

    @property
    def enrols_again(self) -> bool:
        """Tell whether the trigger takes a record more than once."""
        return self.enrolment is not None and self.enrolment.get("shouldReEnroll") is not False


def read_mapping(text: str) -> Mapping:
    """Return the mapping; raise DamagedJsonError where it is none."""
    content = as_object(parse(text))
    if content.get("version") != 1:
        raise DamagedJsonError("it is no mapping file of this version")
    properties: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for name, own in as_object(content.get("fields")).items():
        target, kind = as_object(own).get("property"), as_object(own).get("kind")
        if not isinstance(target, str) or kind not in _KINDS:
            raise DamagedJsonError(f"the field `{name}` has no property or no kind")
        properties[name], kinds[name] = target, str(kind)
    enrolment = content.get("enrollmentCriteria")
    kept = {
        rule: tuple(as_object(item) for item in as_list(acts))
        for rule, acts in as_object(content.get("kept")).items()
    }
    return Mapping(
        _text(content, "name"),
        _text(content, "object"),
        properties,
        kinds,
        {name: str(own) for name, own in as_object(content.get("owners")).items()},
        {
            name: tuple(str(own) for own in as_list(ids))
            for name, ids in as_object(content.get("teams")).items()
        },
        enrolment if isinstance(enrolment, dict) else None,
        kept,
    )


def _text(content: JsonObject, key: str) -> str | None:
    found = content.get(key)
    return found if isinstance(found, str) and found else None
