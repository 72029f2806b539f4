"""Regions: the primes hold exactly the region, and none of them is superfluous."""

from hypothesis import HealthCheck, given, settings

from compiler.analysis.brute_force import Small, brute, small_policies
from routewright_compiler.analysis.facts import Facts
from routewright_compiler.analysis.leads import Lead

TRIED = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@TRIED
@given(small_policies())
def test_primes_hold_exactly_the_records_of_the_region(small: Small) -> None:
    reference = brute(*small)
    if reference is None:
        return
    facts = Facts(small[0])
    leads = facts.space.solver.leads
    points = [
        leads.point(Lead({k: v for k, v in record.items() if v is not None}))  # type: ignore[misc]
        for record in reference.records
    ]
    for number in range(len(facts.chain.branches)):
        before = facts.space.before(number)
        cover = facts.regions.cover(facts.space.boxes[number], before, limit=200)
        assert cover.is_complete
        inside = [
            [n for n, box in enumerate(cover.boxes) if _holds(box, point)] for point in points
        ]
        taken = [first == number for first in reference.first]
        assert [bool(found) for found in inside] == taken
        for n in range(len(cover.boxes)):
            assert any(found == [n] for found in inside), "a prime that the others cover"


def _holds(box: dict[int, int], point: dict[int, int]) -> bool:
    return all(mask >> point[column] & 1 for column, mask in box.items())
