"""Collect the diagnostics of one phase, and the words they are built of."""

from collections.abc import Iterable, Sequence

from routewright_compiler.schema.codes import FindingKind
from routewright_grammar.diagnostic import Diagnostic, Edit, Fix, FixSafety, Label, in_order
from routewright_grammar.span import Span
from routewright_runtime.values import nearest

SHOWN_CHARACTERS = 60


class Report:
    """What a phase found so far; `found` gives it sorted, each finding once."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []

    def add(
        self,
        kind: FindingKind,
        span: Span,
        message: str,
        *,
        subject: str = "",
        related: Sequence[Label] = (),
        notes: Sequence[tuple[str, str]] = (),
        repair: str = "",
        fixes: Sequence[Fix] = (),
        witness: tuple[tuple[str, object], ...] | None = None,
    ) -> None:
        """Add one finding; `repair` becomes its help."""
        self._found.append(
            Diagnostic(
                kind.code,
                kind.name,
                kind.severity,
                message,
                Label(span, subject=subject),
                related=tuple(related),
                notes=tuple(notes),
                help=repair,
                fixes=tuple(fixes),
                witness=witness,
                not_compiled=kind.is_refused,
            )
        )

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add findings of another phase."""
        self._found.extend(diagnostics)

    @property
    def count(self) -> int:
        """Return how many findings there are so far."""
        return len(self._found)

    def found(self) -> tuple[Diagnostic, ...]:
        """Return the findings in the order in which they are shown."""
        return in_order(self._found)


def shown(text: str) -> str:
    """Return user text in backticks, on one line, cut at `SHOWN_CHARACTERS`."""
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    if len(line) > SHOWN_CHARACTERS:
        line = line[: SHOWN_CHARACTERS - 1] + "…"
    return f"`{line}`"


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """Return `did you mean …?` for the nearest candidate, or nothing."""
    near = nearest(word, candidates)
    return "" if near is None else f"did you mean {shown(near)}?"


def respelling(span: Span, text: str) -> Fix:
    """Return the fix that writes `text` in place of `span`; never safe, since it is a guess."""
    return Fix(f"write {shown(text)}", FixSafety.UNSAFE, (Edit(span, text),))


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return `a, b and c`."""
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"
