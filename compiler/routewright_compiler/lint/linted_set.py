"""What is said only where every policy of the linted set says it.

A file of people or tables may serve several policies: a team that one of them never reaches is not
idle as long as another one does. A rule module with `ASKS_ALL_POLICIES = True` speaks of such
declarations.
"""

from collections import Counter
from collections.abc import Sequence

from routewright_compiler.lint.discovery import discover
from routewright_compiler.policy import Policy
from routewright_grammar.diagnostic import Diagnostic
from routewright_grammar.span import Span

Found = tuple[Policy, tuple[Diagnostic, ...]]
_Key = tuple[str, Span, str]


def agreed(found: Sequence[Found]) -> tuple[Diagnostic, ...]:
    """Return the findings of all policies, less what some policy that uses the file denies."""
    asking = {str(rule.NAME) for rule in discover() if getattr(rule, "ASKS_ALL_POLICIES", False)}
    said = Counter(
        _key(finding) for _, findings in found for finding in findings if finding.name in asking
    )
    users = Counter(file.source.file for policy, _ in found for file in policy.files)
    return tuple(
        finding
        for _, findings in found
        for finding in findings
        if finding.name not in asking or said[_key(finding)] == users[finding.label.span.file]
    )


def _key(finding: Diagnostic) -> _Key:
    return finding.name, finding.label.span, finding.label.subject
