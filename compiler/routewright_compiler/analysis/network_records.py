"""Records that show the edges of a policy's graph: received, given on, taken away."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from routewright_compiler.analysis.budget import NotDecided
from routewright_compiler.analysis.claims import receives, receives_where, takes_from
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.overlaps import OverlapTaker
from routewright_compiler.analysis.owners import ALWAYS
from routewright_compiler.analysis.reach import Verdict
from routewright_compiler.analysis.space import meet
from routewright_compiler.analysis.witness import Witness
from routewright_grammar.diagnostic import Certainty
from routewright_runtime.graph.conditions import Condition


@dataclass(frozen=True, slots=True)
class Shown:
    """That something is so, how sure that is, and a record that shows it where there is one."""

    certainty: Certainty
    witness: Witness | None = None

    def data(self) -> Mapping[str, object]:
        """Return the attributes of an edge; plain values, as JSON has them."""
        record = at = None
        if self.witness is not None:
            record = {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in self.witness.record
            }
            at = None if self.witness.at is None else self.witness.at.isoformat()
        return {"certainty": self.certainty.value, "witness": record, "at": at}


UNSHOWN = Shown(Certainty.PROVED)
_UNDECIDED = Shown(Certainty.UNDECIDED)


class NetworkRecords:
    """Asks for records, and makes witnesses of them where these are wanted."""

    def __init__(self, facts: Facts, with_witnesses: bool) -> None:
        self._facts = facts
        self.with_witnesses = with_witnesses
        self._coming: dict[tuple[int, Condition], Shown | None] = {}

    def received(self, branch: int) -> Shown:
        """Show that a live or undecided branch receives a record."""
        found = self.coming_to(branch, ALWAYS)
        assert found is not None, "a live branch receives a record"
        return found

    def coming_to(self, branch: int, condition: Condition) -> Shown | None:
        """Show that a branch receives a record on which a condition holds; None where none."""
        known = (branch, condition)
        if known not in self._coming:
            try:
                self._coming[known] = self._asked(branch, condition)
            except NotDecided:
                self._coming[known] = _UNDECIDED
        return self._coming[known]

    def _asked(self, branch: int, condition: Condition) -> Shown | None:
        facts = self._facts
        space, encoder = facts.space, facts.space.encoder
        if condition == ALWAYS:
            if facts.reach.verdicts[branch] is Verdict.UNDECIDED:
                raise NotDecided
            if not self.with_witnesses:
                return UNSHOWN
            found = facts.reach.received(branch)
            assert found is not None, "a live branch receives a record"
            return self._shown(facts.witness(found[1], receives(space, branch), taken_by=branch))
        formula = encoder.formula(condition)
        boxes = encoder.boxes(encoder.formulas.every([space.formulas[branch], formula]))
        before = space.before(branch) & facts.reach.live
        claim = receives_where(space, branch, formula)
        if not self.with_witnesses:
            return None if space.solver.any_hole(boxes, before) is None else UNSHOWN
        for box in boxes:
            found = space.solver.lead(box, before & space.solver.index.meeting(box))
            if found is not None:
                return self._shown(facts.witness(found[1], claim, taken_by=branch))
        return None

    def taken(self, earlier: int, later: int) -> Shown | None:
        """Show that an earlier branch takes a record from a later one; None where it takes none."""
        facts = self._facts
        if not self.with_witnesses:
            return UNSHOWN
        try:
            found = facts.reach.taken(earlier, later)
        except NotDecided:
            return _UNDECIDED
        if found is None:
            return None
        claim = takes_from(facts.space, earlier, later)
        return self._shown(facts.witness(found[1], claim, taken_by=earlier))

    def of_taker(self, taker: OverlapTaker, later: int) -> Shown:
        """Show that a taker that was found takes a record from a later branch."""
        if not self.with_witnesses:
            return UNSHOWN
        claim = takes_from(self._facts.space, taker.branch, later)
        return self._shown(self._facts.witness(taker.lead, claim, taken_by=taker.branch))

    def shared(self, earlier: int, later: int) -> Shown:
        """Show a record that two branches both ask for, whichever takes it."""
        space = self._facts.space
        try:
            lead = self._shared_lead(earlier, later)
        except NotDecided:
            lead = None
        if lead is None:
            return _UNDECIDED
        taker = space.first_match(space.solver.leads.point(lead))
        assert taker is not None, "the last branch takes what no other does"
        claim = takes_from(space, taker, earlier, later)
        return self._shown(self._facts.witness(lead, claim, taken_by=taker))

    def _shared_lead(self, earlier: int, later: int) -> Lead | None:
        space = self._facts.space
        for first, second in product(space.boxes[earlier], space.boxes[later]):
            common = meet(first, second)
            found = None if common is None else space.solver.lead(common, 0)
            if found is not None:
                return found[1]
        return None

    def _shown(self, witness: Witness) -> Shown:
        return Shown(Certainty.POSSIBLE if witness.is_assumed else Certainty.PROVED, witness)
