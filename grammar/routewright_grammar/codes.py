"""The syntax findings: each name with its code, and the one way to make such a diagnostic.

Every finding of this package is an error that no command goes on after.
"""

from enum import Enum

from routewright_grammar.diagnostic import Diagnostic, Fix, Label, Severity
from routewright_grammar.span import Span


class Fault(Enum):
    """A syntax finding: the code, and the name that scripts rely on."""

    SYNTAX_ERROR = ("RW001", "syntax-error")
    UNCLOSED_TEXT = ("RW002", "unclosed-text")
    UNCLOSED_BRACKET = ("RW003", "unclosed-bracket")
    TOO_DEEPLY_NESTED = ("RW004", "too-deeply-nested")
    FILE_TOO_LARGE = ("RW005", "file-too-large")
    NOT_UTF8 = ("RW006", "not-utf8")
    CONTROL_CHARACTER = ("RW007", "control-character")
    UNKNOWN_ESCAPE = ("RW008", "unknown-escape")
    OTHER_SPELLING = ("RW009", "other-spelling")
    IMPOSSIBLE_NUMBER = ("RW010", "impossible-number")
    IMPOSSIBLE_DATE = ("RW011", "impossible-date")
    IMPOSSIBLE_TIME = ("RW012", "impossible-time")
    IMPOSSIBLE_DURATION = ("RW013", "impossible-duration")
    GIVEN_TWICE = ("RW014", "given-twice")
    IMPOSSIBLE_NAME = ("RW015", "impossible-name")
    UNCLOSED_PATTERN = ("RW016", "unclosed-pattern")
    CLAUSE_ORDER = ("RW017", "clause-order")
    STRAY_BRACKET = ("RW018", "stray-bracket")
    BACKWARD_RANGE = ("RW019", "backward-range")
    TOO_MANY_ERRORS = ("RW020", "too-many-errors")

    @property
    def code(self) -> str:
        """Return the code, `RWnnn`."""
        return self.value[0]


def syntax_fault(
    fault: Fault,
    message: str,
    span: Span,
    *,
    label: str = "",
    advice: str = "",
    related: tuple[Label, ...] = (),
    fixes: tuple[Fix, ...] = (),
) -> Diagnostic:
    """Make the diagnostic of a syntax finding at a place."""
    code, name = fault.value
    return Diagnostic(
        code=code,
        name=name,
        severity=Severity.ERROR,
        message=message,
        label=Label(span, label),
        related=related,
        help=advice,
        fixes=fixes,
        not_compiled=True,
    )
