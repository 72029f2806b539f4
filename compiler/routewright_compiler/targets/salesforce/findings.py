"""What reading Salesforce files may find: the kinds of finding, and places in those files.

Codes RW801 to RW819 are of files that were made elsewhere. An error means that the file, or the
part named, was not taken over; nothing is written then.
"""

from dataclasses import dataclass

from routewright_grammar.diagnostic import Diagnostic, Label, Severity
from routewright_grammar.span import Span


@dataclass(frozen=True, slots=True)
class ImportFinding:
    """A kind of finding; an error stops the import."""

    code: str
    name: str
    severity: Severity = Severity.ERROR


UNREADABLE_XML = ImportFinding("RW801", "unreadable-xml")
WRONG_KIND_OF_FILE = ImportFinding("RW802", "wrong-kind-of-file")
UNKNOWN_ELEMENT = ImportFinding("RW803", "unknown-element")
MISSING_ELEMENT = ImportFinding("RW804", "missing-element")
WRONG_VALUE = ImportFinding("RW805", "wrong-value")
BROKEN_FILTER = ImportFinding("RW806", "broken-boolean-filter")
SPLIT_BLOCK = ImportFinding("RW807", "split-block")
TOO_LARGE = ImportFinding("RW808", "too-large-import")
MIXED_FILTER = ImportFinding("RW809", "mixed-boolean-filter", Severity.WARNING)
KEPT_OUTSIDE = ImportFinding("RW810", "kept-outside", Severity.NOTE)
DOUBTFUL_VALUE = ImportFinding("RW811", "doubtful-value", Severity.WARNING)
UNKNOWN_ASSIGNEE = ImportFinding("RW812", "unknown-assignee", Severity.WARNING)
NOTHING_TO_IMPORT = ImportFinding("RW813", "nothing-to-import")
INACTIVE_RULE = ImportFinding("RW814", "inactive-rule", Severity.NOTE)
UNUSED_FILE = ImportFinding("RW815", "unused-file", Severity.NOTE)
# What a configuration that should come from a policy lacks or has otherwise.
MISSING_CONFIGURATION = ImportFinding("RW730", "missing-configuration")
DIFFERING_FILE = ImportFinding("RW731", "differing-file")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file: an offset in bytes, and the line from 1."""

    file: str
    offset: int = 0
    line: int = 1


def finding(
    kind: ImportFinding,
    spot: Spot,
    message: str,
    *,
    subject: str = "",
    advice: str = "",
    related: tuple[Label, ...] = (),
) -> Diagnostic:
    """Make the diagnostic of a finding; its span counts bytes, see `in_characters`."""
    return Diagnostic(
        code=kind.code,
        name=kind.name,
        severity=kind.severity,
        message=message,
        label=Label(Span(spot.file, spot.offset, spot.offset), "", subject),
        related=related,
        help=advice,
        not_compiled=kind.severity is Severity.ERROR,
    )
