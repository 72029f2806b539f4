"""The body of facts about one policy: each is computed when it is first asked for, and once.

```
facts = Facts(graph, promises)
facts.reach        which branches receive records, and what hides the others
facts.overlaps     pairs of rules that only their order decides
facts.gaps         what only the file's fallback catches
facts.witness(...) a smallest record for a claim, replayed through the runtime
```

Finding rules are small files over these. What the step budget left open is in `undecided`.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

from routewright_compiler.analysis.budget import Budget
from routewright_compiler.analysis.chain import Chain
from routewright_compiler.analysis.dead_values import DeadValues
from routewright_compiler.analysis.gaps import Gaps
from routewright_compiler.analysis.incremental import (
    edit_between,
    edited_reach,
    edited_space,
)
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.overlaps import Overlaps
from routewright_compiler.analysis.people_reach import PeopleReach, owner_conditions
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.promises import Promises, promised_conditions
from routewright_compiler.analysis.reach import Reach, Verdict
from routewright_compiler.analysis.redundancy import Redundancy
from routewright_compiler.analysis.regions import Regions
from routewright_compiler.analysis.unique_groups import UniqueGroups
from routewright_compiler.analysis.vacuity import Vacuity, written_conditions
from routewright_compiler.analysis.witness import Claim, Witness, WitnessMaker
from routewright_compiler.policy import Promise
from routewright_runtime.graph.branches import GraphIndex
from routewright_runtime.graph.model import DecisionGraph


class Facts:
    """What is true of a policy; `promises` are its asserts."""

    def __init__(
        self,
        graph: DecisionGraph,
        promises: Sequence[Promise] = (),
        budget: Budget | None = None,
        *,
        before: "Facts | None" = None,
    ) -> None:
        """Encode a graph; `before` are the facts of an earlier version, to start from."""
        self.graph = graph
        self._asked = tuple(promises)
        extra = [*promised_conditions(graph, promises), *owner_conditions(graph)]
        chain = Chain(GraphIndex(graph))
        edit = None
        if before is not None:
            known = before.chain.branches
            edit = edit_between(before.graph, graph, known, chain.branches)
        if before is None or edit is None:
            self.space = PolicySpace(graph, extra, budget, chain=chain)
            return
        self.space = edited_space(before.space, graph, extra, edit, budget, chain)
        if "reach" in before.__dict__:
            self.__dict__["reach"] = edited_reach(before.reach, self.space, edit)

    def edited(self, graph: DecisionGraph, promises: Sequence[Promise] = ()) -> "Facts":
        """Return the facts of an edited graph; what the edit does not touch is not asked again."""
        budget = self.space.budget
        return Facts(
            graph, promises, Budget(budget.question_steps, budget.total_steps), before=self
        )

    @property
    def chain(self) -> Chain:
        """The branches, groups and outcomes."""
        return self.space.chain

    @cached_property
    def reach(self) -> Reach:
        """Which branches receive records."""
        return Reach(self.space)

    @cached_property
    def vacuity(self) -> Vacuity:
        """Parts of conditions that never or always hold, or are written twice."""
        return Vacuity(self.space, written_conditions(self.space))

    @cached_property
    def overlaps(self) -> Overlaps:
        """Pairs of rules with different outcomes that share records."""
        return Overlaps(self.reach)

    @cached_property
    def unique_groups(self) -> UniqueGroups:
        """Pairs of members of unique groups that share records."""
        return UniqueGroups(self.reach)

    @cached_property
    def redundancy(self) -> Redundancy:
        """Rules that could be deleted."""
        return Redundancy(self.reach)

    @cached_property
    def gaps(self) -> Gaps:
        """Records that only the file's fallback catches."""
        return Gaps(self.reach)

    @cached_property
    def dead_values(self) -> DeadValues:
        """List members and branches that never matter."""
        return DeadValues(self.reach)

    @cached_property
    def promises(self) -> Promises:
        """The verdict on every assert."""
        return Promises(self.reach, self._asked)

    @cached_property
    def people(self) -> PeopleReach:
        """The teams and reps that records can get to."""
        return PeopleReach(self.reach)

    @cached_property
    def regions(self) -> Regions:
        """Descriptions of regions by primes."""
        return Regions(self.space)

    @cached_property
    def _maker(self) -> WitnessMaker:
        return WitnessMaker(self.space)

    def witness(
        self, lead: Lead, claim: Claim, *, taken_by: int | None = None, empty: Iterable[str] = ()
    ) -> Witness:
        """Return the smallest record for a claim (see `WitnessMaker.make`)."""
        return self._maker.make(lead, claim, taken_by=taken_by, empty=tuple(empty))

    def showing_empty(self, witness: Witness, empty: Iterable[str]) -> Witness:
        """Return the witness with some fields shown as empty."""
        return self._maker.showing_empty(witness, dict(witness.values), empty)

    @property
    def undecided(self) -> int:
        """How many questions asked so far the budget left open."""
        asked = self.__dict__
        count = sum(v is Verdict.UNDECIDED for v in self.reach.verdicts) if "reach" in asked else 0
        for name in ("vacuity", "overlaps", "unique_groups", "gaps", "dead_values", "people"):
            if name in asked:
                count += asked[name].undecided
        if "redundancy" in asked:
            count += len(self.redundancy.undecided)
        if "promises" in asked:
            count += len(self.promises.undecided)
        return count
