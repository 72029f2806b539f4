"""An explanation as text for a terminal: plain lines, the outcome first."""

from collections.abc import Iterator

from routewright_runtime.explain.explanation import Explanation, PassedOver, Tested, Tried
from routewright_runtime.graph.model import TestKind
from routewright_runtime.words import moment_words, rule_words


def render(explanation: Explanation) -> str:
    """Return the explanation as lines of text, the last one ended."""
    return "\n".join(_lines(explanation)) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    decision = explanation.decision
    yield explanation.outcome
    if decision.sla_due is not None and decision.sla_due.tzinfo is not None:
        yield f"  first response due {moment_words(decision.sla_due, decision.sla_due.tzinfo)}"
    place = _place(explanation.file, explanation.line)
    yield f"  by {rule_words(decision.rule)}{place}"
    for note in decision.notes:
        yield f"  note: {note}"
    if explanation.matched:
        yield ""
        yield "What held"
        yield from (f"  {_tested(item)}" for item in explanation.matched)
    if explanation.values:
        yield ""
        yield "Values"
        for item in explanation.values:
            source = f", from {item.source}" if item.source is not None else ""
            problem = f" ({item.problem})" if item.problem is not None else ""
            yield f"  {item.field}: {item.value}{source}{problem}"
    if explanation.passed_over:
        yield ""
        yield "Passed over"
        yield from (f"  {_passed(item)}" for item in explanation.passed_over)
    yield ""
    yield "Carried out"
    for tried in explanation.tried:
        yield from _tried(tried)


def _place(file: str | None, line: int | None) -> str:
    return "" if file is None else f" ({file}:{line})"


def _tested(item: Tested) -> str:
    return f"{item.condition}: {item.finding}" if item.finding else item.condition


def _passed(item: PassedOver) -> str:
    name = item.name if item.kind is TestKind.REQUIRE else f'{item.kind} "{item.name}"'
    return f"{name}{_place(item.file, item.line)}: {_tested(item.failed)}"


def _tried(item: Tried) -> Iterator[str]:
    fallback = f"{item.fallback}: " if item.fallback else ""
    yield f"  {fallback}{item.action}: {item.result}"
    yield from (f"    skipped {skip}" for skip in item.skipped)
