"""What a finding rule is: a module of `rules/` with a code, a name, a severity and a check.

The module's docstring is its manual page. Rules are found by discovery (`lint.discovery`); there is
no central list, and no rule knows another.
"""

from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

from routewright_grammar.diagnostic import Diagnostic, Severity

F = TypeVar("F", contravariant=True)


class FindingRule(Protocol, Generic[F]):
    """A rule module; `check` is a pure function of the facts of a policy."""

    CODE: str
    NAME: str
    SEVERITY: Severity

    def check(self, facts: F) -> Iterable[Diagnostic]:
        """Yield the findings, in any order."""
        ...
