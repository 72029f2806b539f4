"""Named conditions, classifications, scores and facts."""

from collections.abc import Mapping

from routewright_compiler.resolve.declarations import Declarations
from routewright_compiler.schema import codes
from routewright_compiler.schema.report import Report, shown
from routewright_compiler.typecheck.conditions import condition_of
from routewright_compiler.typecheck.literals import plain_number
from routewright_compiler.typecheck.scope import Scope
from routewright_grammar import syntax
from routewright_runtime.graph import model
from routewright_runtime.text import fold


def class_values(declared: Declarations, report: Report) -> Mapping[str, tuple[str, ...]]:
    """Return the values of every classification, in order of first appearance."""
    found: dict[str, tuple[str, ...]] = {}
    for item in declared.classifies:
        spelling: dict[str, str] = {}
        words = [line.value for line in item.lines]
        if item.otherwise is not None:
            words.append(item.otherwise)
        for word in words:
            text = value_text(word)
            first = spelling.setdefault(fold(text), text)
            if first != text:
                report.add(
                    codes.REPEATED_MEMBER,
                    word.span,
                    f"{shown(text)} and {shown(first)} differ in capitals only",
                    subject=item.name.text,
                    repair=f"write {shown(first)} in both places",
                )
        found[item.name.text] = tuple(spelling.values())
    return found


def value_text(word: syntax.Path | syntax.Text) -> str:
    """Return the value that a line of a classification gives."""
    return word.value.strip() if isinstance(word, syntax.Text) else word.text


def check_definitions(scope: Scope, declared: Declarations) -> tuple[model.Definition, ...]:
    """Return the checked definitions, in order."""
    return tuple(
        model.Definition(
            item.name.text,
            condition_of(scope, item.condition),
            item.doc,
            scope.places.of(item.name.span),
        )
        for item in declared.defines
    )


def check_classifications(scope: Scope, declared: Declarations) -> tuple[model.Classification, ...]:
    """Return the checked classifications, in order."""
    return tuple(
        model.Classification(
            item.name.text,
            tuple(
                model.ClassLine(
                    value_text(line.value),
                    condition_of(scope, line.condition),
                    scope.places.of(line.span),
                )
                for line in item.lines
            ),
            None if item.otherwise is None else value_text(item.otherwise),
            item.doc,
            scope.places.of(item.name.span),
        )
        for item in declared.classifies
    )


def check_scores(scope: Scope, declared: Declarations) -> tuple[model.Score, ...]:
    """Return the checked scores, in order."""
    return tuple(
        model.Score(
            item.name.text,
            tuple(
                model.ScoreLine(
                    plain_number(line.points),
                    condition_of(scope, line.condition),
                    scope.places.of(line.span),
                )
                for line in item.lines
            ),
            item.doc,
            scope.places.of(item.name.span),
        )
        for item in declared.scores
    )


def check_facts(scope: Scope, declared: Declarations) -> tuple[model.Fact, ...]:
    """Return the checked facts, in order."""
    return tuple(
        model.Fact(
            item.name.value,
            condition_of(scope, item.premise),
            condition_of(scope, item.conclusion),
            scope.places.of(item.name.span),
        )
        for item in declared.facts
    )
