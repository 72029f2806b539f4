"""The findings of a check, RW710 to RW719, and places in the files checked."""

from dataclasses import dataclass

from routewright_grammar.diagnostic import Diagnostic, Label, Severity
from routewright_grammar.span import Span


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """A kind of finding; all of them are errors."""

    code: str
    name: str


MALFORMED_FILE = CheckFinding("RW710", "malformed-metadata")
MISPLACED_FILE = CheckFinding("RW711", "misplaced-metadata")
BROKEN_FILTER = CheckFinding("RW712", "broken-filter-logic")
FORMULA_AND_CRITERIA = CheckFinding("RW713", "formula-and-criteria")
DANGLING_REFERENCE = CheckFinding("RW714", "dangling-reference")
DANGLING_CONNECTOR = CheckFinding("RW715", "dangling-connector")
OVER_LIMIT = CheckFinding("RW716", "over-platform-limit")
SEVERAL_ACTIVE = CheckFinding("RW717", "several-active-rules")
BROKEN_ENTRY = CheckFinding("RW718", "broken-entry")
WRONG_MANIFEST = CheckFinding("RW719", "wrong-manifest")


def problem(
    kind: CheckFinding, path: str, message: str, *, advice: str = "", offset: int = 0
) -> Diagnostic:
    """Return a finding in a file."""
    return Diagnostic(
        code=kind.code,
        name=kind.name,
        severity=Severity.ERROR,
        message=message,
        label=Label(Span(path, offset, offset), "", ""),
        help=advice,
    )
