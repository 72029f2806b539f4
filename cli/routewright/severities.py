"""Severity by rule, as the nearest `routewright.toml` above a finding's file says."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from routewright.config import OFF, config_for
from routewright_grammar.diagnostic import Diagnostic, Severity


def with_severities(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the findings with the severities of their folders' settings; `off` drops one.

    A finding that refuses the policy stays an error. Raises ConfigError where a file is wrong.
    """
    words = cache(lambda folder: config_for(folder / "any.route").severities)
    kept: list[Diagnostic] = []
    for finding in findings:
        word = words(Path(finding.label.span.file).parent).get(finding.name)
        if finding.not_compiled or word is None:
            kept.append(finding)
        elif word != OFF:
            kept.append(replace(finding, severity=Severity(word)))
    return tuple(kept)
