"""Lint policies by the compiler and the analysis, and keep what was found."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from routewright.compiling import Compiled, compile_file
from routewright.config import config_for
from routewright.lint_cache.memory import LintMemory
from routewright.lint_options import Beside
from routewright.lint_report import lint_report
from routewright.linted import Linted
from routewright.sample_records import SampleFile


def lint_anew(
    policies: Sequence[Path], records: str | None, budget: int | None, memory: LintMemory | None
) -> Linted:
    """Return what is wrong with policies; the memory keeps it where nothing changed meanwhile.

    Raises ConfigError, UnreadableFileError and DamagedInputError where it cannot be told.
    """
    for path in policies:
        config_for(path)  # wrong settings stop a lint, whether a finding asks for them or not
    compiled = [compile_file(path) for path in policies]
    read = None if memory is None else _read(compiled)
    if memory is None or read is None:
        return _linted(compiled, records, budget)
    zones = _zones(compiled)
    before = memory.inputs(read, zones)
    linted = _linted(compiled, records, budget)
    if before is not None and before == memory.inputs(read, zones):
        memory.keep(linted, read, before)
    return linted


def _linted(compiled: Iterable[Compiled], records: str | None, budget: int | None) -> Linted:
    sample = None if records is None else SampleFile.read(records)
    return lint_report(compiled, Beside(sample, budget))


def _read(compiled: Iterable[Compiled]) -> dict[str, bytes | str] | None:
    """Return what the files held; None where one was read twice and changed in between."""
    read: dict[str, bytes | str] = {}
    for policy in compiled:
        for name, content in policy.loader.contents().items():
            if read.setdefault(name, content) != content:
                return None
    return read


def _zones(compiled: Iterable[Compiled]) -> list[str]:
    """Return the zones of the policies whose findings hang on the day it is.

    Hours and absences do; where nobody has any, everybody is there on every day.
    """
    zones = []
    for policy in compiled:
        found = policy.outcome.value
        if found is None:
            continue
        graph = found.graph
        if graph.calendars or any(rep.away for rep in graph.reps):
            zones.append(graph.zone)
    return zones
