"""The facts that finding rules read: those of the graph, and what stands around it.

```
facts = facts_of(policy, today=date(2026, 3, 10), records=rows)
facts.evidence(lead, claim)    a record that shows a claim, a real one where one fits
facts.words                    conditions, values and branches as the policy writes them
facts.coverage                 who is there when
```
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from routewright_compiler.analysis.budget import TOTAL_STEPS, Budget, NotDecided
from routewright_compiler.analysis.claims import is_inside_box
from routewright_compiler.analysis.condition_parts import parts
from routewright_compiler.analysis.coverage.coverage import Coverage
from routewright_compiler.analysis.coverage.history import arrivals
from routewright_compiler.analysis.dead_lines import DeadLine, dead_lines
from routewright_compiler.analysis.empty_fields import needed_empty
from routewright_compiler.analysis.empty_passes import EmptyPass, empty_passes
from routewright_compiler.analysis.fact_check import FactCheck
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.reach import Verdict
from routewright_compiler.analysis.record_sample import Sample, SampleRecord
from routewright_compiler.analysis.row_reach import RowReach
from routewright_compiler.analysis.vacuity import FaultyPart, PartFault, WrittenIn
from routewright_compiler.analysis.vocabulary import conditions_of
from routewright_compiler.analysis.witness import Claim, Witness
from routewright_compiler.analysis.wording.branch_words import BranchWords
from routewright_compiler.analysis.wording.source_text import SourceText
from routewright_compiler.policy import Policy
from routewright_compiler.schema.report import listed
from routewright_grammar.diagnostic import Certainty
from routewright_runtime.calendars import zone_of
from routewright_runtime.decide import Router
from routewright_runtime.graph.conditions import ClassTerm, Defined, FieldTerm, Known, OneOf
from routewright_runtime.words import moment_words

_TOTAL_PER_QUESTION = 400


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record that shows a claim: its fields, what to say beside them, and whether it proves."""

    witness: Witness
    shown: str
    notes: tuple[tuple[str, str], ...]

    @property
    def record(self) -> tuple[tuple[str, object], ...]:
        """The fields that matter, as they would stand in a JSON record."""
        return self.witness.record

    @property
    def shown_record(self) -> tuple[tuple[str, object], ...] | None:
        """The record, None where it hangs on an unknown: for findings that are proved without."""
        return None if self.witness.is_assumed else self.record

    @property
    def certainty(self) -> Certainty:
        """Whether the finding is proved, or hangs on an unknown."""
        return Certainty.POSSIBLE if self.witness.is_assumed else Certainty.PROVED


@dataclass(frozen=True, slots=True)
class Uncaught:
    """Regions in words, whether they are all, and a lead in the first with the claim of that."""

    regions: tuple[str, ...]
    is_complete: bool
    lead: Lead
    claim: Claim


