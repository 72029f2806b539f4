"""The regions of records that are decided differently: in words, with a record and both decisions.

A region is said exactly where few words do it. Where earlier rules leave holes all over it, it is
said by the conditions of its two rules, less what earlier rules take, which is as exact. Where even
that takes too many words, the rules are named and the record stands for the rest; nothing is cut.
"""

from dataclasses import dataclass
from enum import StrEnum

from routewright_compiler.analysis.comparison.cases import Case
from routewright_compiler.analysis.comparison.comparison import Change, Comparison
from routewright_compiler.analysis.comparison.persons import by_person, persons
from routewright_compiler.analysis.space import Box
from routewright_compiler.diff.deeds import DeedWords, clock_words
from routewright_compiler.diff.outcomes import ChangeKind, kind_of
from routewright_compiler.schema.report import shown
from routewright_runtime.calendars import zone_of
from routewright_runtime.graph.branches import BranchKind
from routewright_runtime.graph.conditions import FieldTerm
from routewright_runtime.graph.model import DecisionNode, TestNode
from routewright_runtime.words import Words, moment_words

MOST_REGIONS = 4
MOST_COVERED = 40
_SHORT, _MIDDLING, _LONG = 200, 300, 600
_PARTLY = "(not all of these)"


class Wording(StrEnum):
    """How the words for a region are to be taken."""

    EXACT = "exact"
    LESS_EARLIER = "less earlier rules"  # exactly these, but for what earlier rules take
    BY_RULE = "by rule"  # too irregular: the rules are named


@dataclass(frozen=True, slots=True)
class Decided:
    """Who decides on one side, and what: `name` as inside a sentence, `place` is `file:line`."""

    rule: str
    name: str
    outcome: str
    place: str


@dataclass(frozen=True, slots=True)
class RegionChange:
    """Records that one version decides in one way and the other in another.

    `regions` are alternatives. `record` is a witness as it would stand in a JSON record, `shown`
    the same in words; `moment` is its time, where that matters. `is_possible` says that it hangs
    on something that only the CRM can judge, or on a comparison of two fields.
    """

    kind: ChangeKind
    before: Decided
    after: Decided
    regions: tuple[str, ...]
    wording: Wording
    record: tuple[tuple[str, object], ...]
    shown: str
    moment: str
    is_possible: bool
    change: Change

    @property
    def where(self) -> str:
        """Return the region in one line."""
        text = "; or ".join(self.regions)
        return f"{text}, less what earlier rules take" if self._is_less else text

    @property
    def _is_less(self) -> bool:
        return self.wording is Wording.LESS_EARLIER


class RegionChanges:
    """Puts the changes of one comparison into words."""

    def __init__(self, comparison: Comparison) -> None:
        self._found = comparison
        self._words = Words(comparison.space.graph, 6)
        self._deeds = DeedWords(self._words)
        self._persons = persons(comparison.sides[0].policy, comparison.sides[1].policy)
        self._zone = zone_of(comparison.space.graph.zone)

    def all(self) -> tuple[RegionChange, ...]:
        """Return all changes, the weightiest kind first, in order of the rules."""
        found = [self._change(number, change) for number, change in enumerate(self._found.changes)]
        order = list(ChangeKind)
        return tuple(sorted(found, key=lambda item: order.index(item.kind)))

    def kind(self, change: Change) -> ChangeKind:
        """Return in what the two decisions of a change differ."""
        return kind_of(
            by_person(change.before.attempts, self._persons[0]),
            by_person(change.after.attempts, self._persons[1]),
        )

    def _change(self, number: int, change: Change) -> RegionChange:
        kind = self.kind(change)
        sighting = self._found.sighting(change)
        witness = sighting.witness
        words, wording = self._region(change, number < MOST_COVERED)
        values = [f"{name} {self._value(name, value)}" for name, value in witness.values]
        notes = [", ".join(values) or "any record"]
        notes += [f"outside {shown(text)} taken to hold" for text in witness.outside]
        return RegionChange(
            kind,
            self._decided(0, change.before, change.after, kind),
            self._decided(1, change.after, change.before, kind),
            words,
            wording,
            witness.record,
            ", ".join(notes),
            "" if witness.at is None else moment_words(witness.at, self._zone),
            witness.is_assumed,
            change,
        )

    def _value(self, name: str, value: object) -> str:
        return "(empty)" if value is None else self._words.value(FieldTerm(name), value)

    # --- decisions ----------------------------------------------------------------------------

    def _decided(self, side: int, case: Case, other: Case, kind: ChangeKind) -> Decided:
        place = _place(self._found, side, case)
        return Decided(case.branch.rule, name_of(case), self._outcome(case, other, kind), place)

    def _outcome(self, case: Case, other: Case, kind: ChangeKind) -> str:
        first, second = case.attempts[0], other.attempts[0]
        words = self._deeds
        match kind:
            case ChangeKind.HANDS:
                text = words.attempt(first)
                if first.clock != second.clock:
                    text += f", {clock_words(first.clock)}"
                return text
            case ChangeKind.BEHIND:
                return f"where nobody is there, {words.behind(case.attempts)}"
            case ChangeKind.SLA:
                has_steps = first.steps != second.steps
                return words.sla(first, has_steps=has_steps)
            case ChangeKind.NOTICES:
                return words.notices(first)
            case ChangeKind.NAME:
                return words.attempt(first)

    # --- regions ------------------------------------------------------------------------------

    def _region(self, change: Change, is_covered: bool) -> tuple[tuple[str, ...], Wording]:
        exact = self._exact(change) if is_covered else None
        if exact is not None and _length(exact) <= _SHORT:
            return exact, Wording.EXACT
        base = self._said(change.boxes)
        if base is not None and _length(base) <= _MIDDLING:
            return base, Wording.LESS_EARLIER
        if exact is not None and _length(exact) <= _LONG:
            return exact, Wording.EXACT
        old, new = name_of(change.before), name_of(change.after)
        text = f"records of {old}" if old == new else f"records of {old} that {new} takes now"
        return (text,), Wording.BY_RULE

    def _exact(self, change: Change) -> tuple[str, ...] | None:
        cover = self._found.cover(change, MOST_REGIONS)
        return self._said(cover.boxes) if cover.is_complete else None

    def _said(self, boxes: tuple[Box, ...]) -> tuple[str, ...] | None:
        """Return boxes in words; None where there are too many or none for some of them."""
        if len(boxes) > MOST_REGIONS:
            return None
        helpers = self._found.space.encoder.normal_form.definitions
        if any(column in helpers for box in boxes for column in box):
            return None
        found = tuple(dict.fromkeys(self._found.words.box(box) for box in boxes))
        return None if any(text.endswith(_PARTLY) for text in found) else found


def name_of(case: Case) -> str:
    """Return how a branch is called inside a sentence."""
    branch = case.branch
    match branch.kind:
        case BranchKind.RULE:
            return shown(branch.rule)
        case BranchKind.REQUIRE:
            return "`require`"
        case BranchKind.GROUP_FALLBACK:
            return f"the fallback of {shown(' / '.join(branch.groups))}"
        case BranchKind.FALLBACK:
            return "the last fallback"


def _place(comparison: Comparison, side: int, case: Case) -> str:
    node = comparison.sides[side].index.nodes[case.branch.test_id]
    assert isinstance(node, TestNode | DecisionNode)
    return "" if node.place is None else f"{node.place.file}:{node.place.line}"


def _length(texts: tuple[str, ...]) -> int:
    return sum(map(len, texts))
