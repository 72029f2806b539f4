"""Routewright: the front door. The promised Python API is what this module names.

    import routewright

    policy = routewright.load("acme")
    decision = policy.decide({"email": "a@bank.example", "country": "DE"}, at="2026-03-10T10:00Z")
    print(decision.owner, decision.rule)

The names load on first use, so that `routewright --version` imports no parser.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routewright.api import Decision, Policy, load
    from routewright.errors import PolicyError, RoutewrightError

__all__ = ["Decision", "Policy", "PolicyError", "RoutewrightError", "load"]


def __getattr__(name: str) -> object:
    if name in {"Decision", "Policy", "load"}:
        from routewright import api

        return getattr(api, name)
    if name in {"PolicyError", "RoutewrightError"}:
        from routewright import errors

        return getattr(errors, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
