"""What a record says to a condition, in words: `employees is 200`.

Of a conjunction only the first part that fails is told, through the names of definitions; of a
disjunction that holds, the part that makes it hold. Where that is a part of what a name stands for
it is named: `employees >= 1000 holds, as employees is 4000`. A score is told with the lines that
make it up, a classification with the line that gave its value.
"""

from collections.abc import Iterator
from typing import assert_never

from routewright_runtime.evaluate.conditions import Evaluation
from routewright_runtime.explain.explanation import Tested
from routewright_runtime.graph.conditions import (
    AllOf,
    AnyOf,
    Between,
    ClassTerm,
    ComparesTerms,
    Condition,
    Constant,
    Defined,
    DuringCalendar,
    HasMembers,
    IsRep,
    Known,
    LookupTerm,
    MatchesPattern,
    Negation,
    OneOf,
    OutsideTest,
    ScoreTerm,
    Term,
    TextHolds,
    WithinLast,
)
from routewright_runtime.words import Words, moment_words


class Findings:
    """Words for what one record at one time says to conditions."""

    __slots__ = ("_evaluation", "_words")

    def __init__(self, evaluation: Evaluation, words: Words) -> None:
        self._evaluation = evaluation
        self._words = words

    def first_failure(self, condition: Condition) -> Tested:
        """Return the first part of a condition that does not hold, and why."""
        part = self._failing(condition)
        return Tested(self._shown(part), self._of(part, is_held=False))

    def reasons(self, condition: Condition) -> tuple[Tested, ...]:
        """Return the parts of a condition that holds, each with what makes it hold."""
        if isinstance(condition, AllOf):
            return tuple(found for item in condition.items for found in self.reasons(item))
        if isinstance(condition, Constant):
            return ()
        return (Tested(self._shown(condition), self._of(condition, is_held=True)),)

    def value_words(self, term: Term) -> str:
        """Return a term's value in words, of a look-up with the row it was found in."""
        own = self._words.value(term, self._evaluation.value(term))
        if not isinstance(term, LookupTerm):
            return own
        row = self._evaluation.row(term)
        file = self._evaluation.policy.tables[term.table].file
        return f"{own} (no row)" if row is None else f"{own} ({file}:{row.line})"

    def _failing(self, condition: Condition) -> Condition:
        if isinstance(condition, AllOf):
            for item in condition.items:
                if not self._evaluation.holds(item):
                    return self._failing(item)
        return condition

    def _decisive(self, condition: Condition, is_held: bool) -> tuple[Condition, bool]:
        """Return the part that makes a condition hold or fail, and which of both that part does."""
        match condition:
            case Defined():
                return self._decisive(self._definition(condition), is_held)
            case AnyOf() if is_held:
                found = (item for item in condition.items if self._evaluation.holds(item))
            case AllOf() if not is_held:
                found = (item for item in condition.items if not self._evaluation.holds(item))
            case Negation(Defined() | AllOf() | AnyOf() | Negation()):
                return self._decisive(condition.item, not is_held)
            case _:
                return condition, is_held
        part = next(found, None)
        return (condition, is_held) if part is None else self._decisive(part, is_held)

    def _shown(self, condition: Condition) -> str:
        words = self._words.condition(condition)
        own = condition.item if isinstance(condition, Negation) else condition
        if isinstance(own, Defined):
            return f"{words}, which is {self._words.condition(self._definition(own))}"
        return words

    def _of(self, condition: Condition, *, is_held: bool) -> str:
        part, part_is_held = self._decisive(condition, is_held)
        found = tuple(dict.fromkeys(self._findings(part, set())))
        # A score's lines have commas of their own.
        has_lines = any(": " in text for text in found)
        said = ("; " if has_lines else ", ").join(found)
        named = condition.item if isinstance(condition, Negation) else condition
        if not isinstance(named, Defined) or part == self._definition(named):
            return said
        verb = "holds" if part_is_held else "fails"
        words = self._words.condition(part)
        return f"{words} {verb}, as {said}" if said else f"{words} {verb}"

    def _findings(self, condition: Condition, told: set[str]) -> Iterator[str]:
        """Yield what the record says to the parts; a definition in `told` is not followed again."""
        match condition:
            case AllOf() | AnyOf():
                for item in condition.items:
                    yield from self._findings(item, told)
            case Negation():
                yield from self._findings(condition.item, told)
            case Defined():
                if condition.name not in told:
                    told.add(condition.name)
                    yield from self._findings(self._definition(condition), told)
            case Constant():
                return
            case OneOf() | Between() | TextHolds() | MatchesPattern() | HasMembers() | Known():
                yield self._is(condition.term)
            case WithinLast():
                yield self._is(condition.term)
                yield self._now()
            case IsRep():
                yield f"{self._is(condition.term)}{self._nobody(condition)}"
            case ComparesTerms():
                yield self._is(condition.left)
                yield self._is(condition.right)
            case DuringCalendar():
                yield self._now()
            case OutsideTest():
                yield "only the CRM can judge it, and here it does not hold"
            case _:
                assert_never(condition)

    def _is(self, term: Term) -> str:
        own = f"{self._words.term(term)} is {self.value_words(term)}"
        match term:
            case ScoreTerm(name):
                return f"{own}: {self._score_lines(name)}"
            case ClassTerm(name):
                return f"{own}{self._class_line(name)}"
            case _:
                return own

    def _score_lines(self, name: str) -> str:
        lines = self._evaluation.policy.scores[name].lines
        held = [
            f"{self._words.points(line.points)} {self._words.condition(line.condition)}"
            for line in lines
            if self._evaluation.holds(line.condition)
        ]
        return ", ".join(held) or "no line holds"

    def _class_line(self, name: str) -> str:
        classification = self._evaluation.policy.classifications[name]
        for line in classification.lines:
            if self._evaluation.holds(line.condition):
                return f" when {self._words.condition(line.condition)}"
        return ", as no line holds" if classification.otherwise is None else " otherwise"

    def _nobody(self, condition: IsRep) -> str:
        known = self._evaluation.value(condition.term) is not None
        return ", no rep of the policy" if known and not self._evaluation.holds(condition) else ""

    def _now(self) -> str:
        at = self._evaluation.at
        if at is None:
            return "no time of decision is given"
        return f"the time is {moment_words(at, self._evaluation.policy.zone)}"

    def _definition(self, condition: Defined) -> Condition:
        return self._evaluation.policy.definitions[condition.name].condition
