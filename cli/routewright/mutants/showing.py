"""Mutants for people and for scripts: the lines before and after, and the record that tells."""

from collections.abc import Mapping, Sequence

from routewright.fixes.edits import applied
from routewright.report import counted
from routewright.report_data import plain
from routewright.source_view import visible
from routewright_compiler.mutation.mutant import Mutant, MutantKind
from routewright_compiler.mutation.survey import Fate, Survey, Tried
from routewright_grammar.diagnostic import Edit
from routewright_grammar.span import Source, Span
from routewright_runtime.calendars import zone_of
from routewright_runtime.graph.conditions import FieldTerm
from routewright_runtime.graph.model import DecisionGraph
from routewright_runtime.words import Words, moment_words

SHOWN_LINES = 6
Data = dict[str, object]
Sources = Mapping[str, Source]


def mutant_lines(survey: Survey, graph: DecisionGraph, sources: Sources) -> list[str]:
    """Return the figures, then every mutant that no test notices with a record that would."""
    shown = _Shown(graph, sources)
    lines = [_figures(survey)]
    for item in survey.of(Fate.UNNOTICED):
        lines += shown.lines(item)
    for item in survey.of(Fate.UNDECIDED):
        lines += shown.lines(item)
    if survey.left_out:
        lines.append(
            f"  {counted(survey.left_out, 'mutant')} more not tried;"
            " `--max-mutants` says how many are"
        )
    return lines


def mutants_data(survey: Survey, graph: DecisionGraph, sources: Sources) -> Data:
    """Return the same for scripts: figures, and the mutants that no test notices."""
    shown = _Shown(graph, sources)
    return {
        "percent": survey.percent,
        "noticed": len(survey.of(Fate.NOTICED)),
        "unnoticed": [shown.data(item) for item in survey.of(Fate.UNNOTICED)],
        "undecided": [shown.data(item) for item in survey.of(Fate.UNDECIDED)],
        "equivalent": len(survey.of(Fate.EQUIVALENT)),
        "left_out": survey.left_out,
        "kinds": {
            kind.value: {"noticed": noticed, "of": number}
            for kind, (noticed, number) in survey.by_kind.items()
        },
    }


def _figures(survey: Survey) -> str:
    parts = [f"{kind} {noticed} of {number}" for kind, (noticed, number) in survey.by_kind.items()]
    equivalent = len(survey.of(Fate.EQUIVALENT))
    told = f"; {equivalent:,} decide every record alike and do not count" if equivalent else ""
    if not parts:
        return f"mutants: there is none{told}"
    return f"mutants noticed {survey.percent} %: {', '.join(parts)}{told}"


class _Shown:
    """Shows the mutants of one policy."""

    def __init__(self, graph: DecisionGraph, sources: Sources) -> None:
        self._words = Words(graph)
        self._zone = zone_of(graph.zone)
        self._sources = sources

    def lines(self, item: Tried) -> list[str]:
        """Return where and what, the lines before and after, and the record."""
        mutant = item.mutant
        place = self._sources[mutant.span.file].position(mutant.span.start)
        told = "no test notices this change"
        if item.fate is Fate.UNDECIDED:
            told = "no test notices this change, and whether it changes a decision stays undecided"
        what = f"{mutant.kind} of {mutant.subject}"
        before, after = self._texts(mutant)
        return [
            visible(f"  {mutant.span.file}:{place.line}:{place.column}: {what}: {told}"),
            *(visible(f"    - {line}") for line in before),
            *(visible(f"    + {line}") for line in after),
            *self._record(item),
        ]

    def data(self, item: Tried) -> Data:
        """Return a mutant with its place and lines, and the record as `run` reads it."""
        mutant, witness = item.mutant, item.witness
        start, end = (
            self._sources[mutant.span.file].position(offset)
            for offset in (mutant.span.start, mutant.span.end)
        )
        before, after = self._texts(mutant)
        return {
            "kind": mutant.kind.value,
            "subject": mutant.subject,
            "file": mutant.span.file,
            "start": {"line": start.line, "column": start.column},
            "end": {"line": end.line, "column": end.column},
            "before": before,
            "after": after,
            "witness": None if witness is None else plain(dict(witness.record)),
            "moment": None if witness is None or witness.at is None else witness.at.isoformat(),
            "rules": None if witness is None else [item.before, item.after],
        }

    def _texts(self, mutant: Mutant) -> tuple[list[str], list[str]]:
        """Return the lines that change, before and after; of two rules, their names."""
        if mutant.kind is MutantKind.ORDER:
            first, second = mutant.names
            return [f"`{first}` before `{second}`"], [f"`{second}` before `{first}`"]
        source = self._sources[mutant.span.file]
        first_line = source.position(min(edit.span.start for edit in mutant.edits)).line
        last_line = source.position(max(edit.span.end for edit in mutant.edits)).line
        start = source.line_starts[first_line - 1]
        end = source.line_starts[last_line - 1] + len(source.line_text(last_line))
        inside = [_moved(edit, start) for edit in mutant.edits]
        text = source.text[start:end]
        return _shown_lines(text), _shown_lines(applied(text, inside))

    def _record(self, item: Tried) -> list[str]:
        witness = item.witness
        if witness is None:
            return []
        values = [
            f"{name} {self._words.value(FieldTerm(name), value)}" for name, value in witness.values
        ]
        lines = [f"    record: {', '.join(values) or 'any record'}"]
        if witness.at is not None:
            lines.append(f"    moment: {moment_words(witness.at, self._zone)}")
        if witness.is_assumed:
            lines.append("    possible, not proved: it hangs on a condition taken as unknown")
        if item.before != item.after:
            lines.append(f"    decided by `{item.before}`, after the change by `{item.after}`")
        return [visible(line) for line in lines]


def _moved(edit: Edit, start: int) -> Edit:
    span = edit.span
    return Edit(Span(span.file, span.start - start, span.end - start), edit.text)


def _shown_lines(text: str) -> list[str]:
    lines: Sequence[str] = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > SHOWN_LINES:
        return [*lines[:SHOWN_LINES], f"… {len(lines) - SHOWN_LINES} more lines"]
    return list(lines)
