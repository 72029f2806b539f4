"""What a run of `lint` found, with all that a renderer needs: findings, texts and counts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from routewright_grammar.diagnostic import Certainty, Diagnostic, Severity, in_order
from routewright_grammar.span import Position, Source, Span


@dataclass(frozen=True, slots=True)
class Place:
    """A span in lines and columns, both from 1; the end is not included."""

    file: str
    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Report:
    """Findings in order of place, the texts they point into by file, and the summary's counts.

    `changed` holds the numbers of the lines that a change touches, by file; empty where nobody
    asked for them. `held_back` are minor findings that are left out of `findings`.
    """

    findings: tuple[Diagnostic, ...]
    sources: Mapping[str, Source] = field(default_factory=dict)
    rules: int = 0
    undecided: int = 0
    changed: Mapping[str, frozenset[int]] = field(default_factory=dict)
    held_back: int = 0

    @classmethod
    def of(
        cls,
        findings: Iterable[Diagnostic],
        sources: Mapping[str, Source] | None = None,
        rules: int = 0,
        undecided: int = 0,
    ) -> "Report":
        """Return a report of the findings, sorted, each once."""
        found = in_order(findings)
        open_questions = sum(1 for d in found if d.certainty is Certainty.UNDECIDED)
        return cls(found, sources or {}, rules, undecided + open_questions)

    def place(self, span: Span) -> Place:
        """Return where a span stands; line 1, column 1 of a file whose text is not at hand."""
        source = self.sources.get(span.file)
        if source is None:
            return Place(span.file, Position(1, 1), Position(1, 1))
        length = len(source.text)
        start, end = min(span.start, length), min(max(span.end, span.start), length)
        return Place(span.file, source.position(start), source.position(end))

    def count(self, severity: Severity) -> int:
        """Return how many findings have a severity."""
        return Counter(d.severity for d in self.findings)[severity]


def summary_line(report: Report) -> str:
    """Return the one line that closes what a person reads."""
    parts = [
        counted(report.count(severity), word)
        for severity, word in (
            (Severity.ERROR, "error"),
            (Severity.WARNING, "warning"),
            (Severity.NOTE, "note"),
        )
    ]
    where = f"in {counted(report.rules, 'rule')}" if report.rules else "in all"
    line = (
        f"{parts[0]}, {parts[1]}, {parts[2]} {where}"
        if report.findings
        else f"nothing to report {where}"
    )
    if report.held_back:
        line += f"; {counted(report.held_back, 'note')} more with `--overlaps all`"
    if report.undecided:
        line += f"; {counted(report.undecided, 'question')} left undecided (`--budget` goes on)"
    return line


def shown_to_people(report: Report) -> Report:
    """Return the report without its minor findings, which are counted."""
    kept = tuple(finding for finding in report.findings if not finding.is_minor)
    return replace(report, findings=kept, held_back=len(report.findings) - len(kept))


def counted(number: int, word: str) -> str:
    """Return `1 rule`, `7 rules`, `1,200 rules`."""
    if number != 1:
        word = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{number:,} {word}"
