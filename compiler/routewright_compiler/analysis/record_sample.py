"""Real records beside the analysis: which of them show a claim, and how many do.

Records of equal classes are one to the analysis, so each combination is kept once, with the first
record that has it and how many there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from routewright_compiler.analysis.leads import Lead
from routewright_compiler.analysis.moment_search import USUAL
from routewright_compiler.analysis.policy_space import PolicySpace
from routewright_compiler.analysis.witness import Claim, Point
from routewright_runtime.records import RecordReader
from routewright_runtime.values import Value


@dataclass(frozen=True, slots=True)
class SampleRecord:
    """One record as it came; `where` says in words where it stands, `at` when it came, if known."""

    where: str
    record: Mapping[str, object]
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The first real record that shows a claim, and how many do."""

    lead: Lead
    where: str
    count: int


@dataclass(slots=True)
class _Kind:
    lead: Lead
    where: str
    point: Point
    branch: int | None
    count: int = 1


class Sample:
    """All records of a file, read into the policy's fields."""

    def __init__(self, space: PolicySpace, records: Iterable[SampleRecord]) -> None:
        reader = RecordReader(space.graph)
        leads = space.solver.leads
        kinds: dict[tuple[int, ...], _Kind] = {}
        self.size = 0
        for item in records:
            self.size += 1
            read = reader.read(item.record).values
            values: dict[str, Value] = {n: v for n, v in read.items() if v is not None}
            lead = Lead(values, USUAL if item.at is None else item.at)
            point = leads.point(lead)
            key = tuple(point[column] for column in sorted(point))
            found = kinds.get(key)
            if found is None:
                kinds[key] = _Kind(lead, item.where, point, space.first_match(point))
            else:
                found.count += 1
        self._kinds = tuple(kinds.values())

    def seen(self, claim: Claim) -> Seen | None:
        """Return the first record that shows a claim and how many do; None where none does."""
        found = [kind for kind in self._kinds if claim(kind.point)]
        if not found:
            return None
        return Seen(found[0].lead, found[0].where, sum(kind.count for kind in found))

    def taken(self, claim: Claim) -> dict[int, int]:
        """Return how many of the records that show a claim each branch takes."""
        counts: dict[int, int] = {}
        for kind in self._kinds:
            if kind.branch is not None and claim(kind.point):
                counts[kind.branch] = counts.get(kind.branch, 0) + kind.count
        return counts