class PolicyFacts(Facts):
    """The facts of a policy that compiled; see `facts_of`."""

    def __init__(
        self,
        policy: Policy,
        budget: Budget | None = None,
        today: date | None = None,
        records: Sequence[SampleRecord] | None = None,
    ) -> None:
        super().__init__(policy.graph, policy.promises, budget)
        self.policy = policy
        self.today = today
        self._open_questions = 0
        self._records = records
        self.words = BranchWords(self.space)
        self.source = SourceText(policy.files)

    @cached_property
    def sample(self) -> Sample | None:
        """The real records, None where none were given."""
        return None if self._records is None else Sample(self.space, self._records)

    @cached_property
    def coverage(self) -> Coverage:
        """Who is there when, and which days of the past were more than the caps take."""
        history = None
        if self._records is not None:
            timed = [(item.record, item.at) for item in self._records if item.at is not None]
            if timed:
                history = arrivals(Router(self.graph), timed)
        return Coverage(self.reach, self.today, history, self.witness)

    def evidence(
        self, lead: Lead, claim: Claim, *, taken_by: int | None = None, empty: Iterable[str] = ()
    ) -> Evidence:
        """Return the smallest record that shows a claim, made of a real one where one fits.

        `taken_by` is the branch that the runtime must find; `empty` names fields to show as empty.
        """
        seen = None if self.sample is None else self.sample.seen(claim)
        lead = lead if seen is None else seen.lead
        made = self.witness(lead, claim, taken_by=taken_by)
        told = {*empty, *needed_empty(self.space, made, claim)}
        if told:
            made = self.showing_empty(made, told)
        notes = []
        if made.at is not None:
            notes.append(("moment", moment_words(made.at, zone_of(self.graph.zone))))
        if made.outside:
            notes.append(("outside", f"taken to hold: {listed([f'`{t}`' for t in made.outside])}"))
        if seen is not None and self.sample is not None:
            notes.append(("seen", f"{seen.where}; {seen.count:,} of {self.sample.size:,} records"))
        return Evidence(made, self.shown(made), tuple(notes))

    def shown(self, made: Witness) -> str:
        """Return a record in words: the fields that matter, by their names in the policy."""
        fields = (
            f"{name} {self.words.value(FieldTerm(name), value)}" for name, value in made.values
        )
        return ", ".join(fields) or "any record"

    def record_note(self, made: Witness | None) -> tuple[tuple[str, str], ...]:
        """Return the note that shows a record, none where there is no record."""
        return () if made is None else (("record", self.shown(made)),)

    def note_undecided(self) -> None:
        """Count a question that a rule asked and the budget left open."""
        self._open_questions += 1

    def part_faults(self, kind: PartFault) -> tuple[FaultyPart, ...]:
        """Return the faulty parts of a kind, less those that another finding is the cause of.

        A rule that receives nothing is one finding by itself, and so are its parts; a name that
        never or always holds is reported where it is declared.
        """
        return tuple(
            fault
            for fault in self.vacuity.faults
            if fault.fault is kind and not self._is_knock_on(fault)
        )

    def _is_knock_on(self, fault: FaultyPart) -> bool:
        written, verdicts = fault.written, self.reach.verdicts
        if written.kind is WrittenIn.RULE and verdicts[written.number] is not Verdict.LIVE:
            return True
        if written.kind is WrittenIn.GROUP and fault.fault is PartFault.NEVER:
            group = self.chain.groups[written.number]
            inside = verdicts[group.first : group.end]
            if all(verdict is not Verdict.LIVE for verdict in inside):
                return True
        if fault.fault is PartFault.TWICE:
            return False
        condition = fault.part.condition
        is_class = isinstance(condition, OneOf) and isinstance(condition.term, ClassTerm)
        return isinstance(condition, Defined) or (is_class and fault.fault is PartFault.NEVER)

    def uncaught(self, limit: int) -> Uncaught | None:
        """Return the records with every value there that only the last fallback catches.

        At most `limit` regions are described; `is_complete` says whether these are all.
        """
        if self.gaps.uncaught is None:
            return None
        filled, allowed = self.gaps.filled_in, self.space.encoder.space.allowed
        cover = self.regions.cover([filled], self.gaps.among, limit)
        # That the values are there is understood where nothing else is said of them.
        told = [
            {c: m for c, m in box.items() if c not in filled or m != allowed[c] & ~1}
            for box in cover.boxes
        ]
        regions = tuple(dict.fromkeys(self.words.regions.box(box) for box in told))
        box, lead = (told or [filled])[0], self.gaps.uncaught[1]
        try:
            found = self.space.solver.lead(box, self.gaps.among)
        except NotDecided:
            found = None
        if found is None:
            box = filled
        else:
            lead = found[1]
        return Uncaught(regions, cover.is_complete, lead, is_inside_box(box))

    @cached_property
    def fields_asked_for_presence(self) -> frozenset[str]:
        """The fields of which some condition asks whether they are there."""
        found = set()
        for condition in conditions_of(self.space.policy, self.chain.branches):
            for part in parts(condition):
                if isinstance(part.condition, Known) and isinstance(part.condition.term, FieldTerm):
                    found.add(part.condition.term.field)
        return frozenset(found)

    @cached_property
    def fact_check(self) -> FactCheck:
        """Whether the facts agree with each other."""
        return FactCheck(self.space)

    @cached_property
    def rows(self) -> RowReach:
        """The rows of tables that nothing finds."""
        return RowReach(self.reach)

    @cached_property
    def negations(self) -> tuple[EmptyPass, ...]:
        """Negated comparisons that an empty field passes on the way to a rule."""
        return tuple(empty_passes(self))

    @cached_property
    def class_lines(self) -> tuple[DeadLine, ...]:
        """The lines of classifications that never decide."""
        return tuple(dead_lines(self.space))

    def is_same_region(self, first: int, second: int) -> bool:
        """Tell whether two branches ask for the same records; surely so where it says so."""
        space = self.space
        if space.formulas[first] is space.formulas[second]:
            return True
        try:
            return all(
                space.solver.any_hole(space.boxes[one], space.bits[other]) is None
                for one, other in ((first, second), (second, first))
            )
        except NotDecided:
            return False

    @property
    def undecided(self) -> int:
        """How many questions asked so far the budget left open, those about hours among them."""
        found = super().undecided + self._open_questions
        for name in ("coverage", "rows", "fact_check"):
            if name in self.__dict__:
                found += self.__dict__[name].undecided
        return found


def facts_of(
    policy: Policy,
    *,
    budget: int | None = None,
    today: date | None = None,
    records: Sequence[SampleRecord] | None = None,
) -> PolicyFacts:
    """Return the facts of a policy.

    `budget` is how many steps the search may take for one question; `today` None leaves the hours
    of people aside; `records` are real ones to prefer as witnesses and to count.
    """
    steps = None
    if budget is not None:
        steps = Budget(budget, max(TOTAL_STEPS, budget * _TOTAL_PER_QUESTION))
    return PolicyFacts(policy, steps, today, records)
