"""Try the mutants of a policy: which no test notices, and the record that one should have."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.comparison.comparison import compare
from routewright_compiler.analysis.witness import Witness
from routewright_compiler.mutation.catalogue import mutants
from routewright_compiler.mutation.mutant import Mutant, MutantKind
from routewright_compiler.mutation.rechecking import Rechecker
from routewright_compiler.mutation.trials import Trial, Trials
from routewright_compiler.policy import Policy
from routewright_runtime.decide import Router
from routewright_runtime.graph.model import DecisionGraph


class Fate(StrEnum):
    """What became of a mutant.

    `EQUIVALENT` decides every record as the policy does; of one `UNDECIDED` that ran out of budget.
    """

    NOTICED = "noticed"
    UNNOTICED = "unnoticed"
    EQUIVALENT = "equivalent"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant and its fate: the test that noticed it, or the record that would have.

    `before` and `after` are the rules that take the record in the policy and in the mutant.
    """

    mutant: Mutant
    fate: Fate
    test: str = ""
    witness: Witness | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """The mutants tried, in order of the policy; `left_out` more were not, for there are many.

    Mutants that do not compile, and orders of rules that decide alike, are no mutants.
    """

    tried: tuple[Tried, ...]
    left_out: int

    def of(self, fate: Fate) -> tuple[Tried, ...]:
        """Return the mutants of a fate."""
        return tuple(item for item in self.tried if item.fate is fate)

    @property
    def percent(self) -> int:
        """How many of a hundred mutants were noticed, rounded down; equivalent ones do not count.

        100 where there are none.
        """
        counts = Counter(item.fate for item in self.tried)
        number = len(self.tried) - counts[Fate.EQUIVALENT]
        return 100 * counts[Fate.NOTICED] // number if number else 100

    @property
    def by_kind(self) -> Mapping[MutantKind, tuple[int, int]]:
        """How many mutants of each kind were noticed, and how many there are that count."""
        found = {}
        for kind in MutantKind:
            own = [t for t in self.tried if t.mutant.kind is kind and t.fate is not Fate.EQUIVALENT]
            if own:
                found[kind] = sum(t.fate is Fate.NOTICED for t in own), len(own)
        return found


def survey(policy: Policy, router: Router, trials: Sequence[Trial], most: int) -> Survey:
    """Try at most `most` mutants of a policy whose tests all hold, spread over it evenly.

    `router` is that of the policy. Cost is about a check of the routing a mutant, and a comparison
    of two policies for one that no test notices.
    """
    order = {file.source.file: number for number, file in enumerate(policy.files)}
    every = sorted(mutants(policy), key=lambda m: (order[m.span.file], m.span.start))
    chosen = _spread(every, most)
    checker, tests = Rechecker(policy), Trials(router, trials)
    tried = tuple(_tried(policy, chosen, checker, tests))
    return Survey(tried, len(every) - len(chosen))


def _spread(every: Sequence[Mutant], most: int) -> Sequence[Mutant]:
    if len(every) <= most:
        return every
    return [every[number * len(every) // most] for number in range(most)]


def _tried(
    policy: Policy, chosen: Sequence[Mutant], checker: Rechecker, tests: Trials
) -> Iterator[Tried]:
    for mutant in chosen:
        graph = checker.graph(mutant)
        if graph is None:
            continue
        test = tests.noticed_by(mutant, graph)
        if test is not None:
            yield Tried(mutant, Fate.NOTICED, test)
            continue
        found = _compared(mutant, policy.graph, graph)
        if found.fate is not Fate.EQUIVALENT or mutant.kind is not MutantKind.ORDER:
            yield found


def _compared(mutant: Mutant, before: DecisionGraph, after: DecisionGraph) -> Tried:
    try:
        found = compare(before, after)
    except NotDecided:
        return Tried(mutant, Fate.UNDECIDED)
    if not found.changes:
        return Tried(mutant, Fate.EQUIVALENT if found.is_proved else Fate.UNDECIDED)
    # A record that can be shown goes before one that hangs on an unknown.
    change = min(found.changes, key=lambda item: item.lead.assumes)
    if not found.is_in(change, found.space.solver.leads.point(change.lead)):
        return Tried(mutant, Fate.UNDECIDED)  # two fields compare as in no record at hand
    witness = found.sighting(change).witness
    rules = (change.before.branch.rule, change.after.branch.rule)
    return Tried(mutant, Fate.UNNOTICED, "", witness, *rules)
