"""Findings about a JSON body, each with the exact path of its place."""

from dataclasses import dataclass, field

from routewright_compiler.schema.codes import FindingKind
from routewright_grammar.diagnostic import Diagnostic, Label, Severity, in_order
from routewright_grammar.span import Span


@dataclass(slots=True)
class BodyReport:
    """What was found in one file so far."""

    file: str
    found: list[Diagnostic] = field(default_factory=list)

    def add(
        self,
        kind: FindingKind,
        path: str,
        message: str,
        repair: str = "",
        severity: Severity | None = None,
    ) -> None:
        """Add a finding about what stands at a path."""
        self.found.append(
            Diagnostic(
                kind.code,
                kind.name,
                severity or kind.severity,
                f"`{path}` {message}" if path else message,
                Label(Span(self.file, 0, 0), subject=path),
                help=repair,
            )
        )

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Return the findings in the order in which they are shown."""
        return in_order(self.found)


def at(path: str, key: str | int) -> str:
    """Return the path of what stands under a key or number of what stands at `path`."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key
