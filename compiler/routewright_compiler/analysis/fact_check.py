"""Whether the facts of a policy agree with each other and with the records given.

A fact whose premise no record can meet, although without the facts some could, says something that
its author cannot have meant. The other facts that it takes for that are found by leaving out one
after the other.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.claims import is_where
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.witness import Claim
from routewright_compiler.policy import Example, ExampleRecord
from routewright_runtime.evaluate.matcher import Matcher
from routewright_runtime.graph.model import DecisionGraph, Fact

_MOST_FACTS = 20


@dataclass(frozen=True, slots=True)
class SilencedFact:
    """A fact that rules out its own premise, alone or together with others."""

    fact: Fact
    others: tuple[Fact, ...]


class FactCheck:
    """The facts of one policy against each other and against records."""

    def __init__(self, space: PolicySpace) -> None:
        self._space = space
        self._graph: DecisionGraph = space.graph
        self.undecided = 0
        self.silenced: tuple[SilencedFact, ...] = tuple(self._silenced())

    def _silenced(self) -> Iterator[SilencedFact]:
        facts = self._graph.facts
        for fact in facts:
            try:
                if not self._is_possible(self._space, fact) and self._is_meant(fact):
                    yield SilencedFact(fact, self._others(fact, facts))
            except NotDecided:
                self.undecided += 1

    def _is_meant(self, fact: Fact) -> bool:
        """Tell whether a record could meet the premise if there were no facts."""
        return self._is_possible(self._with(()), fact)

    def _others(self, fact: Fact, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        kept = [other for other in facts if other is not fact]
        if len(kept) > _MOST_FACTS:
            return tuple(kept)
        for other in tuple(kept):
            rest = [item for item in kept if item is not other]
            if not self._is_possible(self._with((fact, *rest)), fact):
                kept = rest
        return tuple(kept)

    def _with(self, facts: Sequence[Fact]) -> PolicySpace:
        """Return a space of the policy with some of its facts only."""
        asked = [side for fact in self._graph.facts for side in (fact.premise, fact.conclusion)]
        return PolicySpace(replace(self._graph, facts=tuple(facts)), asked, self._space.budget)

    def _is_possible(self, space: PolicySpace, fact: Fact) -> bool:
        boxes = space.encoder.boxes(space.encoder.formula(fact.premise))
        return space.solver.any_hole(boxes, 0) is not None

    def claim(self, fact: Fact) -> Claim:
        """Return the claim that a record contradicts a fact."""
        encoder = self._space.encoder
        wrong = encoder.formulas.negation(encoder.formula(fact.conclusion))
        return is_where(encoder.formulas.every((encoder.formula(fact.premise), wrong)))

    def broken_by_examples(
        self, examples: Iterable[Example]
    ) -> Iterator[tuple[Example, ExampleRecord, tuple[str, ...]]]:
        """Yield the records of examples that contradict facts, with the names of these."""
        matcher = Matcher(self._graph, policy=self._space.policy)
        for example in examples:
            for record in example.records:
                names = matcher.contradicted_facts(record.values, record.moment)
                if names:
                    yield example, record, names
