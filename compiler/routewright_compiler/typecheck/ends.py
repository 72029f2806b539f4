"""Whether every record comes to a decision: the file's fallback, or a policy that needs none.

A policy without a fallback is whole where some rule without `when` takes all that is left and every
decision on the way always finds somebody. Its last decision then stands as the fallback that no
record ever reaches, so that the chain of tests has its end.
"""

from collections.abc import Iterable, Iterator

from routewright_compiler.resolve.declarations import Declarations
from routewright_compiler.schema import codes
from routewright_compiler.typecheck.drafts import (
    Attempt,
    CheckedFallback,
    CheckedGroup,
    CheckedRule,
    Routing,
)
from routewright_compiler.typecheck.rotations import why_it_may_fail
from routewright_compiler.typecheck.scope import Scope
from routewright_grammar.span import Span
from routewright_runtime.graph import people
from routewright_runtime.graph.conditions import Constant

REPAIR = "end the file with one that always succeeds, such as `fallback assign data_desk`"

Member = CheckedRule | CheckedGroup


def with_end(
    scope: Scope, declared: Declarations, routing: Routing, calendars: tuple[people.Calendar, ...]
) -> Routing:
    """Return the routing with its end; report a path that can end without a decision."""
    by_name = {item.name: item for item in calendars}
    if routing.fallbacks:
        attempt = routing.fallbacks[-1].attempt
        reason = why_it_may_fail(scope, attempt.action, by_name)
        if reason is not None:
            scope.report.add(
                codes.MISSING_FALLBACK,
                attempt.span,
                f"the last fallback may fail: {reason}",
                repair="add one below it that always succeeds, such as `fallback assign data_desk`",
            )
        return routing
    closing = next((end for item in routing.members if (end := _closing(item))), None)
    if not declared.is_complete or not declared.files:
        return routing
    if closing is None:
        _report_open(scope, declared)
        return routing
    for attempt in (*(item.attempt for item in routing.requires), *_ends(routing.members)):
        reason = why_it_may_fail(scope, attempt.action, by_name)
        if reason is not None:
            scope.report.add(
                codes.MISSING_FALLBACK,
                attempt.span,
                f"this decision may fail, and no fallback stands behind it: {reason}",
                repair=REPAIR,
            )
            return routing
    return Routing(routing.requires, routing.members, (CheckedFallback(closing, None),))


def _report_open(scope: Scope, declared: Declarations) -> None:
    source = declared.files[0].source
    names = [item.name.span for item in declared.members]
    scope.report.add(
        codes.MISSING_FALLBACK,
        names[-1] if names else Span(source.file, 0, 0),
        "a record that no rule takes is dropped: this policy has no fallback",
        repair=REPAIR,
    )


def _closing(member: Member) -> Attempt | None:
    """Return the last decision of a member that takes everything, or None."""
    if member.condition != Constant(value=True):
        return None
    if isinstance(member, CheckedRule):
        return member.attempts[-1]
    if member.fallbacks:
        return member.fallbacks[-1].attempt
    return next((end for item in member.members if (end := _closing(item))), None)


def _ends(members: Iterable[Member]) -> Iterator[Attempt]:
    """Yield the last attempts behind which only the file's fallback would stand."""
    for member in members:
        if isinstance(member, CheckedRule):
            yield member.attempts[-1]
        elif member.fallbacks:
            yield member.fallbacks[-1].attempt
        else:
            yield from _ends(member.members)
