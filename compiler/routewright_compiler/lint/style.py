"""Style: `and` beside `or` without parentheses."""

from collections.abc import Iterator

from routewright_compiler.resolve.declarations import routed
from routewright_compiler.resolve.walk import conditions_in
from routewright_compiler.schema import codes
from routewright_compiler.schema.report import Report
from routewright_grammar import syntax
from routewright_grammar.diagnostic import Diagnostic, Edit, Fix, FixSafety
from routewright_grammar.span import Span


def mixed_and_or(files: tuple[syntax.File, ...]) -> tuple[Diagnostic, ...]:
    """Return a finding for every `and` that stands bare inside an `or`."""
    report = Report()
    for file in files:
        for whole in _conditions(file):
            for condition in conditions_in(whole):
                if isinstance(condition, syntax.Or):
                    _check(report, condition)
    return report.found()


def _check(report: Report, condition: syntax.Or) -> None:
    bare = [item for item in condition.items if isinstance(item, syntax.And)]
    if not bare:
        return
    edits = tuple(edit for item in bare for edit in _parentheses(item.span))
    report.add(
        codes.MIXED_AND_OR,
        condition.span,
        "`and` and `or` are mixed without parentheses; `and` binds tighter",
        repair="write parentheses around what belongs together",
        fixes=(Fix("add the parentheses", FixSafety.SAFE, edits),),
    )


def _parentheses(span: Span) -> tuple[Edit, Edit]:
    return (
        Edit(Span(span.file, span.start, span.start), "("),
        Edit(Span(span.file, span.end, span.end), ")"),
    )


def _conditions(file: syntax.File) -> Iterator[syntax.Condition]:
    for item in file.declarations:
        match item:
            case syntax.Define():
                yield item.condition
            case syntax.Classify() | syntax.Score():
                yield from (line.condition for line in item.lines)
            case syntax.Rule() | syntax.Group():
                for member in routed((item,)):
                    if member.condition is not None:
                        yield member.condition
            case syntax.Fact():
                yield item.premise
                yield item.conclusion
            case syntax.Assert() if item.condition is not None:
                yield item.condition
            case _:
                pass
