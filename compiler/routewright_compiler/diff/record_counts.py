"""Real records beside the regions: how many each holds, every record decided by both versions.

Each version reads the record in its own way and finds its branch by the runtime's matcher; what
that gives is compared as it is. So the counts do not rest on the analysis, and a record decided
differently outside all regions (a field is read from elsewhere, a fact is contradicted) is counted
apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from routewright_compiler.analysis.comparison.cases import Case
from routewright_compiler.analysis.comparison.persons import persons
from routewright_compiler.analysis.record_sample import SampleRecord
from routewright_compiler.diff.outcomes import outcome_key
from routewright_compiler.diff.policy_diff import PolicyDiff
from routewright_runtime.evaluate.matcher import Matcher
from routewright_runtime.records import RecordReader

FIRST = 3


@dataclass(slots=True)
class Seen:
    """How many records there were, and the first few of them."""

    count: int = 0
    first: list[SampleRecord] = field(default_factory=list)

    def add(self, record: SampleRecord) -> None:
        """Count a record."""
        self.count += 1
        if len(self.first) < FIRST:
            self.first.append(record)


@dataclass(slots=True)
class RecordCounts:
    """All records: `regions[n]` of the n-th region of the diff, `renamed`, and those in none."""

    size: int
    regions: list[Seen]
    renamed: Seen
    elsewhere: Seen

    @property
    def changed(self) -> int:
        """How many records are decided differently, rules that only have another name aside."""
        return sum(seen.count for seen in self.regions) + self.elsewhere.count


def count_records(diff: PolicyDiff, records: Iterable[SampleRecord]) -> RecordCounts:
    """Decide records by both versions and count them by region; linear in the records."""
    found = RecordCounts(0, [Seen() for _ in diff.regions], Seen(), Seen())
    judge = _Judge(diff, found)
    for record in records:
        found.size += 1
        seen = judge.place(record)
        if seen is not None:
            seen.add(record)
    return found


class _Judge:
    """Decides records by both versions and says where they count."""

    def __init__(self, diff: PolicyDiff, found: RecordCounts) -> None:
        self._found = found
        self._comparison = diff.comparison
        self._places = {id(region.change): n for n, region in enumerate(diff.regions)}
        first, second = diff.comparison.sides
        self._sides = (first, second)
        self._readers = [RecordReader(side.graph) for side in self._sides]
        self._matchers = [Matcher(side.graph, policy=side.policy) for side in self._sides]
        self._keys = [outcome_key(names) for names in persons(first.policy, second.policy)]
        # The place of a pair of branches whose decisions name nothing of the record.
        self._known: dict[tuple[int, ...], Seen | None] = {}

    def place(self, record: SampleRecord) -> Seen | None:
        """Return where a record counts; None where both versions give it the same."""
        read = [reader.read(record.record).values for reader in self._readers]
        pairs = zip(self._matchers, read, strict=True)
        numbers = tuple([matcher.match(values, record.at) for matcher, values in pairs])
        if numbers in self._known:
            return self._known[numbers]
        cases = [
            side.case_at(number, values, record.at)
            for side, number, values in zip(self._sides, numbers, read, strict=True)
        ]
        seen = self._place(cases[0], cases[1])
        if not (cases[0].named or cases[1].named):
            self._known[numbers] = seen
        return seen

    def _place(self, before: Case, after: Case) -> Seen | None:
        if self._keys[0](before) == self._keys[1](after):
            return None
        change = self._comparison.change_between(before, after)
        if change is None:
            return self._found.elsewhere
        place = self._places.get(id(change))
        return self._found.renamed if place is None else self._found.regions[place]
