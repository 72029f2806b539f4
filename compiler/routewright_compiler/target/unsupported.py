"""The finding that a target cannot say something: `unsupported-by-target` (RW701)."""

from routewright_compiler.policy import Policy
from routewright_grammar.diagnostic import Diagnostic, Label, Severity
from routewright_grammar.span import Span
from routewright_runtime.graph.conditions import Place

CODE = "RW701"
NAME = "unsupported-by-target"


def unsupported(
    policy: Policy, *, target: str, rule: str, place: Place | None, reason: str, remedy: str
) -> Diagnostic:
    """Return the finding at `place`, else at the rule's name, else at the start of the policy.

    `reason` is a clause such as "members have calendars", `remedy` the nearest choice.
    """
    if place is not None:
        span = Span(place.file, place.start, place.end)
    else:
        span = policy.rule_spans.get(rule, Span(policy.path, 0, 0))
    subject = f"rule `{rule}`" if rule else "the policy"
    return Diagnostic(
        code=CODE,
        name=NAME,
        severity=Severity.ERROR,
        message=f"{target} cannot say {subject} exactly: {reason}",
        label=Label(span, "", rule),
        help=remedy,
    )
