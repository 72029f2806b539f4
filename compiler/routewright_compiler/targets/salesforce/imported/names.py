"""Names of a policy for what the platform calls otherwise: each once, the same for the same input.

`Lead.BSPCountry__c` is `bsp_country`, `Account.Industry` `account.industry`, `Lead.RecordTypeId`
`record_type`; a queue keeps its developer name, a user is called by the first part of the username.
"""

import re

from routewright_grammar.vocabulary import NAME_PATTERN, OPERATOR_WORDS

_NAME = re.compile(NAME_PATTERN)
_STEPS = (re.compile(r"([a-z0-9])([A-Z])"), re.compile(r"([A-Z]+)([A-Z][a-z])"))
_NO_NAMES = OPERATOR_WORDS | {"true", "false", "assignee"}
_LENGTH_LIMIT = 60


class Names:
    """Gives names that nothing else in the policy has; those given first stay as they are."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def field(self, path: str, own_object: str) -> str:
        """Name a field by its path, `Lead.Country`, seen from the rule's own object."""
        parts = path.split(".")
        if len(parts) > 1 and parts[0].casefold() == own_object.casefold():
            parts = parts[1:]
        return self._free(".".join(_legal(_small(part), "field") for part in parts))

    def queue(self, developer_name: str) -> str:
        """Name a queue."""
        return self._free(_legal(developer_name, "queue"))

    def rep(self, username: str) -> str:
        """Name a user."""
        return self._free(_legal(_small(username.partition("@")[0]), "user"))

    def other(self, name: str) -> str:
        """Name something by a plain word."""
        return self._free(name)

    def _free(self, name: str) -> str:
        number = 1
        found = name
        while found in self._taken:
            number += 1
            found = f"{name}_{number}"
        self._taken.add(found)
        return found


def _small(part: str) -> str:
    plain = re.sub(r"__[crCR]$", "", part)
    if plain == part and len(plain) > 2 and plain.endswith("Id"):
        plain = plain[:-2]
    for step in _STEPS:
        plain = step.sub(r"\1_\2", plain)
    return plain.lower()


def _legal(name: str, kind: str) -> str:
    plain = re.sub(r"[^\w]+", "_", name)[:_LENGTH_LIMIT].strip("_")
    plain = re.sub(r"__+", "_", plain) if kind != "queue" else plain
    if _NAME.fullmatch(plain) is None or plain in _NO_NAMES:
        plain = f"{kind}_{plain}".rstrip("_")
    return plain if _NAME.fullmatch(plain) is not None else kind


def words_of(developer_name: str) -> str:
    """Return a developer name as words: `EMEA_Inbound` is `EMEA Inbound`."""
    return " ".join(developer_name.replace("_", " ").split())
