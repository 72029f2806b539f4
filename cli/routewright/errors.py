"""Trouble in the call or the environment, as exceptions under one root with the remedy in words.

Trouble in the text of a policy is no exception but a `Diagnostic`; only where a policy that was
asked for cannot be used at all does `PolicyError` carry those diagnostics to the caller.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum

from routewright_grammar.diagnostic import Diagnostic
from routewright_grammar.span import Source
from routewright_runtime.errors import RoutewrightError

__all__ = [
    "ConfigError",
    "DamagedInputError",
    "ExitCode",
    "MissingExtraError",
    "PolicyError",
    "RoutewrightError",
    "UnreadableFileError",
]


class ExitCode(IntEnum):
    """What a script may rely on."""

    OK = 0
    FINDINGS = 1
    FAILURE = 2


class UnreadableFileError(RoutewrightError):
    """A file or folder that cannot be read or written; `reason` is the message without its name."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason or message


class ConfigError(RoutewrightError):
    """A `routewright.toml` that says something the tool does not know."""


class MissingExtraError(RoutewrightError):
    """An optional library that is not installed."""


class DamagedInputError(RoutewrightError):
    """Records, state or times that do not have their form."""


class PolicyError(RoutewrightError):
    """A policy that did not compile; `diagnostics` point into `sources`."""

    def __init__(
        self,
        message: str,
        diagnostics: Sequence[Diagnostic] = (),
        sources: Mapping[str, Source] | None = None,
    ) -> None:
        super().__init__(message)
        self.diagnostics = tuple(diagnostics)
        self.sources = sources or {}
