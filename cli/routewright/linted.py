"""What linting gives back: a report, and where it could not look at everything."""

from dataclasses import dataclass

from routewright.report import Report


@dataclass(frozen=True, slots=True)
class Linted:
    """A report, and the files of policies that did not compile: not all was looked for there."""

    report: Report
    incomplete: frozenset[str]
