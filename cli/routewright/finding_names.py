"""The names of all findings: those whose severity is the user's, and those that refuse a policy."""

from functools import cache

from routewright.lint_kinds import KINDS
from routewright_compiler.lint.discovery import discover
from routewright_compiler.schema.codes import finding_kinds
from routewright_grammar.codes import Fault


@cache
def changeable_names() -> tuple[str, ...]:
    """Return the names of findings that may be allowed or given another severity, sorted."""
    compiled = {kind.name for kind in finding_kinds() if not kind.is_refused}
    ruled = {str(rule.NAME) for rule in discover()}
    return tuple(sorted(compiled | ruled | {kind.name for kind in KINDS}))


@cache
def refusal_names() -> frozenset[str]:
    """Return the names of findings that no command goes on after."""
    syntax = {fault.value[1] for fault in Fault}
    compiled = {kind.name for kind in finding_kinds() if kind.is_refused}
    return frozenset(syntax | compiled) - frozenset(changeable_names())
