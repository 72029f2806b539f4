"""Questions to a policy's space, answered with records that exist.

`hole` is the search of `hole_search`, repeated where a domain that it returns has no value for some
field: that domain becomes a law and the index is built again. So "there is no hole" is proved, and
a hole is one that a record shows.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from routewright_compiler.analysis.budget import Budget, NotDecided
from routewright_compiler.analysis.cells import accepting_sets
from routewright_compiler.analysis.compaction import Compacted, compact
from routewright_compiler.analysis.encoder import Encoder
from routewright_compiler.analysis.fitting import Fitting
from routewright_compiler.analysis.guess import Guess
from routewright_compiler.analysis.hole_search import HoleSearch
from routewright_compiler.analysis.index import BoxIndex
from routewright_compiler.analysis.leads import Conflict, Lead, Leads
from routewright_compiler.analysis.moment_search import USUAL
from routewright_compiler.analysis.space import Box, meet

_MAX_LEARNED = 200

T = TypeVar("T")


class Solver:
    """Asks whether boxes leave a record; sets of boxes are ints, bit n for box n of `boxes`."""

    def __init__(self, encoder: Encoder, boxes: Sequence[Box], budget: Budget) -> None:
        self.encoder = encoder
        self.budget = budget
        self.boxes = tuple(boxes)
        self.leads = Leads(encoder)
        self.index = BoxIndex(encoder.space, self.boxes)
        self._search = HoleSearch(self.index, budget)
        self._fitting: Fitting | None = None
        self._guess: Guess | None = None
        self._bare: BoxIndex | None = None  # the index that `_lawful_at` was told for
        self._lawful_at: dict[datetime, bool] = {}
        self._learned = 0
        self._laws = len(encoder.space.forbidden)
        self.unsure = _unsure_columns(encoder)
        # Where a domain has none of these, a lead is found for sure.
        self._unplain = self.unsure.union(encoder.calendars.values())

    def hole(self, box: Box, among: int) -> Box | None:
        """Return domains inside `box` that no box of `among` accepts, or None where there are none.

        Every choice of classes inside them belongs to a record, as far as one field goes; raise
        NotDecided over budget.
        """
        self.refresh()
        while True:
            found = self._search.find(box, among)
            if found is None or self.is_sure(found):
                return found
            lead = self.leads.lead(found)
            if isinstance(lead, Lead):
                return found
            self._learn(lead)

    def lead(self, box: Box, among: int) -> tuple[Box, Lead] | None:
        """Return a hole and a lead inside it, or None."""
        try:
            return self._with_lead(self.hole(box, among), box, among)
        except NotDecided:
            return self._guessed_lead(box, among)

    def _with_lead(self, hole: Box | None, box: Box, among: int) -> tuple[Box, Lead] | None:
        """Return a hole and a lead inside it, the given hole if it has one.

        A fact that a lead breaks by what it leaves empty joins `among`.
        """
        best: tuple[Box, Lead] | None = None
        while hole is not None:
            lead = self.leads.lead(hole)
            if isinstance(lead, Conflict):
                self._learn(lead)
            else:
                broken = self._broken_laws(lead)
                if not broken & ~among:
                    return hole, lead
                among, best = among | broken, best or (hole, lead)
            hole = self.hole(box, among)
        return best

    def _broken_laws(self, lead: Lead) -> int:
        """Return the laws that a lead breaks; none where the empty record breaks none."""
        if self._may_be_empty(lead.at):
            return 0
        return self.index.laws & self.index.at(self.leads.point(lead))

    def _may_be_empty(self, at: datetime = USUAL) -> bool:
        """Tell whether the empty record breaks no law at a moment."""
        if self._bare is not self.index:
            self._bare = self.index
            self._lawful_at.clear()
        found = self._lawful_at.get(at)
        if found is None:
            laws = self.index.laws
            found = not laws or not laws & self.index.at(self.leads.point(Lead({}, at)))
            self._lawful_at[at] = found
        return found

    def _guessed_lead(self, box: Box, among: int) -> tuple[Box, Lead]:
        """Return a lead that can be guessed, and a hole around it; raise NotDecided."""
        guessed = self.guess.find(box, among)
        if guessed is None:
            raise NotDecided
        return self._around(guessed, box, among), guessed

    @property
    def fitting(self) -> Fitting:
        """The boxes that hold a record, field by field."""
        if self._fitting is None or self._fitting.index is not self.index:
            self._fitting = Fitting(self.encoder, self.leads, self.index)
        return self._fitting

    @property
    def guess(self) -> Guess:
        """Guesses records outside of boxes."""
        if self._guess is None or self._guess.fitting is not self.fitting:
            self._guess = Guess(self.encoder, self.leads, self.fitting)
        return self._guess

    def leaves(self, boxes: Sequence[Box], among: int) -> bool:
        """Tell whether some record of the boxes lies outside `among`; raise NotDecided."""
        return self.some_hole(boxes, among) is not None

    def some_hole(self, boxes: Sequence[Box], among: int) -> Box | None:
        """Return a hole of some box, guessed where laws would make the search long."""
        self.refresh()
        found = self.guessed_hole(boxes, among) if self.index.laws else None
        return self.any_hole(boxes, among) if found is None else found

    def guessed_hole(self, boxes: Sequence[Box], among: int) -> Box | None:
        """Return a hole of some box if one can be guessed, at no step."""
        for box in boxes:
            lead = self.guess.find(box, among)
            if lead is not None:
                return self._around(lead, box, among)
        return None

    def _around(self, lead: Lead, box: Box, among: int) -> Box:
        """Return the classes of a lead in the columns that tell it from the boxes it lies outside.

        The columns of a field go together, since laws may join them.
        """
        boxes = among & self.index.meeting(box)
        found: Box = {}
        for model in self.encoder.fields.values():
            if any(c in box or self.index.constrains.get(c, 0) & boxes for c in model.columns):
                place = self.leads.place(model.field.name, lead.values.get(model.field.name))
                found.update((column, 1 << number) for column, number in place.items())
        return found

    def _learn(self, conflict: Conflict) -> None:
        self._learned += 1
        if self._learned > _MAX_LEARNED:
            raise NotDecided
        self.encoder.space.forbid(conflict.box)
        self.refresh()

    def refresh(self) -> None:
        """Index again where the space has got new laws since."""
        laws = len(self.encoder.space.forbidden)
        if laws != self._laws:
            self._laws = laws
            self.index = BoxIndex(self.encoder.space, self.boxes)
            self._search = HoleSearch(self.index, self.budget)

    def core(self, boxes: Sequence[Box], among: int) -> int | None:
        """Return the boxes of `among` that a proof of there being no hole rests on, else None."""
        found = 0
        for box in boxes:
            if self.hole(box, among) is not None:
                return None
            found |= self._search.core
        return found & among

    def accepting_sets(self, box: Box, among: int) -> list[int] | None:
        """Return the least sets of boxes of `among` that accept a record of `box`.

        None where there are too many, or where some classes may be those of no record.
        """
        self.refresh()
        return accepting_sets(self.index, box, among, self.unsure)

    def among(self, asked: Sequence[Box], boxes: int, budget: Budget) -> "SmallSolver":
        """Return a solver for questions about `asked` over a few boxes, with its own budget."""
        return SmallSolver(self, asked, boxes, budget)

    def any_hole(self, boxes: Iterable[Box], among: int) -> Box | None:
        """Return a hole of the first box that has one."""
        return _first(self.hole, boxes, among)

    def any_lead(self, boxes: Iterable[Box], among: int) -> tuple[Box, Lead] | None:
        """Return a hole and a lead of the first box that has one."""
        return _first(self.lead, boxes, among)

    def any_place(self, boxes: Iterable[Box], among: int) -> tuple[Box, Lead | None] | None:
        """Return the hole that `any_lead` does; no lead is made where there surely is one."""
        return _first(self.place, boxes, among)

    def place(self, box: Box, among: int) -> tuple[Box, Lead | None] | None:
        """Return a hole, and a lead inside it unless there surely is one (see `lead_in`)."""
        try:
            found = self.hole(box, among)
            if found is not None and self._unplain.isdisjoint(found) and self._may_be_empty():
                return found, None
            return self._with_lead(found, box, among)
        except NotDecided:
            return self._guessed_lead(box, among)

    def lead_in(self, hole: Box) -> Lead:
        """Return the lead in a hole that `place` found without one."""
        lead = self.leads.lead(hole)
        assert isinstance(lead, Lead), "every class of such a column belongs to a record"
        return lead

    def is_sure(self, domain: Box) -> bool:
        """Tell whether domains surely have a record: no two columns of them hang together."""
        return self.unsure.isdisjoint(domain)

    def is_possible(self, box: Box) -> bool:
        """Tell whether any record lies in a box."""
        return self.hole(box, 0) is not None

    def meets(self, first: Box, second: Box) -> Box | None:
        """Return the common box of two where a record lies in it."""
        both = meet(first, second)
        return both if both is not None and self.is_possible(both) else None


class SmallSolver:
    """Asks of some boxes again and again which of a few others leave no hole in them."""

    def __init__(self, large: Solver, asked: Sequence[Box], boxes: int, budget: Budget) -> None:
        """Compact the question once; sets of boxes are those of the large solver."""
        self._large = large
        self._asked = asked
        self._all_sure = not large.unsure
        self._holes: list[list[int]] = [[] for _ in asked]
        self._parts: list[tuple[HoleSearch, Compacted, int]] = []
        # A hole is seen in the columns of some few boxes only: what holds no record goes now.
        possible = [box for box in asked if _may_hold(large, box)]
        index = large.index
        for box in possible:
            domain = {c: m & index.allowed[c] for c, m in box.items() if index.allowed[c] & ~m}
            if not all(domain.values()):
                continue
            small = compact(index, domain, (boxes | index.laws) & index.meeting(domain))
            laws = 0
            for place, number in enumerate(small.numbers):
                laws |= (index.laws >> number & 1) << place
            self._parts.append((HoleSearch(small.index, budget), small, laws))

    def core(self, among: int) -> int | None:
        """Return the boxes that a proof of there being no hole rests on, else None."""
        core = 0
        for part, (search, small, laws) in enumerate(self._parts):
            bits = laws | small.small_set(among)
            if any(not hole & bits for hole in self._holes[part]):
                return None
            found = search.find({}, bits)
            if found is not None:
                if self._all_sure:
                    self._holes[part].append(small.index.meeting(found))
                if self._large.is_sure(small.enlarge(found)):
                    return None
                return self._large.core(self._asked, among)
            core |= small.large_set(search.core & bits)
        return core & among


def _first(ask: Callable[[Box, int], T | None], boxes: Iterable[Box], among: int) -> T | None:
    """Return the answer for the first box that has one; raise NotDecided where none does."""
    is_open = False
    for box in boxes:
        try:
            found = ask(box, among)
        except NotDecided:
            is_open = True
            continue
        if found is not None:
            return found
    if is_open:
        raise NotDecided
    return None


def _may_hold(solver: Solver, box: Box) -> bool:
    try:
        return solver.is_possible(box)
    except NotDecided:
        return True


def _unsure_columns(encoder: Encoder) -> frozenset[int]:
    """Return the columns of which a combination of classes may have no value or no time."""
    found: set[int] = set()
    for model in encoder.fields.values():
        if not model.is_sure:
            found.update(model.columns)
    found.update(model.column for model in encoder.ages.values())
    if len(encoder.calendars) + len(encoder.ages) > 1:
        found.update(encoder.calendars.values())
    return frozenset(found)
