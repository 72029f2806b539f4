"""`1 AND (2 OR 3)`: how the criteria of an entry are joined.

Numbers are positions from 1, words of any case. Salesforce does not say which of AND and OR binds
tighter where they stand side by side; AND is taken to, and the entry is said to be doubtful
(facts, section 7). NOT was never seen, and is read all the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from routewright_compiler.targets.salesforce.asked import (
    Condition,
    Inverse,
    every,
    some,
)

_TOKEN = re.compile(r"\s*(?:(\d{1,4})|(AND|OR|NOT)\b|([()]))", re.IGNORECASE)
_NESTING_LIMIT = 30
_LENGTH_LIMIT = 10_000


class FilterError(ValueError):
    """A filter that cannot be read; the text says why, in plain words."""


@dataclass(frozen=True, slots=True)
class JoinedCriteria:
    """The condition, whether AND and OR stood side by side, and the criteria that it never names.

    `unused` are positions from 1.
    """

    condition: Condition
    is_mixed: bool
    unused: tuple[int, ...]


def join_criteria(text: str, criteria: Sequence[Condition]) -> JoinedCriteria:
    """Read a filter over the criteria; raise FilterError with the reason."""
    reading = _Reading(_tokens(text), criteria)
    condition = reading.alternatives(0)
    if reading.position < len(reading.tokens):
        raise FilterError(f"`{reading.tokens[reading.position]}` stands where AND or OR would")
    unused = tuple(n for n in range(1, len(criteria) + 1) if n not in reading.used)
    return JoinedCriteria(condition, reading.is_mixed, unused)


def _tokens(text: str) -> list[str]:
    if len(text) > _LENGTH_LIMIT:
        raise FilterError(f"it has more than {_LENGTH_LIMIT:,} characters")
    tokens: list[str] = []
    end = 0
    plain = text.rstrip()
    while end < len(plain):
        found = _TOKEN.match(plain, end)
        if found is None:
            raise FilterError(f"`{plain[end:].strip()[:20]}` is no number, AND, OR or parenthesis")
        tokens.append((found[1] or found[2] or found[3]).upper())
        end = found.end()
    return tokens


class _Reading:
    def __init__(self, tokens: list[str], criteria: Sequence[Condition]) -> None:
        self.tokens = tokens
        self.position = 0
        self.used: set[int] = set()
        self.is_mixed = False
        self._criteria = criteria

    def alternatives(self, depth: int) -> Condition:
        items = [self._conjunction(depth)]
        has_bare_and = [self._was_joined]
        while self._take("OR"):
            items.append(self._conjunction(depth))
            has_bare_and.append(self._was_joined)
        if len(items) > 1 and any(has_bare_and):
            self.is_mixed = True
        return some(tuple(items))

    def _conjunction(self, depth: int) -> Condition:
        items = [self._single(depth)]
        while self._take("AND"):
            items.append(self._single(depth))
        self._was_joined = len(items) > 1
        return every(tuple(items))

    def _single(self, depth: int) -> Condition:
        if depth > _NESTING_LIMIT:
            raise FilterError(f"it is nested more than {_NESTING_LIMIT} deep")
        if self.position >= len(self.tokens):
            raise FilterError("it ends where a number would stand")
        if self._take("NOT"):
            return Inverse(self._single(depth + 1))
        if self._take("("):
            inside = self.alternatives(depth + 1)
            if not self._take(")"):
                raise FilterError("a parenthesis is not closed")
            self._was_joined = False
            return inside
        token = self.tokens[self.position]
        if not token.isdigit():
            raise FilterError(f"`{token}` stands where a number would")
        self.position += 1
        number = int(token)
        if not 1 <= number <= len(self._criteria):
            count = len(self._criteria)
            are = "is 1 criterion" if count == 1 else f"are {count} criteria"
            raise FilterError(f"it names criterion {number}, and there {are}")
        self.used.add(number)
        return self._criteria[number - 1]

    def _take(self, token: str) -> bool:
        if self.position < len(self.tokens) and self.tokens[self.position] == token:
            self.position += 1
            return True
        return False
