"""Ids of actions that stay when other actions come and go.

An id is a number made from the action's name (`give|DACH enterprise`), not from its place, so that
a rule more or less changes no other action's id and an update keeps its diff small. No file has to
remember anything. Two names that fall on one number are told apart in order of the alphabet.
"""

from collections.abc import Iterable
from hashlib import sha256

_FIRST, _COUNT = 1_000, 9_000_000


def action_ids(names: Iterable[str]) -> dict[str, str]:
    """Return the id of each name; the same names always have the same ids."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for name in sorted(set(names)):
        attempt = 0
        while (number := _number(name, attempt)) in used:
            attempt += 1
        used.add(number)
        found[name] = number
    return found


def _number(name: str, attempt: int) -> str:
    digest = sha256(f"{name}\n{attempt}".encode()).digest()
    return str(_FIRST + int.from_bytes(digest[:8]) % _COUNT)


def falls_on(name: str, one_in: int) -> bool:
    """Tell whether a name is one of about one in so many, always the same ones."""
    return int.from_bytes(sha256(name.encode()).digest()[:4]) % one_in == 0
