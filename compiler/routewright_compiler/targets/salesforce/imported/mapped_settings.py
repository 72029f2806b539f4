"""Settings of a policy that was imported: what its mapping file says, unless the table says more.

The command line adds the text of the mapping file to the table under `mapping`; nobody writes that
key into `routewright.toml`.
"""

from collections.abc import Mapping
from dataclasses import replace

from routewright_compiler.target.forms import TargetSettingsError
from routewright_compiler.targets.salesforce.imported.mapping import RuleMapping, read_mapping
from routewright_compiler.targets.salesforce.imported.policy import address_of
from routewright_compiler.targets.salesforce.settings import (
    FieldSetting,
    SalesforceSettings,
)
from routewright_compiler.targets.salesforce.settings import (
    read_settings as read_table,
)

KEY = "mapping"


def read_settings(table: Mapping[str, object], env: str | None) -> SalesforceSettings:
    """Check the table `[salesforce]`; raise TargetSettingsError with the key and what to write."""
    found = read_table({key: value for key, value in table.items() if key != KEY}, env)
    text = table.get(KEY)
    if text is None:
        return found
    if not isinstance(text, str):
        raise TargetSettingsError(f"there is no setting `salesforce.{KEY}`; leave it out")
    mapping = read_mapping(text)
    return replace(
        found,
        object=found.object if "object" in table else mapping.object,
        fields={**_fields(mapping), **found.fields},
        users={**_users(mapping), **found.users},
        queues={**mapping.queues, **found.queues},
        mapping=text,
    )


def _fields(mapping: RuleMapping) -> dict[str, FieldSetting]:
    own = f"{mapping.object}."
    return {name: FieldSetting(path.removeprefix(own)) for name, path in mapping.fields.items()}


def _users(mapping: RuleMapping) -> dict[str, str]:
    return {
        address_of(name, username).casefold(): username for name, username in mapping.reps.items()
    }
